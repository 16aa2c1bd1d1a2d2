'use client'

import { useMemo } from 'react'
import { isoTime } from '@/lib/core/format/csv'
import { ChartFrame, type ChartFrameProps } from './chart-frame'
import { Curves, LineSample } from './curves'
import { PlotArea } from './plot-area'
import { Reading } from './reading'
import { percent, share, spreadOut, ticksOf, valueRange, type Range } from './scale'
import { tableData, type TableColumn, type TableData } from './table-data'
import { nearestIndex, pointAt, type TimePoint } from './thin'
import { momentName, timeTicks } from './time-axis'
import { colourOf, type Dash, type Tone } from './tones'

export type { TimePoint } from './thin'

export interface ChartLine {
  readonly name: string
  readonly tone: Tone
  readonly dash?: Dash
  /** Filled down (or up) to zero. */
  readonly area?: boolean
  /** Ascending in time. */
  readonly points: readonly TimePoint[]
}

/** A value that the lines are judged by: a target, a limit. */
export interface ChartLevel {
  readonly name: string
  readonly value: number
  readonly tone: Tone
}

/** What stands at one moment in the table: a time and each line's value. */
export interface TimeRow {
  readonly time: number
  readonly values: readonly (number | undefined)[]
}

export interface TimeSeriesChartProps extends Omit<ChartFrameProps, 'table' | 'children'> {
  readonly lines: readonly ChartLine[]
  /** A value with its unit, in full. */
  readonly format: (value: number) => string
  /** A value at the axis; as `format` unless said. */
  readonly formatTick?: (value: number) => string
  readonly levels?: readonly ChartLevel[]
  /** The present moment, seconds since the epoch, which is marked. */
  readonly now?: number | undefined
  /** The table when it knows more than the lines: exact values, further columns. */
  readonly table?: TableData
}

const COLUMNS = 500
const NO_LEVELS: readonly ChartLevel[] = []

/**
 * Values over time, drawn as SVG by ourselves: a year of hours is thinned to what the screen can show, needs no charting library and
 * can be drawn by the server.
 */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { lines, format, levels = NO_LEVELS, height = 240, empty, unit } = props
  const times = useMemo(() => timesOf(lines), [lines])
  const table = useMemo(
    () => props.table ?? tableOf(lines, times, unit, format),
    [props.table, lines, times, unit, format],
  )
  const words =
    empty ?? (times.length < 2 ? 'The first line appears as soon as there are two points in time.' : undefined)
  return (
    <ChartFrame {...props} table={table} height={height} empty={words}>
      <Plot {...props} levels={levels} height={height} times={times} />
    </ChartFrame>
  )
}

type PlotProps = TimeSeriesChartProps & {
  readonly levels: readonly ChartLevel[]
  readonly height: number
  readonly times: readonly number[]
}

function Plot({ title, lines, levels, format, formatTick = format, now, height, times }: PlotProps) {
  const x = useMemo(() => timeRange(times, now), [times, now])
  const y = useMemo(() => valueRange(valuesOf(lines, levels)), [lines, levels])
  const named = useMemo(() => namesOf(lines, levels, y, 15 / Math.max(height - 28, 1)), [lines, levels, y, height])
  const gutter = named.length < 2 ? 0 : Math.min(Math.max(...named.map(({ name }) => name.length)) + 2, 18)
  const timeAt = (index: number) => times[index] ?? x.to
  return (
    <PlotArea
      y={y}
      gutter={gutter}
      xTicks={timeTicks(x, 6).map(({ time, label }) => ({ at: share(x, time), label }))}
      yTicks={ticksOf(y, 4).map((value) => ({ at: share(y, value), label: formatTick(value) }))}
    >
      <Curves lines={lines} levels={levels} x={x} y={y} columns={COLUMNS} />
      {now !== undefined && <NowMark at={share(x, now)} />}
      {gutter > 0 && <Names named={named} />}
      <Reading
        label={title}
        count={times.length}
        positionOf={(index) => share(x, timeAt(index))}
        indexAt={(part) => nearestIndex(times, x.from + part * (x.to - x.from))}
        words={(index) =>
          `${momentName(timeAt(index))}: ${readings(lines, timeAt(index), format)
            .map((r) => `${r.line.name} ${r.text}`)
            .join(', ')}`
        }
        tip={(index) => <Tip time={timeAt(index)} lines={lines} format={format} />}
      />
    </PlotArea>
  )
}

