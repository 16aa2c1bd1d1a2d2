import { mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { parseDecimal, toDecimal } from '@/lib/core/fixed-point/decimal'

/** What an amount is typed in: tokens to pay now, USD of the underlying, or units of it. */
export type AmountUnit = 'tokens' | 'usd' | 'units'

const AMOUNT = /^\d{0,15}(?:[.,]\d{0,18})?$/

/** Whether a text may stand in an amount field while it is being typed. */
export function isAmountText(text: string): boolean {
  return AMOUNT.test(text)
}

/** A typed amount with `decimals`; undefined when there is none. Further digits are cut. */
export function parseAmount(text: string, decimals = 18): bigint | undefined {
  const clean = text.trim().replace(',', '.')
  if (!AMOUNT.test(clean) || !/\d/.test(clean)) return undefined
  const [whole = '', fraction = ''] = clean.split('.')
  return parseDecimal(`${whole === '' ? '0' : whole}.${fraction.slice(0, decimals).padEnd(1, '0')}`, decimals)
}

/** Cut to `digits` significant digits, so that sizes are readable; never rounded up. */
export function significant(value: bigint, digits: number): bigint {
  const surplus = value.toString().length - digits
  if (surplus <= 0) return value
  const unit = 10n ** BigInt(surplus)
  return value - (value % unit)
}

/** The text that stands for an amount in its field. */
export function amountText(value: bigint, decimals = 18): string {
  return toDecimal(significant(value, 6), decimals)
}

export function unitsOfUsd(usd: Wad, spot: Wad): Wad {
  return mulDiv(usd, WAD, spot)
}

/**
 * The largest value up to `limit` that `fits`, to one part in a million; `fits` must be true below some value and false above.
 * The bracket is narrowed from below, so that the first guesses are cheap to reject.
 */
export function largest(limit: bigint, fits: (value: bigint) => boolean): bigint {
  if (limit <= 0n) return 0n
  if (fits(limit)) return limit
  let good = 0n
  let bad = limit
  while (bad - good > (bad >> 20n) + 1n && bad > 1n) {
    const middle = (good + bad) >> 1n
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good
}
