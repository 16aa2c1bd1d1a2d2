import type { Random } from './random'

/** Hourly prices of BTC, ETH and the stock. The stock's true price moves while its published one stands still. */
export interface Hour {
  /** True crypto prices before this hour's jump, and after it; USD. */
  readonly before: readonly [number, number]
  readonly after: readonly [number, number]
  readonly stock: number
  /** Whether the stock exchange publishes in this hour. */
  readonly open: boolean
}

export const HOURS = 8760
export const START: readonly [number, number, number] = [65_000, 3_200, 250]

/** Annualised volatility of diffusion, and yearly rates of the jumps. Chosen before the first run and not changed after it. */
const VOLATILITY = [0.5, 0.68, 0.42] as const
const JUMPS = { common: 8, own: 6, crash: 0.1, earnings: 4 }
const CLUSTER = { halfLifeHours: 72, deviation: 0.35 }

/** Windows of two seconds over which a gradual jump unfolds (a minute). */
export const WINDOWS = 30

/** How a jump unfolds: its parts, window by window. */
export const atOnce: readonly number[] = [1]
export const gradually: readonly number[] = Array.from({ length: WINDOWS }, () => 1 / WINDOWS)

/**
 * Moves that begin like a gradual jump and go back to where they began, in number and length by chance; `mean` of them. Having gone
 * on for k windows one goes back with probability 1 / (k + 1): with a mean of 29 the price follows no trend.
 */
export function falseStarts(random: Random, mean: number): number[][] {
  const starts: number[][] = []
  while (random.uniform() < mean / (1 + mean)) {
    const length = falseLength(random)
    starts.push([...gradually.slice(0, length), -length / WINDOWS])
  }
  return starts
}

function falseLength(random: Random): number {
  for (;;) {
    const length = Math.floor(1 / random.uniform())
    if (length < WINDOWS) return length
  }
}

function isOpen(hour: number): boolean {
  return Math.floor(hour / 24) % 7 < 5 && hour % 24 >= 14 && hour % 24 < 21
}

/** Share of the stock's variance in an hour: most of it while the exchange is open. Averages one. */
function stockWeight(hour: number): number {
  if (isOpen(hour)) return 3
  return Math.floor(hour / 24) % 7 < 5 ? 0.42 : 0.15
}

/** Log jumps of this hour: BTC, ETH, stock. */
function jumps(random: Random): [number, number, number] {
  const jump: [number, number, number] = [0, 0, 0]
  if (random.happens(JUMPS.common / HOURS)) {
    const size = -0.02 + 0.06 * random.normal()
    jump[0] += size
    jump[1] += 1.2 * size
    jump[2] += 0.25 * size
  }
  for (const asset of [0, 1] as const) if (random.happens(JUMPS.own / HOURS)) jump[asset] += 0.04 * random.normal()
  if (random.happens(JUMPS.earnings / HOURS)) jump[2] += 0.08 * random.normal()
  if (random.happens(JUMPS.crash / HOURS)) {
    const size = -0.3 - 0.1 * random.normal()
    jump[0] += size
    jump[1] += 1.15 * size
    jump[2] += 0.4 * size
  }
  return jump
}

/** A year of hours. */
export function makeYear(random: Random): Hour[] {
  const step = 1 / HOURS
  const keep = Math.exp(-Math.LN2 / CLUSTER.halfLifeHours)
  const drift = [0.5 * random.normal(), 0.5 * random.normal(), 0.2 * random.normal()] as const
  const price: [number, number, number] = [...START]
  let cluster = CLUSTER.deviation * random.normal()
  const year: Hour[] = []
  for (let hour = 0; hour < HOURS; hour++) {
    cluster = keep * cluster + CLUSTER.deviation * Math.sqrt(1 - keep * keep) * random.normal()
    const level = Math.exp(cluster - CLUSTER.deviation ** 2) * Math.sqrt(step)
    const z = [random.normal(), random.normal(), random.normal()] as const
    const shocks = [z[0], 0.8 * z[0] + 0.6 * z[1], 0.35 * z[0] + Math.sqrt(1 - 0.35 ** 2) * z[2]] as const
    for (const i of [0, 1, 2] as const) {
      const scale = VOLATILITY[i] * level * (i === 2 ? Math.sqrt(stockWeight(hour)) : 1)
      price[i] *= Math.exp((drift[i] - VOLATILITY[i] ** 2 / 2) * step + scale * shocks[i])
    }
    const before: [number, number] = [price[0], price[1]]
    const jump = jumps(random)
    for (const i of [0, 1, 2] as const) price[i] *= Math.exp(jump[i])
    year.push({ before, after: [price[0], price[1]], stock: price[2], open: isOpen(hour) })
  }
  return year
}
