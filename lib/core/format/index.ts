import { toDecimal } from '../fixed-point/decimal'

/** Formatting of amounts for people: sensible digits, the exact value kept for hover and copy. */

export interface FormatOptions {
  /** Decimals of the fixed-point number; 18 unless said. */
  readonly decimals?: number
  /** Digits after the point, at most. */
  readonly digits?: number
  /** What is too small to show reads "0.00", as wide as its neighbours, not "<0.01". */
  readonly plainZero?: boolean
  /** Pad with zeros to `digits`. */
  readonly fixed?: boolean
  /** Show a plus before positive numbers. */
  readonly signed?: boolean
}

const MINUS = '\u2212'

/** A number with thousands separators, cut (not rounded up) towards zero; what is too small to show reads "<0.01". */
export function formatAmount(value: bigint, options: FormatOptions = {}): string {
  const { decimals = 18, digits = 2, fixed = false, signed = false, plainZero = false } = options
  const [whole = '0', fraction = ''] = toDecimal(value < 0n ? -value : value, decimals).split('.')
  const cut = fraction.slice(0, digits)
  const kept = fixed ? cut.padEnd(digits, '0') : cut.replace(/0+$/, '')
  const sign = value < 0n ? MINUS : signed && value > 0n ? '+' : ''
  const vanishes = value !== 0n && /^0*$/.test(whole) && /^0*$/.test(cut)
  if (vanishes && !plainZero) return `${sign}<${digits === 0 ? '1' : `0.${'0'.repeat(digits - 1)}1`}`
  const grouped = groupThousands(whole)
  return `${sign}${kept === '' ? grouped : `${grouped}.${kept}`}`
}

/** "12,345" from "12345"; digits alone. The platform's own formatter takes a phone a tenth of a second to wake up. */
export function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** US dollars from WAD: two digits below 10,000, none above, four below one. */
export function formatUsd(value: bigint, options: { readonly signed?: boolean } = {}): string {
  const size = value < 0n ? -value : value
  const digits = size >= 10_000n * 10n ** 18n ? 0 : size < 10n ** 18n && size > 0n ? 4 : 2
  const text = formatAmount(value, { digits, fixed: true, ...options })
  return text.replace(/^([+\u2212]?)(<?)/, (_, sign: string, less: string) => `${sign}${less}$`)
}

/** A fraction (WAD) in percent. */
export function formatPercent(value: bigint, digits = 2): string {
  return `${formatAmount(value * 100n, { digits, fixed: true })} %`
}

/** Seconds as the largest sensible unit, e.g. "45 s", "12 min", "3 h", "5 days". */
export function formatDuration(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400).toLocaleString('en-US')} days`
}
