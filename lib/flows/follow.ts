import type { Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { max } from '@/lib/core/fixed-point'
import type { FlowContext, FlowStep } from './context'
import { FlowStop } from './stop'

/** How many blocks a node is asked for at once, and how often. */
const BLOCKS_PER_READ = 9000n
const READS = 20n

/** Takes up the account's open request, whoever made it: another page, a key, an order. */
export function followSteps(context: FlowContext): FlowStep[] {
  return [{ label: 'Find the request', run: () => findRequest(context), asks: true }]
}

/** The transaction of the account's newest request. */
async function findRequest({ reader, set, user }: FlowContext): Promise<Hex> {
  const query = { address: set.clearinghouse, abi: clearinghouseAbi, eventName: 'Requested' } as const
  const head = await reader.getBlockNumber()
  for (let read = 0n; read < READS; read += 1n) {
    const toBlock = head - read * BLOCKS_PER_READ
    if (toBlock < 0n) break
    const fromBlock = max(toBlock - BLOCKS_PER_READ + 1n, 0n)
    const logs = await reader.getContractEvents({
      ...query,
      args: { account: user.account.account },
      fromBlock,
      toBlock,
    })
    const newest = logs.at(-1)
    if (newest !== undefined) return newest.transactionHash
  }
  throw new FlowStop('The request was not found.', 'It is older than what the node tells; anyone may still end it.')
}
