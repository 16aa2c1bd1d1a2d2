import { decodeEventLog, numberToHex, toEventSelector, type Hex, type PublicClient, type RpcLog } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address, Deployment } from '@/lib/chain/deployment'
import { divTrunc, max, min } from '@/lib/core/fixed-point'
import type { MarketRef } from './decisions'

/** Events that name an account whose cash or positions they change. */
const accountEvents = [
  'Deposited',
  'Withdrawn',
  'Traded',
  'Settled',
  'OrderRewarded',
  'ExhaustedClosed',
  'Liquidated',
  'AccountSettled',
  'ClaimPaid',
] as const

const selectors = clearinghouseAbi
  .filter((item) => item.type === 'event')
  .filter(({ name }) => name === 'Touched' || accountEvents.some((known) => known === name))
  .map(toEventSelector)

/** Blocks read again each time, so that a short reorganisation hides nothing. */
const OVERLAP = 12n
/** Fewest blocks to ask for at once, however much the node limits requests. */
const LEAST_RANGE = 10n

/** Learns from the clearinghouses' logs who has traded and at which price markets were touched last. */
export class LogWatch {
  private readonly traders = new Map<string, Set<Hex>>()
  private readonly spots = new Map<string, bigint>()
  private changed = new Map<string, Set<Hex>>()
  private scannedTo: bigint | undefined

  private constructor(
    private readonly client: PublicClient,
    /** Tells this deployment on this chain from any other. */
    private readonly origin: string,
    private readonly firstBlock: bigint,
    private range: bigint,
  ) {}

  /** Goes on with what is known if it is of the same deployment on the same chain, else begins anew. */
  static async resume(
    known: LogWatch | undefined,
    client: PublicClient,
    { lens, fromBlock }: Deployment,
    range: bigint,
  ): Promise<LogWatch> {
    const firstBlock = BigInt(fromBlock)
    const block = await client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(firstBlock), false] })
    const origin = `${lens}/${block?.hash ?? ''}`
    return known?.origin === origin ? known : new LogWatch(client, origin, firstBlock, range)
  }

  /** Reads what is new up to `head` while time lasts; what is left comes next time. Begins anew on a chain that is much shorter. */
  async advance(houses: readonly Address[], head: bigint, deadline: number): Promise<void> {
    // A node may lag a little behind the one that answered before.
    if (this.scannedTo !== undefined && head + OVERLAP < this.scannedTo) this.forget()
    let from = this.scannedTo === undefined ? this.firstBlock : max(this.scannedTo - OVERLAP, this.firstBlock)
    while (from <= head && Date.now() < deadline) {
      const to = min(from + this.range - 1n, head)
      for (const log of await this.logs(houses, from, to)) this.take(log)
      this.scannedTo = max(to, this.scannedTo ?? to)
      from = to + 1n
    }
  }

  /** Blocks that are still to be read. */
  behind(head: bigint): bigint {
    return max(head - (this.scannedTo ?? this.firstBlock), 0n)
  }

  /** Whoever has ever traded. */
  accounts(clearinghouse: Address): readonly Hex[] {
    return [...(this.traders.get(clearinghouse.toLowerCase()) ?? [])]
  }

  /** Of these, those to whom something has happened since the last time this was asked. */
  takeChanged(clearinghouse: Address): readonly Hex[] {
    const house = clearinghouse.toLowerCase()
    const known = this.traders.get(house)
    const changed = [...(this.changed.get(house) ?? [])].filter((account) => known?.has(account))
    this.changed.delete(house)
    return changed
  }

  /** Spot (USD, WAD) at the last touch. */
  lastSpot({ clearinghouse, market }: MarketRef): bigint | undefined {
    return this.spots.get(marketKey(clearinghouse, market))
  }

  private forget(): void {
    // Those known may hold something else on the other branch.
    this.changed = new Map([...this.traders].map(([house, accounts]) => [house, new Set(accounts)]))
    this.spots.clear()
    this.scannedTo = undefined
  }

  private async logs(address: readonly Address[], from: bigint, to: bigint): Promise<readonly RpcLog[]> {
    const fromBlock = numberToHex(from)
    const filter = { address: [...address], topics: [selectors], fromBlock, toBlock: numberToHex(to) }
    try {
      return await this.client.request({ method: 'eth_getLogs', params: [filter] })
    } catch (error) {
      // Nodes limit the range or the size of an answer, each in its own words: ask for less next time.
      this.range = max(divTrunc(this.range, 2n), LEAST_RANGE)
      throw error
    }
  }

  private take(log: RpcLog): void {
    const event = decodeEventLog({ abi: clearinghouseAbi, data: log.data, topics: log.topics })
    if (event.eventName === 'Touched') this.spots.set(marketKey(log.address, event.args.market), event.args.spot)
    if (!('account' in event.args)) return
    const house = log.address.toLowerCase()
    addTo(this.changed, house, event.args.account)
    if (event.eventName === 'Traded') addTo(this.traders, house, event.args.account)
  }
}

function marketKey(clearinghouse: Address, market: bigint): string {
  return `${clearinghouse.toLowerCase()}/${market}`
}

function addTo(sets: Map<string, Set<Hex>>, key: string, account: Hex): void {
  const known = sets.get(key) ?? new Set()
  sets.set(key, known.add(account))
}
