'use client'

import { useState } from 'react'
import { DownloadButton } from '@/components/ui/download-button'
import { mulDiv } from '@/lib/core/fixed-point'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { formatAmount, formatUsd } from '@/lib/core/format'
import { isoTime, type CsvColumn } from '@/lib/core/format/csv'
import { amountOf } from '@/lib/core/history/provider'
import type { ProviderEvent } from '@/lib/core/history/types'
import { FigureRow, FigureTable } from './section'
import type { Pool } from './use-pool'
import { changeOf, momentOf } from './words'

const FEW = 10

const KINDS: Readonly<Record<ProviderEvent['kind'], string>> = {
  deposit: 'Deposit',
  withdrawal: 'Withdrawal',
  transferIn: 'Shares received',
  transferOut: 'Shares sent',
  request: 'Withdrawal requested',
  cancelRequest: 'Request cancelled',
  refusal: 'Request refused',
}

interface PositionHistoryProps {
  readonly set: Pool['set']
  /** Oldest first. */
  readonly events: readonly ProviderEvent[]
  readonly pool: ProviderEvent['pool']
}

/** Every movement of one's shares, newest first, and the same as a file. */
export function PositionHistory({ set, events, pool }: PositionHistoryProps) {
  const [all, setAll] = useState(false)
  const newest = events.toReversed()
  const shown = all ? newest : newest.slice(0, FEW)
  return (
    <>
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="text-sm font-semibold">History</h3>
        <DownloadButton
          fileName={`${set.symbol}-${pool}-pool-history`}
          what={`my history in the ${pool} pool`}
          columns={columnsOf(set)}
          rows={events}
          testId={`${pool}-history-csv`}
        />
      </div>
      <FigureTable
        caption={`My movements in the ${pool} pool, newest first`}
        columns={['When', 'What', set.symbol, 'Shares', 'Share price', 'in dollars, then']}
      >
        {shown.map((event) => (
          <FigureRow
            key={`${event.transaction}/${event.logIndex}`}
            name={momentOf(event.time)}
            cells={cellsOf(set, event)}
          />
        ))}
      </FigureTable>
      {events.length > FEW && (
        <button type="button" className="text-sm underline" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Show the newest ${FEW}` : `Show all ${events.length}`}
        </button>
      )}
    </>
  )
}

function cellsOf(set: Pool['set'], event: ProviderEvent) {
  const out = event.kind === 'withdrawal' || event.kind === 'transferOut'
  const amount = amountOf(event)
  return [
    <span key="kind" className="font-sans">
      {KINDS[event.kind]}
    </span>,
    changeOf(set, out ? amount : 0n - amount),
    formatAmount(event.shares, { decimals: set.decimals + 6, digits: 4 }),
    formatAmount(event.sharePrice, { digits: 6, fixed: true }),
    formatUsd(usdOf(set, event)),
  ]
}

function usdOf({ decimals }: Pool['set'], event: ProviderEvent): bigint {
  return mulDiv(amountOf(event), event.collateralPrice, 10n ** BigInt(decimals))
}

function columnsOf(set: Pool['set']): readonly CsvColumn<ProviderEvent>[] {
  return [
    { name: 'Time', unit: 'UTC', value: ({ time }) => isoTime(time) },
    { name: 'What', value: ({ kind }) => KINDS[kind] },
    { name: 'Amount', unit: set.symbol, value: (event) => toDecimal(amountOf(event), set.decimals) },
    { name: 'Shares', value: ({ shares }) => toDecimal(shares, set.decimals + 6) },
    { name: 'Share price', unit: `${set.symbol} per share`, value: ({ sharePrice }) => toDecimal(sharePrice) },
    { name: `${set.symbol} price`, unit: 'USD', value: ({ collateralPrice }) => toDecimal(collateralPrice) },
    { name: 'Amount then', unit: 'USD', value: (event) => toDecimal(usdOf(set, event)) },
    { name: 'Block', value: ({ block }) => block },
    { name: 'Transaction', value: ({ transaction }) => transaction },
  ]
}
