/** A price as it stands off chain, in the form that the on-chain adapter would give it. */
export interface FeedPrice {
  readonly feedId: `0x${string}`
  /** USD, WAD. */
  readonly value: bigint
  /** One standard deviation in USD, WAD. */
  readonly confidence: bigint
  /** Seconds since the epoch. */
  readonly publishTime: bigint
}

/** One message of the price service, as its client library checks it. */
export interface VendorUpdate {
  readonly parsed?: readonly VendorPrice[] | null | undefined
}

export interface VendorPrice {
  readonly id: string
  readonly price: {
    readonly price: string
    readonly conf: string
    readonly expo: number
    readonly publish_time: number
  }
}

/** An open stream of the price service. */
export interface VendorStream {
  close(): void
}

export interface VendorListener {
  readonly onUpdate: (update: VendorUpdate) => void
  readonly onError: (error: unknown) => void
}

export interface PriceFeedSettings {
  readonly open: (listener: VendorListener) => Promise<VendorStream>
  /** Feeds that may enter; anything else in a message is ignored. */
  readonly feedIds: readonly `0x${string}`[]
  /** Milliseconds of silence after which the stream is opened anew. */
  readonly silenceMs: number
  readonly now: () => number
  readonly onPrices: () => void
  readonly onHealth: (failure: unknown) => void
}

export interface PriceFeed {
  /** The newest price of each feed, kept while the service is out of reach. */
  prices(): ReadonlyMap<string, FeedPrice>
  /** When the service was last heard, in milliseconds since the epoch. */
  heardAt(): number | undefined
  failure(): unknown
  start(): void
  stop(): void
}

const ADAPTER_SCALE = 1_000_000n
const WAD_DECIMALS = 18

/**
 * The price that `PythOracle` would hold after taking this one over: twelve decimals, the value cut, the confidence raised.
 * Undefined for a price that the adapter refuses.
 */
export function toFeedPrice({ id, price }: VendorPrice): FeedPrice | undefined {
  const raw = BigInt(price.price)
  if (raw <= 0n || price.expo > 0 || price.expo < -WAD_DECIMALS) return undefined
  const factor = 10n ** BigInt(WAD_DECIMALS + price.expo)
  const value = raw * factor
  const confidence = BigInt(price.conf) * factor
  return {
    feedId: `0x${id.replace(/^0x/, '').toLowerCase()}`,
    value: value - (value % ADAPTER_SCALE),
    confidence: confidence - (confidence % ADAPTER_SCALE) + ADAPTER_SCALE,
    publishTime: BigInt(price.publish_time),
  }
}

function isNews(price: FeedPrice, known: FeedPrice | undefined): boolean {
  if (!known || price.publishTime > known.publishTime) return true
  return price.publishTime === known.publishTime && price.value !== known.value
}

/** Follows the price service; after silence or an error it opens the stream anew, forever. */
export function createPriceFeed(settings: PriceFeedSettings): PriceFeed {
  const known = new Map<string, FeedPrice>()
  const allowed = new Set(settings.feedIds.map((id) => id.toLowerCase()))
  let heardAt: number | undefined
  let openedAt = 0
  let failure: unknown
  let stream: VendorStream | undefined
  let opening = false
  let timer: NodeJS.Timeout | undefined

  const take = (update: VendorUpdate): void => {
    heardAt = settings.now()
    if (failure !== undefined) settings.onHealth(undefined)
    failure = undefined
    const newer = (update.parsed ?? [])
      .map(toFeedPrice)
      .filter((price) => price !== undefined)
      .filter((price) => allowed.has(price.feedId) && isNews(price, known.get(price.feedId)))
    for (const price of newer) known.set(price.feedId, price)
    if (newer.length > 0) settings.onPrices()
  }

  const fail = (error: unknown): void => {
    if (failure === undefined) settings.onHealth(error)
    failure = error
  }

  const reopen = async (): Promise<void> => {
    if (opening) return
    opening = true
    openedAt = settings.now()
    stream?.close()
    stream = undefined
    try {
      stream = await settings.open({ onUpdate: take, onError: fail })
    } catch (error) {
      fail(error)
    } finally {
      opening = false
    }
  }

  const watch = (): void => {
    const lastSign = Math.max(heardAt ?? 0, openedAt)
    if (settings.now() - lastSign >= settings.silenceMs) void reopen()
  }

  return {
    prices: () => known,
    heardAt: () => heardAt,
    failure: () => failure,
    start: () => {
      void reopen()
      timer ??= setInterval(watch, 1000)
      timer.unref()
    },
    stop: () => {
      clearInterval(timer)
      timer = undefined
      stream?.close()
    },
  }
}
