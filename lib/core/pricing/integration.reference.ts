/**
 * An independent reference for tests: the Black–Scholes call (zero rates) averaged over an exponentially distributed expiry, by
 * Gauss–Legendre quadrature. It shares no formula with the closed form.
 */

interface ReferenceOption {
  readonly spot: number
  readonly strike: number
  readonly volatility: number
  /** Mean of the expiry, years. */
  readonly period: number
}

export function everlastingByIntegration(option: ReferenceOption): number {
  // With expiry t = φ·x², dt·density = 2x·exp(−x²) dx: smooth at zero, where the price goes with sqrt(t).
  const end = 6.5
  const panels = 260
  const width = end / panels
  let sum = 0
  for (let panel = 0; panel < panels; panel++) {
    for (const [node, weight] of NODES) {
      const x = width * (panel + (1 + node) / 2)
      sum += weight * 2 * x * Math.exp(-x * x) * blackScholesCall(option, option.period * x * x)
    }
  }
  return (sum * width) / 2
}

const NODES: readonly (readonly [number, number])[] = [
  [-0.932469514203152, 0.17132449237917],
  [-0.661209386466265, 0.360761573048139],
  [-0.238619186083197, 0.467913934572691],
  [0.238619186083197, 0.467913934572691],
  [0.661209386466265, 0.360761573048139],
  [0.932469514203152, 0.17132449237917],
]

function blackScholesCall({ spot, strike, volatility }: ReferenceOption, expiry: number): number {
  const deviation = volatility * Math.sqrt(expiry)
  if (deviation === 0) return Math.max(spot - strike, 0)
  const d1 = Math.log(spot / strike) / deviation + deviation / 2
  return spot * normal(d1) - strike * normal(d1 - deviation)
}

/** Cumulative normal distribution to double precision: erfc by series near zero and by continued fraction in the tails. */
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
