import { parseEventLogs, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { weakAt, type LoadChain } from './chain'

export interface Liquidation {
  readonly account: Hex
  readonly blockNumber: bigint
}

/** Blocks to look back at most: the node keeps no more states, and a keeper that is so late has failed anyway. */
const MOST_BLOCKS = 100n

/** Those in blocks after this one. */
export async function liquidationsAfter({ client, set }: LoadChain, block: bigint): Promise<readonly Liquidation[]> {
  const logs = await client.getLogs({ address: set.clearinghouse, fromBlock: block })
  const events = parseEventLogs({ abi: clearinghouseAbi, logs, eventName: 'Liquidated' })
  const found = events.map(({ args, blockNumber }) => ({ account: args.account, blockNumber }))
  return found.filter(({ blockNumber }) => blockNumber > block)
}

/**
 * Blocks from the one whose state first made an account liquidatable to the one in which it was acted on, for each: read from the
 * contract in the state after each block before.
 */
export async function blocksTaken(chain: LoadChain, acted: readonly Liquidation[]): Promise<readonly bigint[]> {
  const taken = acted.map(() => 0n)
  let open = [...acted.keys()]
  for (let back = 1n; open.length > 0 && back < MOST_BLOCKS; back++) {
    const still: number[] = []
    for (const [block, places] of byBlock(acted, open, back)) {
      const weak = await weakAt(
        chain,
        places.map((place) => acted[place]?.account ?? '0x'),
        block,
      )
      still.push(...places.filter((place) => weak.has(acted[place]?.account ?? '0x')))
    }
    // Weak after the block `back` before: it has taken at least so many.
    for (const place of still) taken[place] = back
    open = still
  }
  return taken
}

function byBlock(acted: readonly Liquidation[], places: readonly number[], back: bigint): Map<bigint, number[]> {
  const groups = new Map<bigint, number[]>()
  for (const place of places) {
    const block = (acted[place]?.blockNumber ?? 0n) - back
    groups.set(block, [...(groups.get(block) ?? []), place])
  }
  return groups
}
