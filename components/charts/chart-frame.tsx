'use client'

import { useState, type ReactNode } from 'react'
import { DownloadButton } from '@/components/ui/download-button'
import type { TableData } from './table-data'
import { TableView } from './table-view'

export interface ChartFrameProps {
  readonly title: string
  /** What the figures are counted in, said beside the title. */
  readonly unit?: string
  /** A line under the title. */
  readonly note?: string
  /** The table behind the chart; also what is downloaded. */
  readonly table: TableData
  /** Of the download, without the ending. */
  readonly fileName: string
  /** Pixels kept for the chart, whether there is something to show or not, so that nothing moves when it comes. */
  readonly height?: number
  /** Shown instead of the chart: why there is none, and when the first data will appear. */
  readonly empty?: string | undefined
  readonly children: ReactNode
  readonly testId?: string
}

/** What every chart has around it: a heading, its table, the download, and words while there is nothing to draw. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, unit, note, table, fileName, height = 240, empty, children, testId } = props
  const [showsTable, setShowsTable] = useState(false)
  return (
    <section aria-label={title} className="min-w-0" {...(testId === undefined ? {} : { 'data-testid': testId })}>
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 className="text-sm font-semibold">
          {title}
          {unit !== undefined && <span className="text-muted font-normal"> ({unit})</span>}
        </h2>
        {empty === undefined && (
          <div className="flex shrink-0 gap-3">
            <button
              type="button"
              className="text-muted text-xs underline"
              aria-label={`${title}: show as ${showsTable ? 'chart' : 'table'}`}
              onClick={() => setShowsTable(!showsTable)}
            >
              {showsTable ? 'Chart' : 'Table'}
            </button>
            <DownloadButton fileName={fileName} columns={table.columns} rows={rowsOf(table)} what={title} />
          </div>
        )}
      </div>
      {note !== undefined && <p className="text-muted mb-2 text-xs">{note}</p>}
      <div style={{ height }}>
        {empty !== undefined ? (
          <p className="text-muted border-line flex h-full items-center justify-center border border-dashed px-6 text-center text-sm">
            {empty}
          </p>
        ) : showsTable ? (
          <TableView caption={title} data={table} />
        ) : (
          children
        )}
      </div>
    </section>
  )
}

function rowsOf({ count }: TableData): readonly number[] {
  return Array.from({ length: count }, (_, i) => i)
}
