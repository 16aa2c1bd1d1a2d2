'use client'

import Link from 'next/link'
import { dateName, momentName } from '@/components/charts/time-axis'
import { DownloadButton } from '@/components/ui/download-button'
import { SortableTable, type SortableColumn } from '@/components/ui/sortable-table'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { formatAmount } from '@/lib/core/format'
import { isoTime, type CsvColumn } from '@/lib/core/format/csv'
import { sumOf, unrealised, type PositionParts, type PositionRecord } from '@/lib/core/history/ledger'
import { seriesCode } from '../engine/entries'
import type { LivePosition } from '../engine/live'
import { marketOf, type SetStructure } from '../engine/structure'
import { emptyWords, type HistoryStanding } from './history-standing'
import { DollarCell, ProfitCell } from './profit-cell'
import { SeriesName, seriesWords } from './series-name'
import type { Portfolio, PortfolioSet } from './use-portfolio'

const PART_NAMES = [
  ['Premium', 'premium'],
  ['Funding', 'funding'],
  ['Fees', 'fees'],
  ['Conversion', 'spread'],
] as const

interface OpenRow {
  readonly set: SetStructure
  readonly live: LivePosition
  /** Undefined while the index has not seen it as the chain has it. */
  readonly gain: PositionParts | undefined
  readonly realised: PositionParts | undefined
}

interface OpenPositionsProps {
  readonly sets: readonly PortfolioSet[]
  readonly portfolio: Portfolio
  readonly isOwn: boolean
  readonly address: string
}

/** What is held now, at its live value. */
export function OpenPositions({ sets, portfolio: { view }, isOwn, address }: OpenPositionsProps) {
  const rows = sets.flatMap(openRows)
  return (
    <section aria-label="Open positions" className="card p-3">
      <Title name="Open positions" file={`undated-open-${address}`} columns={OPEN_FILE} rows={rows} />
      {rows.length > 0 ? (
        <SortableTable
          caption="Open positions"
          columns={OPEN_COLUMNS}
          rows={rows}
          keyOf={({ set, live }) => `${set.symbol}/${live.series}`}
          sortedBy="Value"
          testId="portfolio-open"
        />
      ) : (
        <p className="text-muted text-sm" data-testid="portfolio-open-empty">
          {view.status === 'loading'
            ? 'Reading the positions…'
            : view.user === undefined
              ? 'The chain cannot be read now. The positions appear as soon as it can.'
              : 'No open positions.'}
          {isOwn && view.user !== undefined && (
            <>
              {' '}
              <Link href="/trade" className="underline">
                Trade
              </Link>
            </>
          )}
        </p>
      )}
    </section>
  )
}

function openRows({ structure, live, past }: PortfolioSet): OpenRow[] {
  return (live?.positions ?? []).map((position) => {
    const record = past?.ledger.open.find(({ series }) => series === position.series)
    const known = record?.quantity === position.quantity ? record : undefined
    return {
      set: structure,
      live: position,
      gain: known && unrealised(known, position.value, position.fundingOwed),
      realised: known?.realised,
    }
  })
}

const OPEN_COLUMNS: readonly SortableColumn<OpenRow>[] = [
  {
    name: 'Position',
    isText: true,
    cell: ({ set, live }) => <SeriesName set={set} series={live.series} quantity={live.quantity} />,
    sortBy: ({ set, live }) => seriesWords(set, live.series, live.quantity),
  },
  {
    name: 'Size',
    cell: ({ set, live }) => sizeWords(set, live.series, live.quantity),
    sortBy: ({ live }) => live.quantity,
  },
  { name: 'Value', cell: ({ live }) => <DollarCell value={live.value} />, sortBy: ({ live }) => live.value },
  ...partColumns<OpenRow>(({ gain }) => gain),
  {
    name: 'Profit',
    cell: ({ gain }) => <ProfitCell value={gain && sumOf(gain)} testId="portfolio-open-profit" />,
    sortBy: ({ gain }) => gain && sumOf(gain),
  },
  {
    name: 'Realised',
    cell: ({ realised }) => <ProfitCell value={realised && sumOf(realised)} />,
    sortBy: ({ realised }) => realised && sumOf(realised),
  },
]

const OPEN_FILE: readonly CsvColumn<OpenRow>[] = [
  { name: 'Collateral', value: ({ set }) => set.symbol },
  { name: 'Series', value: ({ set, live }) => seriesCode(set, live.series) },
  { name: 'Quantity', unit: 'units of the asset', value: ({ live }) => toDecimal(live.quantity) },
  { name: 'Value', unit: 'USD', value: ({ live }) => toDecimal(live.value) },
  { name: 'Funding owed', unit: 'USD', value: ({ live }) => toDecimal(live.fundingOwed) },
  ...partFile<OpenRow>(({ gain }) => gain),
  { name: 'Realised', unit: 'USD', value: ({ realised }) => realised && toDecimal(sumOf(realised)) },
]

