import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../fixed-point'
import { providerResult } from './provider'
import { deepest, drawdowns, insuranceSteps, mainSteps, windowReturns } from './returns'
import { livePool, pointAt, start, type Life } from './testing'
import type { ProviderEvent } from './types'

const DAY = 86_400
const token = (amount: number): bigint => BigInt(Math.round(amount * 1e6)) * 10n ** 12n
const sum = (parts: Readonly<Record<string, bigint>>): bigint =>
  Object.values(parts).reduce((total, part) => total + part, 0n)

const anyGain = fc.integer({ min: -10, max: 10 })
const anyLife: fc.Arbitrary<Life> = fc.record({
  hours: fc.array(fc.record({ fees: fc.nat(5), premium: anyGain, results: anyGain }), { minLength: 1, maxLength: 40 }),
  moves: fc.array(fc.record({ hour: fc.nat(39), tokens: fc.integer({ min: -200, max: 200 }) }), { maxLength: 6 }),
})

/** Days in which a share's price goes from 1 to each of `prices`, all of it by fees on a thousand shares. */
function daysAt(prices: readonly number[]) {
  let before = 1
  const points = prices.map((price, i) => {
    const fees = token((price - before) * 1000)
    before = price
    return pointAt(start + i * DAY, { sharePrice: token(price), shares: 1000n * 10n ** 24n, flows: { fees } })
  })
  return mainSteps(points, 'day', start + prices.length * DAY)
}

describe('steps', () => {
  it('add up to the change of the share price exactly, whatever moved', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        const { points, through } = livePool(life)
        for (const step of [...mainSteps(points, 'hour', through), ...insuranceSteps(points, 'hour', through)]) {
          expect(sum(step.parts)).toBe(step.endPrice - step.startPrice)
        }
      }),
    )
  })

  it('follow each other without a gap, from a token per share, and end where the index ends', () => {
    const steps = mainSteps(
      [pointAt(start, {}), pointAt(start + DAY, {}), pointAt(start + 2 * DAY, {})],
      'day',
      start + 2.5 * DAY,
    )
    expect(steps.map(({ from, to }) => [from - start, to - start])).toEqual([
      [0, DAY],
      [DAY, 2 * DAY],
      [2 * DAY, 2.5 * DAY],
    ])
    expect(steps[0]?.startPrice).toBe(WAD)
  })

  it('count a flow as its part of a share: the insurance cut and bad debt take off', () => {
    const flows = { premium: token(20), insuranceCut: token(-2), badDebt: token(-3) }
    const point = pointAt(start, { sharePrice: token(1.015), shares: 1000n * 10n ** 24n, flows })
    const [step] = mainSteps([point], 'day', start + DAY)
    expect(step?.parts).toMatchObject({
      premium: token(0.02),
      insuranceCut: token(-0.002),
      badDebt: token(-0.003),
      traderResults: 0n,
    })
    const slashed = { ...point, insurance: { ...point.insurance, income: token(5), paidOut: token(7) } }
    const [insured] = insuranceSteps([{ ...slashed, insuranceShares: 1000n * 10n ** 24n }], 'day', start + DAY)
    expect(insured?.parts).toMatchObject({ income: token(0.005), paidOut: token(-0.007), rest: token(0.017) })
  })
})

describe('windowReturns', () => {
  it('annualises simply, adds up, and puts the lowest first', () => {
    // 60 quiet days at +0.1 % of a token, then a week of losses.
    const rise = Array.from({ length: 60 }, (_, i) => 1 + (i + 1) / 1000)
    const fall = Array.from({ length: 7 }, (_, i) => 1.06 - (i + 1) / 500)
    const found = windowReturns(daysAt([...rise, ...fall]), [7, 30, 90])
    expect(found.map(({ days }) => days)).toEqual([7, 30, 90])
    const [week, month, all] = found
    expect(Number(week!.total) / 1e18).toBeCloseTo((-0.014 / 1.06) * (365 / 7), 6)
    expect(Number(month!.total) / 1e18).toBeCloseTo(((0.023 - 0.014) / 1.037) * (365 / 30), 6)
    expect(all).toMatchObject({ isPartial: true, seconds: 67 * DAY, change: token(0.046) })
    for (const each of found) {
      expect(each.total).toBe(sum(each.parts))
      expect(Number(each.total - each.parts.fees) / 1e18).toBeCloseTo(0, 9)
    }
  })

  it('says of a short history what there is, once, and of less than a day nothing', () => {
    expect(windowReturns(daysAt([1.01, 1.02]), [7, 30, 90])).toMatchObject([
      { days: 7, isPartial: true, seconds: 2 * DAY },
    ])
    expect(windowReturns(mainSteps([pointAt(start, {})], 'hour', start + 3600), [7, 30, 90])).toEqual([])
    expect(windowReturns([], [7])).toEqual([])
  })
})

