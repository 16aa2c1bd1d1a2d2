import { numberToHex, type Hex, type PublicClient, type RpcLog } from 'viem'
import type { Address, Deployment } from '@/lib/chain/deployment'
import { divTrunc, max, min } from '@/lib/core/fixed-point'
import type { MarketRef } from './decisions'
import type { OpenRequest } from './requests/book'
import { addTo, marketKey, Sightings, watchedTopics } from './sightings'

/** A node may be so many blocks behind the one that answered before; a chain that is shorter still is another one. */
const MOST_LAG = 12n
/** Ends of what was read that are remembered, to find where a reorganisation began. */
const TRAIL_LENGTH = 64

interface End {
  readonly number: bigint
  readonly hash: Hex
}

/**
 * Learns from the logs of clearinghouses and main pools who has traded, what has been asked for and at which price markets were
 * touched last. The newest blocks are read first: a request does not wait until a long history has been read.
 */
export class LogWatch {
  private recent = new Sightings()
  /** Of the blocks before `start`, which are read after those that follow them. */
  private past = new Sightings()
  private changed = new Map<string, Set<Hex>>()
  /** Where earlier readings ended, latest last: those blocks and all before them, down to `start`, have been read. */
  private trail: End[] = []
  private start: bigint | undefined
  /** The next block of the past to read. Nobody replaces blocks that old. */
  private pastNext: bigint
  private range: bigint

  private constructor(
    private readonly client: PublicClient,
    /** Tells this deployment on this chain from any other. */
    private readonly origin: string,
    private readonly firstBlock: bigint,
    /** Most blocks to ask for at once. */
    private readonly most: bigint,
  ) {
    this.pastNext = firstBlock
    this.range = most
  }

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
  async advance(contracts: readonly Address[], head: bigint, deadline: number): Promise<void> {
    const last = this.trail.at(-1)
    if (last !== undefined && head < last.number) {
      if (head + MOST_LAG >= last.number) return
      this.forget([])
    }
    await this.dropReplaced()
    this.start ??= max(this.firstBlock, head - this.most + 1n)
    for (let from = this.next; from <= head && Date.now() < deadline; from = this.next) {
      const to = min(from + this.range - 1n, head)
      // First the hash: when the block is replaced meanwhile, its logs are read again.
      const hash = await this.hashOf(to)
      if (hash === undefined) return
      await this.read(contracts, { from, to }, this.recent)
      this.trail = [...this.trail, { number: to, hash }].slice(-TRAIL_LENGTH)
      this.recent.requests.settle(this.trail[0]?.number ?? to)
    }
    while (this.next > head && this.pastNext < this.start && Date.now() < deadline) {
      const [from, to] = [this.pastNext, min(this.pastNext + this.range, this.start) - 1n]
      await this.read(contracts, { from, to }, this.past)
      this.past.requests.settle(to)
      this.pastNext = to + 1n
    }
    // What was too much of a busy time may be little enough later.
    if (this.behind(head) === 0n) this.range = this.most
  }

  /** Blocks that are still to be read. */
  behind(head: bigint): bigint {
    const ahead = max(head - this.next + 1n, 0n)
    return this.start === undefined ? ahead : ahead + this.start - this.pastNext
  }

  /** Whoever has ever traded. */
  accounts(clearinghouse: Address): readonly Hex[] {
    return [...this.tradersOf(clearinghouse)]
  }

  /** Of these, those to whom something has happened since the last time this was asked. */
  takeChanged(clearinghouse: Address): readonly Hex[] {
    const house = clearinghouse.toLowerCase()
    const known = this.tradersOf(clearinghouse)
    const changed = [...(this.changed.get(house) ?? [])].filter((account) => known.has(account))
    this.changed.delete(house)
    return changed
  }

  /** Spot (USD, WAD) at the last touch. */
  lastSpot({ clearinghouse, market }: MarketRef): bigint | undefined {
    const key = marketKey(clearinghouse, market)
    return this.recent.spots.get(key) ?? this.past.spots.get(key)
  }

  /** What has been asked for and has not ended, as far as read: of the past, some of it may have ended later. */
  requests(): readonly OpenRequest[] {
    return [...this.recent.requests.open(), ...this.past.requests.open()]
  }

  /** Forgets a request of which the contract knows nothing. */
  dropRequest(request: OpenRequest): void {
    this.recent.requests.drop(request)
    this.past.requests.drop(request)
  }

  private tradersOf(clearinghouse: Address): ReadonlySet<Hex> {
    const house = clearinghouse.toLowerCase()
    return new Set([...(this.past.traders.get(house) ?? []), ...(this.recent.traders.get(house) ?? [])])
  }

  private get next(): bigint {
    const last = this.trail.at(-1)
    return last === undefined ? (this.start ?? this.firstBlock) : last.number + 1n
  }

  /** Goes back to the last end that is still on the chain. */
  private async dropReplaced(): Promise<void> {
    const trail = [...this.trail]
    for (let last = trail.at(-1); last !== undefined; last = trail.at(-1)) {
      if ((await this.hashOf(last.number)) === last.hash) break
      trail.pop()
    }
    if (trail.length < this.trail.length) this.forget(trail)
  }

  private forget(trail: End[]): void {
    // Those known may hold something else on the other branch.
    for (const sightings of [this.past, this.recent]) {
      for (const [house, accounts] of sightings.traders)
        for (const account of accounts) addTo(this.changed, house, account)
      sightings.spots.clear()
    }
    this.trail = trail
    const last = trail.at(-1)
    this.recent.requests.rollBack(last?.number ?? -1n)
    if (last !== undefined) return
    this.past.requests.rollBack(-1n)
    this.pastNext = this.firstBlock
    this.start = undefined
  }

  private async hashOf(number: bigint): Promise<Hex | undefined> {
    const params = [numberToHex(number), false] as [Hex, false]
    const block = await this.client.request({ method: 'eth_getBlockByNumber', params })
    return block?.hash ?? undefined
  }

  private async read(
    contracts: readonly Address[],
    { from, to }: { readonly from: bigint; readonly to: bigint },
    sightings: Sightings,
  ): Promise<void> {
    for (const log of await this.logs(contracts, from, to)) {
      const account = sightings.take(log)
      if (account !== undefined) addTo(this.changed, log.address.toLowerCase(), account)
    }
  }

  private async logs(address: readonly Address[], from: bigint, to: bigint): Promise<readonly RpcLog[]> {
    const fromBlock = numberToHex(from)
    const filter = { address: [...address], topics: [[...watchedTopics]], fromBlock, toBlock: numberToHex(to) }
    try {
      return await this.client.request({ method: 'eth_getLogs', params: [filter] })
    } catch (error) {
      // Nodes limit the range or the size of an answer, each in its own words: ask for less next time.
      this.range = max(divTrunc(this.range, 2n), 1n)
      throw error
    }
  }
}
