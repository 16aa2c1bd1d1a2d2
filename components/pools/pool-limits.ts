import { ageOf, chainPrice } from '@/lib/chain/market-inputs'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { BPS, divUp, WAD, type Wad } from '@/lib/core/fixed-point'
import { formatDuration } from '@/lib/core/format'

/** Why a pool takes or gives no more: MainPool's and PoolValuer's rules in words. `now` in seconds. */

export interface PoolGate {
  /** Why nothing can be deposited now. */
  readonly deposit?: string
  /** Why nothing can be withdrawn now. */
  readonly withdraw?: string
}

export function poolGate(overview: Overview, set: SetView, index: number, now: bigint): PoolGate {
  const settlement = overview.settlements?.[index]
  if (settlement !== undefined && settlement.settledAt > 0n) {
    const words = 'The pool is closed: it is being settled'
    return settlement.finishedAt > 0n ? { deposit: words } : { deposit: words, withdraw: words }
  }
  const stale = stalePrice(overview, set, now)
  if (stale !== undefined) return { deposit: stale, withdraw: stale }
  if (!set.pool.exposureOk) return { deposit: 'A price is missing', withdraw: 'A price is missing' }
  const { totalAssets, totalShares } = set.pool
  if (totalShares > 0n && totalAssets === 0n) return { deposit: 'The pool has nothing left' }
  return {}
}

/** The first price that is missing, too old or too uncertain for entering and leaving, in words. */
function stalePrice(overview: Overview, set: SetView, now: bigint): string | undefined {
  const open = set.markets.filter(({ strikes }) => strikes.length > 0)
  const needed = open.map(({ config }) => ({ asset: config.asset, most: BigInt(set.terms.maxAgeReduce) }))
  if (open.length > 0 || set.pool.receivable !== 0n) {
    needed.push({ asset: Number(set.collateralAsset), most: BigInt(set.terms.maxAgeCollateralReduce) })
  }
  for (const { asset, most } of needed) {
    const price = chainPrice(overview, asset)
    const symbol = overview.assets[asset]?.symbol ?? 'A'
    if (price === undefined) return `The ${symbol} price is missing`
    const age = ageOf(price, now)
    if (age > most)
      return `The ${symbol} price is ${formatDuration(Number(age))} old; at most ${formatDuration(Number(most))}`
    // TermsLib.CONFIDENCE_DIVISOR: one per cent.
    if (price.confidence * 100n > price.value) return `The ${symbol} price is too uncertain`
  }
  return undefined
}

/** What the open positions keep in the pool: stress loss over the governed part of equity that it may be, USD. */
export function lockedByStress({ pool, riskTerms }: SetView): Wad {
  const limit = BigInt(riskTerms.stressLimit) * BPS
  return limit === 0n ? 0n : divUp(pool.stressLoss * WAD, limit)
}
