'use client'

import { useMemo } from 'react'
import { isoTime } from '@/lib/core/format/csv'
import { ChartFrame, type ChartFrameProps } from './chart-frame'
import { PlotArea } from './plot-area'
import { Reading } from './reading'
import { percent, share, ticksOf, valueRange, type Range } from './scale'
import { tableData, type TableColumn, type TableData } from './table-data'
import { dateName } from './time-axis'
import { fillOf, type Hatch, type Tone } from './tones'

export interface BarPart {
  readonly name: string
  readonly tone: Tone
  readonly hatch: Hatch
}

export interface Bar {
  /** When the period began, seconds since the epoch. */
  readonly time: number
  /** One for each part, in their order; negative ones hang below zero. */
  readonly values: readonly number[]
}

export interface StackedBarsChartProps extends Omit<ChartFrameProps, 'table' | 'children'> {
  readonly parts: readonly BarPart[]
  /** Ascending in time; at most a hundred or so. */
  readonly bars: readonly Bar[]
  readonly format: (value: number) => string
  readonly formatTick?: (value: number) => string
  /** How a period is called; its date unless said. */
  readonly nameOf?: (time: number) => string
  /** The table when it knows more: exact values. */
  readonly table?: TableData
}

/** What a period's result is made of: gains above zero, losses below, the sum marked. */
export function StackedBarsChart(props: StackedBarsChartProps) {
  const { parts, bars, format, unit, nameOf = dateName, empty, height = 240 } = props
  const table = useMemo(
    () => props.table ?? tableOf(parts, unit, format, bars, nameOf),
    [props.table, parts, unit, format, bars, nameOf],
  )
  const words = empty ?? (bars.length === 0 ? 'The first bar appears when the first period has begun.' : undefined)
  return (
    <ChartFrame {...props} table={table} height={height} empty={words}>
      <div className="flex h-full flex-col">
        <Key parts={parts} bars={bars} format={format} />
        <div className="min-h-0 flex-1">
          <Plot {...props} nameOf={nameOf} />
        </div>
      </div>
    </ChartFrame>
  )
}

/** Each part's name with its sum: what the colours mean, and the answer that most look for. */
function Key({ parts, bars, format }: Pick<StackedBarsChartProps, 'parts' | 'bars' | 'format'>) {
  return (
    <ul className="mb-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
      {parts.map((part, i) => (
        <li key={part.name} className="flex items-center gap-1.5">
          <Swatch part={part} />
          {part.name}{' '}
          <span className="figure">{format(bars.reduce((sum, { values }) => sum + (values[i] ?? 0), 0))}</span>
        </li>
      ))}
    </ul>
  )
}

export function Swatch({ part }: { readonly part: BarPart }) {
  return <span aria-hidden className="inline-block h-3 w-3 shrink-0" style={fillOf(part.tone, part.hatch)} />
}

type PlotProps = StackedBarsChartProps & { readonly nameOf: (time: number) => string }

function Plot({ title, parts, bars, format, formatTick = format, nameOf }: PlotProps) {
  const y = useMemo(() => valueRange(bars.flatMap(({ values }) => [0, sumOf(values, 1), -sumOf(values, -1)])), [bars])
  const middle = (index: number) => (index + 0.5) / bars.length
  const each = Math.ceil(bars.length / 5)
  const barAt = (index: number): Bar => bars[index] ?? { time: 0, values: [] }
  return (
    <PlotArea
      y={y}
      xTicks={bars.flatMap(({ time }, i) =>
        i % each === 0 ? [{ at: middle(i), label: shortDate.format(time * 1000) }] : [],
      )}
      yTicks={ticksOf(y, 4).map((value) => ({ at: share(y, value), label: formatTick(value) }))}
    >
      {bars.map((bar, i) => (
        <Column key={bar.time} bar={bar} parts={parts} y={y} left={i / bars.length} width={1 / bars.length} />
      ))}
      <Reading
        label={title}
        count={bars.length}
        positionOf={middle}
        indexAt={(part) => Math.min(Math.max(Math.floor(part * bars.length), 0), bars.length - 1)}
        words={(index) => `${nameOf(barAt(index).time)}: ${wordsOf(barAt(index), parts, format)}`}
        tip={(index) => <Tip name={nameOf(barAt(index).time)} bar={barAt(index)} parts={parts} format={format} />}
      />
    </PlotArea>
  )
}

interface ColumnProps {
  readonly bar: Bar
  readonly parts: readonly BarPart[]
  readonly y: Range
  readonly left: number
  readonly width: number
}

function Column({ bar, parts, y, left, width }: ColumnProps) {
  const blocks = bar.values.map((value, i) => {
    const before = bar.values.slice(0, i)
    const from = value >= 0 ? sumOf(before, 1) : value - sumOf(before, -1)
    return { from: share(y, from), size: Math.abs(value) / (y.to - y.from) }
  })
  const net = netOf(bar)
  return (
    <div
      aria-hidden
      className="absolute inset-y-0"
      style={{ left: percent(left + width * 0.14), width: percent(width * 0.72) }}
    >
      {blocks.map(({ from, size }, i) => {
        const part = parts[i]
        return part === undefined || size === 0 ? null : (
          <div
            key={part.name}
            className="absolute inset-x-0"
            style={{ bottom: percent(from), height: percent(size), ...fillOf(part.tone, part.hatch) }}
          />
        )
      })}
      <div className="border-ink absolute -inset-x-[8%] border-t-2" style={{ bottom: percent(share(y, net)) }} />
    </div>
  )
}

interface TipProps {
  readonly name: string
  readonly bar: Bar
  readonly parts: readonly BarPart[]
  readonly format: (value: number) => string
}

function Tip({ name, bar, parts, format }: TipProps) {
  return (
    <>
      <div className="text-muted">{name}</div>
      {parts.map((part, i) => (
        <div key={part.name} className="flex items-center gap-2">
          <Swatch part={part} />
          <span>{part.name}</span>
          <span className="figure ml-auto">{format(bar.values[i] ?? 0)}</span>
        </div>
      ))}
      <div className="border-line mt-0.5 flex gap-2 border-t font-semibold">
        <span>Sum</span>
        <span className="figure ml-auto">{format(netOf(bar))}</span>
      </div>
    </>
  )
}

const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

function netOf({ values }: Bar): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** Sum of the values of one sign, positive. */
function sumOf(values: readonly number[], sign: 1 | -1): number {
  return values.reduce((sum, value) => sum + Math.max(value * sign, 0), 0)
}

function wordsOf(bar: Bar, parts: readonly BarPart[], format: (value: number) => string): string {
  const each = parts.map(({ name }, i) => `${name} ${format(bar.values[i] ?? 0)}`)
  return [...each, `sum ${format(netOf(bar))}`].join(', ')
}

function tableOf(
  parts: readonly BarPart[],
  unit: string | undefined,
  format: (value: number) => string,
  bars: readonly Bar[],
  nameOf: (time: number) => string,
): TableData {
  const inUnit = unit === undefined ? {} : { unit }
  const columns: TableColumn<Bar>[] = [
    { name: 'From', isText: true, value: ({ time }) => isoTime(time), text: ({ time }) => nameOf(time) },
    ...parts.map(({ name }, i): TableColumn<Bar> => {
      const valueOf = ({ values }: Bar) => values[i] ?? 0
      return { name, ...inUnit, value: valueOf, text: (bar) => format(valueOf(bar)) }
    }),
    { name: 'Sum', ...inUnit, value: netOf, text: (bar) => format(netOf(bar)) },
  ]
  return tableData(columns, bars, { newestLast: true })
}
