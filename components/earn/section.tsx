import { useId, type ReactNode } from 'react'

interface SectionProps {
  readonly title: string
  /** One sentence under the title. */
  readonly note?: ReactNode
  readonly testId?: string
  readonly children: ReactNode
}

/** A titled part of the page. */
export function Section({ title, note, testId, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="card min-w-0 space-y-3 p-4"
      {...(testId === undefined ? {} : { 'data-testid': testId })}
    >
      <div>
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {note !== undefined && <p className="text-muted mt-0.5 text-sm">{note}</p>}
      </div>
      {children}
    </section>
  )
}

interface TableProps {
  readonly caption: string
  readonly columns: readonly ReactNode[]
  readonly children: ReactNode
}

/** A table of figures; it scrolls by itself where it is too wide, also by keyboard. */
export function FigureTable({ caption, columns, children }: TableProps) {
  return (
    <div className="overflow-x-auto" role="region" aria-label={caption} tabIndex={0}>
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-muted border-line border-b text-xs">
            {columns.map((column, i) => (
              <th key={i} scope="col" className={`py-1 font-normal ${i === 0 ? 'text-left' : 'pl-3 text-right'}`}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly name: ReactNode
  readonly cells: readonly ReactNode[]
  readonly strong?: boolean
  readonly testId?: string
}

export function FigureRow({ name, cells, strong = false, testId }: RowProps) {
  return (
    <tr
      className={`border-line border-b last:border-0 ${strong ? 'font-semibold' : ''}`}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
    >
      <th scope="row" className={`py-1 text-left whitespace-nowrap ${strong ? 'font-semibold' : 'font-normal'}`}>
        {name}
      </th>
      {cells.map((cell, i) => (
        <td key={i} className="figure py-1 pl-3 text-right whitespace-nowrap">
          {cell}
        </td>
      ))}
    </tr>
  )
}
