import { describe, expect, it } from 'vitest'
import type { AssetView, Overview } from '@/lib/chain/snapshot/types'
import { feedId } from '@/lib/chain/feeds'
import { noCounts } from './counts'
import { defaultSettings } from './config'
import { samplesDue, touchesDue, updatesDue, type OfferedPrice } from './decisions'
import { healthOf } from './health'
import { readOffers } from './prices'
import { noRequests } from './requests/decide'

const WAD = 10n ** 18n
const NOW = 1_800_000_000
const limits = { maxPriceLag: 20, maxPriceDeviation: 25, agingFeeds: new Set<string>([feedId('BTC')]) }

function asset(symbol: string, value: bigint, age: number, more: Partial<AssetView> = {}): AssetView {
  const price = { value, confidence: 1n, publishTime: BigInt(NOW - age) }
  return { asset: 0n, symbol, feedId: feedId(symbol), priceOk: true, price, volatility: 1n, nextSampleAt: 0n, ...more }
}

function offer(symbol: string, value: bigint, age = 0): OfferedPrice {
  return { feedId: feedId(symbol), value, publishTime: NOW - age, updateData: symbol === 'BTC' ? '0xb0' : '0x70' }
}

describe('updatesDue', () => {
  it.each([
    ['near and young', 19, 100_000n, []],
    ['old', 20, 100_000n, ['0xb0']],
    ['a quarter of a percent up', 1, 100_250n, ['0xb0']],
    ['a quarter of a percent down', 1, 99_750n, ['0xb0']],
    ['a little less than that', 1, 100_249n, []],
  ])('%s', (_, age, value, expected) => {
    expect(updatesDue([asset('BTC', 100_000n, age)], [offer('BTC', value)], limits)).toEqual(expected)
  })

  it('lets a stock grow old but takes it along', () => {
    const chain = [asset('BTC', 100n, 5), asset('TSLA', 100n, 5000)]
    expect(updatesDue(chain, [offer('BTC', 100n), offer('TSLA', 100n)], limits)).toEqual([])
    expect(updatesDue(chain, [offer('BTC', 101n), offer('TSLA', 100n)], limits)).toEqual(['0xb0', '0x70'])
  })

  it('brings all that is newer when somebody waits for it, however near it is', () => {
    const chain = [asset('BTC', 100n, 5), asset('TSLA', 100n, 5)]
    const awaited = { ...limits, isAwaited: true }
    expect(updatesDue(chain, [offer('BTC', 100n, 4), offer('TSLA', 100n, 5)], awaited)).toEqual(['0xb0'])
    expect(updatesDue(chain, [offer('BTC', 100n, 5)], awaited)).toEqual([])
  })

  it('brings nothing that is not newer, and everything that is missing', () => {
    expect(updatesDue([asset('BTC', 100n, 60)], [offer('BTC', 200n, 60)], limits)).toEqual([])
    expect(updatesDue([asset('BTC', 0n, 0, { priceOk: false })], [offer('BTC', 200n, 60)], limits)).toEqual(['0xb0'])
  })
})

it('samples volatility as soon as the price is late enough, never an unknown asset', () => {
  const assets = [
    asset('BTC', WAD, 0, { asset: 0n, nextSampleAt: BigInt(NOW) }),
    asset('ETH', WAD, 1, { asset: 1n, nextSampleAt: BigInt(NOW) }),
    asset('TSLA', WAD, 0, { asset: 2n, nextSampleAt: 0n }),
  ]
  expect(samplesDue(assets)).toEqual([0n])
})

describe('touchesDue', () => {
  const house = '0x00000000000000000000000000000000000000aa'
  const overview = (touchedAt: number, netCalls = 1n) => {
    const funding = [{ index: 0n, rate: 0n, touchedAt: BigInt(touchedAt) }]
    const strikes = [{ netCalls, netPuts: 0n, strike: 1n }]
    const market = { market: 3n, config: { asset: 0 }, strikes, callFunding: funding, putFunding: funding }
    const sets = [{ clearinghouse: house, markets: [market] }]
    return { blockTime: BigInt(NOW), assets: [asset('BTC', 100n * WAD, 0)], sets } as unknown as Overview
  }
  const due = (view: Overview, spot?: bigint) => touchesDue(view, () => spot, defaultSettings).length

  it('waits ten minutes, or a move of one percent', () => {
    expect(due(overview(NOW - 599), 100n * WAD)).toBe(0)
    expect(due(overview(NOW - 600), 100n * WAD)).toBe(1)
    expect(due(overview(NOW), 99n * WAD)).toBe(1)
    expect(due(overview(NOW), 99_500n * 10n ** 15n)).toBe(0)
    expect(due(overview(NOW))).toBe(0)
  })

  it('leaves markets without positions alone', () => {
    expect(due(overview(0, 0n), 1n)).toBe(0)
  })
})

it('is healthy while the last block handled is no older than a minute', () => {
  const state = (age: number) => ({
    handled: { blockNumber: 7n, blockTime: BigInt(NOW - age) },
    trouble: undefined,
    priceTrouble: undefined,
    logTrouble: undefined,
    watched: { accounts: 0, unread: 0 },
    due: 0,
    requests: { count: 2, oldest: BigInt(NOW - 7) },
    lastAction: undefined,
    done: {},
    counts: noCounts,
  })
  expect(healthOf(state(60), NOW).healthy).toBe(true)
  expect(healthOf(state(61), NOW).healthy).toBe(false)
  expect(healthOf({ ...state(0), handled: undefined }, NOW).healthy).toBe(false)
  expect(healthOf(state(0), NOW)).toMatchObject({ requestsOpen: 2, oldestRequestAge: 7 })
  expect(healthOf({ ...state(0), requests: noRequests }, NOW).oldestRequestAge).toBeNull()
})

it('pairs prices with one update each, or with one for all', () => {
  const parsed = ['BTC', 'ETH'].map((symbol) => ({
    id: feedId(symbol).slice(2),
    price: { price: '6500000000000', expo: -8, publish_time: NOW },
  }))
  const read = (data: string[]) => readOffers({ binary: { data }, parsed }).map(({ updateData }) => updateData)
  expect(read(['aa', 'bb'])).toEqual(['0xaa', '0xbb'])
  expect(read(['cc'])).toEqual(['0xcc', '0xcc'])
  expect(readOffers({ binary: { data: ['cc'] }, parsed })[0]?.value).toBe(65_000n * WAD)
})
