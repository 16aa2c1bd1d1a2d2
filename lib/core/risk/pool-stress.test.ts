import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD, YEAR_SECONDS, type Raw } from '../fixed-point'
import { floatLiability, stressLoss, valueMarket } from '../pricing'
import { timeValueByIntegration } from '../pricing/integration.reference'
import { exposureByAsset, exposureByStrike, floatBookOf } from './pool-exposure'
import {
  failsAt,
  governedStressLoss,
  insuranceExhausted,
  NO_STRESS,
  poolExhausted,
  shockedLiability,
  stressPool,
  stressTest,
  type PoolMarket,
  type PoolState,
  type StressScenario,
} from './pool-stress'
import { usd } from './testing'

const PER_CENT = WAD / 100n
const tokens = (amount: number): Raw => BigInt(amount) * 10n ** 18n
const float = (wad: bigint): number => Number(wad) / 1e18

const terms = {
  period: 604_800n,
  depth: 1_000_000n,
  kappaGammaBps: 20_000n,
  kappaDeltaBps: 500n,
  shockBps: 2000n,
  volatilityShockBps: 3000n,
}

function market(strikes: PoolMarket['strikes'], overrides: Partial<PoolMarket> = {}): PoolMarket {
  return { asset: 0, terms, spot: usd(65_000), volatility: 55n * PER_CENT, strikes, ...overrides }
}

function pool(markets: readonly PoolMarket[], overrides: Partial<PoolState> = {}): PoolState {
  return {
    cash: tokens(6000),
    receivable: usd(120),
    insurance: tokens(500),
    collateral: { asset: 2, price: usd(250), unit: WAD },
    markets,
    ...overrides,
  }
}

const anyStrike = fc
  .record({
    strike: fc.integer({ min: 40, max: 95 }),
    calls: fc.integer({ min: -40, max: 40 }),
    puts: fc.integer({ min: -40, max: 40 }),
  })
  .map(({ strike, calls, puts }) => ({
    strike: usd(strike * 1000),
    calls: (BigInt(calls) * WAD) / 10n,
    puts: (BigInt(puts) * WAD) / 10n,
  }))
const anyStrikes = fc.array(anyStrike, { minLength: 1, maxLength: 6 })
const anyMove = fc.integer({ min: -60, max: 60 }).map((move) => BigInt(move) * PER_CENT)
const anyScenario = fc.record({
  assetMove: anyMove,
  stockMove: anyMove,
  volatilityFactor: fc.integer({ min: 50, max: 200 }).map((factor) => BigInt(factor) * PER_CENT),
})

/** Λ of a market by the floating-point module at the jumped price and volatility: the second calculation. */
function floatLambda(given: PoolMarket, move: number, factor: number): number {
  const book = floatBookOf(given)
  return floatLiability({ ...book, volatility: book.volatility * factor }, float(given.spot) * (1 + move))
}