function Tip({ time, lines, format }: { readonly time: number } & Pick<PlotProps, 'lines' | 'format'>) {
  return (
    <>
      <div className="text-muted">{momentName(time)}</div>
      {readings(lines, time, format).map(({ line, text }) => (
        <div key={line.name} className="flex items-center gap-2">
          <LineSample line={line} />
          <span>{line.name}</span>
          <span className="figure ml-auto">{text}</span>
        </div>
      ))}
    </>
  )
}

function readings(lines: readonly ChartLine[], time: number, format: (value: number) => string) {
  return lines.map((line) => {
    const point = pointAt(line.points, time)
    return { line, text: point === undefined ? 'not yet' : format(point.value) }
  })
}

function NowMark({ at }: { readonly at: number }) {
  if (at < 0 || at > 1) return null
  return (
    <div
      aria-hidden
      className="border-line-strong absolute inset-y-0 border-l border-dotted"
      style={{ left: percent(at) }}
    >
      <span className="text-muted absolute -top-2 right-1">now</span>
    </div>
  )
}

interface Named {
  readonly name: string
  readonly tone: Tone
  readonly top: number
}

/** Names stand beside the lines' ends; a legend would have to be looked up. */
function Names({ named }: { readonly named: readonly Named[] }) {
  return named.map(({ name, tone, top }) => (
    <span
      key={name}
      aria-hidden
      className="absolute left-full ml-1 max-w-[16ch] -translate-y-1/2 truncate whitespace-nowrap"
      style={{ top: percent(top), color: colourOf(tone) }}
    >
      {name}
    </span>
  ))
}

function namesOf(lines: readonly ChartLine[], levels: readonly ChartLevel[], y: Range, gap: number): Named[] {
  const ends = [
    ...lines.map(({ name, tone, points }) => ({ name, tone, value: points.at(-1)?.value })),
    ...levels,
  ].flatMap(({ name, tone, value }) => (value === undefined ? [] : [{ name, tone, top: 1 - share(y, value) }]))
  const tops = spreadOut(
    ends.map(({ top }) => top),
    gap,
  )
  return ends.map((end, i) => ({ ...end, top: tops[i] ?? end.top }))
}

function timesOf(lines: readonly ChartLine[]): readonly number[] {
  const [only] = lines
  if (only !== undefined && lines.length === 1) return only.points.map(({ time }) => time)
  const times = new Set(lines.flatMap(({ points }) => points.map(({ time }) => time)))
  return Float64Array.from(times).sort() as unknown as readonly number[]
}

function timeRange(times: readonly number[], now: number | undefined): Range {
  const from = times[0] ?? 0
  const last = times[times.length - 1] ?? 1
  return { from, to: Math.max(last, now ?? last, from + 1) }
}

function* valuesOf(lines: readonly ChartLine[], levels: readonly ChartLevel[]): Generator<number> {
  for (const { points } of lines) for (const { value } of points) yield value
  for (const { value } of levels) yield value
}

function tableOf(
  lines: readonly ChartLine[],
  times: readonly number[],
  unit: string | undefined,
  format: (value: number) => string,
): TableData {
  const rows = Array.from(times, (time) => ({ time, values: lines.map(({ points }) => pointAt(points, time)?.value) }))
  const columns = lines.map(({ name }, i): TableColumn<TimeRow> => ({
    name,
    ...(unit === undefined ? {} : { unit }),
    value: ({ values }) => values[i],
    text: ({ values }) => (values[i] === undefined ? '–' : format(values[i])),
  }))
  return tableData([timeColumn, ...columns], rows, { newestLast: true })
}

const timeColumn: TableColumn<TimeRow> = {
  name: 'Time',
  isText: true,
  value: ({ time }) => isoTime(time),
  text: ({ time }) => momentName(time),
}
