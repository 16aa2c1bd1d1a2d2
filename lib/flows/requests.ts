import type { GovernedCall } from '@/lib/core/governance'

/** What a page asks the wallet to do. Plain data, so that pages load no chain library; one file per kind carries it out. */

type Address = `0x${string}`

export interface TradeLeg {
  readonly series: bigint
  /** Units of the underlying (WAD): positive buys, negative sells. */
  readonly quantity: bigint
}

interface TradeRequest {
  /** Index of the collateral set. */
  readonly set: number
  readonly legs: readonly TradeLeg[]
  /** What the page showed, in the token's smallest unit; negative: received. */
  readonly expectedCost: bigint
  readonly slippageBps: number
  /** Tickers whose prices the trade brings along. */
  readonly assets: readonly string[]
  /** Paid into the margin account by the same transaction; tokens. */
  readonly deposit: bigint
}

/** An order to sign: what it trades, its worst price (tokens; negative: least it must bring), and the price that it waits for. */
export interface OrderDraft {
  readonly label: string
  readonly legs: readonly TradeLeg[]
  readonly maxCost: bigint
  readonly reduceOnly: boolean
  readonly condition: OrderCondition
}

/** `price` in USD (WAD) of the oracle's asset number. */
export interface OrderCondition {
  readonly trigger: 'atOrBelow' | 'atOrAbove'
  readonly asset: number
  readonly price: bigint
}

export interface OrderRequest {
  readonly kind: 'placeOrder'
  readonly title: string
  readonly set: number
  /** Trades first; without it the exits close what is held already. */
  readonly entry?: OrderDraft
  /** Alternatives: one cancels the other. They wait for the entry. */
  readonly exits: readonly OrderDraft[]
  /** Paid into the margin first; tokens. */
  readonly deposit: bigint
  /** Tokens for whoever executes each order. */
  readonly reward: bigint
  readonly days: number
}

/** A decision in the access manager, as it was scheduled. */
export interface ScheduledCall {
  readonly caller: Address
  readonly target: Address
  readonly data: Address
}

/** Tokens for shares of a pool (deposits), or shares for tokens (withdrawals). */
interface PoolExchange {
  readonly set: number
  readonly amount: bigint
  /** Nothing is sent if less than this would come out. */
  readonly least: bigint
}

export type FlowRequest =
  | OrderRequest
  | { readonly kind: 'pauseOpenings'; readonly set: number }
  | { readonly kind: 'propose'; readonly title: string; readonly set: number; readonly call: GovernedCall }
  | {
      readonly kind: 'executeOperation' | 'cancelOperation'
      readonly title: string
      readonly set: number
      readonly operation: ScheduledCall
    }
  | { readonly kind: 'cancelOrders'; readonly set: number; readonly nonces: readonly bigint[] }
  | { readonly kind: 'cancelAllOrders'; readonly set: number }
  | { readonly kind: 'settleAccount'; readonly set: number }
  | { readonly kind: 'finishSettlement'; readonly set: number }
  | { readonly kind: 'claim'; readonly set: number }
  | ({ readonly kind: 'open'; readonly title: string } & TradeRequest)
  | ({ readonly kind: 'close'; readonly title: string } & TradeRequest)
  | { readonly kind: 'followRequest'; readonly set: number }
  | { readonly kind: 'faucet'; readonly set: number }
  | { readonly kind: 'deposit'; readonly set: number; readonly amount: bigint }
  | { readonly kind: 'withdraw'; readonly set: number; readonly amount: bigint; readonly assets: readonly string[] }
  | ({ readonly kind: 'poolDeposit' | 'poolRedeem' | 'stake' | 'unstake' } & PoolExchange)
  | { readonly kind: 'requestUnstake'; readonly set: number; readonly shares: bigint }

/** `watching`: others are to act. */
export type StepStatus = 'waiting' | 'signing' | 'pending' | 'watching' | 'done' | 'failed'

export interface StepState {
  readonly label: string
  readonly status: StepStatus
  readonly hash?: Address
  /** More than the status says: what is waited for, what came of it. */
  readonly note?: string
}

/** A transaction on its way, as the panel shows it. */
export interface FlowState {
  readonly title: string
  readonly steps: readonly StepState[]
  readonly status: 'running' | 'done' | 'failed'
  /** What the user may do meanwhile. */
  readonly offer?: string | undefined
  readonly failure?: { readonly title: string; readonly action: string }
}
