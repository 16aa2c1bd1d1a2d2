/** Comma-separated values (RFC 4180) that spreadsheets read as what they are: numbers as numbers, text never as a formula. */

export type CsvValue = string | number | bigint | undefined

export interface CsvColumn<Row> {
  readonly name: string
  /** Said in the header, as in "Equity (USD)"; the cells hold numbers alone. */
  readonly unit?: string
  /** The exact value: decimal numbers as text (see `toDecimal`), nothing for what is not known. */
  readonly value: (row: Row) => CsvValue
}

const LINE_END = '\r\n'
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/
/** What makes a spreadsheet take a cell for a formula. */
const FORMULA = /^[=+\-@\t\r\n]/

export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const header = columns.map(({ name, unit }) => cell(unit === undefined ? name : `${name} (${unit})`))
  const lines = rows.map((row) => columns.map(({ value }) => cell(value(row))))
  return [header, ...lines].map((cells) => cells.join(',') + LINE_END).join('')
}

function cell(value: CsvValue): string {
  if (value === undefined) return ''
  const text = String(value)
  if (NUMBER.test(text)) return text
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A moment (seconds since the epoch) as it is written in files: UTC, ISO 8601. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
