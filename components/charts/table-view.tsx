'use client'

import { useState } from 'react'
import type { TableColumn, TableData } from './table-data'

const PAGE = 50

/** The real table behind a chart, in pages, so that a year of hours stays quick. */
export function TableView({ caption, data }: { readonly caption: string; readonly data: TableData }) {
  const { columns, count, newestLast } = data
  const [page, setPage] = useState(0)
  const pages = Math.max(Math.ceil(count / PAGE), 1)
  const shown = Math.min(page, pages - 1)
  const first = shown * PAGE
  const part = Array.from({ length: Math.min(PAGE, count - first) }, (_, i) =>
    newestLast ? count - 1 - first - i : first + i,
  )
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={`${caption}: table`}>
        <table className="w-full text-sm">
          <caption className="sr-only">{caption}</caption>
          <thead className="text-muted bg-surface sticky top-0 text-xs">
            <tr>
              {columns.map(({ name, unit, isText = false }) => (
                <th
                  key={name}
                  scope="col"
                  className={`py-1 pr-3 font-normal whitespace-nowrap ${isText ? 'text-left' : 'text-right'}`}
                >
                  {unit === undefined ? name : `${name} (${unit})`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="figure">
            {part.map((row) => (
              <tr key={row} className="border-line border-t">
                {columns.map((column) => (
                  <Cell key={column.name} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && <Pager page={shown} pages={pages} onPage={setPage} />}
    </div>
  )
}

function Cell({ column, row }: { readonly column: TableColumn<number>; readonly row: number }) {
  const exact = column.value(row)
  const text = column.text?.(row) ?? (exact === undefined ? '–' : String(exact))
  return (
    <td
      className={`py-1 pr-3 whitespace-nowrap ${column.isText === true ? 'text-left' : 'text-right'}`}
      {...(exact === undefined || String(exact) === text ? {} : { title: String(exact) })}
    >
      {text}
    </td>
  )
}

interface PagerProps {
  readonly page: number
  readonly pages: number
  readonly onPage: (page: number) => void
}

export function Pager({ page, pages, onPage }: PagerProps) {
  return (
    <div className="text-muted flex items-center gap-3 pt-1 text-xs">
      <button
        type="button"
        className="underline disabled:no-underline"
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
      >
        Newer
      </button>
      <span aria-live="polite">
        Page {page + 1} of {pages}
      </span>
      <button
        type="button"
        className="underline disabled:no-underline"
        disabled={page >= pages - 1}
        onClick={() => onPage(page + 1)}
      >
        Older
      </button>
    </div>
  )
}
