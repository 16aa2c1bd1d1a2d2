import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../fixed-point/decimal'
import { formatAmount, formatDuration, formatPercent, formatUsd } from './index'

const WAD = 10n ** 18n

describe('amounts', () => {
  it('can write what vanishes as wide as its neighbours', () => {
    const options = { digits: 2, fixed: true, signed: true, plainZero: true } as const
    expect(formatAmount(1n, options)).toBe('+0.00')
    expect(formatAmount(-1n, options)).toBe('−0.00')
    expect(formatAmount(0n, options)).toBe('0.00')
  })

  it('are grouped and cut, never rounded up', () => {
    expect(formatAmount(1_234_567n * WAD + WAD / 3n)).toBe('1,234,567.33')
    expect(formatAmount((2n * WAD) / 3n)).toBe('0.66')
    expect(formatAmount(WAD, { digits: 4 })).toBe('1')
    expect(formatAmount(WAD, { digits: 2, fixed: true })).toBe('1.00')
    expect(formatAmount(1_500_000n, { decimals: 6 })).toBe('1.5')
  })

  it('show every digit that they say they show, and no more', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), fc.integer({ min: 0, max: 8 }), (value, digits) => {
        const text = formatAmount(value, { digits })
        const grain = 10n ** BigInt(18 - digits)
        if (text.startsWith('<')) return value > 0n && value < grain
        const shown = parseDecimal(text.replaceAll(',', ''))
        return shown <= value && value - shown < grain
      }),
    )
  })

  it('say when they are too small to show', () => {
    expect(formatAmount(1n)).toBe('<0.01')
    expect(formatAmount(-1n)).toBe('−<0.01')
    expect(formatAmount(0n)).toBe('0')
  })

  it('carry a sign when asked', () => {
    expect(formatAmount(WAD, { signed: true })).toBe('+1')
    expect(formatAmount(-WAD)).toBe('−1')
  })
})

describe('dollars, fractions and times', () => {
  it('have sensible digits', () => {
    expect(formatUsd(65_432n * WAD + WAD / 2n)).toBe('$65,432')
    expect(formatUsd(-12n * WAD, { signed: true })).toBe('−$12.00')
    expect(formatUsd(WAD / 8n)).toBe('$0.1250')
    expect(formatUsd(0n)).toBe('$0.00')
    expect(formatPercent(WAD / 200n)).toBe('0.50 %')
    expect(formatDuration(45)).toBe('45 s')
    expect(formatDuration(3600)).toBe('60 min')
    expect(formatDuration(86_400 * 5)).toBe('5 days')
  })
})