describe('stressTest', () => {
  it('agrees with a second calculation in floating point', () => {
    fc.assert(
      fc.property(anyStrikes, anyStrikes, anyScenario, (weekly, monthly, scenario) => {
        const markets = [market(weekly), market(monthly, { asset: 1, terms: { ...terms, period: 2_592_000n } })]
        const { equity, lossUsd, liability } = stressTest(pool(markets, { cash: tokens(1_000_000) }))(scenario)
        const { assetMove, stockMove, volatilityFactor } = scenario
        const owed = markets.reduce(
          (sum, each) => sum + floatLambda(each, float(assetMove), float(volatilityFactor)),
          0,
        )
        const owedNow = markets.reduce((sum, each) => sum + floatLambda(each, 0, 1), 0)
        const [price, then] = [250, 250 * (1 + float(stockMove))]
        const scale = 1 + Math.abs(owed) + Math.abs(owedNow)
        expect(Math.abs(float(liability) - owed) / scale).toBeLessThan(1e-9)
        expect(Math.abs(float(equity) - (1e6 + (120 - owed) / then)) / (1e6 + scale)).toBeLessThan(1e-9)
        const expected = 1e6 * price - owedNow - (1e6 * then - owed)
        if (equity > 0n) expect(Math.abs(float(lossUsd) - expected) / (2.5e8 + scale)).toBeLessThan(1e-9)
      }),
    )
  })

  it('agrees with options valued by integration over their expiries, delta by differences', () => {
    const strikes = [
      { strike: usd(55_000), calls: WAD, puts: -3n * WAD },
      { strike: usd(72_000), calls: 4n * WAD, puts: 2n * WAD },
    ]
    const scenario = { assetMove: -25n * PER_CENT, stockMove: -20n * PER_CENT, volatilityFactor: (3n * WAD) / 2n }
    const period = float((terms.period * WAD) / YEAR_SECONDS)
    const callAt = (spot: number, strike: number) =>
      Math.max(spot - strike, 0) + timeValueByIntegration({ spot, strike, volatility: 0.825, period })
    let [value, x, y] = [0, 0, 0]
    const spot = 48_750
    for (const each of strikes) {
      const [strike, calls, puts] = [float(each.strike), float(each.calls), float(each.puts)]
      const call = callAt(spot, strike)
      const delta = (callAt(spot + 1, strike) - callAt(spot - 1, strike)) / 2
      value += calls * call + puts * (call - spot + strike)
      x += (calls + puts) * (call - Math.max(spot - strike, 0))
      y += calls * delta + puts * (delta - 1)
    }
    const owed = value + (2 * x * x + 0.05 * (spot * y) ** 2) / 2e6
    const found = stressTest(pool([market(strikes)]))(scenario)
    expect(float(found.liability) / owed).toBeCloseTo(1, 7)
    expect(float(found.equity)).toBeCloseTo(6000 + (120 - owed) / 200, 4)
  })

  it("is, at a market's shock, what the capacity rule counts, to the wei", () => {
    fc.assert(
      fc.property(anyStrikes, anyStrikes, (first, second) => {
        const markets = [market(first), market(second, { asset: 1, spot: usd(3200), strikes: [] }), market(second)]
        const expected = markets.map((each) =>
          stressLoss(valueMarket(each.terms, each.spot, each.volatility, each.strikes)),
        )
        expect(governedStressLoss({ markets })).toBe(expected.reduce((sum, loss) => sum + loss, 0n))
      }),
    )
  })

  it('shares a loss out between the pools and what nobody can pay, without a remainder', () => {
    fc.assert(
      fc.property(anyStrikes, anyScenario, fc.bigInt(0n, tokens(2000)), (strikes, scenario, cash) => {
        const given = pool([market(strikes)], { cash })
        const out = stressTest(given)(scenario)
        expect(out.assets - out.missing).toBe(out.equity)
        expect(out.insuranceLeft - out.unpaid).toBe(given.insurance - out.missing)
        expect(out.assets === 0n || out.missing === 0n).toBe(true)
        expect(insuranceExhausted(out)).toBe(out.missing > given.insurance)
        if (insuranceExhausted(out)) expect(poolExhausted(out)).toBe(true)
      }),
    )
  })

  it('changes nothing when nothing moves, and only dollars when the stock moves and nobody holds an option', () => {
    const given = pool([market([])], { receivable: 0n })
    expect(stressTest(given)(NO_STRESS)).toMatchObject({ loss: 0n, lossUsd: 0n, assets: given.cash, missing: 0n })
    const [fallen] = stressPool(given, [{ ...NO_STRESS, stockMove: -20n * PER_CENT }])
    expect(fallen).toMatchObject({ loss: 0n, lossUsd: usd(6000 * 50), collateralPrice: usd(200) })
  })

  it('moves the collateral with the stock when it is an underlying too, and single assets by their own moves', () => {
    const stock = market([{ strike: usd(250), calls: usd(100), puts: 0n }], { asset: 2, spot: usd(250) })
    const given = pool([stock, market([{ strike: usd(65_000), calls: WAD, puts: 0n }])])
    const scenario: StressScenario = {
      ...NO_STRESS,
      assetMove: 40n * PER_CENT,
      stockMove: -10n * PER_CENT,
      moves: new Map([[0, 5n * PER_CENT]]),
    }
    const expected =
      shockedLiability(stock, 90n * PER_CENT, WAD) + shockedLiability(given.markets[1]!, 105n * PER_CENT, WAD)
    expect(stressTest(given)(scenario).liability).toBe(expected)
  })
})

