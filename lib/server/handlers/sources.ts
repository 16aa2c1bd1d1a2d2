import type { HeldAccount } from '@/lib/chain/governance/risk-set'
import type { GovernanceState } from '@/lib/chain/governance/state'
import type { History } from '@/lib/core/history/types'
import type { Snapshot, UserView } from '@/lib/chain/snapshot/types'
import type { Desk } from '../desk'
import type { SignedUpdate } from '../hermes'
import type { TradePage } from '../trade-history'

/** Where the handlers get what they answer. Each throws a prepared problem when it cannot. */
export interface HandlerSources {
  desk(): Desk
  snapshot(): Snapshot
  /** Milliseconds since the epoch. */
  now(): number
  /** The chain's clock, seconds since the epoch. */
  chainNow(): bigint
  signedUpdate(feedIds: readonly `0x${string}`[]): Promise<SignedUpdate>
  trades(account: `0x${string}`, newestBlock: bigint): Promise<TradePage>
  /** Accounts of a clearinghouse that hold positions. */
  openAccounts(house: `0x${string}`): Promise<History<readonly HeldAccount[]>>
  governance(newestBlock: bigint): Promise<GovernanceState>
  /** What the chain says of an owner's sub-account now. */
  account(owner: `0x${string}`, subAccount: bigint): Promise<UserView>
  /** A stream that starts with the snapshot; undefined when too many are open. */
  openStream(client: string, signal: AbortSignal): ReadableStream<Uint8Array> | undefined
}
