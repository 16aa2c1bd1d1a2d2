import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulDiv, WAD, type Wad } from '../fixed-point'
import { toDecimal } from '../fixed-point/decimal'
import {
  breakEven,
  callDelta,
  deltaOf,
  exponent,
  floatLiability,
  floatValue,
  gamma,
  intrinsic,
  liabilityNow,
  logMoneyness,
  payoffCurve,
  timeValue,
  unitValue,
  valueMarket,
  valueOf,
  vega,
} from './index'
import { timeValueByIntegration } from './integration.reference'

interface Option {
  readonly spot: Wad
  readonly strike: Wad
  readonly volatility: Wad
  readonly period: Wad
}

const number = (value: Wad) => Number(toDecimal(value))
const wad = (value: number) => BigInt(Math.round(value * 1e9)) * 10n ** 9n

function exact({ spot, strike, volatility, period }: Option) {
  const u = exponent(volatility, period)
  const log = logMoneyness(spot, strike)
  const tv = timeValue(spot, strike, log, u)
  return {
    tv,
    delta: callDelta(spot, strike, tv, u),
    gamma: gamma(spot, tv, volatility, period),
    vega: vega(tv, log, u, volatility, period),
  }
}

const option = fc.record({
  spot: fc.double({ min: 1, max: 100_000, noNaN: true }),
  moneyness: fc.double({ min: 0.6, max: 1.7, noNaN: true }),
  volatility: fc.double({ min: 0.2, max: 2.5, noNaN: true }),
  days: fc.double({ min: 1, max: 60, noNaN: true }),
})

describe('closed form', () => {
  it.each([
    [100, 100, 0.5, 30, false, 5.0615342],
    [65_000, 70_000, 0.55, 7, false, 458.4246197],
    [65_000, 60_000, 0.55, 30, true, 1693.6715021],
  ])('gives the reference value for S=%d K=%d σ=%d φ=%d d', (spot, strike, volatility, days, isPut, expected) => {
    const { tv } = exact({ spot: wad(spot), strike: wad(strike), volatility: wad(volatility), period: periodOf(days) })
    const intrinsic = Math.max(isPut ? strike - spot : spot - strike, 0)
    expect(Math.abs(number(tv) + intrinsic - expected)).toBeLessThan(6e-8)
  })

  it('equals Black–Scholes integrated over an exponential expiry on a grid, to 1e-9 (C11)', () => {
    for (const moneyness of [0.3, 0.5, 0.8, 0.95, 0.999, 1, 1.001, 1.05, 1.25, 2, 4])
      for (const volatility of [0.2, 0.5, 1, 2.5])
        for (const days of [1, 7, 30, 365]) expectIntegral(inputs(65_000, 65_000 * moneyness, volatility, days))
  })

  it('equals Black–Scholes integrated over an exponential expiry anywhere, to 1e-9 (C11)', () => {
    fc.assert(
      fc.property(option, ({ spot, moneyness, volatility, days }) => {
        expectIntegral(inputs(spot, spot * moneyness, volatility, days))
      }),
      { numRuns: 150 },
    )
  })

  it('keeps put–call parity to the wei', () => {
    fc.assert(
      fc.property(option, ({ spot, moneyness, volatility, days }) => {
        const given = inputs(spot, spot * moneyness, volatility, days)
        const unit = unitValue(
          given.spot,
          given.strike,
          logMoneyness(given.spot, given.strike),
          exponent(given.volatility, given.period),
        )
        expect(valueOf(unit, false) - valueOf(unit, true)).toBe(given.spot - given.strike)
        expect(deltaOf(unit, false) - deltaOf(unit, true)).toBe(WAD)
      }),
    )
  })

  it('rises with volatility and period, and the call with the price', () => {
    fc.assert(
      fc.property(option, fc.double({ min: 1, max: 3, noNaN: true }), (one, factor) => {
        const { spot, moneyness, volatility, days } = one
        const strike = spot * moneyness
        const grain = 4n * BigInt(Math.ceil(strike)) + 4n
        const { tv } = exact(inputs(spot, strike, volatility, days))
        expect(exact(inputs(spot, strike, volatility * factor, days)).tv + grain).toBeGreaterThanOrEqual(tv)
        expect(exact(inputs(spot, strike, volatility, days * factor)).tv + grain).toBeGreaterThanOrEqual(tv)
        const callAt = (given: Option) => exact(given).tv + intrinsic(given.spot, given.strike, false)
        const higher = callAt(inputs(spot * factor, strike, volatility, days))
        expect(higher + grain).toBeGreaterThanOrEqual(callAt(inputs(spot, strike, volatility, days)))
      }),
    )
  })

  it('agrees with the float module', () => {
    fc.assert(
      fc.property(option, ({ spot, moneyness, volatility, days }) => {
        const given = inputs(spot, spot * moneyness, volatility, days)
        const { tv, delta, gamma: g, vega: v } = exact(given)
        const float = floatValue({
          spot: number(given.spot),
          strike: number(given.strike),
          volatility: number(given.volatility),
          period: number(given.period),
          isPut: false,
        })
        expect(Math.abs(number(tv) - float.timeValue)).toBeLessThan(1e-9 * spot)
        expect(Math.abs(number(delta) - float.delta)).toBeLessThan(1e-9)
        expect(Math.abs(number(g) - float.gamma)).toBeLessThan(1e-9 * float.gamma + 1e-12)
        expect(Math.abs(number(v) - float.vega)).toBeLessThan(1e-9 * (float.vega + spot))
      }),
    )
  })

  it('has the Greeks of its own finite differences', () => {
    fc.assert(
      fc.property(option, ({ spot, moneyness, volatility, days }) => {
        const strike = spot * moneyness
        const at = (s: number, sigma: number) =>
          floatValue({ spot: s, strike, volatility: sigma, period: days / 365, isPut: false })
        const h = spot * 1e-5
        if (Math.abs(strike - spot) < 10 * h) return
        const here = at(spot, volatility)
        const slope = (at(spot + h, volatility).value - at(spot - h, volatility).value) / (2 * h)
        const curvature = (at(spot + h, volatility).delta - at(spot - h, volatility).delta) / (2 * h)
        const perVolatility = (at(spot, volatility + 1e-6).value - at(spot, volatility - 1e-6).value) / 2e-6
        expect(Math.abs(here.delta - slope)).toBeLessThan(1e-4)
        expect(Math.abs(here.gamma - curvature) * spot).toBeLessThan(2e-3 * (1 + here.gamma * spot))
        expect(Math.abs(here.vega - perVolatility)).toBeLessThan(1e-4 * (here.vega + spot * 1e-3))
      }),
    )
  })

  it('pays funding exactly for gamma: ½σ²S²Γ = TV/φ', () => {
    fc.assert(
      fc.property(option, ({ spot, moneyness, volatility, days }) => {
        const option_ = inputs(spot, spot * moneyness, volatility, days)
        const { tv, gamma: g } = exact(option_)
        const dollarGamma = number(mulDiv(mulDiv(g, option_.spot, WAD), option_.spot, WAD))
        const paid = (number(option_.volatility) ** 2 * dollarGamma) / 2
        const funding = number(tv) / number(option_.period)
        expect(Math.abs(paid - funding)).toBeLessThan(1e-9 * funding + 1e-6 * spot)
      }),
    )
  })
})

