import { describe, expect, it } from 'vitest'
import { WAD } from '../fixed-point'
import { floatClosingFraction, floatHealth } from './float'
import { assess, closingFraction } from './margin'

const wad = (value: number) => BigInt(Math.round(value * 1e12)) * 10n ** 6n
const number = (value: bigint) => Number(value) / 1e18
const terms = { haircut: 0.1, collateralShock: 0.15, writtenMinimum: 0.01, maintenance: 0.75 }
const exactTerms = { haircut: wad(0.1), collateralShock: wad(0.15), writtenMinimum: WAD / 100n, maintenance: wad(0.75) }
const market = { asset: 1, spot: 65_000, volatility: 0.6, period: 0.08, shock: 0.2, volatilityShock: 0.3 }
const exactMarket = {
  ...{ asset: 1, spot: wad(65_000), volatility: wad(0.6), period: wad(0.08) },
  ...{ shock: wad(0.2), volatilityShock: wad(0.3) },
}

const books = [
  [{ strike: 60_000, isPut: true, quantity: -1 }],
  [
    { strike: 60_000, isPut: true, quantity: -1 },
    { strike: 70_000, isPut: false, quantity: -0.5 },
  ],
  [
    { strike: 70_000, isPut: false, quantity: -1 },
    { strike: 75_000, isPut: false, quantity: 1 },
  ],
]

function healths(cash: number, legs: (typeof books)[number]) {
  const mark = (strike: number, isPut: boolean) => Math.max(isPut ? strike - 65_000 : 65_000 - strike, 0) + 500
  const float = floatHealth(
    cash,
    12,
    terms,
    legs.map((leg) => ({ ...market, ...leg, mark: mark(leg.strike, leg.isPut) })),
  )
  const exact = assess({
    ...{ cash: wad(cash), funding: wad(12), collateralAsset: 9, terms: exactTerms, markets: [exactMarket] },
    positions: legs.map(({ strike, isPut, quantity }) => ({
      ...{ market: 0, strike: wad(strike), isPut, quantity: wad(quantity), fundingRate: wad(500 / 0.08) },
    })),
  })
  return { float, exact }
}

describe('margin in double precision', () => {
  it.each(books.map((legs) => [legs] as const))('agrees with the exact margin: %j', (legs) => {
    const { float, exact } = healths(9_000, legs)
    expect(float.equity).toBeCloseTo(number(exact.equity), 4)
    expect(float.openingEquity).toBeCloseTo(number(exact.openingEquity), 4)
    expect(float.initialMargin).toBeCloseTo(number(exact.initialMargin), 4)
    expect(float.maintenanceMargin).toBeCloseTo(number(exact.maintenanceMargin), 4)
    expect(float.cashMargin).toBeCloseTo(number(exact.cashMargin), 4)
    expect(float.worth).toBeCloseTo(number(exact.worth), 4)
  })

  it.each([8_000, 12_000, 16_000])('closes the same part with %d USD', (cash) => {
    const { float, exact } = healths(cash, books[1] ?? [])
    expect(floatClosingFraction(float, terms, 100)).toBeCloseTo(number(closingFraction(exact, exactTerms, wad(100))), 8)
  })
})
