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

export type FlowRequest =
  | ({ readonly kind: 'open'; readonly title: string } & TradeRequest)
  | ({ readonly kind: 'close'; readonly title: string } & TradeRequest)
  | { readonly kind: 'faucet'; readonly set: number }
  | { readonly kind: 'deposit'; readonly set: number; readonly amount: bigint }
  | { readonly kind: 'withdraw'; readonly set: number; readonly amount: bigint; readonly assets: readonly string[] }
  | { readonly kind: 'poolDeposit'; readonly set: number; readonly amount: bigint }
  | { readonly kind: 'poolRedeem'; readonly set: number; readonly shares: bigint }
  | { readonly kind: 'stake'; readonly set: number; readonly amount: bigint }
  | { readonly kind: 'requestUnstake'; readonly set: number; readonly shares: bigint }
  | { readonly kind: 'unstake'; readonly set: number; readonly shares: bigint }

export type StepStatus = 'waiting' | 'signing' | 'pending' | 'done' | 'failed'

export interface StepState {
  readonly label: string
  readonly status: StepStatus
  readonly hash?: Address
}

/** A transaction on its way, as the panel shows it. */
export interface FlowState {
  readonly title: string
  readonly steps: readonly StepState[]
  readonly status: 'running' | 'done' | 'failed'
  readonly failure?: { readonly title: string; readonly action: string }
}
