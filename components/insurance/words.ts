import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { formatAmount, formatDuration, formatUsd } from '@/lib/core/format'
import { WAD, type Wad } from '@/lib/core/fixed-point'

/** Figures and phrases as the Insurance page writes them. */

export function tokens(set: Pick<SetView, 'decimals' | 'symbol'>, amount: bigint, digits = 2): string {
  return `${formatAmount(amount, { decimals: set.decimals, digits })} ${set.symbol}`
}

export function usd(value: Wad | undefined): string {
  return value === undefined ? '–' : formatUsd(value)
}

/** A fraction (WAD) in per cent with its sign: a move. */
export function move(fraction: Wad, digits = 0): string {
  return `${formatAmount(fraction * 100n, { digits, signed: true })} %`
}

/** A duration that also reads well when it is a countdown of days: "1 day 4 h", "12 min 5 s". */
export function countdown(seconds: number): string {
  if (seconds <= 0) return 'now'
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600)]
  const [minutes, rest] = [Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)]
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'}${hours === 0 ? '' : ` ${hours} h`}`
  if (hours > 0) return `${hours} h${minutes === 0 ? '' : ` ${minutes} min`}`
  if (minutes === 0) return `${rest} s`
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}

export function ago(seconds: number): string {
  return `${formatDuration(Math.max(seconds, 0))} ago`
}

export function symbolOf(overview: Overview, asset: number): string {
  return overview.assets[asset]?.symbol ?? `asset ${asset}`
}

export function marketName(overview: Overview, { asset, period }: { readonly asset: number; readonly period: number }) {
  const length = period % 86_400 === 0 ? `${period / 86_400} days` : formatDuration(period)
  return `${symbolOf(overview, asset)}, ${length}`
}

/** WAD to a plain number, for charts. */
export function plain(value: bigint, unit: bigint = WAD): number {
  return Number(value) / Number(unit)
}
