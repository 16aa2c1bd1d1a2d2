import { exchangeAt, type Phase } from '@/lib/core/calendar/new-york'
import { formatAmount, formatDuration, formatUsd } from '@/lib/core/format'
import { EXECUTION_REWARD_TEXT } from '@/lib/chain/execution'
import type { ExecutionView, SetView } from '@/lib/chain/snapshot/types'
import { divUp, WAD } from '@/lib/core/fixed-point'

/** Figures and phrases as the Trade page writes them. */

export function tokensOf(set: Pick<SetView, 'decimals' | 'symbol'>, amount: bigint, signed = false): string {
  return `${formatAmount(amount, { decimals: set.decimals, digits: 4, signed })} ${set.symbol}`
}

/**
 * What somebody pays: rounded up to what is shown, never down. A fraction always has four digits, so that it stays in its place while
 * it changes.
 */
export function costOf({ decimals, symbol }: Pick<SetView, 'decimals' | 'symbol'>, amount: bigint): string {
  const grain = 10n ** BigInt(Math.max(decimals - 4, 0))
  const shown = divUp(amount, grain) * grain
  const isWhole = shown % 10n ** BigInt(decimals) === 0n
  return `${formatAmount(shown, { decimals, digits: 4, fixed: !isWhole })} ${symbol}`
}

interface Executed {
  readonly execution: ExecutionView
}

/** A quoted amount is exact only where it is traded at once. */
export function paidWords({ execution }: Executed, amount: string): string {
  return execution.delay === 0n ? amount : `about ${amount}`
}

/** When, by whom and for how much a trade is carried out; undefined: at once, by its own transaction. */
export function executionWords({ execution }: Executed, most?: string): string | undefined {
  if (execution.delay === 0n) return undefined
  const limit = most === undefined ? '' : `, for at most ${most} or not at all`
  return `Executed at the next price, ${execution.delay} s or more after you sign${limit}. Whoever executes it gets ${EXECUTION_REWARD_TEXT}.`
}

/** A plain number of USD, from charts. */
export function dollars(value: number): string {
  return formatUsd(BigInt(Math.round(value * 1e6)) * 10n ** 12n)
}

/** Cut to four significant digits, for sentences that should not change with every tick. */
export function aboutDollars(value: number): string {
  return dollars(Number(value.toPrecision(4)))
}

export function signedDollars(value: number): string {
  return formatUsd(BigInt(Math.round(value * 100)) * 10n ** 16n, { signed: true })
}

export function periodName(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400} days` : formatDuration(seconds)
}

export function strikeName(strike: bigint): string {
  return `$${formatAmount(strike, { digits: strike < 10n * WAD ? 6 : 2 })}`
}

/** "long" is the call, "short" the put. */
export function sideName(isPut: boolean): 'Long' | 'Short' {
  return isPut ? 'Short' : 'Long'
}

/** What is held, in words, and whether it gains when the price rises. */
export function holdingName(isPut: boolean, written: boolean): { readonly name: string; readonly rises: boolean } {
  if (!written) return { name: sideName(isPut), rises: !isPut }
  return { name: isPut ? 'Written put' : 'Written call', rises: isPut }
}

const phaseWords: Readonly<Record<Phase, string>> = {
  open: 'open',
  'pre-market': 'closed (pre-market)',
  'after-hours': 'closed (after hours)',
  closed: 'closed',
  weekend: 'closed (weekend)',
  holiday: 'closed (holiday)',
}

export function sessionWords(now: number): string {
  const { open, phase, halfDay, changesAt } = exchangeAt(now)
  const early = open && halfDay ? ' early' : ''
  return `New York ${phaseWords[phase]}, ${open ? 'closes' : 'opens'}${early} in ${formatDuration(changesAt - now)}`
}