describe('failsAt', () => {
  const calls = pool([market([{ strike: usd(65_000), calls: 60n * WAD, puts: 0n }])])
  const up = { along: (assetMove: bigint) => ({ ...NO_STRESS, assetMove }), furthest: 3n * WAD }

  it('finds the smallest move, to a basis point, at which first the pool, then the insurance fails', () => {
    const test = stressTest(calls)
    const first = failsAt(test, { ...up, fails: poolExhausted })!
    const second = failsAt(test, { ...up, fails: insuranceExhausted })!
    expect(first).toBeGreaterThan(0n)
    expect(second).toBeGreaterThan(first)
    for (const [move, fails] of [
      [first, poolExhausted],
      [second, insuranceExhausted],
    ] as const) {
      expect(fails(test(up.along(move)))).toBe(true)
      expect(fails(test(up.along(move - WAD / 10_000n)))).toBe(false)
    }
  })

  it('finds nothing where the pool gains, and zero where it has failed already', () => {
    const down = { ...up, furthest: -95n * PER_CENT }
    expect(failsAt(stressTest(calls), { ...down, fails: poolExhausted })).toBeUndefined()
    expect(failsAt(stressTest({ ...calls, cash: 0n }), { ...up, fails: poolExhausted })).toBe(0n)
  })

  it('is not misled by a failure that ends further out', () => {
    const test = stressTest(calls)
    const fails = (outcome: { collateralPrice: bigint }) => {
      const price = float(outcome.collateralPrice)
      return price > 150 && price < 170
    }
    const found = failsAt(test, {
      along: (stockMove) => ({ ...NO_STRESS, stockMove }),
      furthest: -95n * PER_CENT,
      fails,
    })!
    expect(float(found)).toBeCloseTo(-0.32, 3)
  })
})

describe('exposure', () => {
  it('is the slope and curvature of Λ, by numeric differentiation', () => {
    fc.assert(
      fc.property(anyStrikes, (strikes) => {
        const given = market(strikes.map((each) => ({ ...each, strike: each.strike + usd(137) })))
        const [found] = exposureByAsset({ markets: [given] })
        const book = floatBookOf(given)
        const at = (spot: number, volatility = book.volatility) => floatLiability({ ...book, volatility }, spot)
        const [spot, h, v] = [65_000, 6.5, 1e-4]
        const scale = 1 + exposureByStrike({ markets: [given] }).reduce((sum, { notional }) => sum + notional, 0)
        const delta = -(at(spot + h) - at(spot - h)) / (2 * h)
        const gamma = -(at(spot + h) - 2 * at(spot) + at(spot - h)) / h ** 2
        const vega = -(at(spot, book.volatility + v) - at(spot, book.volatility - v)) / (2 * v)
        expect(Math.abs(found!.deltaUsd - delta * spot) / scale).toBeLessThan(1e-5)
        expect(Math.abs(found!.gammaUsd - (gamma * spot ** 2) / 100) / scale).toBeLessThan(1e-4)
        expect(Math.abs(found!.vegaUsd - vega / 100) / scale).toBeLessThan(1e-6)
      }),
    )
  })

  it('counts as funding what holders pay at the marks', () => {
    const given = market([
      { strike: usd(64_000), calls: 3n * WAD, puts: -1n * WAD },
      { strike: usd(70_000), calls: -2n * WAD, puts: 4n * WAD },
    ])
    const book = floatBookOf(given)
    const [found] = exposureByAsset({ markets: [given] })
    // A mark is the slope of Λ in the quantity: differentiate numerically, one series at a time.
    const slope = (place: number, side: 'calls' | 'puts') => {
      const at = (by: number) =>
        floatLiability(
          {
            ...book,
            strikes: book.strikes.map((each, i) => (i === place ? { ...each, [side]: each[side] + by } : each)),
          },
          65_000,
        )
      return (at(1e-4) - at(-1e-4)) / 2e-4
    }
    const rates = book.strikes.map(({ strike, calls, puts }, i) => {
      const forCalls = calls * (slope(i, 'calls') - Math.max(65_000 - strike, 0))
      return (forCalls + puts * (slope(i, 'puts') - Math.max(strike - 65_000, 0))) / book.period
    })
    const expected = (rates[0]! + rates[1]!) / 365
    expect(found!.fundingPerDay / expected).toBeCloseTo(1, 5)
    expect(book.period).toBeCloseTo(604_800 / Number(YEAR_SECONDS), 12)
  })

  it('sums assets up over their markets and ranks strikes by notional', () => {
    const btc = market([
      { strike: usd(60_000), calls: WAD, puts: -2n * WAD },
      { strike: usd(70_000), calls: 0n, puts: 0n },
    ])
    const eth = market([{ strike: usd(3000), calls: usd(10), puts: 0n }], { asset: 1, spot: usd(3200) })
    const markets = [btc, { ...btc, terms: { ...terms, period: 2_592_000n } }, eth]
    expect(exposureByAsset({ markets }).map(({ asset }) => asset)).toEqual([0, 1])
    const strikes = exposureByStrike({ markets })
    expect(strikes.map(({ market: place }) => place)).toEqual([0, 1, 2])
    expect(strikes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(strikes[0]).toMatchObject({ notional: 195_000, calls: 1, puts: -2 })
  })
})
