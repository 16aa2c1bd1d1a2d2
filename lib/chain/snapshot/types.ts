import type { ContractFunctionReturnType } from 'viem'
import type { lensAbi } from '@/contracts-abi/Lens'
import type { Address } from '../deployment'

/** Types only: a browser that reads them loads no chain library. */

type LensResult<Name extends 'overview' | 'user'> = ContractFunctionReturnType<typeof lensAbi, 'view', Name>

/** Everything that does not depend on the visitor, of one block: ILens.Overview. */
export type Overview = LensResult<'overview'> & {
  /** Of each set, in their order; absent in what was not read by our server. */
  readonly settlements?: readonly SettlementView[]
  /** How each set executes trades, in their order; absent in what was not read by our server. */
  readonly execution?: readonly ExecutionView[]
}
/** How a set executes trades, and entering and leaving its pool; never changes. Seconds. */
export interface ExecutionView {
  /** From a request to the publish time of the price that executes it; 0: everything is carried out at once. */
  readonly delay: bigint
  /** From then on it can be executed for so long. */
  readonly window: bigint
}
/** How far the orderly end of a set has come. Times in seconds, 0: not begun, not finished. */
export interface SettlementView {
  readonly settledAt: bigint
  readonly finishedAt: bigint
  /** Positions of all accounts that have not been turned into claims. */
  readonly openPositions: bigint
  /** Tokens: all claims that are still to be paid, and what there is for them. */
  readonly claims: bigint
  readonly funds: bigint
}
/** Everything about one user, of one block: ILens.UserView. */
export type UserView = LensResult<'user'> & {
  /** Whether the account in each set has an open request, in their order; absent where nobody asked. */
  readonly requests?: readonly boolean[]
}
export type AssetView = Overview['assets'][number]
export type SetView = Overview['sets'][number]
export type MarketView = SetView['markets'][number]
export type PoolView = SetView['pool']
export type UserSetView = UserView['sets'][number]
export type AccountView = UserSetView['account']
export type PositionView = AccountView['positions'][number]

/** A price as it stands off chain, in the form that the on-chain adapter would give it. */
export interface LivePrice {
  readonly asset: number
  /** USD, WAD. */
  readonly value: bigint
  readonly confidence: bigint
  /** Seconds since the epoch. */
  readonly publishTime: bigint
}

/** What the server tells every visitor. Absent parts have not been read yet; old parts stay, with their age. */
export interface Snapshot {
  readonly chainId: number
  readonly demo: boolean
  /** The node that wallets are told to add for this chain. */
  readonly rpcUrl: string
  readonly lens: Address
  readonly overview?: Overview
  readonly prices: readonly LivePrice[]
  /** When the server last heard the chain and the price service, milliseconds since the epoch; 0: never. */
  readonly chainHeardAt: number
  readonly pricesHeardAt: number
  /** Why the app must not be used, in words for people (wrong chain, no code at an address). */
  readonly refusal?: string
}

/** Events of `/api/v1/stream`: `snapshot` with every block, `prices` in between; data is encodeWire of this. */
export interface StreamEvents {
  readonly snapshot: Snapshot
  readonly prices: Pick<Snapshot, 'prices' | 'pricesHeardAt'>
}
