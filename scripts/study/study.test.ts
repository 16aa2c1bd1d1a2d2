import { describe, expect, it } from 'vitest'
import { liabilityNow, skewOf, markOf, stressLoss, unitAt, valueMarket } from '@/lib/core/pricing'
import { adversaries } from './adversaries'
import { Market } from './book'
import { defaults } from './parameters'
import { falseStarts, gradually } from './paths'
import { Random } from './random'
import { figuresOf, upperBound } from './report'
import { simulateYear } from './year'

const mixed = ['foresight', 'sandwich', 'weekend', 'split'] as const
const atOnce = { ...defaults, delaySeconds: 0 }
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

  it('lets nobody trade on what they foresee once trades wait for the next price', { timeout: 60_000 }, () => {
    for (const name of ['foresight', 'sandwich'] as const) {
      expect(simulateYear(atOnce, 1, [name]).profit[name]).toBeGreaterThan(0)
      expect(simulateYear(defaults, 1, [name]).profit[name]).toBeLessThan(0)
    }
  })

  it('lets nobody be closed before a jump once that is asked for and cannot be taken back', { timeout: 60_000 }, () => {
    const profitWith = (change: Partial<typeof defaults>) =>
      simulateYear({ ...defaults, ...change }, 1, ['selfLiquidation']).profit.selfLiquidation
    const inTime = profitWith({})
    expect(inTime).toBeLessThan(0)
    expect(profitWith({ lateCash: 1 })).toBeGreaterThan(inTime)
    expect(profitWith({ exhaustedSeconds: 0 })).toBeGreaterThan(inTime)
  })

  it('accounts for every token with whoever waits, or closes itself', { timeout: 60_000 }, () => {
    for (const name of ['waiter', 'news', 'selfLiquidation', 'gradual'] as const) {
      expect(Math.abs(simulateYear(defaults, 1, [name]).imbalance)).toBeLessThan(1e-5)
    }
  })

  it('opens nothing on a price of the stock that is too old', { timeout: 60_000 }, () => {
    for (const name of ['weekend', 'overnight'] as const) {
      expect(simulateYear(defaults, 1, [name]).profit[name]).toBe(0)
    }
    expect(simulateYear({ ...defaults, maxAgeCollateralOpen: 120 }, 1, []).tooOld).toBe(0)
  })

  it('begins some false starts for each jump, none of which gets anywhere', () => {
    const random = new Random(1)
    const all = Array.from({ length: 4000 }, () => falseStarts(random, 29))
    expect(all.flat().length / all.length).toBeCloseTo(29, -1)
    for (const start of all.flat().slice(0, 1000)) {
      expect(start.length).toBeLessThanOrEqual(gradually.length)
      expect(start.reduce((sum, part) => sum + part, 0)).toBeCloseTo(0, 12)
    }
    // A move that has gone one window of thirty goes on to the end once in thirty times: it is worth what it has gone.
    const half = all.flat().filter(({ length }) => length === 2).length / all.flat().length
    expect(half).toBeCloseTo((1 / 2) * (30 / 29), 1)
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

  it('asks nothing of a bound', () => {
    const year = simulateYear(defaults, 1, [])
    const rich = { ...year, profit: { ...year.profit, news: 1, waiter: 1 } }
    const figures = figuresOf(new Map(['defaults', ...adversaries].map((name) => [name, [rich]])))
    expect(figures.find(({ name }) => name === 'bound.profit.news')).toMatchObject({ value: 1, met: true })
    expect(figures.find(({ name }) => name === 'adversary.profit.waiter')).toMatchObject({ value: 1, met: false })
  })

  it('says how sure no event makes', () => {
    expect(upperBound(3000)).toBeCloseTo(0.9986, 3)
  })
})
