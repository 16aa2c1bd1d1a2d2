import { describe, expect, it } from 'vitest'
import { feedId } from '@/lib/chain/feeds'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { OfferedPrice } from '../decisions'
import { entryRequest, house, pool, tradeRequest } from '../testing/requests'
import { awaitingPrices, isExecutable, isLapsed, publishTimes, summaryOf } from './decide'

const NOW = 1500n
const SINCE = NOW - 10n
const symbols = ['BTC', 'ETH', 'TSLA'] as const

/** Prices of BTC, ETH and the collateral, published then; positions in these markets. */
function overview(times: readonly bigint[], open: readonly number[] = [0], receivable = 0n): Overview {
  const assets = symbols.map((symbol, i) => ({
    ...{ asset: BigInt(i), symbol, feedId: feedId(symbol), priceOk: true, volatility: 1n, nextSampleAt: 0n },
    price: { value: 100n, confidence: 1n, publishTime: times[i] ?? 0n },
  }))
  const markets = [0, 1].map((asset) => ({
    market: BigInt(asset),
    config: { asset },
    strikes: open.includes(asset) ? [{}] : [],
  }))
  const set = { clearinghouse: house, mainPool: pool, collateralAsset: 2n, terms: { maxAgeOpen: 60 }, markets }
  return { blockTime: NOW, assets, sets: [{ ...set, pool: { receivable } }] } as unknown as Overview
}

function offer(symbol: string, publishTime: bigint): OfferedPrice {
  return { feedId: feedId(symbol), value: 100n, publishTime: Number(publishTime), updateData: '0x' }
}

const can = (request: Parameters<typeof isExecutable>[0], view: Overview) =>
  isExecutable(request, view, publishTimes(view))

describe('isExecutable', () => {
  const trade = tradeRequest(1, SINCE)
  const late = SINCE - 1n

  it('wants every price of a trade to be published since its time', () => {
    expect(can(trade, overview([SINCE, late, SINCE]))).toBe(true)
    expect(can(trade, overview([late, SINCE, SINCE]))).toBe(false)
    expect(can(trade, overview([SINCE, SINCE, late]))).toBe(false)
    expect(can(tradeRequest(1, SINCE, 1), overview([SINCE, late, SINCE]))).toBe(false)
  })

  it('takes the last price of a collateral whose exchange is closed', () => {
    expect(can(trade, overview([SINCE, 0n, NOW - 60n]))).toBe(false)
    expect(can(trade, overview([SINCE, 0n, NOW - 61n]))).toBe(true)
  })

  it("wants for an LP's request the prices of all positions, and none without any", () => {
    const entry = entryRequest(1n, SINCE)
    expect(can(entry, overview([SINCE, late, SINCE], [0]))).toBe(true)
    expect(can(entry, overview([SINCE, late, SINCE], [0, 1]))).toBe(false)
    expect(can(entry, overview([late, late, late], []))).toBe(true)
    expect(can(entry, overview([late, late, late], [], 1n))).toBe(false)
    expect(can(entry, overview([late, late, SINCE], [], 1n))).toBe(true)
  })

  it('leaves alone what it knows no set or market of', () => {
    const view = overview([SINCE, SINCE, SINCE])
    expect(can({ ...trade, to: '0x00000000000000000000000000000000000000cc' }, view)).toBe(false)
    expect(can(tradeRequest(1, SINCE, 9), view)).toBe(false)
  })
})

it('says which requests the offered prices would execute, and which are executable anyway', () => {
  const view = overview([SINCE, SINCE - 1n, SINCE], [0, 1])
  const [ready, waiting, early] = [tradeRequest(1, SINCE), tradeRequest(2, SINCE, 1), tradeRequest(3, NOW + 3n)]
  const all = [ready, waiting, early, entryRequest(1n, SINCE)]
  expect(awaitingPrices(all, view, [offer('ETH', SINCE)])).toEqual([waiting, all[3]])
  expect(awaitingPrices(all, view, [offer('ETH', SINCE - 1n)])).toEqual([])
  // A price on chain that is newer than the one offered counts.
  expect(awaitingPrices(all, view, [offer('ETH', SINCE), offer('BTC', SINCE - 5n)])).toEqual([waiting, all[3]])
})

it('lets a request lapse after its window, not in its last second', () => {
  const trade = tradeRequest(1, SINCE)
  expect([isLapsed(trade, SINCE + 60n, 60n), isLapsed(trade, SINCE + 61n, 60n)]).toEqual([false, true])
})

it('tells how many are open and since when the oldest could be executed', () => {
  expect(summaryOf([])).toEqual({ count: 0, oldest: undefined })
  expect(summaryOf([tradeRequest(1, 20n), entryRequest(1n, 10n)])).toEqual({ count: 2, oldest: 10n })
})