describe('charts', () => {
  const call = { spot: 65_000, strike: 65_000, volatility: 0.55, period: 7 / 365, isPut: false }

  const worth = (quantity: number) => (spot: number) => quantity * floatValue({ ...call, spot }).value

  it('find where a position is worth what was paid', () => {
    const even = breakEven((spot) => worth(2)(spot) - 5000, call.spot, false) ?? Number.NaN
    expect(worth(2)(even)).toBeCloseTo(5000, 4)
    expect(breakEven((spot) => worth(1)(spot) - 1e6, call.spot, true)).toBeUndefined()
    expect(breakEven((spot) => spot - 1, call.spot, true)).toBe(call.spot)
  })

  it('know the cost function', () => {
    const strikes = [
      { strike: 60_000, calls: 1.5, puts: -0.5 },
      { strike: 70_000, calls: -1, puts: 2 },
    ]
    const terms = { kappaGammaBps: 10_000n, kappaDeltaBps: 5_000n, shockBps: 3_000n, volatilityShockBps: 3_000n }
    const market = { ...terms, period: 604_800n, depth: 2_000_000n }
    const states = strikes.map(({ strike, calls, puts }) => ({
      strike: wad(strike),
      calls: wad(calls),
      puts: wad(puts),
    }))
    const exactly = liabilityNow(valueMarket(market, wad(64_321), wad(0.55), states))
    const book = { volatility: 0.55, period: 7 / 365, kappaGamma: 1, kappaDelta: 0.5, depth: 2_000_000, strikes }
    expect(floatLiability(book, 64_321)).toBeCloseTo(number(exactly), 4)
  })

  it('sample the payoff over the whole range', () => {
    const points = payoffCurve((spot) => worth(1)(spot) - 1800, { from: 50_000, to: 80_000, points: 61 })
    expect(points).toHaveLength(61)
    expect(points.at(-1)?.spot).toBe(80_000)
    expect(points.every(({ profit }, i) => i === 0 || profit > (points[i - 1]?.profit ?? 0))).toBe(true)
  })
})

/** To 1e-9 relative, as far as the 18 decimals of exp and of the result reach. */
function expectIntegral(given: Option) {
  const reference = timeValueByIntegration({
    spot: number(given.spot),
    strike: number(given.strike),
    volatility: number(given.volatility),
    period: number(given.period),
  })
  const grain = 2e-18 * (number(given.strike) + 1)
  expect(Math.abs(number(exact(given).tv) - reference)).toBeLessThan(1e-9 * reference + grain)
}

function inputs(spot: number, strike: number, volatility: number, days: number): Option {
  return { spot: wad(spot), strike: wad(strike), volatility: wad(volatility), period: periodOf(days) }
}

function periodOf(days: number): Wad {
  return (wad(days) * WAD) / (365n * WAD)
}
