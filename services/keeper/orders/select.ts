import type { AssetView, Overview, SetView } from '@/lib/chain/snapshot/types'
import { fromWire, type OpenOrder } from '@/lib/chain/orders'
import { decodeSeries } from '@/lib/chain/series'
import { mulDiv } from '@/lib/core/fixed-point'
import { unitOf } from '@/lib/chain/market-inputs'
import { dueAt, Trigger, type SignedOrder, type WatchedPrice } from '@/lib/core/orders'
import type { OfferedPrice } from '../decisions'

/** Which orders to execute, and with which prices. Pure. */

export interface DueOrder {
  readonly open: OpenOrder
  readonly order: SignedOrder
  /** That of its clearinghouse. */
  readonly set: SetView
  /** Updates that bring what the order looks at up to date; none when the chain has it all. */
  readonly updates: readonly `0x${string}`[]
}

export interface SelectFacts {
  readonly overview: Overview
  readonly offered: readonly OfferedPrice[]
  /** When an order was executed (seconds); undefined while it was not. */
  readonly executedAt: (hash: `0x${string}`) => bigint | undefined
  /** Whether the trade would clearly cost more than its limit. */
  readonly isBeyondLimit: (order: SignedOrder, set: SetView) => boolean
  /** Least reward, USD (WAD). */
  readonly minReward: bigint
}

/**
 * The orders whose moment has come, those with a condition first: a stop-loss is more urgent than a limit. Of several alternatives (same owner and nonce) the first.
 */
export function dueOrders(orders: readonly OpenOrder[], facts: SelectFacts): readonly DueOrder[] {
  const { overview } = facts
  const priceOf = (asset: number) => newestPrice(overview.assets[asset], facts.offered)
  const seen = new Set<string>()
  const due: DueOrder[] = []
  for (const open of orders) {
    const order = fromWire(open.order)
    const set = overview.sets.find(({ clearinghouse }) => clearinghouse.toLowerCase() === order.clearinghouse)
    const alternative = `${order.owner}/${order.nonce}`
    if (set === undefined || seen.has(alternative)) continue
    const parentExecutedAt = facts.executedAt(order.parent)
    if (dueAt(order, { now: overview.blockTime, parentExecutedAt, priceOf }) !== 'due') continue
    if (rewardOf(order, set, priceOf) < facts.minReward || facts.isBeyondLimit(order, set)) continue
    seen.add(alternative)
    due.push({ open, order, set, updates: updatesFor(order, set, facts) })
  }
  return [...due.filter(hasCondition), ...due.filter((one) => !hasCondition(one))]
}

/** What the order pays, USD (WAD); nothing when the collateral has no price. */
function rewardOf({ reward }: SignedOrder, set: SetView, priceOf: (asset: number) => WatchedPrice | undefined): bigint {
  return mulDiv(reward, priceOf(Number(set.collateralAsset))?.value ?? 0n, unitOf(set))
}

function hasCondition({ order }: DueOrder): boolean {
  return order.condition.trigger !== Trigger.none
}

/** The later of what the chain and the vendor have: the price that the execution will see. */
function newestPrice(asset: AssetView | undefined, offered: readonly OfferedPrice[]): WatchedPrice | undefined {
  if (asset === undefined) return undefined
  const newer = offered.find((price) => matches(asset, price) && isNewer(asset, price))
  if (newer !== undefined) return { value: newer.value, publishTime: BigInt(newer.publishTime) }
  return asset.priceOk ? asset.price : undefined
}

function updatesFor(order: SignedOrder, set: SetView, { overview, offered }: SelectFacts): readonly `0x${string}`[] {
  const traded = order.legs.map(({ series }) => set.markets[decodeSeries(series).market]?.config.asset)
  const watched = order.condition.trigger === Trigger.none ? undefined : order.condition.asset
  const numbers = new Set([...traded, watched, Number(set.collateralAsset)])
  const assets = [...numbers].flatMap((number) => (number === undefined ? [] : (overview.assets[number] ?? [])))
  const newer = offered.filter((price) => assets.some((asset) => matches(asset, price) && isNewer(asset, price)))
  return [...new Set(newer.map(({ updateData }) => updateData))]
}

function matches(asset: AssetView, { feedId }: OfferedPrice): boolean {
  return asset.feedId.toLowerCase() === feedId
}

function isNewer({ priceOk, price }: AssetView, { publishTime }: OfferedPrice): boolean {
  return !priceOk || BigInt(publishTime) > price.publishTime
}
