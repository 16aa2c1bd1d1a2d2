import type { Hex, PublicClient, WalletClient, Account, Chain } from 'viem'
import type { ExecutionView, SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'

/** Who signs, and by way of what. */
export interface Sender {
  readonly account: Account
  readonly chain: Chain
  readonly reader: PublicClient
  readonly wallet: WalletClient
}

/** What a flow works with. Everything that is signed is computed or checked from this, not from the page. */
export interface FlowContext extends Sender {
  readonly snapshot: Snapshot
  readonly set: SetView
  readonly execution: ExecutionView
  /** Whether shares of the set's main pool are bought and sold by request now. */
  readonly poolByRequest: boolean
  readonly user: UserSetView
}

/** One step: what it is called, and how it is carried out. A step that returns a hash is waited for. */
export interface FlowStep {
  readonly label: string
  readonly run: () => Promise<Hex | undefined>
  /** It only asks for something: once mined, the flow waits until somebody has executed the request. Always the last step. */
  readonly asks?: boolean
}
