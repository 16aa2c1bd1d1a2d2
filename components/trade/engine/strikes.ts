import { strikeFromTicks } from '@/lib/chain/series'
import type { MarketView, SetView } from '@/lib/chain/snapshot/types'
import { abs, divTrunc, divUp, max, mulDiv, type Wad } from '@/lib/core/fixed-point'

/** Strikes that can be traded: those in use, and the listing grid around the price. USD, WAD. */

export interface StrikeChoice {
  readonly strike: Wad
  /** Somebody holds it: it can be traded wherever the price is. */
  readonly active: boolean
}

export const MAX_STRIKES = 32

export function strikeChoices(set: SetView, market: MarketView, spot: Wad): StrikeChoice[] {
  const active = new Set(market.strikes.map(({ strike }) => strikeFromTicks(strike)))
  const listed = active.size < MAX_STRIKES ? gridAround(set, market.config.asset, spot) : []
  const all = new Set([...active, ...listed])
  return [...all].sort((a, b) => (a < b ? -1 : 1)).map((strike) => ({ strike, active: active.has(strike) }))
}

/** The strike nearest to the price; undefined when nothing is listed. */
export function nearestStrike(choices: readonly StrikeChoice[], spot: Wad): Wad | undefined {
  return choices.reduce<Wad | undefined>(
    (best, { strike }) => (best === undefined || abs(strike - spot) < abs(best - spot) ? strike : best),
    undefined,
  )
}

function gridAround(set: SetView, asset: number, spot: Wad): Wad[] {
  const grid = set.grids[asset]
  if (grid === undefined || grid.step === 0n) return []
  const step = strikeFromTicks(grid.step)
  const reach = mulDiv(spot, BigInt(grid.range), 10_000n)
  const first = max(divUp(spot - reach, step), 1n)
  const last = divTrunc(spot + reach, step)
  const count = Number(last - first) + 1
  return Array.from({ length: Math.max(count, 0) }, (_, i) => (first + BigInt(i)) * step)
}
