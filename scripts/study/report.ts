import { adversaries, bounds, type Adversary } from './adversaries'
import type { StudyParameters } from './parameters'
import { limits, method } from './text'
import type { YearResult } from './year'

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** None of what is only a bound. */
  readonly limit?: string
  readonly met: boolean
}

type Results = ReadonlyMap<string, readonly YearResult[]>

/** A neighbour's row: the parameter and its value. */
export function nameOf(change: Partial<StudyParameters>): string {
  return Object.entries(change)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)] ?? Number.NaN
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The figures with a target, and the bounds, from the rows `defaults` and each adversary's own. */
export function figuresOf(results: Results): Figure[] {
  const years = results.get('defaults') ?? []
  const median = round(
    quantile(
      years.map(({ returnTokens }) => returnTokens),
      0.5,
    ),
    4,
  )
  const events = years.filter(({ settled }) => settled).length
  const per1000 = round((1000 * events) / years.length, 3)
  const profits = adversaries.map((name) => {
    const value = Math.round(mean(profitsOf(results, name)))
    if (bounds.includes(name)) return { name: `bound.profit.${name}`, value, unit: 'USD/year', met: true }
    return { name: `adversary.profit.${name}`, value, unit: 'USD/year', limit: '<=0', met: value <= 0 }
  })
  return [
    { name: 'lp.return.median', value: median, unit: 'of the deposit a year', limit: '>0', met: median > 0 },
    ...profits,
    { name: 'settlement.per.1000.years', value: per1000, unit: 'events', limit: '<=1', met: per1000 <= 1 },
  ]
}

function profitsOf(results: Results, name: Adversary): number[] {
  return (results.get(name) ?? []).map(({ profit }) => profit[name])
}

/** Largest rate per 1,000 years that is compatible, at 95 %, with no event in `years` years. */
export function upperBound(years: number): number {
  return (1000 * -Math.log(0.05)) / years
}

export function report(results: Results, figures: readonly Figure[], command: string): string {
  const years = results.get('defaults') ?? []
  const events = years.filter(({ settled }) => settled).length
  const missed = figures.filter(({ met }) => !met).map(({ name }) => `\`${name}\``)
  const verdict = missed.length === 0 ? 'Every target is met.' : `**Missed: ${missed.join(', ')}.** See "What follows".`
  const sure =
    events === 0
      ? `No settlement in ${years.length} years: with 95 % confidence fewer than ${upperBound(years.length).toFixed(1)} in 1,000.`
      : `${events} settlements in ${years.length} years.`
  return [
    '# Monte-Carlo study',
    `Written by \`${command}\`. Simulated prices and traders, not history. ${verdict}`,
    '## Figures',
    table(
      ['figure', 'value', 'target'],
      figures.map(({ name, value, unit, limit }) => [`\`${name}\``, `${value} ${unit}`, limit ?? 'none: a bound']),
    ),
    `${sure} Profits are means over the years in which that adversary alone is added to the crowd.`,
    '## Rows',
    'Returns are of one LP share, a year. `defaults` and every neighbour have `weekend` and `overnight` at work: whoever loses would stay away, and their losses would flatter the return. A row named after an adversary has that one alone; the neighbours change one parameter over the same years. _Too old_: of a hundred trades those refused because the stock had no price for too long.',
    table(
      HEAD,
      [...results].map(([name, list]) => row(name, list)),
    ),
    method,
    limits,
  ].join('\n\n')
}

const HEAD = [
  ...['row', 'years', 'median', '5 %', '95 %', 'USD less holding', 'drawdown', 'worst', 'bad debt', 'insurance used'],
  ...['settled', 'too old', ...adversaries],
]

function row(name: string, list: readonly YearResult[]): string[] {
  const returns = list.map(({ returnTokens }) => returnTokens)
  const drawdowns = list.map(({ drawdown }) => drawdown)
  const dollars = (pick: (year: YearResult) => number) => Math.round(mean(list.map(pick))).toLocaleString('en-US')
  return [
    name,
    String(list.length),
    ...[0.5, 0.05, 0.95].map((part) => percent(quantile(returns, part))),
    percent(
      quantile(
        list.map(({ returnUsd, holdUsd }) => returnUsd - holdUsd),
        0.5,
      ),
    ),
    percent(quantile(drawdowns, 0.5)),
    percent(Math.max(...drawdowns)),
    dollars(({ badDebt }) => badDebt),
    dollars(({ insuranceUsed }) => insuranceUsed),
    String(list.filter(({ settled }) => settled).length),
    percent(mean(list.map(({ tooOld, trades, refused }) => tooOld / (trades + refused)))),
    ...adversaries.map((adversary) => dollars(({ profit }) => profit[adversary])),
  ]
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
