import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { decodeSeries } from '@/lib/chain/series'
import type { OfferedPrice } from '../decisions'
import type { OpenRequest } from './book'

/** Which requests can be executed, and with which prices. Pure. Times in seconds. */

/** When the price of an asset was published, by its number; undefined without a price. */
export type PublishTimes = (asset: number) => bigint | undefined

/** Of the prices on chain, or of these and those offered, whichever are newer. */
export function publishTimes({ assets }: Overview, offered: readonly OfferedPrice[] = []): PublishTimes {
  return (number) => {
    const asset = assets[number]
    if (asset === undefined) return undefined
    const onChain = asset.priceOk ? asset.price.publishTime : undefined
    const other = offered.find(({ feedId }) => feedId === asset.feedId.toLowerCase())
    if (other === undefined) return onChain
    const offChain = BigInt(other.publishTime)
    return onChain === undefined || offChain > onChain ? offChain : onChain
  }
}

export function setOf(request: OpenRequest, { sets }: Overview): SetView | undefined {
  const address = request.to.toLowerCase()
  return sets.find(({ clearinghouse, mainPool }) =>
    [clearinghouse, mainPool].some((one) => one.toLowerCase() === address),
  )
}

/**
 * Whether the contract would execute the request at these prices: all of them published since its time. The collateral's counts as
 * it is once it is older than an underlying's may be: its exchange is closed.
 */
export function isExecutable(request: OpenRequest, overview: Overview, timeOf: PublishTimes): boolean {
  const set = setOf(request, overview)
  if (set === undefined) return false
  const { notBefore } = request.asked
  const underlyings = underlyingsOf(request, set)
  if (underlyings.length === 0 && set.pool.receivable === 0n) return true
  if (!underlyings.every((asset) => asset !== undefined && (timeOf(asset) ?? -1n) >= notBefore)) return false
  const time = timeOf(Number(set.collateralAsset))
  if (time === undefined) return false
  return time >= notBefore || overview.blockTime > time + BigInt(set.terms.maxAgeOpen)
}

/** Of a trade those of its legs; of an LP's request those of all positions. */
function underlyingsOf(request: OpenRequest, { markets }: SetView): readonly (number | undefined)[] {
  if (request.kind === 'trade') {
    return request.asked.legs.map(({ series }) => markets[decodeSeries(series).market]?.config.asset)
  }
  return markets.filter(({ strikes }) => strikes.length > 0).map(({ config }) => config.asset)
}

/** Whether its time has passed: what is left to do is to end it. */
export function isLapsed({ asked }: OpenRequest, blockTime: bigint, window: bigint): boolean {
  return blockTime > asked.notBefore + window
}

/** Those that the prices on chain are too old for, and that those offered would execute. */
export function awaitingPrices(
  requests: readonly OpenRequest[],
  overview: Overview,
  offered: readonly OfferedPrice[],
): readonly OpenRequest[] {
  const onChain = publishTimes(overview)
  const newest = publishTimes(overview, offered)
  return requests.filter(
    (request) => !isExecutable(request, overview, onChain) && isExecutable(request, overview, newest),
  )
}

export interface OpenRequests {
  readonly count: number
  /** From when on the oldest of them could be executed; undefined without any. */
  readonly oldest: bigint | undefined
}

export const noRequests: OpenRequests = { count: 0, oldest: undefined }

export function summaryOf(requests: readonly OpenRequest[]): OpenRequests {
  const times = requests.map(({ asked }) => asked.notBefore)
  const oldest = times.reduce<bigint | undefined>(
    (least, time) => (least === undefined || time < least ? time : least),
    undefined,
  )
  return { count: requests.length, oldest }
}
