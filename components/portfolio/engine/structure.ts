import { decodeSeries } from '@/lib/chain/series'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { AccountEvent } from '@/lib/core/history/types'

/** What of the sets never changes while they exist: enough to make sense of an account's events. */
export interface SetStructure {
  readonly clearinghouse: string
  /** Of the token and of the stock behind it. */
  readonly symbol: string
  readonly stock: string
  readonly decimals: number
  readonly collateral: number
  readonly markets: readonly MarketStructure[]
}

export interface MarketStructure {
  readonly asset: number
  readonly symbol: string
  /** Seconds. */
  readonly period: number
}

export function structureOf({ assets, sets }: Pick<Overview, 'assets' | 'sets'>): readonly SetStructure[] {
  const symbolOf = (asset: number) => assets[asset]?.symbol ?? `asset ${asset}`
  return sets.map(({ clearinghouse, symbol, decimals, collateralAsset, markets }) => ({
    clearinghouse: clearinghouse.toLowerCase(),
    symbol,
    stock: symbolOf(Number(collateralAsset)),
    decimals,
    collateral: Number(collateralAsset),
    markets: markets.map(({ config: { asset, period } }) => ({ asset, symbol: symbolOf(asset), period })),
  }))
}

export function setOf(structure: readonly SetStructure[], event: AccountEvent): SetStructure | undefined {
  return structure.find(({ clearinghouse }) => clearinghouse === event.clearinghouse.toLowerCase())
}

export function marketOf(set: SetStructure | undefined, series: bigint): MarketStructure | undefined {
  return set?.markets[decodeSeries(series).market]
}

/** The assets whose prices these events need: every collateral and every underlying in them. */
export function symbolsIn(structure: readonly SetStructure[], events: readonly AccountEvent[]): readonly string[] {
  const symbols = new Set<string>()
  for (const event of events) {
    const set = setOf(structure, event)
    if (set === undefined) continue
    symbols.add(set.stock)
    if (event.kind !== 'trade') continue
    for (const { series } of event.legs) {
      const market = marketOf(set, series)
      if (market !== undefined) symbols.add(market.symbol)
    }
  }
  return [...symbols]
}
