/** From values to places on an axis. */

export interface Range {
  readonly from: number
  readonly to: number
}

/** Where a value stands between the ends: 0 to 1. */
export function share({ from, to }: Range, value: number): number {
  return (value - from) / (to - from)
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(2)}%`
}

/** Round values that divide a range into about `count` parts. */
export function ticksOf({ from, to }: Range, count: number): number[] {
  const rough = (to - from) / count
  if (!(rough > 0) || !Number.isFinite(rough)) return []
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough * 0.75) ?? rough
  const first = Math.ceil(from / step)
  const last = Math.floor(to / step)
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step)
}

/** The range of some values with a little room; zero belongs to it when it is near, so that heights can be compared. */
export function valueRange(values: Iterable<number>): Range {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return { from: 0, to: 1 }
  if (low > 0 && low < (high - low) * 2) low = 0
  if (high < 0 && -high < (high - low) * 2) high = 0
  const size = Math.max(high - low, Math.max(Math.abs(high), Math.abs(low)) * 1e-3, 1e-9)
  const room = size * 0.08
  return { from: low === 0 ? 0 : low - room, to: high === 0 ? 0 : high + room }
}

/** Moves labels (shares of the height, from the top) apart until they are `gap` from each other, and keeps them inside. */
export function spreadOut(places: readonly number[], gap: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0))
  const moved = [...places]
  let least = 0
  for (const i of order) {
    moved[i] = Math.max(moved[i] ?? 0, least)
    least = (moved[i] ?? 0) + gap
  }
  let most = 1
  for (const i of order.toReversed()) {
    moved[i] = Math.min(moved[i] ?? 0, most)
    most = (moved[i] ?? 0) - gap
  }
  return moved
}
