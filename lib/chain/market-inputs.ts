import { BPS, max, type Wad } from '@/lib/core/fixed-point'
import type { CollateralInput, MarketTerms, StalenessTerms, StrikeState } from '@/lib/core/pricing'
import { strikeFromTicks } from './series'
import type { LivePrice, MarketView, Overview, SetView } from './snapshot/types'

/** From what the chain reports to what `lib/core/pricing` takes. Prices in USD (WAD), times in seconds. */

export function marketTermsOf({ config }: MarketView): MarketTerms {
  return {
    period: BigInt(config.period),
    depth: config.depth,
    kappaGammaBps: BigInt(config.kappaGamma),
    kappaDeltaBps: BigInt(config.kappaDelta),
    shockBps: BigInt(config.shock),
    volatilityShockBps: BigInt(config.volatilityShock),
  }
}

export function strikeStatesOf({ strikes }: MarketView): StrikeState[] {
  return strikes.map(({ strike, netCalls, netPuts }) => ({
    strike: strikeFromTicks(strike),
    calls: netCalls,
    puts: netPuts,
  }))
}

export function stalenessTermsOf({ terms }: SetView): StalenessTerms {
  return {
    baseFee: BigInt(terms.baseFee) * BPS,
    feeCapOfPremium: BigInt(terms.feeCapOfPremium) * BPS,
    uncertaintyMultiple: BigInt(terms.uncertaintyMultiple) * BPS,
    grace: BigInt(terms.grace),
  }
}

/** 10^decimals of the set's token. */
export function unitOf({ decimals }: SetView): bigint {
  return 10n ** BigInt(decimals)
}

export interface AssetPrice {
  readonly value: Wad
  readonly confidence: Wad
  readonly publishTime: bigint
}

/**
 * The price that a trade would use: the newer of the one on chain and the one that it can bring along.
 * Undefined when there is neither.
 */
export function newestPrice(overview: Overview, live: readonly LivePrice[], asset: number): AssetPrice | undefined {
  const offChain = live.find((price) => price.asset === asset)
  const onChain = chainPrice(overview, asset)
  if (!offChain || !onChain) return offChain ?? onChain
  return offChain.publishTime > onChain.publishTime ? offChain : onChain
}

export function chainPrice(overview: Overview, asset: number): AssetPrice | undefined {
  const view = overview.assets[asset]
  return view?.priceOk === true ? view.price : undefined
}

/** Annualised volatility (WAD); 0 when the chain does not know it. */
export function volatilityOf(overview: Overview, asset: number): Wad {
  return overview.assets[asset]?.volatility ?? 0n
}

/** Seconds since the price was published, as the chain counts them. */
export function ageOf({ publishTime }: AssetPrice, now: bigint): bigint {
  return max(now - publishTime, 0n)
}

/** The set's collateral at this price, as a quote takes it. */
export function collateralInputOf(overview: Overview, set: SetView, price: AssetPrice, now: bigint): CollateralInput {
  const volatility = volatilityOf(overview, Number(set.collateralAsset))
  return { price: price.value, age: ageOf(price, now), volatility, unit: unitOf(set) }
}
