import type { StudyParameters } from './parameters'

/** The volatility oracle of one asset (contracts/src/oracles/VolatilityOracle.sol) in double precision. */
export class VolatilityOracle {
  private variance: number
  private price: number
  private hour = 0

  constructor(
    private readonly terms: StudyParameters,
    initial: number,
    price: number,
  ) {
    this.variance = initial ** 2
    this.price = price
  }

  sample(price: number, hour: number): void {
    const elapsed = hour - this.hour
    if (elapsed < 1) return
    const { floor, cap, maxStep, halfLifeHours } = this.terms
    const measured = (Math.log(price / this.price) ** 2 * 8760) / elapsed
    const weight = 2 ** (-elapsed / halfLifeHours)
    const old = Math.sqrt(this.variance)
    const next = Math.sqrt(this.variance * weight + measured * (1 - weight))
    const limited = Math.min(Math.max(next, old - maxStep), old + maxStep)
    this.variance = Math.min(Math.max(limited, floor), cap) ** 2
    this.price = price
    this.hour = hour
  }

  /** Annualised, with the markup. */
  get value(): number {
    return Math.sqrt(this.variance) * this.terms.markup
  }
}
