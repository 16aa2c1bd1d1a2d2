import { describe, expect, it } from 'vitest'
import { WAD, type Raw } from '../fixed-point'
import { stressPool, type PoolState } from './pool-stress'
import { ASSET_MOVES, depositOf, STOCK_MOVES, stressTable, VOLATILITY_FACTORS, worstCell } from './stress-table'
import { usd } from './testing'

const tokens = (amount: number): Raw => BigInt(amount) * 10n ** 18n

const pool: PoolState = {
  cash: tokens(6000),
  receivable: 0n,
  insurance: tokens(500),
  collateral: { asset: 2, price: usd(250), unit: WAD },
  markets: [
    {
      asset: 0,
      terms: {
        period: 604_800n,
        depth: 1_000_000n,
        kappaGammaBps: 20_000n,
        kappaDeltaBps: 500n,
        shockBps: 2000n,
        volatilityShockBps: 3000n,
      },
      spot: usd(65_000),
      volatility: (55n * WAD) / 100n,
      strikes: [{ strike: usd(66_000), calls: 8n * WAD, puts: 3n * WAD }],
    },
  ],
}

describe('stressTable', () => {
  it('has every case once and loses a part of what the pool loses', () => {
    const cells = stressTable(pool, depositOf(tokens(60), tokens(60)))
    expect(cells).toHaveLength(ASSET_MOVES.length * STOCK_MOVES.length * VOLATILITY_FACTORS.length)
    expect(
      new Set(
        cells.map(({ assetMove, stockMove, volatilityFactor }) => `${assetMove}/${stockMove}/${volatilityFactor}`),
      ).size,
    ).toBe(48)
    for (const cell of cells) {
      const [out] = stressPool(pool, [cell])
      const before = out!.assets + out!.loss
      expect(Number(cell.tokens) / 60e18).toBeCloseTo(-Number(out!.loss) / Number(before), 9)
      expect(Number(cell.usd) / 60e18).toBeCloseTo((-Number(out!.lossUsd) / Number(before)) * 1, 6)
    }
  })

  it('tells the fall of the stock apart, which holding the token would have brought too', () => {
    const cells = stressTable({ ...pool, markets: [] }, depositOf(tokens(10), 0n))
    for (const { tokens: change, usd: dollars, usdHeld, stockMove } of cells) {
      expect(change).toBe(0n)
      expect(dollars).toBe(usdHeld)
      expect(dollars).toBe((usd(2500) * stockMove) / WAD)
    }
  })

  it('counts what is not in the pool yet as making it larger, and names the worst case', () => {
    const inPool = worstCell(stressTable(pool, depositOf(tokens(600), tokens(600))))!
    const added = worstCell(stressTable(pool, depositOf(tokens(600), 0n)))!
    expect(added.tokens).toBeGreaterThan(inPool.tokens)
    expect(inPool).toMatchObject({ stockMove: STOCK_MOVES.at(-1), volatilityFactor: 2n * WAD })
    expect(worstCell([])).toBeUndefined()
  })

  it('loses no more than the deposit when the pool is exhausted', () => {
    const cells = stressTable({ ...pool, cash: tokens(90) }, depositOf(tokens(50), tokens(50)))
    expect(worstCell(cells)!.tokens).toBe(0n - tokens(50))
    expect(stressTable({ ...pool, cash: 0n }, depositOf(tokens(5), tokens(5))).every((cell) => cell.tokens <= 0n)).toBe(
      true,
    )
  })
})
