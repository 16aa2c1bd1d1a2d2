/** Seeded random numbers (mulberry32): the same seed gives the same study on every machine. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.uniform()) * mean
  }

  /** Whether something that happens `mean` times per step happens now; for small means. */
  happens(mean: number): boolean {
    return this.uniform() < mean
  }
}
