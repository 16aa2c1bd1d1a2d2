import { FixedPointError } from './index'

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/
/** Longer numbers cannot be meant, and would take long. */
const MAX_LENGTH = 100

/** Parses a plain decimal number ("65000", "-0.25") exactly; more decimals than `decimals` are an error, not a rounding. */
export function parseDecimal(text: string, decimals = 18): bigint {
  if (text.length > MAX_LENGTH) throw new FixedPointError(`more than ${MAX_LENGTH} characters`)
  const match = DECIMAL.exec(text)
  if (!match) throw new FixedPointError(`${JSON.stringify(text)} is not a decimal number`)
  const [, sign, whole = '0', fraction = ''] = match
  if (fraction.length > decimals) throw new FixedPointError(`more than ${decimals} decimals`)
  const value = BigInt(whole + fraction.padEnd(decimals, '0'))
  return sign === '-' ? -value : value
}

/** The exact decimal number, without trailing zeros. */
export function toDecimal(value: bigint, decimals = 18): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  const text = fraction === '' ? whole : `${whole}.${fraction}`
  return value < 0n ? `-${text}` : text
}
