import Decimal from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal, toDecimal } from './decimal'
import { divUp, expWad, lnWad, mulDivUp, sqrt, WAD } from './index'

const D = Decimal.clone({ precision: 80 })
const wad = (value: bigint) => new D(value.toString()).div('1e18')

describe('fixed point', () => {
  it('takes logarithms within a wei of a high-precision reference', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 60n), (x) => {
        const error = wad(lnWad(x)).minus(wad(x).ln()).abs()
        expect(error.lte('2e-18')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('takes exponentials within 1e-17 relative and a wei absolute of a high-precision reference', () => {
    fc.assert(
      fc.property(fc.bigInt(-45n * WAD, 60n * WAD), (x) => {
        const reference = wad(x).exp()
        const error = wad(expWad(x)).minus(reference).abs()
        expect(error.lte(reference.mul('1e-17').plus('2e-18'))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('takes square roots exactly, rounded down', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n - 1n), (x) => {
        const root = sqrt(x)
        expect(root * root <= x && (root + 1n) * (root + 1n) > x).toBe(true)
      }),
      { numRuns: 3000 },
    )
    for (let x = 0n; x < 300n; x++) expect(sqrt(x)).toBe(BigInt(Math.floor(Math.sqrt(Number(x)))))
  })

  it('rounds up towards positive infinity', () => {
    expect(divUp(7n, 2n)).toBe(4n)
    expect(divUp(-7n, 2n)).toBe(-3n)
    expect(divUp(6n, 2n)).toBe(3n)
    expect(mulDivUp(1n, 1n, 3n)).toBe(1n)
    expect(() => divUp(1n, 0n)).toThrow('division by zero')
  })

  it('refuses logarithms and roots that do not exist', () => {
    expect(() => lnWad(0n)).toThrow(RangeError)
    expect(() => sqrt(-1n)).toThrow(RangeError)
    expect(() => expWad(136n * WAD)).toThrow(RangeError)
    expect(expWad(-42n * WAD)).toBe(0n)
  })
})

describe('decimals', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 40n), 10n ** 40n), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        expect(parseDecimal(toDecimal(value, decimals), decimals)).toBe(value)
      }),
    )
  })

  it('are refused when they are not plain decimal numbers', () => {
    for (const text of [
      '',
      '1e5',
      '0x10',
      '1.',
      '.5',
      ' 1',
      'NaN',
      'Infinity',
      '1,000',
      '--1',
      '1.0000000000000000001',
    ]) {
      expect(() => parseDecimal(text)).toThrow(RangeError)
    }
  })
})
