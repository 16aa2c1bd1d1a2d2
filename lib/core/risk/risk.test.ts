import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divUp, mulDiv, mulWad, mulWadUp, WAD, type Wad } from '../fixed-point'
import { closingFraction, liquidatable, positionMargin, type MarginInputs, type MarginPosition } from './margin'
import { assess } from './index'
import { btcWeek, inputs, leg, terms, usd } from './testing'
import { referenceHealth } from './margin.reference'

const anyPosition = fc
  .record({
    strike: fc.integer({ min: 50, max: 80 }),
    isPut: fc.boolean(),
    size: fc.bigInt(-3n * 10n ** 18n, 3n * WAD),
  })
  .map(({ strike, isPut, size }) => leg(strike * 1000, isPut, size))
const anyPositions = fc.array(anyPosition, { minLength: 1, maxLength: 8 })
const anyCash = fc.bigInt(0n, usd(500_000))

/** What the account loses at the worst of the five scenarios by itself: the positions' value now less the value then. */
const required = (positions: readonly MarginPosition[], cash = 0n): Wad =>
  positionMargin(assess(inputs(positions, { cash })))

describe('assess', () => {
  it('agrees with a second implementation in floating point (C11)', () => {
    fc.assert(
      fc.property(anyPositions, anyCash, fc.boolean(), (positions, cash, sameAsset) => {
        const given = inputs(positions, { cash, collateralAsset: sameAsset ? 0 : 2 })
        const found = assess(given)
        const expected = referenceHealth(given)
        const scale = 1 + Number(found.notional) / 1e18
        for (const [name, value] of Object.entries(expected)) {
          const exact = Number(found[name as keyof typeof found]) / 1e18
          expect(Math.abs(exact - value) / scale, name).toBeLessThan(1e-9)
        }
      }),
    )
  })

  it('asks of a vertical spread no more than its width', () => {
    for (const isPut of [false, true]) {
      for (const [bought, written] of [
        [60, 70],
        [70, 60],
        [65, 66],
        [80, 50],
      ] as const) {
        const spread = [leg(bought * 1000, isPut, WAD), leg(written * 1000, isPut, 0n - WAD)]
        expect(required(spread)).toBeLessThanOrEqual(usd(Math.abs(bought - written) * 1000))
      }
    }
  })

  it('asks of a condor no more than its wider wing, and of its wings alone no more than of both', () => {
    const puts = [leg(55_000, true, WAD), leg(60_000, true, 0n - WAD)]
    const calls = [leg(70_000, false, 0n - WAD), leg(75_000, false, WAD)]
    const both = required([...puts, ...calls])
    expect(both).toBeLessThanOrEqual(usd(5000))
    expect(both).toBeLessThan(required([puts[1], calls[0]] as MarginPosition[]))
  })

  it('asks of a straddle what the worse side loses, not the sum of both sides', () => {
    const call = leg(65_000, false, 0n - WAD)
    const put = leg(65_000, true, 0n - WAD)
    const straddle = required([call, put])
    expect(straddle).toBeLessThan(required([call]) + required([put]))
  })

  it('needs no more for a call covered by the collateral itself than for that collateral alone', () => {
    const cash = usd(100_000)
    const counted = mulWad(cash, WAD - terms.haircut)
    const size = mulDiv(counted, WAD, usd(65_000))
    const covered = assess(inputs([leg(65_000, false, 0n - size)], { cash, collateralAsset: 0 }))
    const alone = assess(inputs([leg(65_000, false, 0n - size)], { cash, collateralAsset: 2 }))
    expect(covered.initialMargin).toBeLessThan(alone.initialMargin)
    expect(covered.initialMargin).toBeLessThanOrEqual(mulWadUp(counted, btcWeek.shock))
  })

  it('asks at most the value of what is only bought', () => {
    fc.assert(
      fc.property(anyPositions, (positions) => {
        const bought = positions.map((each) => ({
          ...each,
          quantity: each.quantity < 0n ? 0n - each.quantity : each.quantity,
        }))
        const health = assess(inputs(bought, { cash: 0n }))
        expect(health.initialMargin).toBeLessThanOrEqual(health.value)
        expect(liquidatable(health)).toBe(false)
      }),
    )
  })

  it('doubles with everything doubled, to the rounding', () => {
    fc.assert(
      fc.property(anyPositions, anyCash, (positions, cash) => {
        const once = assess(inputs(positions, { cash }))
        const doubled = positions.map((each) => ({ ...each, quantity: each.quantity * 2n }))
        const twice = assess(inputs(doubled, { cash: cash * 2n }))
        for (const name of ['equity', 'openingEquity', 'initialMargin', 'maintenanceMargin'] as const) {
          const difference = twice[name] - 2n * once[name]
          expect(difference < 100n && difference > -100n, name).toBe(true)
        }
      }),
    )
  })

  it('is never made worse by more cash', () => {
    fc.assert(
      fc.property(anyPositions, anyCash, anyCash, fc.boolean(), (positions, cash, more, sameAsset) => {
        const collateralAsset = sameAsset ? 0 : 2
        const before = assess(inputs(positions, { cash, collateralAsset }))
        const after = assess(inputs(positions, { cash: cash + more, collateralAsset }))
        expect(after.equity - after.initialMargin).toBeGreaterThanOrEqual(before.equity - before.initialMargin - 2n)
      }),
    )
  })

  it('takes two accounts joined as no riskier than apart', () => {
    fc.assert(
      fc.property(anyPositions, anyPositions, (one, other) => {
        const [a, b] = [one.slice(0, 4), other.slice(0, 4)]
        expect(required([...a, ...b])).toBeLessThanOrEqual(required(a) + required(b) + 2n)
      }),
    )
  })
})

describe('closingFraction', () => {
  it('is the least part whose closing at value restores the initial margin', () => {
    fc.assert(
      fc.property(anyPositions, anyCash, (positions, cash) => {
        const given = inputs(positions, { cash })
        const health = assess(given)
        if (!liquidatable(health) || health.equity <= 0n) return
        const fraction = closingFraction(health, terms, 0n)
        expect(fraction).toBeGreaterThan(0n)
        if (fraction === WAD) return
        const after = assess(closed(given, fraction))
        expect(after.equity).toBeGreaterThanOrEqual(after.initialMargin - usd(1) / 1000n)
        const less = assess(closed(given, fraction - fraction / 100n))
        expect(less.equity).toBeLessThan(less.initialMargin)
      }),
    )
  })

  it('closes everything when what is left would not pay for it', () => {
    const health = assess(inputs([leg(65_000, false, 0n - 2n * WAD)], { cash: usd(1000) }))
    expect(closingFraction(health, terms, usd(100_000))).toBe(WAD)
  })
})

/** The account with a part of every position closed at its value. */
function closed(given: MarginInputs, fraction: Wad): MarginInputs {
  const { worth } = assess(given)
  return {
    ...given,
    cash: given.cash + mulDiv(worth, fraction, WAD),
    positions: given.positions.map((each) => ({
      ...each,
      quantity: each.quantity - divUp(each.quantity * fraction, WAD),
    })),
  }
}