describe('drawdowns', () => {
  it('are what was lost since the best moment, against holding the token', () => {
    const points = drawdowns(daysAt([1.1, 0.99, 1.045, 1.2]))
    expect(points.map(({ drawdown }) => Number(drawdown) / 1e18)).toEqual([0, -0.1, -0.05, 0])
    expect(deepest(points)).toBe(0n - WAD / 10n)
    expect(deepest([])).toBe(0n)
  })
})

describe('providerResult', () => {
  const read = (life: Life) => {
    const { points, through, events, value } = livePool(life)
    const steps = mainSteps(points, 'hour', through)
    return { events, value, result: providerResult({ events, steps, rest: 'traderResults', value, unit: WAD }) }
  }

  it('adds up exactly: parts to the total, and the total to what came in and went out', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        const { result, value } = read(life)
        expect(sum(result.parts)).toBe(result.total)
        expect(result.realised + result.unrealised).toBe(result.total)
        expect(value + result.takenOut - result.paidIn).toBe(result.total)
      }),
    )
  })

  it('explains by its parts what it can: little is left for the rest when all was income', () => {
    const steady: Life = {
      hours: Array.from({ length: 48 }, () => ({ fees: 1, premium: 3, results: 0 })),
      moves: [
        { hour: 4, tokens: 10 },
        { hour: 30, tokens: -5 },
      ],
    }
    const { result } = read(steady)
    expect(result.parts.premium).toBeGreaterThan(2n * result.parts.fees)
    const rest = result.parts.traderResults < 0n ? -result.parts.traderResults : result.parts.traderResults
    expect(Number(rest) / Number(result.total)).toBeLessThan(0.02)
    expect(result.parts.entryAndExit).toBeLessThanOrEqual(2n)
  })

  it('keeps an average cost, realises by part, and values transferred shares', () => {
    const at = { block: 1n, transaction: '0x1', logIndex: 0, pool: 'main', clearinghouse: '0x2' } as const
    const price = { collateralPrice: 250n * WAD }
    const share = 10n ** 24n
    const events = [
      { ...at, ...price, time: start, kind: 'deposit', assets: 100n * WAD, shares: 100n * share, sharePrice: WAD },
      { ...at, ...price, time: start, kind: 'transferIn', assets: 0n, shares: 100n * share, sharePrice: 2n * WAD },
      {
        ...at,
        ...price,
        time: start,
        kind: 'withdrawal',
        assets: 119n * WAD,
        shares: 50n * share,
        sharePrice: (24n * WAD) / 10n,
      },
      { ...at, ...price, time: start, kind: 'request', assets: 0n, shares: 5n * share, sharePrice: WAD },
    ] as const
    const result = providerResult({ events, steps: [], rest: 'rest', value: 360n * WAD, unit: WAD })
    expect(result).toMatchObject({
      shares: 150n * share,
      cost: 225n * WAD,
      costUsd: 225n * 250n * WAD,
      paidIn: 300n * WAD,
      takenOut: 119n * WAD,
      realised: 44n * WAD,
      unrealised: 135n * WAD,
      total: 179n * WAD,
      parts: { entryAndExit: -1n * WAD, rest: 180n * WAD },
    })
  })
  it('keeps shares that wait for their sale, and what they cost; a refusal costs its reward alone', () => {
    const share = 10n ** 24n
    const at = { block: 1n, time: start, transaction: '0x1', logIndex: 0, pool: 'main', clearinghouse: '0x2' } as const
    const shown = { ...at, sharePrice: WAD, collateralPrice: 250n * WAD }
    const bought = { ...shown, kind: 'deposit', assets: 100n * WAD, shares: 99n * share } as const
    const asked = { ...shown, kind: 'request', assets: 0n, shares: 99n * share } as const
    const read = (events: readonly ProviderEvent[], value: bigint) =>
      providerResult({ events, steps: [], rest: 'rest', value, unit: WAD })
    const bare = read([bought], 99n * WAD)
    expect(read([bought, asked], 99n * WAD)).toEqual(bare)
    expect(bare).toMatchObject({ shares: 99n * share, cost: 100n * WAD, parts: { entryAndExit: 0n - WAD } })

    // Shares for an exit and a token for an entry, both for nothing.
    const exit = { ...shown, kind: 'refusal', assets: 0n, shares: 33n * share } as const
    const entry = { ...shown, kind: 'refusal', assets: WAD, shares: 0n } as const
    const refused = read([bought, asked, exit, entry], 66n * WAD)
    expect(refused).toMatchObject({ shares: 66n * share, paidIn: 101n * WAD, takenOut: 0n, total: -35n * WAD })
    expect(refused.parts).toEqual({ entryAndExit: -35n * WAD, rest: 0n })
    expect(refused.realised + refused.unrealised).toBe(refused.total)
  })
})
