import type { CsvColumn } from '@/lib/core/format/csv'

/** A column for people, and for the file. */
export interface TableColumn<Row> extends CsvColumn<Row> {
  /** As it is read on screen; the exact value when absent. */
  readonly text?: (row: Row) => string
  /** Words stand left, numbers right. */
  readonly isText?: boolean
}

/** A table whose rows are asked for by their place, so that charts need not know what they are. */
export interface TableData {
  readonly columns: readonly TableColumn<number>[]
  readonly count: number
  /** Whether the newest row is the last one; people see the newest first. */
  readonly newestLast: boolean
}

export function tableData<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  { newestLast = false }: { readonly newestLast?: boolean } = {},
): TableData {
  const at = columns.map(({ value, text, ...column }): TableColumn<number> => ({
    ...column,
    value: (place) => (rows[place] === undefined ? undefined : value(rows[place])),
    ...(text === undefined ? {} : { text: (place) => (rows[place] === undefined ? '' : text(rows[place])) }),
  }))
  return { columns: at, count: rows.length, newestLast }
}
