import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulDiv, WAD, type Wad } from '../fixed-point'
import { toDecimal } from '../fixed-point/decimal'
import { breakEven, callDelta, exponent, floatValue, gamma, logMoneyness, payoffCurve, timeValue, vega } from './index'
import { everlastingByIntegration } from './integration.reference'

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

  it('equals Black–Scholes integrated over an exponential expiry, to 1e-9 (C11)', () => {
    fc.assert(
      fc.property(option, ({ spot, moneyness, volatility, days }) => {
        const strike = spot * moneyness
        const { tv } = exact(inputs(spot, strike, volatility, days))
        const call = number(tv) + Math.max(spot - strike, 0)
        const reference = everlastingByIntegration({ spot, strike, volatility, period: days / 365 })
        expect(Math.abs(call - reference)).toBeLessThan(1e-9 * spot)
      }),
      { numRuns: 150 },
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

  it('find where a position is worth what was paid', () => {
    const even = breakEven(call, 2, 5000) ?? Number.NaN
    expect(2 * floatValue({ ...call, spot: even }).value).toBeCloseTo(5000, 4)
    expect(breakEven({ ...call, isPut: true }, 1, 1e6)).toBeUndefined()
  })

  it('sample the payoff over the whole range', () => {
    const points = payoffCurve(call, 1, 1800, { from: 50_000, to: 80_000, points: 61 })
    expect(points).toHaveLength(61)
    expect(points.at(-1)?.spot).toBe(80_000)
    expect(points.every(({ profit }, i) => i === 0 || profit > (points[i - 1]?.profit ?? 0))).toBe(true)
  })
})

function inputs(spot: number, strike: number, volatility: number, days: number): Option {
  return { spot: wad(spot), strike: wad(strike), volatility: wad(volatility), period: periodOf(days) }
}

function periodOf(days: number): Wad {
  return (wad(days) * WAD) / (365n * WAD)
}
