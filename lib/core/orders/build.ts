import { Trigger, type Address, type Condition, type Hex, type OrderLeg, type SignedOrder } from './types'

/** Whose order it is, where, from when until when, and under which nonce and epoch. */
export interface OrderPlace {
  readonly owner: Address
  readonly subAccount?: bigint
  readonly clearinghouse: Address
  /** Tokens for whoever executes. */
  readonly reward: bigint
  readonly validFrom: bigint
  readonly expiry: bigint
  readonly nonce: bigint
  readonly epoch: bigint
}

/** What is traded and the worst price: most tokens it may cost, negative: least it must bring. */
export interface OrderDraft {
  readonly legs: readonly OrderLeg[]
  readonly maxCost: bigint
}

const NO_PARENT: Hex = `0x${'0'.repeat(64)}`
const NO_CONDITION: Condition = { trigger: Trigger.none, asset: 0, price: 0n }

/** Trades as soon as the whole costs at most `maxCost`; with `condition`, not before it holds. */
export function limitOrder(
  place: OrderPlace,
  draft: OrderDraft,
  { condition = NO_CONDITION, parent = NO_PARENT, reduceOnly = false } = {},
): SignedOrder {
  const { subAccount = 0n, ...rest } = place
  return { ...rest, ...draft, subAccount, condition, parent, reduceOnly }
}

/** The exit side of an order: what it bought is sold, what it sold is bought back. */
function exitLegs(legs: readonly OrderLeg[]): readonly OrderLeg[] {
  return legs.map(({ series, quantity }) => ({ series, quantity: 0n - quantity }))
}

/** Where an exit triggers and the least that it must bring (as `maxCost` of the exit). */
export interface Exit {
  readonly condition: Condition
  readonly maxCost: bigint
}

/** Closes `legs` (as they were opened) when the price reaches the target. */
export function takeProfit(
  place: OrderPlace,
  opened: readonly OrderLeg[],
  exit: Exit,
  parent = NO_PARENT,
): SignedOrder {
  const { condition, maxCost } = exit
  return limitOrder(place, { legs: exitLegs(opened), maxCost }, { condition, parent, reduceOnly: true })
}

/** The same order as a take-profit, on the other side of the price; the name says what it is for. */
export const stopLoss = takeProfit

export interface Bracket {
  readonly entry: SignedOrder
  readonly exits: readonly [SignedOrder, SignedOrder]
}

/**
 * An entry with a take-profit and a stop-loss. The exits wait for the entry, and share a nonce, so that one cancels the other.
 * `hash` gives an order's EIP-712 digest; `exitNonce` must differ from the entry's.
 */
export function bracket(
  place: OrderPlace,
  entryOrder: { readonly draft: OrderDraft; readonly condition?: Condition },
  exits: { readonly profit: Exit; readonly loss: Exit; readonly nonce: bigint },
  hash: (order: SignedOrder) => Hex,
): Bracket {
  if (exits.nonce === place.nonce) throw new RangeError('the exits need a nonce of their own')
  const { draft, condition = NO_CONDITION } = entryOrder
  const entry = limitOrder(place, draft, { condition })
  const parent = hash(entry)
  const exitPlace = { ...place, nonce: exits.nonce }
  const exitOf = (exit: Exit) => takeProfit(exitPlace, draft.legs, exit, parent)
  return { entry, exits: [exitOf(exits.profit), exitOf(exits.loss)] }
}
