import { encodeSeries } from '@/lib/chain/series'
import type { Overview } from '@/lib/chain/snapshot/types'
import { divTrunc, divUp, WAD } from '@/lib/core/fixed-point'
import { underlyings } from '@/scripts/deploy/parameters'

/** One side of an account, as a fraction of the price; a negative size is written. */
interface Side {
  readonly market: number
  readonly distance: number
  readonly isPut: boolean
  readonly size: 1 | -1
}

export interface Leg {
  readonly series: bigint
  readonly quantity: bigint
}

const side = (market: number, distance: number, isPut: boolean, size: 1 | -1): Side => ({
  market,
  distance,
  isPut,
  size,
})

/** What the accounts hold: puts, calls, strangles, a spread and a condor, on both assets and for both periods. Each has written something. */
const shapes: readonly (readonly Side[])[] = [
  [side(1, 0, true, -1)],
  [side(1, -0.05, true, -1)],
  [side(0, -0.03, true, -1)],
  [side(1, 0.05, false, -1)],
  [side(3, 0, true, -1)],
  [side(2, -0.05, true, -1)],
  [side(1, -0.05, true, -1), side(1, 0.05, false, -1)],
  [side(3, -0.05, true, -1), side(3, 0.05, false, -1)],
  [side(1, 0, true, -1), side(1, -0.1, true, 1)],
  [side(1, -0.05, true, -1), side(1, -0.1, true, 1), side(1, 0.05, false, -1), side(1, 0.1, false, 1)],
]

const MICRO = 10n ** 12n

/** The legs of each shape at the present prices, each of at least `notional` USD. */
export function legsOfShapes({ assets, sets }: Overview, notional: bigint): readonly (readonly Leg[])[] {
  return shapes.map((sides) =>
    sides.map(({ market, distance, isPut, size }) => {
      const asset = sets[0]?.markets[market]?.config.asset ?? 0
      const spot = assets[asset]?.price.value ?? 0n
      const step = (underlyings[asset]?.step ?? 0n) * MICRO
      const wanted = divTrunc(spot * BigInt(Math.round((1 + distance) * 1000)), 1000n)
      const strike = divTrunc(wanted + divTrunc(step, 2n), step) * step
      const quantity = divUp(notional * WAD * WAD, spot)
      return { series: encodeSeries({ market, strike, isPut }), quantity: BigInt(size) * quantity }
    }),
  )
}
