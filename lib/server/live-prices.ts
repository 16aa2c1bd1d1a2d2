import type { LivePrice, Overview } from '@/lib/chain/snapshot/types'
import { createPriceFeed, type FeedPrice, type PriceFeed, type PriceFeedSettings } from './price-feed'

export interface LivePrices {
  /** Follows the feeds of these assets; those that the chain names are the only ones that may enter (RELIABILITY A3). */
  follow(assets: Overview['assets']): void
  prices(): readonly LivePrice[]
  /** When the service was last heard, milliseconds since the epoch; 0: never. */
  heardAt(): number
  failure(): unknown
  stop(): void
}

export type LivePricesSettings = Omit<PriceFeedSettings, 'feedIds' | 'onPrices' | 'open'> & {
  readonly open: (
    feedIds: readonly `0x${string}`[],
    ...listener: Parameters<PriceFeedSettings['open']>
  ) => ReturnType<PriceFeedSettings['open']>
  readonly onPrices: () => void
}

/** The price service's prices by asset number; follows the chain when it lists another feed. */
export function createLivePrices(settings: LivePricesSettings): LivePrices {
  let feed: PriceFeed | undefined
  let feedIds: readonly `0x${string}`[] = []
  let current: readonly LivePrice[] = []

  const refresh = (known: ReadonlyMap<string, FeedPrice>): void => {
    current = feedIds.flatMap((feedId, asset) => {
      const price = known.get(feedId)
      if (!price) return []
      const { value, confidence, publishTime } = price
      return [{ asset, value, confidence, publishTime }]
    })
    settings.onPrices()
  }

  const follow = (assets: Overview['assets']): void => {
    const ids = assets.map(({ feedId }) => feedId.toLowerCase() as `0x${string}`)
    if (ids.join() === feedIds.join()) return
    feed?.stop()
    feedIds = ids
    const opened = createPriceFeed({
      ...settings,
      feedIds: ids,
      open: (listener) => settings.open(ids, listener),
      onPrices: () => refresh(opened.prices()),
    })
    feed = opened
    opened.start()
  }

  return {
    follow,
    prices: () => current,
    heardAt: () => feed?.heardAt() ?? 0,
    failure: () => feed?.failure(),
    stop: () => feed?.stop(),
  }
}
