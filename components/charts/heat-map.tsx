'use client'

import { useRef, useState, type KeyboardEvent } from 'react'
import { ChartFrame, type ChartFrameProps } from './chart-frame'
import { tableData, type TableColumn } from './table-data'

export interface HeatCell {
  /** What the colour follows; undefined when it is not known. */
  readonly value: number | undefined
  /** As it is written in the cell, with its sign. */
  readonly text: string
  /** The exact value for the file, a decimal number. */
  readonly exact?: string
  /** More words on demand, also read out. */
  readonly detail?: string
  /** Something breaks here: framed, and said in `detail`. */
  readonly isBreach?: boolean
}

export interface HeatMapProps extends Omit<ChartFrameProps, 'table' | 'children' | 'height'> {
  /** What rows and columns are, such as "Stock" and "BTC". */
  readonly rowTitle: string
  readonly columnTitle: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly cell: (row: number, column: number) => HeatCell
  /** The size of value that gets the strongest colour; the largest there is unless said. */
  readonly strongest?: number
  readonly chosen?: { readonly row: number; readonly column: number } | undefined
  readonly onChoose?: (row: number, column: number) => void
  readonly height?: number
}

interface Place {
  readonly row: number
  readonly column: number
}

/** A table whose cells are tinted by their values: losses orange, gains green, each with sign and figure. Arrow keys move through it. */
export function HeatMap(props: HeatMapProps) {
  const { rows, columns, cell, rowTitle, unit, height = 44 + rows.length * 36 } = props
  const valueColumns = columns.map((name, column): TableColumn<HeatRow> => {
    const cellOf = ({ row }: HeatRow) => cell(row, column)
    return {
      name,
      ...(unit === undefined ? {} : { unit }),
      value: (row) => cellOf(row).exact ?? cellOf(row).value,
      text: (row) => cellOf(row).text,
    }
  })
  const table = tableData<HeatRow>(
    [{ name: rowTitle, isText: true, value: ({ name }) => name }, ...valueColumns],
    rows.map((name, row) => ({ name, row })),
  )
  return (
    <ChartFrame {...props} height={height} table={table}>
      <Grid {...props} />
    </ChartFrame>
  )
}

interface HeatRow {
  readonly name: string
  readonly row: number
}

function Grid({ title, rowTitle, columnTitle, rows, columns, cell, strongest, chosen, onChoose }: HeatMapProps) {
  const [focus, setFocus] = useState<Place>({ row: 0, column: 0 })
  const grid = useRef<HTMLTableElement>(null)
  const most = strongest ?? largest(rows, columns, cell)
  const press = (event: KeyboardEvent, place: Place) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onChoose?.(place.row, place.column)
      return
    }
    const next = moved(event.key, place, rows.length, columns.length)
    if (next === undefined) return
    event.preventDefault()
    setFocus(next)
    grid.current?.querySelector<HTMLElement>(`[data-place="${next.row}/${next.column}"]`)?.focus()
  }
  return (
    <div className="h-full overflow-auto">
      <table ref={grid} role="grid" aria-label={title} className="w-full border-separate border-spacing-0.5 text-xs">
        <thead>
          <tr>
            <th scope="col" className="text-muted bg-surface sticky left-0 text-left font-normal">
              {rowTitle} ↓ {columnTitle} →
            </th>
            {columns.map((name) => (
              <th key={name} scope="col" className="figure text-muted px-1 py-1 text-center font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((name, row) => (
            <tr key={name}>
              <th
                scope="row"
                className="figure text-muted bg-surface sticky left-0 pr-2 text-left font-normal whitespace-nowrap"
              >
                {name}
              </th>
              {columns.map((column, i) => (
                <HeatCellView
                  key={column}
                  cell={cell(row, i)}
                  place={{ row, column: i }}
                  most={most}
                  isFocus={focus.row === row && focus.column === i}
                  isChosen={chosen?.row === row && chosen.column === i}
                  canChoose={onChoose !== undefined}
                  onFocus={setFocus}
                  onPress={press}
                  onChoose={onChoose}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CellProps {
  readonly cell: HeatCell
  readonly place: Place
  readonly most: number
  readonly isFocus: boolean
  readonly isChosen: boolean
  readonly canChoose: boolean
  readonly onFocus: (place: Place) => void
  readonly onPress: (event: KeyboardEvent, place: Place) => void
  readonly onChoose: ((row: number, column: number) => void) | undefined
}

function HeatCellView({ cell, place, most, isFocus, isChosen, canChoose, onFocus, onPress, onChoose }: CellProps) {
  const { text, detail, isBreach = false } = cell
  return (
    <td
      role="gridcell"
      tabIndex={isFocus ? 0 : -1}
      data-place={`${place.row}/${place.column}`}
      {...(canChoose ? { 'aria-selected': isChosen } : {})}
      {...(detail === undefined ? {} : { title: detail, 'aria-label': `${text}, ${detail}` })}
      className={`figure text-ink h-8 min-w-14 px-1 text-center whitespace-nowrap ${isChosen ? 'outline-accent outline-2' : ''} ${
        isBreach ? 'border-danger border-2 font-semibold' : ''
      } ${canChoose ? 'cursor-pointer' : ''}`}
      style={{ background: tint(cell.value, most) }}
      onFocus={() => onFocus(place)}
      onKeyDown={(event) => onPress(event, place)}
      onClick={() => onChoose?.(place.row, place.column)}
    >
      {text}
    </td>
  )
}

/** Weak enough that ink on it keeps its contrast. */
const STRONGEST_PERCENT = 38

function tint(value: number | undefined, most: number): string {
  if (value === undefined || value === 0 || most === 0) return 'var(--paper)'
  const strength = Math.min(Math.abs(value) / most, 1) * STRONGEST_PERCENT
  return `color-mix(in srgb, var(${value < 0 ? '--short' : '--long'}) ${strength.toFixed(0)}%, var(--surface))`
}

function largest(rows: readonly string[], columns: readonly string[], cell: HeatMapProps['cell']): number {
  return Math.max(0, ...rows.flatMap((_, row) => columns.map((_column, i) => Math.abs(cell(row, i).value ?? 0))))
}

function moved(key: string, { row, column }: Place, rows: number, columns: number): Place | undefined {
  const to: Readonly<Record<string, Place>> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row, column: 0 },
    End: { row, column: columns - 1 },
  }
  const next = to[key]
  if (next === undefined) return undefined
  return { row: Math.min(Math.max(next.row, 0), rows - 1), column: Math.min(Math.max(next.column, 0), columns - 1) }
}
