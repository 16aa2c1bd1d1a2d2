import { abs, mulDiv } from '@/lib/core/fixed-point'
import { formatAmount, formatUsd } from '@/lib/core/format'
import type { Pool } from './use-pool'

/** Figures as the Earn page writes them. */

type Token = Pick<Pool['set'], 'decimals' | 'symbol'>

export function tokensOf({ decimals, symbol }: Token, amount: bigint, digits = 4): string {
  return `${formatAmount(amount, { decimals, digits })} ${symbol}`
}

/** With its sign, without its unit, in few digits: large amounts need none after the point. */
export function changeOf({ decimals }: Token, amount: bigint): string {
  const whole = mulDiv(abs(amount), 1n, 10n ** BigInt(decimals))
  const digits = whole >= 1000n ? 0 : whole >= 100n ? 1 : whole >= 10n ? 2 : 3
  return formatAmount(amount, { decimals, digits, fixed: true, signed: true })
}

/** A fraction (WAD) as a signed percentage. */
export function signedPercent(value: bigint, digits = 2): string {
  return `${formatAmount(value * 100n, { digits, fixed: true, signed: true, plainZero: true })} %`
}

/** "+40 %" of a move (WAD). */
export function moveName(move: bigint): string {
  return `${formatAmount(move * 100n, { digits: 0, signed: true })} %`
}

export function factorName(factor: bigint): string {
  return `×${formatAmount(factor, { digits: 2 })}`
}

/** USD (WAD) with its sign; from a hundred dollars on without cents. */
export function usdChange(value: bigint): string {
  const whole = abs(value) >= 100n * 10n ** 18n
  return whole
    ? formatAmount(value, { digits: 0, signed: true }).replace(/^([+\u2212])/, '$1$$')
    : formatUsd(value, { signed: true })
}

/** A plain number of USD with its sign; estimates. */
export function signedUsd(value: number): string {
  return usdChange(BigInt(Math.round(value * 100)) * 10n ** 16n)
}

export function plainUsd(value: number): string {
  return `$${formatAmount(BigInt(Math.round(value * 100)) * 10n ** 16n, { digits: 0 })}`
}

/** Units of an underlying with their sign; estimates. */
export function signedUnits(value: number): string {
  return formatAmount(BigInt(Math.round(value * 1e6)) * 10n ** 12n, { digits: 4, signed: true })
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
export function momentOf(seconds: number): string {
  return moment.format(seconds * 1000)
}

/** Tokens in USD at the newest price of the stock. */
export function usdOf(tokens: bigint, price: bigint | undefined, unit: bigint): bigint | undefined {
  return price === undefined ? undefined : mulDiv(tokens, price, unit)
}

export function daysName(seconds: number): string {
  const days = seconds / 86_400
  return days < 10 ? `${days.toFixed(1)} days` : `${Math.round(days)} days`
}

export const NONE = '–'
