/** Signed orders as contracts/src/interfaces/IOrders.sol has them. Prices USD (WAD), amounts in the token's decimals, times in seconds. */

export type Hex = `0x${string}`
export type Address = Hex

/** When an order may be executed: at any price, or at one at or beyond the condition's. */
export const Trigger = { none: 0, atOrBelow: 1, atOrAbove: 2 } as const
export type Trigger = (typeof Trigger)[keyof typeof Trigger]

export interface Condition {
  readonly trigger: Trigger
  /** The oracle's number of the asset that is watched. */
  readonly asset: number
  readonly price: bigint
}

export interface OrderLeg {
  readonly series: bigint
  readonly quantity: bigint
}

/** What an owner signs. */
export interface SignedOrder {
  readonly owner: Address
  readonly subAccount: bigint
  readonly clearinghouse: Address
  readonly legs: readonly OrderLeg[]
  readonly condition: Condition
  /** Most tokens that the trade may cost; negative: least it must bring. */
  readonly maxCost: bigint
  /** Closes what is held, up to the quantity of each leg, and opens nothing. */
  readonly reduceOnly: boolean
  /** Tokens for whoever executes. */
  readonly reward: bigint
  readonly validFrom: bigint
  readonly expiry: bigint
  /** Orders with the same nonce are alternatives: one cancels the others. */
  readonly nonce: bigint
  /** The owner's epoch when signing. */
  readonly epoch: bigint
  /** Hash of an order that must have been executed before, or 32 zero bytes. */
  readonly parent: Hex
}

/** What an owner signs to let a key trade one account. `dailyLimit` in tokens per UTC day. */
export interface KeyGrant {
  readonly owner: Address
  readonly subAccount: bigint
  readonly clearinghouse: Address
  readonly key: Address
  readonly dailyLimit: bigint
  readonly issuedAt: bigint
  readonly expiry: bigint
  readonly nonce: bigint
  readonly epoch: bigint
}
