import { createCoalescer } from './coalesce'

/** One leg of a trade as the chain logged it: units (WAD) and USD (WAD). */
export interface TradedLeg {
  readonly series: bigint
  readonly quantity: bigint
  readonly premium: bigint
  readonly fee: bigint
  readonly funding: bigint
  readonly spot: bigint
  readonly collateralPrice: bigint
}

/** One settled trade of an account; `cost`, `funding` and `insuranceIncome` in tokens. */
export interface TradeRecord {
  readonly clearinghouse: `0x${string}`
  readonly transactionHash: `0x${string}`
  readonly blockNumber: bigint
  /** Seconds since the epoch; null where the node does not tell. */
  readonly blockTime: bigint | null
  readonly logIndex: number
  /** Whether somebody closed the account because its funding was exhausted. */
  readonly exhausted: boolean
  readonly cost: bigint
  readonly funding: bigint
  readonly insuranceIncome: bigint
  readonly legs: readonly TradedLeg[]
}

export interface TradePage {
  readonly trades: readonly TradeRecord[]
  /** Up to this block everything is known. */
  readonly throughBlock: bigint
  /** False while older blocks are still to be read: ask again. */
  readonly complete: boolean
  /** Whether the oldest trades were left out because there are too many. */
  readonly truncated: boolean
}

export interface TradeReader {
  /** Trades of an account settled in these blocks, oldest first. */
  trades(account: `0x${string}`, fromBlock: bigint, toBlock: bigint): Promise<readonly TradeRecord[]>
}

export interface TradeHistorySettings {
  readonly reader: TradeReader
  /** Block of the deployment; nothing happened before. */
  readonly firstBlock: bigint
  /** Blocks asked for at once. */
  readonly blocksPerRead: bigint
  readonly readsPerRequest: number
  /** Milliseconds after which a request begins no further read. */
  readonly budgetMs: number
  /** Blocks that may still be replaced; they are read anew each time. */
  readonly unsettledBlocks: bigint
  readonly maxAccounts: number
  readonly maxTrades: number
  readonly now: () => number
}

export interface TradeHistory {
  /** Everything known of an account's trades up to `newestBlock`. */
  read(account: `0x${string}`, newestBlock: bigint): Promise<TradePage>
}

interface Memory {
  readonly trades: readonly TradeRecord[]
  readonly nextBlock: bigint
  readonly truncated: boolean
}

/** Reads each block of an account's history once, some steps per request, and remembers a bounded number of accounts. */
export function createTradeHistory(settings: TradeHistorySettings): TradeHistory {
  const memories = new Map<string, Memory>()
  const coalescer = createCoalescer<TradePage>({ keepMs: 1000, maxEntries: settings.maxAccounts, now: settings.now })

  const remember = (account: string, memory: Memory): void => {
    memories.delete(account)
    memories.set(account, memory)
    for (const oldest of memories.keys()) {
      if (memories.size <= settings.maxAccounts) break
      memories.delete(oldest)
    }
  }

  const scan = async (account: `0x${string}`, newest: bigint): Promise<TradePage> => {
    const fresh: Memory = { trades: [], nextBlock: settings.firstBlock, truncated: false }
    const known = memories.get(account) ?? fresh
    // A chain that is shorter than what was read has been started anew.
    let memory = known.nextBlock > newest + 1n ? fresh : known
    let page = memory
    const until = settings.now() + settings.budgetMs
    for (let reads = 0; reads < settings.readsPerRequest && page.nextBlock <= newest; reads++) {
      if (reads > 0 && settings.now() > until) break
      const last = smaller(page.nextBlock + settings.blocksPerRead - 1n, newest)
      const found = await settings.reader.trades(account, page.nextBlock, last)
      page = extend(page, found, last + 1n, settings.maxTrades)
      memory = settle(page, memory, newest - settings.unsettledBlocks + 1n)
    }
    remember(account, memory)
    const { trades, truncated, nextBlock } = page
    return { trades, truncated, throughBlock: nextBlock - 1n, complete: nextBlock > newest }
  }

  return { read: (account, newest) => coalescer.ask(`${account}@${newest}`, () => scan(account, newest)) }
}

function extend(memory: Memory, found: readonly TradeRecord[], nextBlock: bigint, maxTrades: number): Memory {
  const trades = [...memory.trades, ...found]
  const truncated = memory.truncated || trades.length > maxTrades
  return { trades: trades.slice(-maxTrades), nextBlock, truncated }
}

/** What of a page may be remembered: only blocks before `settledBefore`. */
function settle(page: Memory, before: Memory, settledBefore: bigint): Memory {
  const nextBlock = smaller(page.nextBlock, settledBefore)
  if (nextBlock <= before.nextBlock) return before
  return { ...page, nextBlock, trades: page.trades.filter(({ blockNumber }) => blockNumber < nextBlock) }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
