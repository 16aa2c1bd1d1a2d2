import { describe, expect, it } from 'vitest'
import { WAD } from '../fixed-point'
import type { RiskAccount } from './account'
import { debtsIn, equityIn, notionalOf } from './account-debts'
import { NO_STRESS } from './pool-stress'
import { HISTORICAL, movesOf, scenarioOf } from './scenarios'
import { btcWeek, terms, usd } from './testing'

const assets = [
  { asset: 0, symbol: 'BTC', isStock: false },
  { asset: 1, symbol: 'SOL', isStock: false },
  { asset: 2, symbol: 'TSLA', isStock: true },
  { asset: 3, symbol: 'XYZ', isStock: true },
]

describe('historical scenarios', () => {
  it('move every asset: those not named as Bitcoin or the market did', () => {
    const [march] = HISTORICAL
    expect([...movesOf(march!, assets)]).toEqual([
      [0, -37],
      [1, -37],
      [2, -12],
      [3, -10],
    ])
  })

  it('name a dated source each', () => {
    for (const { source } of HISTORICAL) expect(source).toMatch(/20\d\d.*rounded/)
  })

  it('are what a stress test takes', () => {
    const { moves, volatilityFactor } = scenarioOf(new Map([[0, -37]]), 25)
    expect(moves?.get(0)).toBe((-37n * WAD) / 100n)
    expect(volatilityFactor).toBe((25n * WAD) / 10n)
  })
})

function account(quantity: bigint, cash: bigint): RiskAccount {
  return {
    cash,
    collateral: { asset: 2, price: usd(400), spread: 0n, unit: WAD },
    terms,
    trading: {
      staleness: { baseFee: 0n, feeCapOfPremium: 0n, uncertaintyMultiple: 0n, grace: 0n },
      runway: 0n,
      minimumNotional: 0n,
      insuranceShare: 0n,
    },
    markets: [{ ...btcWeek, spotAge: 0n, book: undefined as never }],
    positions: [{ market: 0, strike: usd(65_000), isPut: true, quantity, fundingRate: 0n, due: 0n }],
  }
}

describe('what accounts could not pay', () => {
  const writer = account(0n - WAD, 50n * WAD) // 20,000 USD against a put on one bitcoin
  const crash = scenarioOf(
    new Map([
      [0, -40],
      [2, -20],
    ]),
    10,
  )

  it('is what the jump costs beyond the cash, at the jumped price of the stock', () => {
    expect(equityIn(writer, NO_STRESS)).toBeGreaterThan(0n)
    const equity = equityIn(writer, crash)
    // 50 tokens at 320 USD against a put that is 26,000 USD in the money.
    expect(equity).toBeLessThan(usd(16_000 - 26_000))
    expect(equity).toBeGreaterThan(usd(16_000 - 26_000 - 500))
    expect(debtsIn([writer, writer], crash)).toEqual({ accounts: 2, total: 0n - 2n * equity })
  })

  it('is nothing for an account that has only bought', () => {
    expect(debtsIn([account(WAD, 0n)], crash)).toEqual({ accounts: 0, total: 0n })
  })

  it('sizes an account by its notional', () => {
    expect(notionalOf(writer)).toBe(usd(65_000))
  })
})
