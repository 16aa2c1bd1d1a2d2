import { describe, expect, it } from 'vitest'
import type { Overview } from '@/lib/chain/snapshot/types'
import { feedId } from '@/lib/chain/feeds'
import { judge, type Facts } from './rules'

const WAD = 10n ** 18n
const NOW = 1_800_000_000
const limits = { minCoverage: 25, maxUtilisation: 90, maxPriceAge: 120, maxSilence: 60, badDebtSeconds: 3600 }

interface Given {
  readonly cryptoAge?: number
  readonly stockAge?: number
  readonly stress?: bigint
  readonly insurance?: bigint
  readonly blockAge?: number
  readonly priceOk?: boolean
}

/** One set on TSLA at 250 USD, with BTC as the underlying. */
function facts(given: Given = {}, more: Partial<Facts> = {}): Facts {
  const { cryptoAge = 1, stockAge = 1, stress = 1000n, insurance = 4n, blockAge = 1, priceOk = true } = given
  const blockTime = BigInt(NOW - blockAge)
  const asset = (number: bigint, symbol: string, value: bigint, age: number) => ({
    ...{ asset: number, symbol, feedId: feedId(symbol), priceOk, volatility: WAD },
    price: { value: value * WAD, confidence: 0n, publishTime: blockTime - BigInt(age) },
  })
  const pool = {
    exposureOk: true,
    insuranceAssets: insurance * WAD,
    stressLoss: stress * WAD,
    stressLimit: 1500n * WAD,
  }
  const set = {
    clearinghouse: '0xAb',
    symbol: 'TSLA',
    decimals: 18,
    collateralAsset: 1n,
    pool,
  }
  const assets = [asset(0n, 'BTC', 65_000n, cryptoAge), asset(1n, 'TSLA', 250n, stockAge)]
  const overview = { blockNumber: 9n, blockTime, assets, sets: [set] } as unknown as Overview
  return { now: NOW, overview, keeperBlockAge: 2, badDebts: [], ...more }
}

const bad = (given: Facts) =>
  judge(given, limits)
    .filter(({ isBad }) => isBad)
    .map(({ rule, subject }) => `${rule} ${subject}`)

describe('alert rules', () => {
  it('find nothing wrong with a healthy system', () => {
    expect(bad(facts())).toEqual([])
    expect(judge(facts(), limits)).toHaveLength(7)
  })

  it('draw the line where they say', () => {
    expect(bad(facts({ cryptoAge: 120 }))).toEqual([])
    expect(bad(facts({ cryptoAge: 121 }))).toEqual(['price-age BTC'])
    expect(bad(facts({ insurance: 1n }))).toEqual([])
    expect(bad(facts({ insurance: 0n }))).toEqual(['coverage TSLA'])
    expect(bad(facts({ stress: 1350n, insurance: 5n }))).toEqual([])
    expect(bad(facts({ stress: 1351n, insurance: 5n }))).toEqual(['utilisation TSLA'])
    expect(bad(facts({ blockAge: 60 }))).toEqual([])
    expect(bad(facts({ blockAge: 61 }))).toEqual(['chain chain'])
    expect(bad(facts({}, { keeperBlockAge: 61 }))).toEqual(['keeper keeper'])
    expect(bad(facts({}, { keeperBlockAge: undefined }))).toEqual(['keeper keeper'])
  })

  it('are alarmed by books that differ from the chain, and by tokens that are not found again', () => {
    const books = (difference: bigint, residual: bigint) => facts({}, { books: { block: 7n, difference, residual } })
    expect(bad(books(0n, 0n))).toEqual([])
    expect(bad(books(1n, 0n))).toEqual(['books index'])
    expect(bad(books(0n, 1n))).toEqual(['books index'])
  })

  it('are alarmed by a request that has outlived its window', () => {
    const open = (expiresAt: number, clearinghouse = '0xab') =>
      facts({}, { requests: { at: NOW, open: [{ clearinghouse, expiresAt }] } })
    expect(bad(facts({}, { requests: { at: NOW, open: [] } }))).toEqual([])
    expect(bad(open(NOW))).toEqual([])
    expect(bad(open(NOW - 1))).toEqual(['requests TSLA'])
    expect(bad(open(NOW - 1, '0xcd'))).toEqual([])
    const found = judge(open(NOW - 7), limits).find(({ rule }) => rule === 'requests')
    expect(found?.words).toBe(
      'Nobody has executed 1 requests in the set of TSLA; the oldest has outlived its window by 7 s.',
    )
  })

  it('let a stock rest as long as its set lets it', () => {
    expect(bad(facts({ stockAge: 432_000 }))).toEqual([])
    expect(bad(facts({ stockAge: 432_001 }))).toEqual(['price-age TSLA'])
  })

  it('count bad debt for a while after it was recorded', () => {
    const debt = (age: number) => [{ set: 'TSLA', at: NOW - age, amount: 2, covered: 1.5 }]
    expect(bad(facts({}, { badDebts: debt(3600) }))).toEqual(['bad-debt TSLA'])
    expect(bad(facts({}, { badDebts: debt(3601) }))).toEqual([])
    const found = judge(facts({}, { badDebts: debt(1) }), limits).find(({ rule }) => rule === 'bad-debt')
    expect(found?.words).toBe('1 accounts left a debt of 2.000000 TSLA, of which insurance paid 1.500000.')
  })

  it('say nothing of what they cannot know', () => {
    const silent = judge(facts({}, { overview: undefined }), limits)
    expect(silent.map(({ rule }) => rule)).toEqual(['chain', 'keeper'])
    const unpriced = judge(facts({ priceOk: false }), limits)
    expect(unpriced.some(({ rule }) => rule === 'coverage')).toBe(false)
    expect(unpriced.filter(({ rule, isBad }) => rule === 'price-age' && isBad)).toHaveLength(2)
  })
})
