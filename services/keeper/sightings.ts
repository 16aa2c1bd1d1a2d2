import { decodeEventLog, hexToBigInt, toEventSelector, type Hex, type RpcLog } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Address } from '@/lib/chain/deployment'
import { RequestBook, requestKey } from './requests/book'

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
const houseEvents: readonly string[] = [...accountEvents, 'Touched', 'Requested', 'RequestExecuted', 'RequestRefused']
const poolEvents: readonly string[] = ['LiquidityRequested', 'LiquidityRequestClosed']

const houseTopics = clearinghouseAbi
  .filter((item) => item.type === 'event')
  .filter(({ name }) => houseEvents.includes(name))
  .map(toEventSelector)
const poolTopics = mainPoolAbi
  .filter((item) => item.type === 'event')
  .filter(({ name }) => poolEvents.includes(name))
  .map(toEventSelector)

/** The events that the keeper learns from: clearinghouses' and main pools'. */
export const watchedTopics: readonly Hex[] = [...houseTopics, ...poolTopics]

/** What a stretch of logs, read in its order, has told. */
export class Sightings {
  /** Accounts that have traded, by clearinghouse. */
  readonly traders = new Map<string, Set<Hex>>()
  /** Spots (USD, WAD) at the last touch, by market. */
  readonly spots = new Map<string, bigint>()
  readonly requests = new RequestBook()

  /** @returns the account whose cash or positions may have changed. */
  take(log: RpcLog): Hex | undefined {
    const block = hexToBigInt(log.blockNumber ?? '0x0')
    if (poolTopics.some((topic) => topic === log.topics[0])) {
      this.takePool(log, block)
      return undefined
    }
    const { eventName, args } = decodeEventLog({ abi: clearinghouseAbi, data: log.data, topics: log.topics })
    if (eventName === 'Touched') this.spots.set(marketKey(log.address, args.market), args.spot)
    if (eventName === 'Requested') {
      this.requests.add({ kind: 'trade', to: log.address, account: args.account, asked: args.request }, block)
    }
    if (eventName === 'RequestExecuted' || eventName === 'RequestRefused') {
      this.requests.close(requestKey(log.address, args.account), block)
    }
    if (eventName === 'Settled') addTo(this.traders, log.address.toLowerCase(), args.account)
    return 'account' in args ? args.account : undefined
  }

  private takePool({ address, data, topics }: RpcLog, block: bigint): void {
    const { eventName, args } = decodeEventLog({ abi: mainPoolAbi, data, topics })
    if (eventName === 'LiquidityRequested') {
      this.requests.add({ kind: 'liquidity', to: address, id: args.id, asked: args.request }, block)
    }
    if (eventName === 'LiquidityRequestClosed') this.requests.close(requestKey(address, args.id), block)
  }
}

export function marketKey(clearinghouse: Address, market: bigint): string {
  return `${clearinghouse.toLowerCase()}/${market}`
}

export function addTo(sets: Map<string, Set<Hex>>, key: string, account: Hex): void {
  const known = sets.get(key) ?? new Set()
  sets.set(key, known.add(account))
}