interface ClosedRow {
  readonly set: SetStructure
  readonly record: PositionRecord
}

interface ClosedPositionsProps {
  readonly sets: readonly PortfolioSet[]
  readonly standing: HistoryStanding
  readonly address: string
}

/** What was held and is no more, with what it brought. */
export function ClosedPositions({ sets, standing, address }: ClosedPositionsProps) {
  const rows = sets.flatMap(({ structure, past }) =>
    (past?.ledger.closed ?? []).map((record) => ({ set: structure, record })),
  )
  return (
    <section aria-label="Closed positions" className="card p-3">
      <Title name="Closed positions" file={`undated-closed-${address}`} columns={CLOSED_FILE} rows={rows} />
      {rows.length > 0 ? (
        <SortableTable
          caption="Closed positions"
          columns={CLOSED_COLUMNS}
          rows={rows}
          keyOf={({ set, record }) => `${set.symbol}/${record.series}/${record.openedAt}/${record.closedAt ?? 0}`}
          sortedBy="Closed"
          testId="portfolio-closed"
        />
      ) : (
        <p className="text-muted text-sm" data-testid="portfolio-closed-empty">
          {emptyWords(standing, 0, 'Nothing closed yet. A position appears here when nothing of it is left.')}
        </p>
      )}
    </section>
  )
}

const CLOSED_COLUMNS: readonly SortableColumn<ClosedRow>[] = [
  {
    name: 'Closed',
    isText: true,
    cell: ({ record }) => <span title={momentName(record.closedAt ?? 0)}>{dateName(record.closedAt ?? 0)}</span>,
    sortBy: ({ record }) => record.closedAt,
  },
  {
    name: 'Position',
    isText: true,
    cell: ({ set, record }) => <SeriesName set={set} series={record.series} quantity={record.largest} />,
    sortBy: ({ set, record }) => seriesWords(set, record.series, record.largest),
  },
  {
    name: 'Largest size',
    cell: ({ set, record }) => sizeWords(set, record.series, record.largest),
    sortBy: ({ record }) => record.largest,
  },
  ...partColumns<ClosedRow>(({ record }) => record.realised),
  {
    name: 'Realised',
    cell: ({ record }) => <ProfitCell value={sumOf(record.realised)} testId="portfolio-closed-realised" />,
    sortBy: ({ record }) => sumOf(record.realised),
  },
]

const CLOSED_FILE: readonly CsvColumn<ClosedRow>[] = [
  { name: 'Opened', unit: 'UTC', value: ({ record }) => isoTime(record.openedAt) },
  { name: 'Closed', unit: 'UTC', value: ({ record }) => isoTime(record.closedAt ?? 0) },
  { name: 'Collateral', value: ({ set }) => set.symbol },
  { name: 'Series', value: ({ set, record }) => seriesCode(set, record.series) },
  { name: 'Largest quantity', unit: 'units of the asset', value: ({ record }) => toDecimal(record.largest) },
  ...partFile<ClosedRow>(({ record }) => record.realised),
]

function partColumns<Row>(of: (row: Row) => PositionParts | undefined): SortableColumn<Row>[] {
  return PART_NAMES.map(([name, key]) => ({
    name,
    cell: (row) => <ProfitCell value={of(row)?.[key]} />,
    sortBy: (row) => of(row)?.[key],
  }))
}

function partFile<Row>(of: (row: Row) => PositionParts | undefined): CsvColumn<Row>[] {
  const exact = (value: bigint | undefined) => (value === undefined ? undefined : toDecimal(value))
  return [
    ...PART_NAMES.map(([name, key]): CsvColumn<Row> => ({ name, unit: 'USD', value: (row) => exact(of(row)?.[key]) })),
    {
      name: 'Profit',
      unit: 'USD',
      value: (row) => {
        const parts = of(row)
        return parts && toDecimal(sumOf(parts))
      },
    },
  ]
}

function sizeWords(set: SetStructure, series: bigint, quantity: bigint) {
  return (
    <span title={toDecimal(quantity)}>
      {formatAmount(quantity, { digits: 4 })} {marketOf(set, series)?.symbol}
    </span>
  )
}

interface TitleProps<Row> {
  readonly name: string
  readonly file: string
  readonly columns: readonly CsvColumn<Row>[]
  readonly rows: readonly Row[]
}

function Title<Row>({ name, file, columns, rows }: TitleProps<Row>) {
  return (
    <div className="mb-1 flex items-baseline justify-between gap-3">
      <h2 className="text-sm font-semibold">
        {name} <span className="text-muted font-normal">(USD, without the stock’s own price)</span>
      </h2>
      {rows.length > 0 && <DownloadButton fileName={file} columns={columns} rows={rows} what={name} />}
    </div>
  )
}
