import { describe, expect, it } from 'vitest'
import { WAD } from '../fixed-point'
import { floatValue } from '../pricing/float'
import { equityCurve, partsByPeriod, sumCurves, type CurveInput, type EquityParts } from './equity'
import { accountLedger, profitParts } from './ledger'
import type { AccountEvent, AssetPoint } from './types'

const HOUR = 3600
const wad = (value: number) => BigInt(Math.round(value * 1e6)) * 10n ** 12n
const house = `0x${'aa'.repeat(20)}` as const
const at = (time: number) => ({ block: 1n, time, transaction: house, logIndex: 0, clearinghouse: house })
const hours = (price: (hour: number) => number, count = 49): AssetPoint[] =>
  Array.from({ length: count }, (_, i) => ({ time: i * HOUR, price: wad(price(i)), volatility: wad(0.5) }))

const series = { asset: 0, strike: 100, isPut: false, period: 7 / 365 }
const bought = { series: 1n, quantity: wad(2), premium: wad(30), fee: wad(1), funding: 0n, spot: wad(100) }
const sold = { ...bought, quantity: wad(-2), premium: wad(-50), fee: wad(1), funding: wad(4), spot: wad(110) }
const plain = { kind: 'trade', reason: 'trade', trader: house, insuranceIncome: 0n, charges: 0n, forgiven: 0n } as const

const events: AccountEvent[] = [
  { ...at(HOUR), kind: 'deposit', amount: wad(1) },
  {
    ...at(2 * HOUR),
    ...plain,
    // 31.5 USD at 200: half a dollar of spread.
    cost: wad(0.1575),
    funding: 0n,
    legs: [{ ...bought, collateralPrice: wad(200) }],
  },
  {
    ...at(40 * HOUR),
    ...plain,
    cost: wad(-0.2),
    funding: wad(0.016),
    legs: [{ ...sold, collateralPrice: wad(240) }],
  },
]

const input: CurveInput = {
  events,
  collateral: 1,
  tokensPerUnit: 1e-18,
  points: new Map([
    [0, hours((hour) => 100 + hour / 4)],
    [1, hours((hour) => 200 + hour)],
  ]),
  pointSeconds: HOUR,
  priceAt: () => wad(200),
  seriesOf: (id) => (id === 1n ? series : undefined),
  through: 49 * HOUR,
}

const sum = (parts: EquityParts) => Object.values(parts as object as Record<string, number>).reduce((a, b) => a + b, 0)

describe('the equity curve', () => {
  const curve = equityCurve(input)

  it('has a point for every hour and every event, each the sum of its parts', () => {
    expect(curve[0]).toMatchObject({ time: HOUR, deposited: 1 })
    expect(curve.at(-1)?.time).toBe(49 * HOUR)
    expect(curve).toHaveLength(49)
    for (const { equity, invested, parts } of curve) {
      expect(sum(parts)).toBeCloseTo(equity - invested, 8)
    }
  })

  it('values cash, options and the funding owed', () => {
    const hour = curve.find(({ time }) => time === 20 * HOUR)!
    // The point of hour 19 speaks of its end.
    const option = floatValue({ ...series, spot: 100 + 19 / 4, volatility: 0.5 })
    const owed = hour.parts.funding
    expect(hour.price).toBe(219)
    expect(owed).toBeLessThan(0)
    expect(hour.equity).toBeCloseTo((1 - 0.1575) * 219 + 2 * option.value + owed, 6)
  })

  it('lets the funding come to what was settled, without a jump', () => {
    const before = curve.find(({ time }) => time === 39 * HOUR)!.parts.funding
    const after = curve.find(({ time }) => time === 40 * HOUR)!.parts.funding
    expect(after).toBeCloseTo(-0.016 * 240, 6)
    expect(Math.abs(before + 4)).toBeLessThan(0.3)
  })

  it('ends where the exact ledger ends', () => {
    const ledger = accountLedger(events, { unit: WAD, priceAt: () => wad(200) })
    const price = wad(248)
    const exact = profitParts(ledger, { price, unit: WAD, optionValue: 0n, fundingOwed: 0n })
    const { parts, equity, invested } = curve.at(-1)!
    expect(equity - invested).toBeCloseTo(Number(exact.total) / 1e18, 6)
    for (const name of ['options', 'funding', 'fees', 'spread', 'charges', 'stock'] as const) {
      expect(parts[name], name).toBeCloseTo(Number(exact[name]) / 1e18, 6)
    }
  })

  it('is empty without events or prices', () => {
    expect(equityCurve({ ...input, events: [] })).toEqual([])
    expect(equityCurve({ ...input, points: new Map() })).toEqual([])
  })

  it('adds sets up, and tells what each day did', () => {
    const twice = sumCurves([curve, curve])
    expect(twice.at(-1)?.equity).toBeCloseTo(2 * (curve.at(-1)?.equity ?? 0))
    const days = partsByPeriod(curve, (time) => Math.floor(time / 86_400) * 86_400)
    expect(days.map(({ time }) => time)).toEqual([0, 86_400, 172_800])
    const stock = days.reduce((sum, { parts }) => sum + parts.stock, 0)
    expect(stock).toBeCloseTo(curve.at(-1)!.parts.stock, 8)
  })

  it('takes a year of hours with eight positions in less than a second', () => {
    const year = { ...input, through: 8761 * HOUR, seriesOf: () => series }
    const legs = Array.from({ length: 8 }, (_, i) => ({ ...bought, series: BigInt(i), collateralPrice: wad(200) }))
    const points = new Map([
      [0, hours((hour) => 100 + Math.sin(hour), 8760)],
      [1, hours(() => 200, 8760)],
    ])
    // Of the processor, as others may be using it too.
    const began = process.cpuUsage()
    equityCurve({ ...year, points, events: [events[0]!, { ...at(2 * HOUR), ...plain, cost: 0n, funding: 0n, legs }] })
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000)
  })
})
