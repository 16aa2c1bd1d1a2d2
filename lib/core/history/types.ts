/**
 * What the index tells of the past. Types only, shared by the index's readers, the API and the pages.
 * Token amounts are in the collateral token's own decimals (`Raw`), USD figures and prices are WAD, times are seconds since the
 * epoch. The chain is the truth for money now; the index is only for what was.
 */

type Hex = `0x${string}`

/** How far the index has come. Every answer carries it: what it says is true up to this block. */
export interface IndexHead {
  readonly throughBlock: bigint
  readonly throughTime: number
}

export interface History<Data> {
  readonly head: IndexHead
  readonly data: Data
}

/** Points of a series stand this far apart. */
export type Resolution = 'hour' | 'day'

/** One collateral set's pools at the end of an hour or a day, and what moved within it. */
export interface PoolPoint {
  /** When the hour or day began. */
  readonly time: number
  /** Tokens per whole share, WAD. */
  readonly sharePrice: bigint
  readonly totalAssets: bigint
  readonly totalShares: bigint
  readonly cash: bigint
  /** What the pool owes its traders, USD. */
  readonly liability: bigint
  readonly receivable: bigint
  readonly stressLoss: bigint
  readonly stressLimit: bigint
  readonly collateralPrice: bigint
  readonly insuranceAssets: bigint
  readonly insuranceShares: bigint
  /** Tokens per whole share, WAD. */
  readonly insuranceSharePrice: bigint
  readonly flows: PoolFlows
  readonly insurance: InsuranceFlows
}

/**
 * What changed the main pool's total assets within a period, Raw, the pool's gains positive. They add up to the change exactly:
 * `traderResults` is what is left when everything else is known, the options' change in value and the stock's included.
 */
export interface PoolFlows {
  readonly deposits: bigint
  readonly withdrawals: bigint
  /** Premiums received less premiums paid, at the middle of the conversion spread. */
  readonly premium: bigint
  readonly fees: bigint
  /** What the conversion between dollars and tokens has left with the pool. */
  readonly spread: bigint
  readonly funding: bigint
  /** The insurance pool's part of fees, spread and funding. */
  readonly insuranceCut: bigint
  /** Bad debt that the insurance pool did not cover. */
  readonly badDebt: bigint
  readonly traderResults: bigint
  /** Σ |quantity| · spot of all legs, USD. */
  readonly volume: bigint
  readonly trades: number
  readonly liquidations: number
}

/** What changed the insurance pool's assets within a period, Raw. */
export interface InsuranceFlows {
  readonly staked: bigint
  readonly unstaked: bigint
  readonly income: bigint
  /** Paid for what accounts or the main pool could not pay. */
  readonly paidOut: bigint
}

/** An asset at the end of an hour or a day. */
export interface AssetPoint {
  readonly time: number
  readonly price: bigint
  /** Annualised, WAD. */
  readonly volatility: bigint
}

/** Where something is written in the chain. */
export interface Place {
  readonly block: bigint
  readonly time: number
  readonly transaction: Hex
  readonly logIndex: number
}

/** One leg of a trade: units of the underlying and USD, WAD. */
export interface LegRecord {
  readonly series: bigint
  readonly quantity: bigint
  readonly premium: bigint
  readonly fee: bigint
  readonly funding: bigint
  readonly spot: bigint
  readonly collateralPrice: bigint
}

/** What happened to a margin account, in the chain's order. Amounts are Raw; a positive `cost` or `funding` was paid by the account. */
export type AccountEvent = Place & { readonly clearinghouse: Hex } & (
    | { readonly kind: 'deposit'; readonly amount: bigint }
    | { readonly kind: 'withdrawal'; readonly amount: bigint }
    | {
        readonly kind: 'trade'
        /** Why: by the owner or an operator, by a signed order, by a liquidator, or because funding could not be paid. */
        readonly reason: 'trade' | 'order' | 'liquidation' | 'exhausted'
        /** Who wanted it, not who executed the request for it. */
        readonly trader: Hex
        readonly cost: bigint
        readonly funding: bigint
        readonly insuranceIncome: bigint
        readonly legs: readonly LegRecord[]
        /** Penalty and rewards taken beside the cost: of liquidators, of whoever executes a request or an order. */
        readonly charges: bigint
        /** What the account could not pay and was let off. */
        readonly forgiven: bigint
      }
    /** A trade that was asked for and did not come to pass; `reward` went to whoever tried. */
    | { readonly kind: 'refusal'; readonly reward: bigint }
    | { readonly kind: 'settlement'; readonly worth: bigint; readonly paid: bigint }
    | { readonly kind: 'claim'; readonly claim: bigint; readonly paid: bigint }
  )

