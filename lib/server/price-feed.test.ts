import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPriceFeed, toFeedPrice, type VendorListener } from './price-feed'

const btc = `0x${'aa'.repeat(32)}` as const
const vendorPrice = (price: string, time: number, id = 'AA'.repeat(32)) => ({
  id,
  price: { price, conf: '3000000001', expo: -8, publish_time: time },
})

describe('toFeedPrice', () => {
  it('gives what the on-chain adapter would hold', () => {
    const expected = { feedId: btc, value: 65_000n * 10n ** 18n, confidence: 30_000000010001000000n, publishTime: 9n }
    expect(toFeedPrice(vendorPrice('6500000000000', 9))).toEqual(expected)
  })

  it('cuts what twelve decimals do not hold', () => {
    const price = { price: '123456789012345678', conf: '1', expo: -17, publish_time: 1 }
    expect(toFeedPrice({ id: btc, price })).toMatchObject({ value: 1_234567890123000000n, confidence: 1_000_000n })
  })

  it('O1: refuses what the adapter refuses', () => {
    expect(toFeedPrice(vendorPrice('0', 9))).toBeUndefined()
    expect(toFeedPrice(vendorPrice('-1', 9))).toBeUndefined()
    expect(toFeedPrice({ id: btc, price: { price: '1', conf: '0', expo: -19, publish_time: 1 } })).toBeUndefined()
  })
})

describe('createPriceFeed', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
  afterEach(() => void vi.useRealTimers())

  function setUp() {
    const listeners: VendorListener[] = []
    const close = vi.fn()
    const open = vi.fn((listener: VendorListener) => {
      listeners.push(listener)
      return Promise.resolve({ close })
    })
    const onPrices = vi.fn()
    const onHealth = vi.fn()
    const feed = createPriceFeed({ open, feedIds: [btc], silenceMs: 5000, now: Date.now, onPrices, onHealth })
    feed.start()
    return { feed, open, close, listeners, onPrices, onHealth }
  }

  it('A3: keeps listed feeds only, and never an older price', () => {
    const { feed, listeners } = setUp()
    listeners[0]!.onUpdate({ parsed: [vendorPrice('200', 9), vendorPrice('1', 9, 'bb'.repeat(32))] })
    listeners[0]!.onUpdate({ parsed: [vendorPrice('100', 8)] })
    expect([...feed.prices().keys()]).toEqual([btc])
    expect(feed.prices().get(btc)?.publishTime).toBe(9n)
    feed.stop()
  })

  it('opens the stream anew after silence, keeps its prices, and reports once', async () => {
    const { feed, open, close, listeners, onHealth } = setUp()
    listeners[0]!.onUpdate({ parsed: [vendorPrice('200', 9)] })
    listeners[0]!.onError(new Error('interrupted'))
    listeners[0]!.onError(new Error('interrupted'))
    await vi.advanceTimersByTimeAsync(6000)
    expect(open).toHaveBeenCalledTimes(2)
    expect(close).toHaveBeenCalledTimes(1)
    expect(feed.prices().size).toBe(1)
    listeners[1]!.onUpdate({ parsed: [] })
    expect(onHealth.mock.calls).toEqual([[new Error('interrupted')], [undefined]])
    feed.stop()
  })
})
