import { describe, expect, it } from 'vitest'
import { WAD } from '@/lib/core/fixed-point'
import { governedStressLoss, type PoolMarket, type PoolState } from '@/lib/core/risk'
import { capacityOf } from './capacity'

const market: PoolMarket = {
  asset: 0,
  terms: {
    period: 604_800n,
    depth: 1_000_000n,
    kappaGammaBps: 20_000n,
    kappaDeltaBps: 500n,
    shockBps: 2000n,
    volatilityShockBps: 3000n,
  },
  spot: 65_000n * WAD,
  volatility: (55n * WAD) / 100n,
  strikes: [],
}
const pool: PoolState = {
  cash: 6000n * WAD,
  receivable: 0n,
  insurance: 600n * WAD,
  collateral: { asset: 2, price: 250n * WAD, unit: WAD },
  markets: [market],
}

describe('capacity left', () => {
  it('is what uses the room up and no more', () => {
    const room = 500_000n * WAD
    const [left] = capacityOf(pool, room)
    const after = (units: bigint) =>
      governedStressLoss({ markets: [{ ...market, strikes: [{ strike: market.spot, calls: units, puts: 0n }] }] })
    expect(after(left!.calls)).toBeLessThanOrEqual(room)
    expect(after((left!.calls * 101n) / 100n)).toBeGreaterThan(room)
    expect(left!.puts).toBeGreaterThan(0n)
  })

  it('is nothing without room', () => {
    expect(capacityOf(pool, 0n)).toMatchObject([{ calls: 0n, puts: 0n, stressLoss: 0n }])
  })
})
