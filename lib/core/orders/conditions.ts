import { max } from '../fixed-point'
import { Trigger, type Condition, type SignedOrder } from './types'

/** As in contracts/src/Orders.sol: the age (seconds) up to which a price triggers an order. */
export const MAX_TRIGGER_AGE = 60n
/** The most that an order may pay whoever executes it, USD (WAD). */
export const MAX_REWARD_USD = 100n * 10n ** 18n

/** A price of the watched asset: USD (WAD) and when it was published, seconds. */
export interface WatchedPrice {
  readonly value: bigint
  readonly publishTime: bigint
}

/** Whether a price meets the condition. */
export function conditionHolds({ trigger, price }: Condition, value: bigint): boolean {
  if (trigger === Trigger.none) return true
  return trigger === Trigger.atOrBelow ? value <= price : value >= price
}

/** Whether an order can be executed now, or why not. */
export type Due = 'due' | 'not-yet-valid' | 'expired' | 'waits-for-parent' | 'waits-for-price'

export interface DueFacts {
  /** Block time. */
  readonly now: bigint
  /** When the parent was executed; undefined while it was not. */
  readonly parentExecutedAt: bigint | undefined
  /** The newest price of an asset, by its number; undefined when there is none. */
  readonly priceOf: (asset: number) => WatchedPrice | undefined
}

/** The same checks as the contract's, on what is known off chain; the trade itself may still be refused. */
export function dueAt(order: SignedOrder, { now, parentExecutedAt, priceOf }: DueFacts): Due {
  if (now > order.expiry) return 'expired'
  if (now < order.validFrom) return 'not-yet-valid'
  const hasParent = BigInt(order.parent) !== 0n
  if (hasParent && parentExecutedAt === undefined) return 'waits-for-parent'
  const notBefore = max(order.validFrom, hasParent ? (parentExecutedAt ?? 0n) : 0n)
  const { condition } = order
  if (condition.trigger === Trigger.none) return 'due'
  const price = priceOf(condition.asset)
  if (price === undefined) return 'waits-for-price'
  const fresh = price.publishTime > notBefore && price.publishTime + MAX_TRIGGER_AGE >= now
  return fresh && conditionHolds(condition, price.value) ? 'due' : 'waits-for-price'
}
