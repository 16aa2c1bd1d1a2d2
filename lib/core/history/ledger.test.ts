import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../fixed-point'
import { accountLedger, profitParts, sumOf, unrealised, type LedgerTerms } from './ledger'
import type { AccountEvent, LegRecord } from './types'

const house = `0x${'aa'.repeat(20)}` as const
const terms: LedgerTerms = { unit: 10n ** 8n, priceAt: (time) => BigInt(200 + (time % 50)) * WAD }

const usd = fc.bigInt(-5000n * WAD, 5000n * WAD)
const small = fc.bigInt(0n, 50n * WAD)
const tokens = fc.bigInt(-(10n ** 10n), 10n ** 10n)

const leg: fc.Arbitrary<LegRecord> = fc.record({
  series: fc.bigInt(1n, 3n),
  quantity: fc.bigInt(-3n, 3n).filter((q) => q !== 0n),
  premium: usd,
  fee: small,
  funding: usd,
  spot: fc.constant(WAD),
  collateralPrice: fc.bigInt(100n * WAD, 400n * WAD),
})

/** The legs of one trade are converted at one price. */
const legs = fc.array(leg, { minLength: 1, maxLength: 4 }).map(([first, ...rest]) => {
  const collateralPrice = first!.collateralPrice
  return [first!, ...rest.map((other) => ({ ...other, collateralPrice }))]
})

const place = { block: 1n, time: 0, transaction: house, logIndex: 0, clearinghouse: house } as const
const event: fc.Arbitrary<AccountEvent> = fc.oneof(
  { weight: 2, arbitrary: fc.bigInt(1n, 10n ** 10n).map((amount) => ({ ...place, kind: 'deposit' as const, amount })) },
  fc.bigInt(1n, 10n ** 10n).map((amount) => ({ ...place, kind: 'withdrawal' as const, amount })),
  {
    weight: 6,
    arbitrary: fc
      .record({ cost: tokens, funding: tokens, charges: fc.bigInt(0n, 1000n), forgiven: fc.bigInt(0n, 1000n), legs })
      .map((given) => ({
        ...place,
        ...given,
        kind: 'trade' as const,
        reason: 'trade' as const,
        trader: house,
        insuranceIncome: 0n,
      })),
  },
  fc.bigInt(0n, 1000n).map((reward) => ({ ...place, kind: 'refusal' as const, reward })),
  fc.record({ worth: tokens }).map(({ worth }) => ({
    ...place,
    kind: 'settlement' as const,
    worth,
    paid: worth < 0n ? (0n - worth) / 2n : 0n,
  })),
)

const events = fc.array(event, { maxLength: 30 }).map((list) => list.map((each, time) => ({ ...each, time })))
const now = fc.record({ price: fc.bigInt(WAD, 1000n * WAD), optionValue: usd, fundingOwed: usd })

describe('an account’s ledger', () => {
  it('tells profit in parts that add up to equity less what was put in, whatever happened', () => {
    fc.assert(
      fc.property(events, now, (list, at) => {
        const ledger = accountLedger(list, terms)
        const { total, ...parts } = profitParts(ledger, { ...at, unit: terms.unit })
        expect(Object.values(parts).reduce((a, b) => a + b, 0n)).toBe(total)
        const equity = ((ledger.cash + ledger.claim) * at.price) / terms.unit + at.optionValue - at.fundingOwed
        expect(total).toBe(equity - ledger.invested)
      }),
      { numRuns: 500 },
    )
  })

  it('finds every dollar of trading again in positions, closed and open', () => {
    fc.assert(
      fc.property(events, (list) => {
        const { open, closed, paid } = accountLedger(list, terms)
        const inBooks = [...open, ...closed].map((each) => sumOf(each.realised) - sumOf(each.basis))
        expect(inBooks.reduce((a, b) => a + b, 0n)).toBe(0n - sumOf(paid))
      }),
      { numRuns: 500 },
    )
  })

  it('holds what the legs add up to', () => {
    fc.assert(
      fc.property(events, (list) => {
        const { open } = accountLedger(list, terms)
        const held = new Map<bigint, bigint>()
        for (const each of list) {
          if (each.kind === 'settlement') held.clear()
          if (each.kind !== 'trade') continue
          for (const { series, quantity } of each.legs) held.set(series, (held.get(series) ?? 0n) + quantity)
        }
        const expected = [...held].filter(([, quantity]) => quantity !== 0n)
        expect(new Map(open.map(({ series, quantity }) => [series, quantity]))).toEqual(new Map(expected))
      }),
    )
  })

  it('realises a part at average cost and keeps the rest', () => {
    const trade = (quantity: bigint, premium: bigint, fee: bigint): AccountEvent => ({
      ...place,
      kind: 'trade',
      reason: 'trade',
      trader: house,
      // At 100 USD a token and without a spread.
      cost: ((premium + fee) * terms.unit) / (100n * WAD),
      funding: 0n,
      insuranceIncome: 0n,
      charges: 0n,
      forgiven: 0n,
      legs: [{ series: 7n, quantity, premium, fee, funding: 0n, spot: WAD, collateralPrice: 100n * WAD }],
    })
    const half = accountLedger([trade(4n * WAD, 400n * WAD, 4n * WAD), trade(-1n * WAD, -150n * WAD, WAD)], terms)
    const [held] = half.open
    expect(held).toMatchObject({ quantity: 3n * WAD, largest: 4n * WAD, closedAt: undefined })
    expect(held!.basis).toMatchObject({ premium: 300n * WAD, fees: 3n * WAD })
    expect(held!.realised).toMatchObject({ premium: 50n * WAD, fees: -2n * WAD })
    expect(unrealised(held!, 330n * WAD, 2n * WAD)).toMatchObject({ premium: 30n * WAD, funding: -2n * WAD })
    const whole = accountLedger([trade(WAD, 100n * WAD, 0n), trade(-2n * WAD, -240n * WAD, 0n)], terms)
    expect(whole.closed[0]).toMatchObject({ quantity: 0n, realised: { premium: 20n * WAD } })
    expect(whole.open[0]).toMatchObject({ quantity: 0n - WAD, basis: { premium: -120n * WAD } })
  })
})
