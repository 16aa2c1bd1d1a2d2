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

/** Quantities held of one strike, units of the underlying. */
export interface FloatStrike {
  readonly strike: number
  readonly calls: number
  readonly puts: number
}

/** A market as the cost function sees it; see ./book. `depth` in USD. */
export interface FloatBook {
  readonly volatility: number
  readonly period: number
  readonly kappaGamma: number
  readonly kappaDelta: number
  readonly depth: number
  readonly strikes: readonly FloatStrike[]
}

/** Λ in USD if the price were `spot`: the difference of two books is what a trade between them pays. */
export function floatLiability(book: FloatBook, spot: number): number {
  let value = 0
  let x = 0
  let y = 0
  for (const { strike, calls, puts } of book.strikes) {
    const call = floatValue({ spot, strike, volatility: book.volatility, period: book.period, isPut: false })
    value += calls * call.value + puts * (call.value - spot + strike)
    x += (calls + puts) * call.timeValue
    y += calls * call.delta + puts * (call.delta - 1)
  }
  return value + (book.kappaGamma * x * x + book.kappaDelta * (spot * y) ** 2) / (2 * book.depth)
}

/** Profit of a trade over a range of prices, if the price moved at once. */
export function payoffCurve(
  profitAt: (spot: number) => number,
  range: { readonly from: number; readonly to: number; readonly points: number },
): PayoffPoint[] {
  const step = (range.to - range.from) / (range.points - 1)
  return Array.from({ length: range.points }, (_, i) => {
    const spot = range.from + i * step
    return { spot, profit: profitAt(spot) }
  })
}

const SEARCH_STEP = 1.01
const SEARCH_STEPS = 140

/**
 * The nearest price above `spot` (`down`: below) at which nothing is lost, or undefined when there is none within a factor of four.
 * Sought outwards, because the cost function bends far from the money.
 */
export function breakEven(profitAt: (spot: number) => number, spot: number, down: boolean): number | undefined {
  const factor = down ? 1 / SEARCH_STEP : SEARCH_STEP
  if (profitAt(spot) >= 0) return spot
  for (let step = 0, bad = spot; step < SEARCH_STEPS; step++, bad *= factor) {
    if (profitAt(bad * factor) >= 0) return crossing(profitAt, bad, bad * factor)
  }
  return undefined
}

function crossing(profitAt: (spot: number) => number, from: number, to: number): number {
  let bad = from
  let good = to
  for (let i = 0; i < 50; i++) {
    const middle = (good + bad) / 2
    if (profitAt(middle) >= 0) good = middle
    else bad = middle
  }
  return good
}
