/**
 * An independent reference for tests: the Black–Scholes price (zero rates) of the option that is out of the money, averaged over an
 * exponentially distributed expiry by Gauss–Legendre quadrature. It shares no formula with the closed form. Good to some 1e-12
 * relative, far from the money too, because nothing is gained by subtracting large numbers.
 */

interface ReferenceOption {
  readonly spot: number
  readonly strike: number
  readonly volatility: number
  /** Mean of the expiry, years. */
  readonly period: number
}

/** The time value in USD: what the call is worth up to the strike, and the put beyond it. */
export function timeValueByIntegration(option: ReferenceOption): number {
  // With expiry φ·x² the density is 2x·exp(−x²). The integrand peaks near `peak`, and x = end·y² resolves its start near zero.
  const distance = Math.abs(Math.log(option.spot / option.strike))
  const peak = Math.sqrt(distance / (option.volatility * Math.sqrt(2 * option.period)))
  const end = peak + 6.5
  const panels = 400
  let sum = 0
  for (let panel = 0; panel < panels; panel++) {
    for (const [node, weight] of NODES) {
      const y = (panel + (1 + node) / 2) / panels
      const x = end * y * y
      sum += weight * 2 * end * y * 2 * x * Math.exp(-x * x) * outOfTheMoney(option, option.period * x * x)
    }
  }
  return sum / panels / 2
}

const NODES: readonly (readonly [number, number])[] = [
  [-0.932469514203152, 0.17132449237917],
  [-0.661209386466265, 0.360761573048139],
  [-0.238619186083197, 0.467913934572691],
  [0.238619186083197, 0.467913934572691],
  [0.661209386466265, 0.360761573048139],
  [0.932469514203152, 0.17132449237917],
]

function outOfTheMoney({ spot, strike, volatility }: ReferenceOption, expiry: number): number {
  const deviation = volatility * Math.sqrt(expiry)
  const side = spot <= strike ? 1 : -1
  const d1 = Math.log(spot / strike) / deviation + deviation / 2
  return side * (spot * normal(side * d1) - strike * normal(side * (d1 - deviation)))
}

/** Cumulative normal distribution to double precision: by its series near zero and by a continued fraction in the tails. */
function normal(x: number): number {
  const z = Math.abs(x)
  const upper = z < 3 ? 0.5 - seriesHalf(z) : tail(z)
  return x > 0 ? 1 - upper : upper
}

function seriesHalf(z: number): number {
  let term = z
  let sum = z
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (z * z) / (2 * k + 1)
    sum += term
  }
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

function tail(z: number): number {
  let fraction = 0
  for (let k = 120; k > 0; k--) fraction = k / (z + fraction)
  return Math.exp((-z * z) / 2) / (Math.sqrt(2 * Math.PI) * (z + fraction))
}
