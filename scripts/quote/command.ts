import { Command, CommanderError } from 'commander'
import { divTrunc, mulDiv, WAD, YEAR_SECONDS, type Wad } from '@/lib/core/fixed-point'
import { parseDecimal, toDecimal } from '@/lib/core/fixed-point/decimal'
import { callDelta, DOMAIN, exponent, gamma, intrinsic, logMoneyness, timeValue, vega } from '@/lib/core/pricing'

/** What was typed cannot be priced; the message says why. */
class InputError extends Error {}

interface Option {
  readonly spot: Wad
  readonly strike: Wad
  readonly volatility: Wad
  /** Years. */
  readonly period: Wad
  readonly isPut: boolean
}

const DAYS_PER_YEAR = divTrunc(YEAR_SECONDS, 86_400n)
const options = {
  spot: ['usd', 'price of the underlying'],
  strike: ['usd', 'strike'],
  vol: ['fraction', 'annualised volatility, e.g. 0.55'],
  'period-days': ['days', 'funding period'],
  kind: ['call|put', 'call or put'],
} as const
type Name = keyof typeof options

function readOption(values: ReadonlyMap<Name, string>): Option {
  const spot = within('spot', readNumber(values, 'spot'), DOMAIN.price)
  const strike = within('strike', readNumber(values, 'strike'), DOMAIN.price)
  const volatility = within('vol', readNumber(values, 'vol'), DOMAIN.volatility)
  const days = within('period-days', readNumber(values, 'period-days'), scaled(DOMAIN.period))
  const kind = values.get('kind')
  if (kind === undefined) throw new InputError('--kind is missing')
  if (kind !== 'call' && kind !== 'put') throw new InputError('--kind must be call or put')
  return { spot, strike, volatility, period: divTrunc(days, DAYS_PER_YEAR), isPut: kind === 'put' }
}

function readNumber(values: ReadonlyMap<Name, string>, name: Name): Wad {
  const text = values.get(name)
  if (text === undefined) throw new InputError(`--${name} is missing`)
  try {
    return parseDecimal(text)
  } catch (error) {
    throw new InputError(`--${name}: ${error instanceof Error ? error.message : 'not a number'}`)
  }
}

function within(name: Name, value: Wad, { min, max }: { readonly min: Wad; readonly max: Wad }): Wad {
  if (value >= min && value <= max) return value
  throw new InputError(`--${name} must be between ${toDecimal(min)} and ${toDecimal(max)}`)
}

function scaled({ min, max }: { readonly min: Wad; readonly max: Wad }) {
  return { min: min * DAYS_PER_YEAR, max: max * DAYS_PER_YEAR }
}

function price({ spot, strike, volatility, period, isPut }: Option): Record<string, string> {
  const u = exponent(volatility, period)
  const log = logMoneyness(spot, strike)
  const tv = timeValue(spot, strike, log, u)
  const delta = callDelta(spot, strike, tv, u) - (isPut ? WAD : 0n)
  const figures = {
    value: intrinsic(spot, strike, isPut) + tv,
    timeValue: tv,
    delta,
    gamma: gamma(spot, tv, volatility, period),
    vega: vega(tv, log, u, volatility, period),
    fundingPerDay: divTrunc(mulDiv(tv, WAD, period), DAYS_PER_YEAR),
  }
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, toDecimal(value)]))
}

function readArguments(args: readonly string[], onHelp: (text: string) => void): ReadonlyMap<Name, string> {
  const values = new Map<Name, string>()
  const command = new Command('quote')
    .description('Price one perpetual option and print its figures as JSON.')
    .exitOverride()
    .configureOutput({ writeOut: onHelp, writeErr: () => undefined })
    .allowExcessArguments(false)
  for (const [name, [placeholder, description]] of Object.entries(options) as [Name, readonly [string, string]][]) {
    command.option(`--${name} <${placeholder}>`, description).on(`option:${name}`, (text: string) => {
      if (values.has(name)) throw new InputError(`--${name} is given twice`)
      values.set(name, text)
    })
  }
  command.parse(args, { from: 'user' })
  return values
}

/** What was typed may hold line breaks and worse. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}

/** What the program prints and ends with. */
export interface Outcome {
  readonly code: 0 | 2
  readonly stdout: string
  readonly stderr: string
}

export function runQuote(args: readonly string[]): Outcome {
  let help = ''
  try {
    const option = readOption(readArguments(args, (text) => (help += text)))
    return { code: 0, stdout: `${JSON.stringify(price(option))}\n`, stderr: '' }
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { code: 0, stdout: help, stderr: '' }
    if (!(error instanceof InputError || error instanceof CommanderError)) throw error
    return { code: 2, stdout: '', stderr: `quote: ${oneLine(error.message.replace(/^error: /, ''))}\n` }
  }
}
