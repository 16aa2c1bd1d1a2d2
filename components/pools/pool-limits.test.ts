import { describe, expect, it } from 'vitest'
import type { Overview } from '@/lib/chain/snapshot/types'
import { testNow, testOverview, testSet, withSet } from '@/lib/server/testing/overview'
import { lockedByStress, poolGate } from './pool-limits'

const gate = (overview: Overview, now = testNow) => poolGate(overview, overview.sets[0]!, 0, now)

describe('poolGate', () => {
  it('lets everybody in and out while prices are fresh', () => {
    expect(gate(testOverview)).toEqual({})
  })

  it('names the price that is missing, too old or too uncertain (O1, O2)', () => {
    expect(gate(testOverview, testNow + 900n).withdraw).toBe('The BTC price is 15 min old; at most 10 min')
    const [btc, ...rest] = testOverview.assets
    const missing = { ...testOverview, assets: [{ ...btc!, priceOk: false }, ...rest] }
    expect(gate(missing).deposit).toBe('The BTC price is missing')
    const price = { ...btc!.price, confidence: btc!.price.value / 50n }
    expect(gate({ ...testOverview, assets: [{ ...btc!, price }, ...rest] }).deposit).toBe(
      'The BTC price is too uncertain',
    )
  })

  it('asks for no price when nothing is open (C7)', () => {
    const markets = testSet.markets.map((market) => ({ ...market, strikes: [] }))
    const quiet = withSet({ markets, pool: { ...testSet.pool, receivable: 0n } })
    expect(gate(quiet, testNow + 10_000_000n)).toEqual({})
  })

  it('closes an insolvent pool to deposits alone, and a settled one until its end to withdrawals too', () => {
    expect(gate(withSet({ pool: { ...testSet.pool, totalAssets: 0n } }))).toEqual({
      deposit: 'The pool has nothing left',
    })
    const settlement = { settledAt: 5n, finishedAt: 0n, openPositions: 1n, claims: 0n, funds: 0n }
    expect(gate({ ...testOverview, settlements: [settlement] }).withdraw).toMatch(/settled/)
    expect(gate({ ...testOverview, settlements: [{ ...settlement, finishedAt: 6n }] }).withdraw).toBeUndefined()
  })
})

describe('lockedByStress', () => {
  it('is what the stress limit makes of the stress loss, rounded up', () => {
    expect(lockedByStress(testSet)).toBe((testSet.pool.stressLoss * 10_000n) / 6000n + 1n)
  })
})
