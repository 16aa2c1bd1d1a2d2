import { describe, expect, it } from 'vitest'
import { feedId } from '@/lib/chain/feeds'
import type { OpenOrder, WireOrder } from '@/lib/chain/orders'
import { encodeSeries } from '@/lib/chain/series'
import type { AssetView, Overview } from '@/lib/chain/snapshot/types'
import { hashOf, house, wireOrder } from '../../orders/testing/samples'
import type { OfferedPrice } from '../decisions'
import { dueOrders } from './select'

const WAD = 10n ** 18n
const NOW = 1500n
const symbols = ['BTC', 'ETH', 'TSLA'] as const
const series = String(encodeSeries({ market: 0, strike: 100n * WAD, isPut: false }))

function asset(symbol: string, i: number): AssetView {
  const price = { value: 100n, confidence: 1n, publishTime: NOW - 5n }
  return { asset: BigInt(i), symbol, feedId: feedId(symbol), priceOk: true, price, volatility: 1n, nextSampleAt: 0n }
}

const sets = [
  { clearinghouse: house, collateralAsset: 2n, decimals: 2, markets: [{ market: 0n, config: { asset: 0 } }] },
]
const overview = { blockTime: NOW, assets: symbols.map(asset), sets } as unknown as Overview

function offer(symbol: string, value: bigint, publishTime = Number(NOW)): OfferedPrice {
  return { feedId: feedId(symbol), value, publishTime, updateData: `0x${symbol.length}${symbol.charCodeAt(0)}` }
}

function open(n: number, more: Partial<WireOrder> = {}): OpenOrder {
  const legs = [{ series, quantity: String(WAD) }]
  return { hash: hashOf(n), order: wireOrder({ nonce: String(n), legs, ...more }), signature: '0x' }
}

const at = (trigger: 1 | 2, price: bigint) => ({ condition: { trigger, asset: 1, price: String(price) } })
const never = () => false
const due = (orders: readonly OpenOrder[], offered: readonly OfferedPrice[] = [], executed?: bigint) =>
  dueOrders(orders, { overview, offered, executedAt: () => executed, isBeyondLimit: never, minReward: 0n }).map(
    ({ order }) => Number(order.nonce),
  )

describe('dueOrders', () => {
  it('takes the newer of the prices on chain and off', () => {
    const orders = [open(1, at(1, 90n)), open(2, at(2, 100n))]
    expect(due(orders)).toEqual([2])
    expect(due(orders, [offer('ETH', 90n)])).toEqual([1])
    expect(due(orders, [offer('ETH', 90n, Number(NOW) - 6)])).toEqual([2])
  })

  it('triggers at the price to the wei', () => {
    expect(due([open(1, at(1, 100n)), open(2, at(1, 99n)), open(3, at(2, 101n))])).toEqual([1])
  })

  it('puts conditions before limits', () => {
    expect(due([open(1), open(2, at(2, 100n))])).toEqual([2, 1])
  })

  it('tries one of several alternatives', () => {
    expect(due([open(1, at(2, 100n)), { ...open(1, at(1, 100n)), hash: hashOf(2) }])).toEqual([1])
  })

  it('leaves alone what is out of its time, or of another clearinghouse', () => {
    expect(due([open(1, { expiry: '1499' }), open(2, { expiry: '1500' }), open(3, { validFrom: '1501' })])).toEqual([2])
    expect(due([open(1, { clearinghouse: hashOf(5).slice(0, 42) as `0x${string}` })])).toEqual([])
  })

  it('waits for the entry and for a price after it', () => {
    const exit = open(1, { ...at(2, 100n), parent: hashOf(8) })
    expect(due([exit])).toEqual([])
    expect(due([exit], [], NOW - 5n)).toEqual([])
    expect(due([exit], [], NOW - 6n)).toEqual([1])
  })

  it('leaves orders that pay too little', () => {
    const facts = { overview, offered: [], executedAt: () => undefined, isBeyondLimit: never }
    const orders = [open(1, { reward: '7' }), open(2, { reward: '8' })]
    const found = dueOrders(orders, { ...facts, minReward: 8n })
    expect(found.map(({ order }) => Number(order.nonce))).toEqual([2])
  })

  it('takes no price older than a minute for a trigger', () => {
    const late = { ...overview, blockTime: NOW + 56n }
    const facts = { overview: late, offered: [], executedAt: () => undefined, isBeyondLimit: never, minReward: 0n }
    expect(dueOrders([open(1, at(2, 100n))], facts)).toHaveLength(0)
    expect(dueOrders([open(1, at(2, 100n))], { ...facts, overview: { ...late, blockTime: NOW + 55n } })).toHaveLength(1)
  })

  it('brings what the order looks at and is newer: underlying, condition and collateral', () => {
    const offered = [offer('BTC', 100n), offer('ETH', 100n), offer('TSLA', 100n, Number(NOW) - 5)]
    const [limit] = dueOrders([open(1)], {
      overview,
      offered,
      executedAt: () => undefined,
      isBeyondLimit: never,
      minReward: 0n,
    })
    expect(limit?.updates).toEqual([offered[0]?.updateData])
    const [stop] = dueOrders([open(1, at(2, 100n))], {
      overview,
      offered,
      executedAt: () => undefined,
      isBeyondLimit: never,
      minReward: 0n,
    })
    expect(stop?.updates).toEqual([offered[0]?.updateData, offered[1]?.updateData])
  })
})
