import { decodeEventLog, numberToHex, toEventSelector, type Hex, type PublicClient, type RpcLog } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address, Deployment } from '@/lib/chain/deployment'
import { divTrunc, max, min } from '@/lib/core/fixed-point'
import type { MarketRef } from './decisions'

/** Events that name an account whose cash or positions they change. `Traded` says nothing more of it than `Settled`, once per leg. */
const accountEvents = [
  'Deposited',
  'Withdrawn',
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

/** A node may be so many blocks behind the one that answered before; a chain that is shorter still is another one. */
const MOST_LAG = 12n
/** Ends of what was read that are remembered, to find where a reorganisation began. */
const TRAIL_LENGTH = 64

interface End {
  readonly number: bigint
  readonly hash: Hex
}

/** Learns from the clearinghouses' logs who has traded and at which price markets were touched last. */
export class LogWatch {
  private readonly traders = new Map<string, Set<Hex>>()
  private readonly spots = new Map<string, bigint>()
  private changed = new Map<string, Set<Hex>>()
  /** Where earlier readings ended, latest last: those blocks and all before them have been read. */
  private trail: End[] = []
  private range: bigint

  private constructor(
    private readonly client: PublicClient,
    /** Tells this deployment on this chain from any other. */
    private readonly origin: string,
    private readonly firstBlock: bigint,
    /** Most blocks to ask for at once. */
    private readonly most: bigint,
  ) {
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
  async advance(houses: readonly Address[], head: bigint, deadline: number): Promise<void> {
    const last = this.trail.at(-1)
    if (last !== undefined && head < last.number) {
      if (head + MOST_LAG >= last.number) return
      this.forget([])
    }
    await this.dropReplaced()
    let from = this.next
    while (from <= head && Date.now() < deadline) {
      const to = min(from + this.range - 1n, head)
      // First the hash: when the block is replaced meanwhile, its logs are read again.
      const hash = await this.hashOf(to)
      if (hash === undefined) return
      for (const log of await this.logs(houses, from, to)) this.take(log)
      this.trail = [...this.trail, { number: to, hash }].slice(-TRAIL_LENGTH)
      from = to + 1n
    }
    // What was too much of a busy time may be little enough later.
    if (from > head) this.range = this.most
  }

  /** Blocks that are still to be read. */
  behind(head: bigint): bigint {
    return max(head - this.next + 1n, 0n)
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

  private get next(): bigint {
    const last = this.trail.at(-1)
    return last === undefined ? this.firstBlock : last.number + 1n
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
    this.changed = new Map([...this.traders].map(([house, accounts]) => [house, new Set(accounts)]))
    this.spots.clear()
    this.trail = trail
  }

  private async hashOf(number: bigint): Promise<Hex | undefined> {
    const params = [numberToHex(number), false] as [Hex, false]
    const block = await this.client.request({ method: 'eth_getBlockByNumber', params })
    return block?.hash ?? undefined
  }

  private async logs(address: readonly Address[], from: bigint, to: bigint): Promise<readonly RpcLog[]> {
    const fromBlock = numberToHex(from)
    const filter = { address: [...address], topics: [selectors], fromBlock, toBlock: numberToHex(to) }
    try {
      return await this.client.request({ method: 'eth_getLogs', params: [filter] })
    } catch (error) {
      // Nodes limit the range or the size of an answer, each in its own words: ask for less next time.
      this.range = max(divTrunc(this.range, 2n), 1n)
      throw error
    }
  }

  private take(log: RpcLog): void {
    const event = decodeEventLog({ abi: clearinghouseAbi, data: log.data, topics: log.topics })
    if (event.eventName === 'Touched') this.spots.set(marketKey(log.address, event.args.market), event.args.spot)
    if (!('account' in event.args)) return
    const house = log.address.toLowerCase()
    addTo(this.changed, house, event.args.account)
    if (event.eventName === 'Settled') addTo(this.traders, house, event.args.account)
  }
}

function marketKey(clearinghouse: Address, market: bigint): string {
  return `${clearinghouse.toLowerCase()}/${market}`
}

function addTo(sets: Map<string, Set<Hex>>, key: string, account: Hex): void {
  const known = sets.get(key) ?? new Set()
  sets.set(key, known.add(account))
}
