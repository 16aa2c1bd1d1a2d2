import type { ReactNode } from 'react'

/** What the panels of the Insurance page repeat. */

interface PanelProps {
  readonly title: string
  readonly id?: string
  readonly note?: ReactNode
  readonly children: ReactNode
  readonly testId?: string
  readonly className?: string
}

export function Panel({ title, id, note, children, testId, className = '' }: PanelProps) {
  return (
    <section
      aria-label={title}
      className={`card min-w-0 scroll-mt-4 p-4 ${className}`}
      {...(id === undefined ? {} : { id })}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
    >
      <h2 className="font-semibold">{title}</h2>
      {note !== undefined && <p className="text-muted mt-1 max-w-3xl text-sm">{note}</p>}
      <div className="mt-3">{children}</div>
    </section>
  )
}

export interface Column<Row> {
  readonly name: string
  readonly isText?: boolean
  /** Sentences: may be broken into lines. */
  readonly isLong?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface DataTableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Said in place of the rows when there are none. */
  readonly empty: string
  readonly testId?: string
  /** Pixels after which the rows scroll. */
  readonly maxHeight?: number
}

/** A plain table; wide ones scroll within themselves. */
export function DataTable<Row>({ caption, columns, rows, keyOf, empty, testId, maxHeight }: DataTableProps<Row>) {
  if (rows.length === 0) return <Nothing testId={testId}>{empty}</Nothing>
  return (
    <div
      className="overflow-auto"
      role="region"
      aria-label={`${caption}: table`}
      tabIndex={0}
      style={maxHeight === undefined ? {} : { maxHeight }}
      data-testid={testId}
    >
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-muted bg-surface sticky top-0 text-xs">
          <tr>
            {columns.map(({ name, isText = false }) => (
              <th
                key={name}
                scope="col"
                className={`py-1 pr-4 font-normal whitespace-nowrap last:pr-0 ${isText ? 'text-left' : 'text-right'}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-line border-t">
              {columns.map(({ name, isText = false, isLong = false, cell }) => (
                <td
                  key={name}
                  className={`py-1.5 pr-4 align-top last:pr-0 ${isText ? 'text-left' : 'figure text-right'} ${isLong ? 'min-w-36' : 'whitespace-nowrap'}`}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function Nothing({ children, testId }: { readonly children: ReactNode; readonly testId?: string | undefined }) {
  return (
    <p className="text-muted text-sm" data-testid={testId}>
      {children}
    </p>
  )
}

/** How something stands: a mark and a word, not the colour alone. */
export type Tone = 'good' | 'watch' | 'bad' | 'unknown'

const MARKS: Readonly<Record<Tone, string>> = { good: '✓', watch: '!', bad: '✕', unknown: '–' }
const COLOURS: Readonly<Record<Tone, string>> = {
  good: 'text-long',
  watch: 'text-warning',
  bad: 'text-danger',
  unknown: 'text-muted',
}

export function Standing({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`font-sans font-semibold ${COLOURS[tone]}`}>
      <span aria-hidden>{MARKS[tone]} </span>
      {children}
    </span>
  )
}

interface ValueProps {
  readonly name: string
  readonly explain?: string
  readonly testId?: string
  readonly children: ReactNode
}

/** Named figures in a grid; an explanation shows under the name. */
export function Value({ name, explain, testId, children }: ValueProps) {
  return (
    <div>
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="figure text-base" {...(testId === undefined ? {} : { 'data-testid': testId })}>
        {children}
      </dd>
      {explain !== undefined && <dd className="text-muted text-xs">{explain}</dd>}
    </div>
  )
}

export function Values({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-x-6 gap-y-3">{children}</dl>
}

/** An address, short; whole on demand and when copied. */
export function Address({ value }: { readonly value: string }) {
  return (
    <span className="figure" title={value}>
      {value.slice(0, 6)}…{value.slice(-4)}
    </span>
  )
}
