import { describe, expect, it } from 'vitest'
import { formatAmount, formatDuration, formatPercent, formatUsd } from './index'

const WAD = 10n ** 18n

describe('amounts', () => {
  it('are grouped and cut, never rounded up', () => {
    expect(formatAmount(1_234_567n * WAD + WAD / 3n)).toBe('1,234,567.33')
    expect(formatAmount((2n * WAD) / 3n)).toBe('0.66')
    expect(formatAmount(WAD, { digits: 4 })).toBe('1')
    expect(formatAmount(WAD, { digits: 2, fixed: true })).toBe('1.00')
    expect(formatAmount(1_500_000n, { decimals: 6 })).toBe('1.5')
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
