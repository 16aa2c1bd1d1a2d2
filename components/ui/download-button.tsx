'use client'

import { toCsv, type CsvColumn } from '@/lib/core/format/csv'

export interface DownloadButtonProps<Row> {
  /** Without the ending. */
  readonly fileName: string
  readonly columns: readonly CsvColumn<Row>[]
  readonly rows: readonly Row[]
  /** What the file holds, for people who do not see where the button stands. */
  readonly what: string
  readonly testId?: string
}

/** Saves a table as CSV; the file is made when it is asked for. */
export function DownloadButton<Row>({ fileName, columns, rows, what, testId }: DownloadButtonProps<Row>) {
  return (
    <button
      type="button"
      className="text-muted text-xs underline disabled:no-underline"
      disabled={rows.length === 0}
      aria-label={`Download ${what} as CSV`}
      onClick={() => save(`${fileName}.csv`, toCsv(columns, rows))}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
    >
      CSV
    </button>
  )
}

function save(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
