import type { PoolMarket, PoolState } from '@/lib/core/risk'
import { marketTermsOf, strikeStatesOf, unitOf, volatilityOf, type AssetPrice } from './market-inputs'
import type { Overview, SetView } from './snapshot/types'

/** A set's pools as `stressTest` takes them, at the prices that `priceOf` tells; undefined: a price or a volatility is missing. */
export function poolStateOf(
  overview: Overview,
  set: SetView,
  priceOf: (asset: number) => AssetPrice | undefined,
): PoolState | undefined {
  const asset = Number(set.collateralAsset)
  const price = priceOf(asset)?.value
  const markets: (PoolMarket | undefined)[] = set.markets.map((market) => {
    const spot = priceOf(market.config.asset)?.value
    const volatility = volatilityOf(overview, market.config.asset)
    if (spot === undefined || volatility === 0n) {
      // A market in which nobody holds anything is worth nothing at any price.
      return market.strikes.length === 0
        ? { asset: market.config.asset, terms: marketTermsOf(market), spot: 0n, volatility: 0n, strikes: [] }
        : undefined
    }
    return {
      asset: market.config.asset,
      terms: marketTermsOf(market),
      spot,
      volatility,
      strikes: strikeStatesOf(market),
    }
  })
  if (price === undefined || !markets.every((market) => market !== undefined)) return undefined
  return {
    cash: set.pool.cash,
    receivable: set.pool.receivable,
    insurance: set.pool.insuranceAssets + set.pool.insurancePending,
    collateral: { asset, price, unit: unitOf(set) },
    markets,
  }
}
