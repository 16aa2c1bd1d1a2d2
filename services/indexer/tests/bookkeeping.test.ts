import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liquidityOutcome, type EndedRequest } from '../src/liquidity-outcome'
import { afterLeg } from '../src/positions'
import { bookTrade, type TradeFacts } from '../src/settlement-of-trade'

const UNIT = 10n ** 18n
const facts: TradeFacts = {
  cashBefore: 10n * UNIT,
  mainCash: 1000n * UNIT,
  cost: 2n * UNIT,
  funding: UNIT,
  insuranceIncome: UNIT / 10n,
  premiumUsd: 150n * UNIT,
  feeUsd: 20n * UNIT,
  collateralPrice: 100n * UNIT,
  unit: UNIT,
  penalty: 0n,
  reward: 0n,
}

describe('bookTrade', () => {
  it('takes cost and funding from the account and tells the pool what each was for', () => {
    const { cashAfter, mainCash, pending, flows } = bookTrade(facts)
    expect(cashAfter).toBe(7n * UNIT)
    expect([mainCash, pending]).toEqual([1003n * UNIT - UNIT / 10n, UNIT / 10n])
    expect(flows).toEqual({
      premium: (15n * UNIT) / 10n,
      fees: (2n * UNIT) / 10n,
      spread: (3n * UNIT) / 10n,
      funding: UNIT,
      insuranceCut: -UNIT / 10n,
      badDebt: 0n,
    })
  })

  it('lets an account off first its funding, then the rest, which is bad debt', () => {
    const { cashAfter, forgiven, flows } = bookTrade({ ...facts, cost: 11n * UNIT, insuranceIncome: 0n })
    expect([cashAfter, forgiven]).toEqual([0n, 2n * UNIT])
    expect([flows.funding, flows.badDebt]).toEqual([0n, -UNIT])
  })

  it('shares a penalty between liquidator and insurance pool, past the main pool', () => {
    const { cashAfter, charges, flows, mainCash, pending } = bookTrade({ ...facts, penalty: 2n * UNIT, reward: UNIT })
    expect([cashAfter, charges]).toEqual([5n * UNIT, 2n * UNIT])
    expect(pending).toBe(UNIT / 10n + UNIT)
    expect(flows.insuranceCut).toBe(-UNIT / 10n)
    expect(mainCash).toBe(1003n * UNIT - UNIT / 10n)
  })

  it('gives no token away and makes none: the flows add up to the pool’s change', () => {
    const amount = fc.bigInt({ min: 0n, max: 100n * UNIT })
    const signed = fc.bigInt({ min: -100n * UNIT, max: 100n * UNIT })
    fc.assert(
      fc.property(amount, amount, signed, signed, amount, signed, amount, fc.boolean(), (...given) => {
        const [cashBefore, mainCash, cost, funding, insuranceIncome, premiumUsd, feeUsd, liquidated] = given
        const left = cashBefore - cost - funding
        const penalty = liquidated && left > 0n ? left / 3n : 0n
        const reward = penalty / 2n
        const all = {
          ...facts,
          cashBefore,
          mainCash,
          cost,
          funding,
          insuranceIncome,
          premiumUsd,
          feeUsd,
          penalty,
          reward,
        }
        const booked = bookTrade(all)
        const moved = Object.values(booked.flows).reduce((sum, flow) => sum + flow, 0n)
        expect(booked.mainCash - mainCash).toBe(moved)
        const before = cashBefore + mainCash
        expect(booked.cashAfter + booked.mainCash + booked.pending + reward).toBe(before)
      }),
    )
  })
})

describe('afterLeg', () => {
  const none = { quantity: 0n, basis: 0n, realisedPremium: 0n }

  it('realises a gain when a part is sold, and the rest later', () => {
    const bought = afterLeg(none, 10n, 100n)
    const part = afterLeg(bought, -4n, -60n)
    expect(part).toEqual({ quantity: 6n, basis: 60n, realisedPremium: 20n })
    expect(afterLeg(part, -6n, -30n)).toEqual({ quantity: 0n, basis: 0n, realisedPremium: -10n })
  })

  it('turns a holding: what closes realises, what is left opens anew', () => {
    expect(afterLeg({ ...none, quantity: -4n, basis: -40n }, 6n, 30n)).toEqual({
      quantity: 2n,
      basis: 10n,
      realisedPremium: 20n,
    })
  })

  it('has realised, once nothing is held, what was received less what was paid', () => {
    const legs = fc.array(
      fc.tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n })),
    )
    fc.assert(
      fc.property(legs, (list) => {
        const moves = list.filter(([quantity]) => quantity !== 0n)
        const after = moves.reduce((held, [quantity, premium]) => afterLeg(held, quantity, premium), none)
        const paid = moves.reduce((sum, [, premium]) => sum + premium, 0n)
        expect(after.basis - after.realisedPremium).toBe(paid)
      }),
    )
  })
})

describe('liquidityOutcome', () => {
  const [owner, executor] = ['0xaa', '0xbb'] as const
  const ended: EndedRequest = { kind: 'deposit', done: true, amount: 100n, assets: 97n, payments: [], returned: 0n }
  const paid = (toOwner: bigint, toExecutor: bigint) => [
    { to: owner, amount: toOwner },
    { to: executor, amount: toExecutor },
  ]

  it('lets the owner of an entry pay the reward beside the deposit', () => {
    const payments = [{ to: executor, amount: 3n }]
    expect(liquidityOutcome({ ...ended, payments })).toEqual({ reward: 3n, paidTo: executor, owners: 100n })
    expect(liquidityOutcome({ ...ended, assets: 100n })).toEqual({ reward: 0n, paidTo: undefined, owners: 100n })
  })

  it('takes the reward of an exit off what the pool paid out', () => {
    const exit = { ...ended, kind: 'redeem', amount: 7n } as const
    expect(liquidityOutcome({ ...exit, payments: paid(94n, 3n) })).toEqual({
      reward: 3n,
      paidTo: executor,
      owners: 94n,
    })
    expect(liquidityOutcome({ ...exit, payments: paid(97n, 0n).slice(0, 1) })).toMatchObject({
      reward: 0n,
      owners: 97n,
    })
    // What was paid earlier in the transaction is somebody else's.
    expect(liquidityOutcome({ ...exit, payments: paid(5n, 97n) })).toMatchObject({ reward: 0n, owners: 97n })
  })

  it('costs the owner of a refused request the reward alone, and of a lapsed one nothing', () => {
    const entry = { ...ended, done: false }
    expect(liquidityOutcome({ ...entry, payments: paid(97n, 3n) })).toEqual({
      reward: 3n,
      paidTo: executor,
      owners: 3n,
    })
    expect(liquidityOutcome({ ...entry, payments: paid(0n, 100n) })).toMatchObject({ reward: 100n, owners: 100n })
    expect(liquidityOutcome({ ...entry, payments: paid(100n, 0n).slice(0, 1) })).toMatchObject({
      reward: 0n,
      owners: 0n,
    })
    const exit = { ...entry, kind: 'redeem' } as const
    expect(liquidityOutcome({ ...exit, returned: 98n })).toEqual({ reward: 2n, paidTo: undefined, owners: 2n })
    expect(liquidityOutcome({ ...exit, returned: 100n })).toMatchObject({ reward: 0n, owners: 0n })
  })
})
