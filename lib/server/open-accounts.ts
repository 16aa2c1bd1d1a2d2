import type { PublicClient } from 'viem'
import type { Address } from '@/lib/chain/deployment'
import type { HeldAccount } from '@/lib/chain/governance/risk-set'
import { readHeldAccounts } from '@/lib/chain/held-accounts'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import type { History, OpenAccount } from '@/lib/core/history/types'
import { createCoalescer } from './coalesce'
import type { HistorySource } from './history/client'

/** Every account of a clearinghouse that holds positions. */
export type OpenAccountsReader = (house: Address) => Promise<History<readonly HeldAccount[]>>

interface Sources {
  readonly client: PublicClient
  readonly source: () => HistorySource
  readonly now: () => number
}

/** Pages that ask within this time share one answer. */
const keepMs = 5000
const maxSets = 64

/** Who holds positions is the index's to tell; what they hold now, with funding to the unit, is the chain's. */
export function createOpenAccountsReader({ client, source, now }: Sources): OpenAccountsReader {
  const coalescer = createCoalescer<History<readonly HeldAccount[]>>({ keepMs, maxEntries: maxSets, now })
  const read = async (house: Address): Promise<History<readonly HeldAccount[]>> => {
    const text = await source()({ topic: 'open-accounts', parameters: {} })
    const { head, data } = decodeWire(text) as History<readonly OpenAccount[]>
    const own = data.filter(({ clearinghouse }) => clearinghouse.toLowerCase() === house.toLowerCase())
    const accounts = own.map(({ account }) => account)
    return { head, data: await readHeldAccounts(client, house, accounts) }
  }
  return (house) => coalescer.ask(house, () => read(house))
}
