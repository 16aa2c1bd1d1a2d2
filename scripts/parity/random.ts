/** Repeatable random numbers (mulberry32) over the shapes that pricing inputs take. */
export class Random {
  constructor(private state: number) {}

  /** In [0, 1). */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  integer(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1))
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.integer(0, items.length - 1)] ?? items[0]
  }

  /** Uniform in its number of bits, so that every order of magnitude comes up; the ends come up often. */
  magnitude(min: bigint, max: bigint): bigint {
    const roll = this.unit()
    if (roll < 0.02) return min
    if (roll < 0.04) return max
    const low = Math.log2(Number(min))
    const exponent = low + this.unit() * (Math.log2(Number(max)) - low)
    const shift = BigInt(Math.max(0, Math.floor(exponent) - 52))
    const value = BigInt(Math.floor(2 ** (exponent - Number(shift)))) << shift
    return clamp(value + this.bits(Number(shift)), min, max)
  }

  /** Any number of at most `count` bits. */
  bits(count: number): bigint {
    let value = 0n
    for (let left = count; left > 0; left -= 32) {
      const width = Math.min(left, 32)
      value = (value << BigInt(width)) | BigInt(Math.floor(this.unit() * 2 ** width))
    }
    return value
  }

  signed(max: bigint): bigint {
    const size = this.unit() < 0.1 ? 0n : this.magnitude(1n, max)
    return this.unit() < 0.5 ? size : -size
  }
}

function clamp(value: bigint, min: bigint, max: bigint): bigint {
  if (value < min) return min
  return value > max ? max : value
}
