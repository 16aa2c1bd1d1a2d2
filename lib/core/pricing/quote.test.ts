import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulDiv, mulDivUp, WAD, type Wad } from '../fixed-point'
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

const anyAge = fc.bigInt(0n, 200_000n)
const anyCollateral = fc.record({
  price: fc.bigInt(WAD, 1000n * WAD),
  age: anyAge,
  volatility: fc.bigInt(WAD / 5n, 2n * WAD),
  unit: fc.constantFrom(1n, 10n ** 6n, 10n ** 8n, WAD),
})

/** The book with the legs in it. */
function bookAfter(given: QuoteInput): QuoteInput['strikes'] {
  const traded = given.legs.map(({ strike, isPut, quantity }) => ({
    strike,
    calls: isPut ? 0n : quantity,
    puts: isPut ? quantity : 0n,
  }))
  return [...given.strikes, ...traded]
}

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

  it('gains nothing from opening and closing one after the other, whatever the token and the ages', () => {
    fc.assert(
      fc.property(
        fc.array(anyLeg, { minLength: 1, maxLength: 4 }),
        anyCollateral,
        anyAge,
        (legs, collateral, spotAge) => {
          const opening = input(legs, { collateral, spotAge })
          const back = legs.map((leg) => ({ ...leg, quantity: 0n - leg.quantity }))
          const closing = input(back, { collateral, spotAge, strikes: bookAfter(opening) })
          const [there, home] = [quote(opening), quote(closing)]
          expect(there.premium + home.premium).toBe(0n)
          expect(there.costTokens + home.costTokens).toBeGreaterThanOrEqual(0n)
        },
      ),
    )
  })

  it('never costs less for more, as long as no mark can be negative', () => {
    fc.assert(
      fc.property(anyLeg, fc.bigInt(1n, 3n * WAD), (leg, more) => {
        const size = leg.quantity < 0n ? 0n - leg.quantity : leg.quantity
        const large = quote(input([{ ...leg, quantity: size + more }]))
        fc.pre(large.skewAfter < WAD)
        const small = quote(input([{ ...leg, quantity: size }]))
        expect(large.premium).toBeGreaterThanOrEqual(small.premium)
        expect(large.costTokens).toBeGreaterThanOrEqual(small.costTokens)
      }),
    )
  })

  it('never costs less the older the prices', () => {
    fc.assert(
      fc.property(anyLeg, anyCollateral, anyAge, anyAge, (leg, collateral, age, older) => {
        const at = (spotAge: bigint, stockAge: bigint) =>
          quote(input([leg], { spotAge, collateral: { ...collateral, age: stockAge } })).costTokens
        expect(at(age + older, collateral.age)).toBeGreaterThanOrEqual(at(age, collateral.age))
        expect(at(age, collateral.age + older)).toBeGreaterThanOrEqual(at(age, collateral.age))
      }),
    )
  })

  it('rounds tokens up when paid and down when received, by less than one', () => {
    fc.assert(
      fc.property(anyLeg, anyCollateral, (leg, collateral) => {
        const { premium, fee, costTokens, conversionSpread } = quote(input([leg], { collateral }))
        const usd = (premium + fee) * collateral.unit
        const worth = mulDiv(collateral.price, WAD - conversionSpread, WAD)
        const dear = mulDivUp(collateral.price, WAD + conversionSpread, WAD)
        const [exactly, price] = usd >= 0n ? [usd, worth] : [usd, dear]
        expect(costTokens * price).toBeGreaterThanOrEqual(exactly)
        expect((costTokens - 1n) * price).toBeLessThan(exactly)
      }),
    )
  })

  it('leaves no mark below zero while the skew is below one', () => {
    fc.assert(
      fc.property(fc.array(anyLeg, { minLength: 1, maxLength: 6 }), fc.bigInt(1n, 40n), (legs, scale) => {
        const large = legs.map((leg) => ({ ...leg, quantity: leg.quantity * scale }))
        const found = quote(input(large, { strikes: [] }))
        fc.pre(found.skewAfter < WAD)
        // A wei per USD of price: Λ's two slopes are cut to a wei each.
        for (const { mark } of found.legs) expect(mark).toBeGreaterThanOrEqual(-200_000n)
      }),
    )
  })

  it('tells what Λ becomes under either shock', () => {
    const found = quote(input([call(WAD)]))
    const { up, down } = found.liabilityShocked
    expect(found.stressAfter).toBe((up > down ? up : down) - found.liabilityAfter)
    expect(up).toBeGreaterThan(found.liabilityAfter)
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
