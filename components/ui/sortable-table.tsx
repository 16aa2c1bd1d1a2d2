'use client'

import { useMemo, useState, type ReactNode } from 'react'
import { Pager } from '@/components/charts/table-view'

export interface SortableColumn<Row> {
  readonly name: string
  readonly cell: (row: Row) => ReactNode
  /** What rows are sorted by; without it the column cannot be. */
  readonly sortBy?: (row: Row) => number | bigint | string | undefined
  readonly isText?: boolean
}

export interface SortableTableProps<Row> {
  readonly caption: string
  readonly columns: readonly SortableColumn<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Name of the column that it is first sorted by, largest first. */
  readonly sortedBy: string
  readonly testId?: string
}

const PAGE = 50

/** A table that is sorted by its headings and shown in pages, so that thousands of rows stay quick. */
export function SortableTable<Row>({ caption, columns, rows, keyOf, sortedBy, testId }: SortableTableProps<Row>) {
  const [order, setOrder] = useState({ name: sortedBy, rising: false })
  const [page, setPage] = useState(0)
  const sorted = useMemo(() => sort(rows, columns, order), [rows, columns, order])
  const pages = Math.max(Math.ceil(rows.length / PAGE), 1)
  const shown = Math.min(page, pages - 1)
  return (
    <>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={`${caption}: table`}>
        <table className="w-full text-sm" {...(testId === undefined ? {} : { 'data-testid': testId })}>
          <caption className="sr-only">{caption}</caption>
          <thead className="text-muted text-xs">
            <tr>
              {columns.map((column) => (
                <Heading
                  key={column.name}
                  column={column}
                  direction={order.name === column.name ? (order.rising ? 'ascending' : 'descending') : undefined}
                  onSort={() =>
                    setOrder(({ name, rising }) => ({ name: column.name, rising: name === column.name && !rising }))
                  }
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(shown * PAGE, (shown + 1) * PAGE).map((row) => (
              <tr key={keyOf(row)} className="border-line border-t">
                {columns.map(({ name, cell, isText = false }) => (
                  <td
                    key={name}
                    className={`py-1 pr-3 align-top whitespace-nowrap ${isText ? '' : 'figure text-right'}`}
                  >
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && <Pager page={shown} pages={pages} onPage={setPage} />}
    </>
  )
}

interface HeadingProps<Row> {
  readonly column: SortableColumn<Row>
  readonly direction: 'ascending' | 'descending' | undefined
  readonly onSort: () => void
}

function Heading<Row>({ column: { name, sortBy, isText = false }, direction, onSort }: HeadingProps<Row>) {
  const side = isText ? 'text-left' : 'text-right'
  if (sortBy === undefined) {
    return (
      <th scope="col" className={`py-1 pr-3 font-normal whitespace-nowrap ${side}`}>
        {name}
      </th>
    )
  }
  return (
    <th scope="col" className={`py-1 pr-3 font-normal whitespace-nowrap ${side}`} aria-sort={direction ?? 'none'}>
      <button type="button" className="underline-offset-2 hover:underline" onClick={onSort}>
        {name} {direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}
      </button>
    </th>
  )
}

function sort<Row>(
  rows: readonly Row[],
  columns: readonly SortableColumn<Row>[],
  { name, rising }: { readonly name: string; readonly rising: boolean },
): readonly Row[] {
  const sortBy = columns.find((column) => column.name === name)?.sortBy
  if (sortBy === undefined) return rows
  const sign = rising ? 1 : -1
  return rows.toSorted((a, b) => {
    const [left, right] = [sortBy(a), sortBy(b)]
    // What has no value stands last, whichever way.
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    return left < right ? -sign : left > right ? sign : 0
  })
}
