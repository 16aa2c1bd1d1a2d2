'use client'

import { useMemo, useState } from 'react'
import { momentName } from '@/components/charts/time-axis'
import { DownloadButton } from '@/components/ui/download-button'
import { SortableTable, type SortableColumn } from '@/components/ui/sortable-table'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { formatAmount } from '@/lib/core/format'
import { ENTRY_FILE, KIND_NAMES, type Entry, type EntryKind } from '../engine/entries'
import { marketOf } from '../engine/structure'
import { emptyWords, type HistoryStanding } from './history-standing'
import { DollarCell } from './profit-cell'
import { OptionName, optionWords } from './series-name'

interface HistoryTableProps {
  readonly entries: readonly Entry[]
  readonly standing: HistoryStanding
  readonly address: string
}

/** Everything that ever happened to the account; the file holds it whole and exactly. */
export function HistoryTable({ entries, standing, address }: HistoryTableProps) {
  const [kind, setKind] = useState<EntryKind | 'all'>('all')
  const kinds = useMemo(() => [...new Set(entries.map((entry) => entry.kind))], [entries])
  const shown = useMemo(
    () => (kind === 'all' ? entries : entries.filter((entry) => entry.kind === kind)),
    [entries, kind],
  )
  return (
    <section aria-label="History" className="card p-3">
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-3">
        <h2 className="text-sm font-semibold">
          History <span className="text-muted font-normal">{entries.length > 0 && `${entries.length} entries`}</span>
        </h2>
        {entries.length > 0 && (
          <div className="flex items-baseline gap-4 text-xs">
            <label>
              Show{' '}
              <select
                className="border-line-strong rounded-card border px-1 py-0.5"
                value={kind}
                onChange={({ target }) => setKind(target.value as EntryKind | 'all')}
                data-testid="portfolio-history-kind"
              >
                <option value="all">everything</option>
                {kinds.map((each) => (
                  <option key={each} value={each}>
                    {KIND_NAMES[each]}
                  </option>
                ))}
              </select>
            </label>
            <DownloadButton
              fileName={`undated-history-${address}`}
              columns={ENTRY_FILE}
              rows={entries}
              what="the whole history"
              testId="portfolio-history-csv"
            />
          </div>
        )}
      </div>
      {entries.length === 0 ? (
        <p className="text-muted text-sm" data-testid="portfolio-history-empty">
          {emptyWords(standing, 0, 'Nothing has happened yet. Deposits and trades appear here within seconds.')}
        </p>
      ) : (
        <SortableTable
          caption="History"
          columns={COLUMNS}
          rows={shown}
          keyOf={({ id }) => id}
          sortedBy="Time"
          testId="portfolio-history"
        />
      )}
    </section>
  )
}

const COLUMNS: readonly SortableColumn<Entry>[] = [
  {
    name: 'Time',
    isText: true,
    cell: ({ time, block, transaction }) => (
      <span title={`Block ${block}, transaction ${transaction}`}>{momentName(time)}</span>
    ),
    // Within a block as the chain has them.
    sortBy: ({ time }) => time,
  },
  { name: 'Event', isText: true, cell: ({ kind }) => KIND_NAMES[kind], sortBy: ({ kind }) => KIND_NAMES[kind] },
  {
    name: 'Position',
    isText: true,
    cell: ({ set, series }) => (series === undefined ? set?.symbol : <OptionName set={set} series={series} />),
    sortBy: ({ set, series }) => (series === undefined ? set?.symbol : optionWords(set, series)),
  },
  {
    name: 'Size',
    cell: ({ set, series, quantity }) =>
      quantity === undefined || series === undefined ? (
        '–'
      ) : (
        <span title={toDecimal(quantity)}>
          {formatAmount(quantity, { digits: 4, signed: true })} {marketOf(set, series)?.symbol}
        </span>
      ),
    sortBy: ({ quantity }) => quantity,
  },
  { name: 'Asset price', cell: ({ spot }) => <DollarCell value={spot} />, sortBy: ({ spot }) => spot },
  { name: 'Premium', cell: ({ premium }) => <DollarCell value={premium} />, sortBy: ({ premium }) => premium },
  { name: 'Fee', cell: ({ fee }) => <DollarCell value={fee} />, sortBy: ({ fee }) => fee },
  { name: 'Funding', cell: ({ funding }) => <DollarCell value={funding} />, sortBy: ({ funding }) => funding },
  {
    name: 'Cash',
    cell: ({ tokens, set }) =>
      tokens === undefined || set === undefined ? (
        '–'
      ) : (
        <span title={`${toDecimal(tokens, set.decimals)} ${set.symbol}`}>
          {formatAmount(tokens, { decimals: set.decimals, digits: 4, signed: true })} {set.symbol}
        </span>
      ),
    sortBy: ({ tokens }) => tokens,
  },
]