/**
 * What an owner did in one pool. `assets` and `shares` are positive; `transferIn`/`transferOut` carry shares alone. By request a
 * deposit's assets are all that the owner paid, a withdrawal's what the owner got: the reward of whoever executed it is
 * part of the first, not of the second. A `request` moves nothing; of a `refusal` assets or shares are what the attempt has cost.
 */
export interface ProviderEvent extends Place {
  readonly pool: 'main' | 'insurance'
  readonly clearinghouse: Hex
  readonly kind: 'deposit' | 'withdrawal' | 'transferIn' | 'transferOut' | 'request' | 'cancelRequest' | 'refusal'
  readonly assets: bigint
  readonly shares: bigint
  /** Of the pool right after, tokens per whole share, WAD. */
  readonly sharePrice: bigint
  readonly collateralPrice: bigint
}

/** What people with a role did, or set in motion. */
export interface AuditEvent extends Place {
  readonly kind:
    | 'scheduled'
    | 'executed'
    | 'cancelled'
    | 'roleGranted'
    | 'roleRevoked'
    | 'paused'
    | 'unpaused'
    | 'parameters'
    | 'market'
    | 'grid'
    | 'feed'
    | 'split'
    | 'set'
  readonly by: Hex | null
  readonly target: Hex | null
  /** Of an operation in the access manager: what a scheduled, executed or cancelled entry have in common. */
  readonly operation: Hex | null
  /** The call that was scheduled. */
  readonly data: Hex | null
  /** When a scheduled operation may be executed. */
  readonly readyAt: number | null
  /** The event's arguments, as decimal strings, for people to read. */
  readonly details: Readonly<Record<string, string>>
}

/** What the pools lost on an account, Raw. */
export interface BadDebtRecord extends Place {
  readonly clearinghouse: Hex
  readonly account: Hex
  readonly amount: bigint
  /** Paid by the insurance pool; the rest is the main pool's loss. */
  readonly covered: bigint
}

export interface LiquidationRecord extends Place {
  readonly clearinghouse: Hex
  readonly account: Hex
  readonly liquidator: Hex
  /** Part of every position that was closed, WAD. */
  readonly fraction: bigint
  readonly reward: bigint
  readonly penalty: bigint
  readonly badDebt: bigint
}

/** What an address did of the work that anyone may do. */
export interface KeeperRecord {
  readonly keeper: Hex
  readonly touches: number
  readonly samples: number
  readonly liquidations: number
  readonly closings: number
  /** Orders placed or executed, and requests executed. */
  readonly orders: number
  readonly requests: number
  readonly lastAt: number
  /** Ether paid for gas, wei. */
  readonly cost: bigint
}

/** A trade, an entry into a main pool or an exit from it that was asked for, to be executed at the next price. */
export interface RequestRecord extends Place {
  readonly clearinghouse: Hex
  readonly kind: 'trade' | 'deposit' | 'redeem'
  readonly owner: Hex
  /** Of a trade. */
  readonly account: Hex | null
  /** Of the others, by which the pool knows it. */
  readonly number: bigint | null
  /** Who asked; of an order who placed it, of a session key the key. */
  readonly requester: Hex
  readonly via: 'trade' | 'order'
  /** Tokens to enter with or shares to leave with. */
  readonly amount: bigint | null
  /** Most tokens that a trade may cost (negative: the least it must bring); fewest shares or tokens that must come of the others. */
  readonly bound: bigint
  /** The prices that execute it were published at `notBefore` or later; after `expiresAt` it can only be ended. */
  readonly notBefore: number
  readonly expiresAt: number
  readonly status: 'open' | 'executed' | 'refused'
  readonly executor: Hex | null
  readonly closedAt: number | null
  readonly closedTransaction: Hex | null
  /** Tokens that the trade cost; negative: received. */
  readonly cost: bigint | null
  /** What the executor got, tokens; of a refused exit shares. */
  readonly reward: bigint | null
  /** The error that a refused trade ended with, ABI-encoded. */
  readonly reason: Hex | null
}

/** An account with positions, for judging concentration. */
export interface OpenAccount {
  readonly clearinghouse: Hex
  readonly account: Hex
  /** Tokens, Raw. */
  readonly cash: bigint
  readonly positions: readonly { readonly series: bigint; readonly quantity: bigint }[]
}

/** Where every token that ever entered one set is now, Raw. The residual is what is not found: 0. */
export interface ConservationRecord {
  readonly clearinghouse: Hex
  readonly token: Hex
  readonly block: bigint
  readonly entered: bigint
  readonly left: bigint
  readonly accounts: bigint
  readonly mainPool: bigint
  /** Waiting in the main pool for shares; the requesters' own. */
  readonly escrow: bigint
  readonly insurancePool: bigint
  /** Set aside for claims while a set is settled. */
  readonly claims: bigint
  /** Sent to a contract without being booked. */
  readonly donated: bigint
  readonly residual: bigint
}
