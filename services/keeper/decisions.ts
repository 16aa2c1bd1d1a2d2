import type { Address } from '@/lib/chain/deployment'
import type { AssetView, MarketView, Overview, SetView } from '@/lib/chain/snapshot/types'
import { abs } from '@/lib/core/fixed-point'
import type { KeeperSettings } from './config'

/** What is to be done, from what the chain and the price vendor say. Pure. Prices in USD (WAD), times in seconds. */

/** A price that can be brought on chain. */
export interface OfferedPrice {
  readonly feedId: `0x${string}`
  readonly value: bigint
  readonly publishTime: number
  readonly updateData: `0x${string}`
}

export interface PriceLimits extends Pick<KeeperSettings, 'maxPriceLag' | 'maxPriceDeviation'> {
  /** Feeds whose age alone is a reason; the others come along. */
  readonly agingFeeds: ReadonlySet<string>
  /** Whether somebody waits for what is offered, however near the prices on chain are. */
  readonly isAwaited?: boolean
}

const BPS_ONE = 10_000n

/** The updates to bring on chain: none while every price there is near enough and nobody waits, else all that are newer. */
export function updatesDue(
  assets: readonly AssetView[],
  offered: readonly OfferedPrice[],
  limits: PriceLimits,
): readonly `0x${string}`[] {
  const newer = offered.filter((price) => assets.some((asset) => matches(asset, price) && isNewer(asset, price)))
  const due =
    limits.isAwaited === true ||
    newer.some((price) => assets.some((asset) => matches(asset, price) && isDue(asset, price, limits)))
  return due ? [...new Set(newer.map(({ updateData }) => updateData))] : []
}

function matches(asset: AssetView, { feedId }: OfferedPrice): boolean {
  return asset.feedId.toLowerCase() === feedId
}

function isNewer({ priceOk, price }: AssetView, { publishTime }: OfferedPrice): boolean {
  return !priceOk || BigInt(publishTime) > price.publishTime
}

function isDue({ priceOk, price }: AssetView, offered: OfferedPrice, limits: PriceLimits): boolean {
  if (!priceOk) return true
  const lag = BigInt(offered.publishTime) - price.publishTime
  if (limits.agingFeeds.has(offered.feedId) && lag >= BigInt(limits.maxPriceLag)) return true
  return movedBy(price.value, offered.value, limits.maxPriceDeviation)
}

/** Whether the distance is at least so many basis points of `from`. */
export function movedBy(from: bigint, to: bigint, bps: number): boolean {
  return abs(to - from) * BPS_ONE >= from * BigInt(bps)
}

/** Numbers of the assets whose volatility can be sampled now. */
export function samplesDue(assets: readonly AssetView[]): readonly bigint[] {
  return assets
    .filter(({ priceOk, nextSampleAt }) => priceOk && nextSampleAt > 0n)
    .filter(({ price, nextSampleAt }) => price.publishTime >= nextSampleAt)
    .map(({ asset }) => asset)
}

export interface MarketRef {
  readonly clearinghouse: Address
  readonly market: bigint
}

/** Spot (USD, WAD) at the last touch of a market, undefined when none is known. */
export type LastTouch = (ref: MarketRef) => bigint | undefined

/** The markets with positions whose funding rates are old, or were set at another price. */
export function touchesDue(overview: Overview, lastTouch: LastTouch, settings: KeeperSettings): readonly MarketRef[] {
  return overview.sets.flatMap((set) =>
    set.markets
      .map((market) => ({ view: market, ref: { clearinghouse: set.clearinghouse, market: market.market } }))
      .filter(({ view, ref }) => isTouchDue(overview, view, lastTouch(ref), settings))
      .map(({ ref }) => ref),
  )
}

function isTouchDue(
  { assets, blockTime }: Overview,
  market: MarketView,
  lastSpot: bigint | undefined,
  { touchInterval, touchDeviation }: KeeperSettings,
): boolean {
  const touchedAt = oldestTouch(market)
  const asset = assets[market.config.asset]
  if (touchedAt === undefined || asset?.priceOk !== true) return false
  if (blockTime - touchedAt >= BigInt(touchInterval)) return true
  return lastSpot !== undefined && movedBy(lastSpot, asset.price.value, touchDeviation)
}

/** When the series that was brought up to date longest ago was; undefined in a market without positions. */
function oldestTouch({ strikes, callFunding, putFunding }: MarketView): bigint | undefined {
  const times = strikes.flatMap(({ netCalls, netPuts }, i) => [
    ...(netCalls === 0n ? [] : [callFunding[i]?.touchedAt ?? 0n]),
    ...(netPuts === 0n ? [] : [putFunding[i]?.touchedAt ?? 0n]),
  ])
  return times.reduce<bigint | undefined>(
    (oldest, time) => (oldest === undefined || time < oldest ? time : oldest),
    undefined,
  )
}

/** The sets whose insurance pools have income to collect. */
export function sweepsDue(sets: readonly SetView[]): readonly Address[] {
  return sets.filter(({ pool }) => pool.insurancePending > 0n).map(({ mainPool }) => mainPool)
}
