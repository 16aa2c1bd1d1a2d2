import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD, type Wad } from '../fixed-point'
import { addStrike, liabilityNow, markOf, quote, unitAt, valueMarket, type Leg, type QuoteInput } from './index'

const market = {
  period: 604_800n,
  depth: 1_000_000n,
  kappaGammaBps: 20_000n,
  kappaDeltaBps: 500n,
  shockBps: 2000n,
  volatilityShockBps: 3000n,
}

function input(legs: readonly Leg[], overrides: Partial<QuoteInput> = {}): QuoteInput {
  return {
    market,
    strikes: [
      { strike: 64_000n * WAD, calls: WAD, puts: 0n },
      { strike: 66_000n * WAD, calls: 0n, puts: 2n * WAD },
    ],
    spot: 65_000n * WAD,
    spotAge: 0n,
    volatility: (55n * WAD) / 100n,
    terms: { baseFee: (8n * WAD) / 10_000n, feeCapOfPremium: WAD / 8n, uncertaintyMultiple: 2n * WAD, grace: 10n },
    collateral: { price: 250n * WAD, age: 0n, volatility: WAD / 2n, unit: WAD },
    legs,
    ...overrides,
  }
}

const call = (quantity: Wad, strike = 65_000n * WAD): Leg => ({ strike, isPut: false, quantity })
const put = (quantity: Wad, strike = 65_000n * WAD): Leg => ({ strike, isPut: true, quantity })

const anyLeg = fc
  .record({ strike: fc.integer({ min: 55, max: 75 }), isPut: fc.boolean(), size: fc.bigInt(-(5n * WAD), 5n * WAD) })
  .map(({ strike, isPut, size }): Leg => ({ strike: BigInt(strike) * 1000n * WAD, isPut, quantity: size }))

describe('quote', () => {
  it('says what the legs cost together, whatever their order and however they are split', () => {
    fc.assert(
      fc.property(fc.array(anyLeg, { minLength: 1, maxLength: 6 }), fc.bigInt(1n, 9n), (legs, tenths) => {
        const together = quote(input(legs)).premium
        expect(quote(input([...legs].reverse())).premium).toBe(together)
        const split = legs.flatMap((leg) => {
          const part = (leg.quantity * tenths) / 10n
          return [
            { ...leg, quantity: part },
            { ...leg, quantity: leg.quantity - part },
          ]
        })
        expect(quote(input(split)).premium).toBe(together)
        expect(quote(input(legs)).legs.reduce((sum, { premium }) => sum + premium, 0n)).toBe(together)
      }),
    )
  })

  it('leaves nothing of a round trip but the fees (DESIGN §5, 4)', () => {
    fc.assert(
      fc.property(fc.array(anyLeg, { minLength: 1, maxLength: 5 }), (legs) => {
        const back = legs.map((leg) => ({ ...leg, quantity: 0n - leg.quantity }))
        const { premium, fee, costTokens } = quote(input([...legs, ...back]))
        expect(premium).toBe(0n)
        expect(fee).toBeGreaterThanOrEqual(0n)
        expect(costTokens).toBeGreaterThanOrEqual(0n)
      }),
    )
  })

  it('marks a series at the slope of the liability', () => {
    fc.assert(
      fc.property(anyLeg, ({ strike, isPut }) => {
        const { strikes, spot, volatility } = input([])
        const valuation = valueMarket(market, spot, volatility, strikes)
        const step = WAD / 1000n
        const after = addStrike(valuation, strike, isPut ? 0n : step, isPut ? step : 0n)
        const before = addStrike(valuation, strike, isPut ? 0n : -step, isPut ? -step : 0n)
        const slope = (Number(liabilityNow(after) - liabilityNow(before)) / 2 / Number(step)) * 1e18
        expect(Math.abs(slope - Number(markOf(valuation, unitAt(valuation, strike), isPut))) / 1e18).toBeLessThan(1e-6)
      }),
    )
  })

  it('charges the heavy side more than the light side', () => {
    const heavy = input([call(WAD)], { strikes: [{ strike: 65_000n * WAD, calls: 5n * WAD, puts: 0n }] })
    const light = { ...heavy, legs: [put(WAD)] }
    expect(quote(heavy).impact).toBeGreaterThan(quote(light).impact)
  })

  it('costs more the older the prices, and rounds against the trader', () => {
    const fresh = quote(input([call(WAD)]))
    const old = quote(input([call(WAD)], { spotAge: 60n }))
    const oldStock = quote(
      input([call(WAD)], { collateral: { price: 250n * WAD, age: 86_400n, volatility: WAD / 2n, unit: WAD } }),
    )
    expect(old.costTokens).toBeGreaterThan(fresh.costTokens)
    expect(oldStock.costTokens).toBeGreaterThan(fresh.costTokens)
    expect(oldStock.conversionSpread).toBeGreaterThan(WAD / 20n)
    const paid = fresh.costTokens * 250n
    expect(paid >= fresh.premium + fresh.fee && paid < fresh.premium + fresh.fee + 250n).toBe(true)
    const sold = quote(input([call(0n - WAD, 64_000n * WAD)]))
    expect(sold.costTokens * 250n).toBeGreaterThanOrEqual(sold.premium + sold.fee)
  })

  it('caps the fee at an eighth of what a far option is worth', () => {
    const far = quote(input([call(WAD, 80_000n * WAD)]))
    const value = far.legs[0]!.value
    expect(far.fee).toBeLessThanOrEqual(value / 8n + 1n)
    expect(far.fee).toBeGreaterThan(0n)
  })

  it('reports skew and stress as they become', () => {
    const { skewBefore, skewAfter, stressBefore, stressAfter } = quote(input([call(3n * WAD)]))
    expect(skewAfter).toBeGreaterThan(skewBefore)
    expect(stressAfter).toBeGreaterThan(stressBefore)
  })
})
