import { describe, expect, it } from 'vitest'
import { assetsFor, fractionOf, sharePrice, sharesFor, sharesToRedeem } from './pool-math'

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

  it('are a fraction of nothing when there is nothing', () => {
    expect(fractionOf(1n, 0n)).toBe(0n)
    expect(fractionOf(1n, 4n)).toBe(WAD / 4n)
  })
})
