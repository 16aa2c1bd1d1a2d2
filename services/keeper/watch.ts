import { decodeEventLog, numberToHex, toEventSelector, type Hex, type PublicClient, type RpcLog } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address, Deployment } from '@/lib/chain/deployment'
import type { MarketRef } from './decisions'

const selectors = clearinghouseAbi
  .filter((item) => item.type === 'event')
  .filter(({ name }) => name === 'Traded' || name === 'Touched')
  .map(toEventSelector)

/** Blocks read again each time, so that a short reorganisation hides nothing. */
const OVERLAP = 12n

/** Learns from the clearinghouses' logs who has traded and at which price markets were touched last. */
export class LogWatch {
  private readonly traders = new Map<string, Set<Hex>>()
  private readonly spots = new Map<string, bigint>()
  private scannedTo: bigint | undefined

  constructor(
    private readonly client: PublicClient,
    private readonly deployment: Deployment,
    private readonly range: bigint,
  ) {}

  /** Reads what is new up to `head`; begins anew when the chain has become shorter. */
  async advance(head: bigint): Promise<void> {
    if (this.scannedTo !== undefined && head < this.scannedTo) this.forget()
    const first = BigInt(this.deployment.fromBlock)
    const overlap = this.scannedTo === undefined ? first : this.scannedTo - OVERLAP
    let from = overlap > first ? overlap : first
    while (from <= head) {
      const to = from + this.range - 1n < head ? from + this.range - 1n : head
      for (const log of await this.logs(from, to)) this.take(log)
      this.scannedTo = to
      from = to + 1n
    }
  }

  accounts(clearinghouse: Address): readonly Hex[] {
    return [...(this.traders.get(clearinghouse.toLowerCase()) ?? [])]
  }

  /** Spot (USD, WAD) at the last touch. */
  lastSpot({ clearinghouse, market }: MarketRef): bigint | undefined {
    return this.spots.get(marketKey(clearinghouse, market))
  }

  private forget(): void {
    this.traders.clear()
    this.spots.clear()
    this.scannedTo = undefined
  }

  private logs(from: bigint, to: bigint): Promise<RpcLog[]> {
    const address = this.deployment.sets.map(({ clearinghouse }) => clearinghouse)
    const filter = { address, topics: [selectors], fromBlock: numberToHex(from), toBlock: numberToHex(to) }
    return this.client.request({ method: 'eth_getLogs', params: [filter] })
  }

  private take(log: RpcLog): void {
    const event = decodeEventLog({ abi: clearinghouseAbi, data: log.data, topics: log.topics })
    if (event.eventName === 'Touched') this.spots.set(marketKey(log.address, event.args.market), event.args.spot)
    if (event.eventName !== 'Traded') return
    const house = log.address.toLowerCase()
    const known = this.traders.get(house) ?? new Set()
    this.traders.set(house, known.add(event.args.account))
  }
}

function marketKey(clearinghouse: Address, market: bigint): string {
  return `${clearinghouse.toLowerCase()}/${market}`
}
