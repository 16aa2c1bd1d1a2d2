import type { Wad } from '../fixed-point'
import type { AccountEvent, AssetPoint } from './types'

/**
 * The collateral's price at any time, from the hours and from the account's own trades, which say theirs: the newest known then, or
 * before anything is known the first.
 */
export function collateralPriceAt(
  points: readonly AssetPoint[],
  pointSeconds: number,
  events: readonly AccountEvent[],
): (time: number) => Wad {
  const ends = points.map(({ time, price }, i) => ({
    time: i === points.length - 1 ? time : time + pointSeconds,
    price,
  }))
  const told = events.flatMap((event) => {
    const price = event.kind === 'trade' ? event.legs.at(-1)?.collateralPrice : undefined
    return price === undefined ? [] : [{ time: event.time, price }]
  })
  const known = [...ends, ...told].sort((a, b) => a.time - b.time)
  return (time) => {
    let low = 0
    let high = known.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((known[middle]?.time ?? Infinity) <= time) low = middle + 1
      else high = middle
    }
    return (known[low - 1] ?? known[0])?.price ?? 0n
  }
}
