import type { Overview } from '@/lib/chain/snapshot/types'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import type { SignedUpdate } from './hermes'
import { invalidRequest } from './schemas'

export interface ListedFeed {
  readonly symbol: string
  readonly asset: number
  readonly feedId: `0x${string}`
}

/** The feeds of these assets, in the deployment's order, so that equal requests look equal (RELIABILITY A2, A3). */
export function findFeeds({ assets }: Overview, symbols: readonly string[]): ListedFeed[] {
  const listed = assets.map(({ symbol, feedId }, asset) => ({ symbol, asset, feedId }))
  const unknown = symbols.filter((wanted) => listed.every(({ symbol }) => symbol.toUpperCase() !== wanted))
  if (unknown.length > 0) {
    const known = listed.map(({ symbol }) => symbol).join(', ')
    throw invalidRequest([{ name: 'assets', reason: `has no feed for ${unknown.join(', ')}; there are ${known}` }])
  }
  return listed.filter(({ symbol }) => symbols.includes(symbol.toUpperCase()))
}

/** Signed updates as the API tells them: prices as decimals, and the bytes that bring them on chain. */
export function describeUpdate(feeds: readonly ListedFeed[], { prices, updateData }: SignedUpdate) {
  return {
    prices: feeds.flatMap(({ symbol, asset, feedId }) => {
      const price = prices.find((candidate) => candidate.feedId === feedId.toLowerCase())
      if (!price) return []
      const { value, confidence, publishTime } = price
      return [
        {
          symbol,
          asset,
          feedId,
          value: toDecimal(value),
          confidence: toDecimal(confidence),
          publishTime: publishTime.toString(),
        },
      ]
    }),
    updateData,
  }
}
