/**
 * Lines with more points than the screen has columns: of each column only the first, lowest, highest and last point are drawn, so
 * that the line looks as if all were. Unlike a sample, no peak is lost.
 */

export interface TimePoint {
  /** Seconds since the epoch. */
  readonly time: number
  readonly value: number
}

export function thinned(points: readonly TimePoint[], columns: number): readonly TimePoint[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length <= columns * 4) return points
  const width = (last.time - first.time) / columns
  const kept: TimePoint[] = []
  let start = 0
  while (start < points.length) {
    const column = Math.floor(((points[start]?.time ?? 0) - first.time) / width)
    let end = start + 1
    while (end < points.length && Math.floor(((points[end]?.time ?? 0) - first.time) / width) === column) end++
    kept.push(...corners(points, start, end))
    start = end
  }
  return kept
}

/** First, lowest, highest and last of points[start, end), in their order and each once. */
function corners(points: readonly TimePoint[], start: number, end: number): TimePoint[] {
  let low = start
  let high = start
  for (let i = start + 1; i < end; i++) {
    const value = points[i]?.value ?? 0
    if (value < (points[low]?.value ?? 0)) low = i
    if (value > (points[high]?.value ?? 0)) high = i
  }
  const places = [...new Set([start, Math.min(low, high), Math.max(low, high), end - 1])]
  return places.flatMap((place) => points[place] ?? [])
}

/** The place of the time nearest to `time` in ascending times. */
export function nearestIndex(times: readonly number[], time: number): number {
  const after = indexAfter(times, time)
  const [before, next] = [times[after - 1], times[after]]
  if (before === undefined) return 0
  return next === undefined || time - before <= next - time ? after - 1 : after
}

/** The newest point at or before `time`. */
export function pointAt(points: readonly TimePoint[], time: number): TimePoint | undefined {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.time ?? Infinity) <= time) low = middle + 1
    else high = middle
  }
  return points[low - 1]
}

function indexAfter(times: readonly number[], time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? Infinity) <= time) low = middle + 1
    else high = middle
  }
  return low
}
