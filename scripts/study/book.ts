import { floatLiability, floatValue, type FloatStrike } from '@/lib/core/pricing'
import type { StudyParameters } from './parameters'

export interface Strike extends FloatStrike {
  readonly strike: number
  calls: number
  puts: number
  positions: number
  /** USD per unit since the start, and per unit and year; [call, put]. */
  readonly index: [number, number]
  readonly rate: [number, number]
}

const MAX_STRIKES = 32

/** One market's book. Λ comes from the pricing module; marks, skew and stress are its derivatives and differences. */
export class Market {
  readonly strikes: Strike[] = []
  liability = 0
  stress = 0

  constructor(
    readonly asset: 0 | 1,
    readonly period: number,
    private readonly terms: StudyParameters,
  ) {}

  find(strike: number): Strike | undefined {
    return this.strikes.find((entry) => entry.strike === strike)
  }

  list(strike: number): Strike | undefined {
    const known = this.find(strike)
    if (known !== undefined || this.strikes.length >= MAX_STRIKES) return known
    const entry: Strike = { strike, calls: 0, puts: 0, positions: 0, index: [0, 0], rate: [0, 0] }
    this.strikes.push(entry)
    return entry
  }

  drop(): void {
    for (let i = this.strikes.length - 1; i >= 0; i--) if (this.strikes[i]?.positions === 0) this.strikes.splice(i, 1)
  }

  liabilityAt(spot: number, volatility: number): number {
    const { kappaGamma, kappaDelta, depth } = this.terms
    return floatLiability(
      { volatility, period: this.period, kappaGamma, kappaDelta, depth, strikes: this.strikes },
      spot,
    )
  }

  /** X in USD, and S·Y in USD. */
  sums(spot: number, volatility: number): { x: number; dollarDelta: number } {
    let x = 0
    let y = 0
    for (const { strike, calls, puts } of this.strikes) {
      const unit = floatValue({ spot, strike, volatility, period: this.period, isPut: false })
      x += (calls + puts) * unit.timeValue
      y += calls * unit.delta + puts * (unit.delta - 1)
    }
    return { x, dollarDelta: spot * y }
  }

  /** Sets Λ and the stress loss. */
  revalue(spot: number, volatility: number): void {
    const { shock, volatilityShock } = this.terms
    const stressed = volatility * (1 + volatilityShock)
    this.liability = this.liabilityAt(spot, volatility)
    const up = this.liabilityAt(spot * (1 + shock), stressed)
    const down = this.liabilityAt(spot * (1 - shock), stressed)
    this.stress = Math.max(up - this.liability, down - this.liability, 0)
  }

  /** Carries the rates in force on by `years`. */
  accrue(years: number): void {
    for (const { index, rate } of this.strikes) {
      index[0] += rate[0] * years
      index[1] += rate[1] * years
    }
  }

  setRates(spot: number, volatility: number): void {
    const sums = this.sums(spot, volatility)
    for (const entry of this.strikes) {
      for (const side of [0, 1] as const) {
        const intrinsic = Math.max(side === 1 ? entry.strike - spot : spot - entry.strike, 0)
        entry.rate[side] = (this.mark(spot, volatility, entry.strike, side === 1, sums) - intrinsic) / this.period
      }
    }
  }

  mark(spot: number, volatility: number, strike: number, isPut: boolean, sums = this.sums(spot, volatility)): number {
    const { kappaGamma, kappaDelta, depth } = this.terms
    const unit = floatValue({ spot, strike, volatility, period: this.period, isPut })
    const gamma = (kappaGamma * unit.timeValue * sums.x) / depth
    return unit.value + gamma + (kappaDelta * spot * unit.delta * sums.dollarDelta) / depth
  }

  skew(spot: number, volatility: number): number {
    const { kappaGamma, kappaDelta, depth } = this.terms
    const { x, dollarDelta } = this.sums(spot, volatility)
    const u = Math.sqrt(1 + 8 / (volatility ** 2 * this.period))
    return (((kappaDelta * (1 + u)) / 2) * Math.abs(dollarDelta) + kappaGamma * Math.max(-x, 0)) / depth
  }
}
