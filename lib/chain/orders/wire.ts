import type { Address, Hex, SignedOrder, Trigger } from '@/lib/core/orders'

/** Orders as JSON: whole numbers of any size are decimal strings. */
export interface WireOrder {
  readonly owner: Address
  readonly subAccount: string
  readonly clearinghouse: Address
  readonly legs: readonly { readonly series: string; readonly quantity: string }[]
  readonly condition: { readonly trigger: Trigger; readonly asset: number; readonly price: string }
  readonly maxCost: string
  readonly reduceOnly: boolean
  readonly reward: string
  readonly validFrom: string
  readonly expiry: string
  readonly nonce: string
  readonly epoch: string
  readonly parent: Hex
}

export const orderStatuses = ['open', 'waiting', 'executed', 'cancelled', 'expired', 'failed'] as const
/** `waiting`: for its entry; `failed`: it can never be executed, e.g. since its entry was cancelled. */
export type OrderStatus = (typeof orderStatuses)[number]

/** An order as the service keeps it. Times in seconds since the epoch. */
export interface OrderRecord {
  readonly hash: Hex
  readonly order: WireOrder
  readonly status: OrderStatus
  /** Why it ended, or why it could not be executed when last tried; a sentence. */
  readonly reason: string | null
  /** The name of the contract's error behind the reason. */
  readonly error: string | null
  /** The transaction that executed it. */
  readonly transaction: Hex | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** An order that may be executed, with what the contract needs to believe it. */
export interface OpenOrder {
  readonly hash: Hex
  readonly order: WireOrder
  readonly signature: Hex
}

export function toWire(order: SignedOrder): WireOrder {
  return {
    owner: order.owner,
    subAccount: String(order.subAccount),
    clearinghouse: order.clearinghouse,
    legs: order.legs.map(({ series, quantity }) => ({ series: String(series), quantity: String(quantity) })),
    condition: { ...order.condition, price: String(order.condition.price) },
    maxCost: String(order.maxCost),
    reduceOnly: order.reduceOnly,
    reward: String(order.reward),
    validFrom: String(order.validFrom),
    expiry: String(order.expiry),
    nonce: String(order.nonce),
    epoch: String(order.epoch),
    parent: order.parent,
  }
}

/** Throws a SyntaxError when a number is none; services check with the schema first. */
export function fromWire(wire: WireOrder): SignedOrder {
  return {
    owner: wire.owner,
    subAccount: BigInt(wire.subAccount),
    clearinghouse: wire.clearinghouse,
    legs: wire.legs.map(({ series, quantity }) => ({ series: BigInt(series), quantity: BigInt(quantity) })),
    condition: { ...wire.condition, price: BigInt(wire.condition.price) },
    maxCost: BigInt(wire.maxCost),
    reduceOnly: wire.reduceOnly,
    reward: BigInt(wire.reward),
    validFrom: BigInt(wire.validFrom),
    expiry: BigInt(wire.expiry),
    nonce: BigInt(wire.nonce),
    epoch: BigInt(wire.epoch),
    parent: wire.parent,
  }
}
