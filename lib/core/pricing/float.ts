/**
 * Values and Greeks in double precision, for charts only: money is computed in ./exact. Plain numbers: USD, annualised
 * volatility (0.55), period in years. Formulas as in DESIGN §3; source: "Everlasting Options", White & Bankman-Fried, 2021.
 */

export interface FloatOption {
  readonly spot: number
  readonly strike: number
  readonly volatility: number
  readonly period: number
  readonly isPut: boolean
}

export interface FloatValue {
  readonly value: number
  readonly timeValue: number
  readonly delta: number
  readonly gamma: number
  readonly vega: number
  /** USD per unit and year. */
  readonly fundingRate: number
}

export function floatValue({ spot, strike, volatility, period, isPut }: FloatOption): FloatValue {
  const variance = volatility * volatility * period
  const u = Math.sqrt(1 + 8 / variance)
  const distance = Math.abs(Math.log(spot / strike))
  const above = spot > strike
  const timeValue = (strike / u) * Math.exp((-distance * (above ? u - 1 : u + 1)) / 2)
  const callDelta = above ? 1 - (timeValue * (u - 1)) / (2 * spot) : (timeValue * (u + 1)) / (2 * spot)
  return {
    value: Math.max(isPut ? strike - spot : spot - strike, 0) + timeValue,
    timeValue,
    delta: isPut ? callDelta - 1 : callDelta,
    gamma: (2 * timeValue) / (variance * spot * spot),
    vega: (timeValue * (1 / u + distance / 2) * 8) / (volatility * variance * u),
    fundingRate: timeValue / period,
  }
}

export interface PayoffPoint {
  readonly spot: number
  readonly profit: number
}

/** Profit of holding `quantity` for which `paid` USD were given, over a range of prices, if the price moved at once. */
export function payoffCurve(
  option: FloatOption,
  quantity: number,
  paid: number,
  range: { readonly from: number; readonly to: number; readonly points: number },
): PayoffPoint[] {
  const step = (range.to - range.from) / (range.points - 1)
  return Array.from({ length: range.points }, (_, i) => {
    const spot = range.from + i * step
    return { spot, profit: quantity * floatValue({ ...option, spot }).value - paid }
  })
}

/** The price at which the position is worth what was paid (an instant move), or undefined when there is none in reach. */
export function breakEven(option: FloatOption, quantity: number, paid: number): number | undefined {
  const profitAt = (spot: number) => quantity * floatValue({ ...option, spot }).value - paid
  let good = option.isPut ? option.spot / 1000 : option.spot * 1000
  let bad = option.isPut ? option.spot * 10 : option.spot / 10
  if (profitAt(good) < 0 || profitAt(bad) > 0) return undefined
  for (let i = 0; i < 80; i++) {
    const middle = (good + bad) / 2
    if (profitAt(middle) >= 0) good = middle
    else bad = middle
  }
  return good
}
