import type { Feed } from '@/lib/chain/feeds'

/**
 * Simulated prices: correlated geometric Brownian motions with jumps, one step a second. A path is a function of the seed and
 * the second, so a service that starts again goes on where it was. It may have a past, in hours: weeks of seconds would take
 * too long. Plain numbers: nothing here is money, it makes prices up.
 */

export interface AssetModel {
  readonly start: number
  /** Annualised volatility between jumps. */
  readonly volatility: number
  /** Jumps per year and their standard deviation (log). */
  readonly jumps: number
  readonly jumpSize: number
}

export const models: Readonly<Record<string, AssetModel>> = {
  BTC: { start: 65_000, volatility: 0.48, jumps: 60, jumpSize: 0.02 },
  ETH: { start: 3500, volatility: 0.6, jumps: 60, jumpSize: 0.025 },
  TSLA: { start: 250, volatility: 0.48, jumps: 20, jumpSize: 0.03 },
  NVDA: { start: 130, volatility: 0.42, jumps: 20, jumpSize: 0.03 },
  SPY: { start: 560, volatility: 0.16, jumps: 10, jumpSize: 0.01 },
}

const YEAR = 31_536_000
/** Seconds between two prices of the past. */
export const PAST_STEP = 3600
const SAME_KIND = 0.7
const ACROSS_KINDS = 0.3

/** The logarithms of the prices second by second. */
export class PricePath {
  private readonly factors: readonly (readonly number[])[]
  private readonly logs: number[]
  private step = 0
  /** Prices hour by hour from the beginning of the past up to the start; the last ones are those of the start. */
  readonly past: readonly (readonly number[])[]

  constructor(
    private readonly seed: number,
    private readonly feeds: readonly Feed[],
    pastSteps = 0,
  ) {
    this.factors = cholesky(correlations(feeds))
    this.logs = feeds.map(({ symbol }) => Math.log(modelOf(symbol).start))
    const past = [this.prices()]
    for (let hour = 1; hour <= pastSteps; hour++) {
      this.advance(generator(seed, -hour), PAST_STEP)
      past.push(this.prices())
    }
    this.past = past
  }

  /** Prices `step` seconds after the start; steps can only be asked for in order. */
  at(step: number): readonly number[] {
    while (this.step < step) this.advance(generator(this.seed, ++this.step), 1)
    return this.prices()
  }

  private prices(): readonly number[] {
    return this.logs.map(Math.exp)
  }

  private advance(random: () => number, seconds: number): void {
    const years = seconds / YEAR
    const independent = this.feeds.map(() => normal(random))
    this.feeds.forEach(({ symbol }, i) => {
      const { volatility, jumps, jumpSize } = modelOf(symbol)
      const shock = (this.factors[i] ?? []).reduce((sum, factor, j) => sum + factor * (independent[j] ?? 0), 0)
      const drift = (-(volatility * volatility) / 2) * years
      const jump = random() < jumps * years ? normal(random) * jumpSize : 0
      this.logs[i] = (this.logs[i] ?? 0) + drift + volatility * Math.sqrt(years) * shock + jump
    })
  }
}

function modelOf(symbol: string): AssetModel {
  const model = models[symbol]
  if (model === undefined) throw new RangeError(`There is no price model for ${symbol}.`)
  return model
}

function correlations(feeds: readonly Feed[]): number[][] {
  return feeds.map((a) => feeds.map((b) => (a === b ? 1 : a.kind === b.kind ? SAME_KIND : ACROSS_KINDS)))
}

/** Lower triangle L with L·Lᵀ = matrix. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower = matrix.map((row) => row.map(() => 0))
  const get = (i: number, j: number) => lower[i]?.[j] ?? 0
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      let sum = row[j] ?? 0
      for (let k = 0; k < j; k++) sum -= get(i, k) * get(j, k)
      const target = lower[i]
      if (target) target[j] = i === j ? Math.sqrt(sum) : sum / get(j, j)
    }
  }
  return lower
}

/** Uniform numbers in [0, 1) that depend on seed and step alone (splitmix-seeded mulberry32). */
function generator(seed: number, step: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(step, 0xc2b2ae35)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
