import type { Hex, PublicClient, WalletClient, Account, Chain } from 'viem'
import type { SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'

/** What a flow works with. Everything that is signed is computed or checked from this, not from the page. */
export interface FlowContext {
  readonly account: Account
  readonly chain: Chain
  readonly reader: PublicClient
  readonly wallet: WalletClient
  readonly snapshot: Snapshot
  readonly set: SetView
  readonly user: UserSetView
}

/** One step: what it is called, and how it is carried out. A step that returns a hash is waited for. */
export interface FlowStep {
  readonly label: string
  readonly run: () => Promise<Hex | undefined>
}
