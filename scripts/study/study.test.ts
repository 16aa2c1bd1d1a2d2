import { describe, expect, it } from 'vitest'
import { liabilityNow, skewOf, markOf, stressLoss, unitAt, valueMarket } from '@/lib/core/pricing'
import { Market } from './book'
import { defaults } from './parameters'
import { upperBound } from './report'
import { simulateYear } from './year'

const mixed = ['foresight', 'sandwich', 'weekend', 'split'] as const
const wad = (value: number) => BigInt(Math.round(value * 1e12)) * 10n ** 6n

describe('the study', () => {
  it('accounts for every token, and repeats itself from the same seed', { timeout: 60_000 }, () => {
    const years = [1, 2].map((seed) => simulateYear(defaults, seed, mixed))
    for (const { imbalance, trades } of years) {
      expect(Math.abs(imbalance)).toBeLessThan(1e-6)
      expect(trades).toBeGreaterThan(100)
    }
    expect(simulateYear(defaults, 1, mixed)).toEqual(years[0])
  })

  it('values a book as the exact module does', () => {
    const market = new Market(0, 7 / 365, defaults)
    const held = [
      { strike: 60_000, calls: 3, puts: -2 },
      { strike: 70_000, calls: -1.5, puts: 4 },
    ]
    for (const { strike, calls, puts } of held) Object.assign(market.list(strike) ?? {}, { calls, puts })
    market.revalue(65_000, 0.6)
    const exact = valueMarket(
      {
        ...{ period: 604_800n, depth: 1_000_000n, kappaGammaBps: 20_000n, kappaDeltaBps: 500n },
        ...{ shockBps: 2000n, volatilityShockBps: 3000n },
      },
      wad(65_000),
      wad(0.6),
      held.map(({ strike, calls, puts }) => ({ strike: wad(strike), calls: wad(calls), puts: wad(puts) })),
    )
    expect(market.liability).toBeCloseTo(Number(liabilityNow(exact)) / 1e18, 4)
    expect(market.stress).toBeCloseTo(Number(stressLoss(exact)) / 1e18, 4)
    expect(market.skew(65_000, 0.6)).toBeCloseTo(Number(skewOf(exact)) / 1e18, 8)
    const mark = markOf(exact, unitAt(exact, wad(60_000)), true)
    expect(market.mark(65_000, 0.6, 60_000, true)).toBeCloseTo(Number(mark) / 1e18, 4)
  })

  it('says how sure no event makes', () => {
    expect(upperBound(3000)).toBeCloseTo(0.9986, 3)
  })
})
