import type { RpcLog } from 'viem'

/** Reads every block's logs once, some steps per request, and remembers them; for events that are few. */

export interface LogFollowerSettings {
  /** Logs of these blocks, oldest first. */
  readonly read: (fromBlock: bigint, toBlock: bigint) => Promise<readonly RpcLog[]>
  /** Block of the deployment; nothing happened before. */
  readonly firstBlock: bigint
  /** Blocks asked for at once. */
  readonly blocksPerRead: bigint
  readonly readsPerRequest: number
  /** Milliseconds after which a request begins no further read. */
  readonly budgetMs: number
  /** Blocks that may still be replaced; they are read anew each time. */
  readonly unsettledBlocks: bigint
  readonly now: () => number
}

export interface FollowedLogs {
  readonly logs: readonly RpcLog[]
  /** Up to this block everything is known. */
  readonly throughBlock: bigint
  /** False while older blocks are still to be read: ask again. */
  readonly complete: boolean
}

interface Memory {
  readonly logs: readonly RpcLog[]
  readonly nextBlock: bigint
}

export function createLogFollower(settings: LogFollowerSettings): (newest: bigint) => Promise<FollowedLogs> {
  const fresh: Memory = { logs: [], nextBlock: settings.firstBlock }
  let settled = fresh
  return async (newest) => {
    // A chain that is shorter than what was read has been started anew.
    if (settled.nextBlock > newest + 1n) settled = fresh
    let page = settled
    const until = settings.now() + settings.budgetMs
    for (let reads = 0; reads < settings.readsPerRequest && page.nextBlock <= newest; reads++) {
      if (reads > 0 && settings.now() > until) break
      const last = smaller(page.nextBlock + settings.blocksPerRead - 1n, newest)
      page = { logs: [...page.logs, ...(await settings.read(page.nextBlock, last))], nextBlock: last + 1n }
      settled = settle(page, settled, newest - settings.unsettledBlocks + 1n)
    }
    return { logs: page.logs, throughBlock: page.nextBlock - 1n, complete: page.nextBlock > newest }
  }
}

/** What of a page may be remembered: only blocks before `settledBefore`. */
function settle(page: Memory, before: Memory, settledBefore: bigint): Memory {
  const nextBlock = smaller(page.nextBlock, settledBefore)
  if (nextBlock <= before.nextBlock) return before
  return { nextBlock, logs: page.logs.filter(({ blockNumber }) => BigInt(blockNumber ?? 0) < nextBlock) }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
