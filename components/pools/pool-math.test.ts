import { describe, expect, it } from 'vitest'
import { assetsFor, fractionOf, redeemableShares, sharePrice, sharesFor, sharesToRedeem } from './pool-math'

const WAD = 10n ** 18n

describe('shares', () => {
  it('cost a token each in an empty pool, with six more decimals', () => {
    expect(sharePrice(0n, 0n)).toBe(WAD)
    expect(sharesFor(WAD, 0n, 0n)).toBe(10n ** 24n)
  })

  it('come back as no more than was paid', () => {
    const [assets, supply] = [6000n * WAD + 7n, 5900n * 10n ** 24n]
    const shares = sharesFor(10n * WAD, assets, supply)
    expect(assetsFor(shares, assets + 10n * WAD, supply + shares)).toBeLessThanOrEqual(10n * WAD)
    expect(sharesToRedeem(20n * WAD, assets, supply, shares)).toBe(shares)
  })

  it('can all be redeemed, or as many as the pool lets go', () => {
    const pool = { exitAssets: 6000n * WAD, totalShares: 6000n * 10n ** 24n, withdrawable: 100n * WAD }
    expect(redeemableShares(50n * 10n ** 24n, pool)).toBe(50n * 10n ** 24n)
    const part = redeemableShares(200n * 10n ** 24n, pool)
    expect(assetsFor(part, pool.exitAssets, pool.totalShares)).toBeLessThanOrEqual(pool.withdrawable)
    expect(assetsFor(part + 10n ** 7n, pool.exitAssets, pool.totalShares)).toBeGreaterThanOrEqual(pool.withdrawable)
  })

  it('are a fraction of nothing when there is nothing', () => {
    expect(fractionOf(1n, 0n)).toBe(0n)
    expect(fractionOf(1n, 4n)).toBe(WAD / 4n)
  })
})
