'use client'

import { useState, type ReactNode } from 'react'
import { ageOf } from '@/lib/chain/market-inputs'
import { mulDiv, WAD, YEAR_SECONDS } from '@/lib/core/fixed-point'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { formatDuration, formatPercent, formatUsd } from '@/lib/core/format'
import { fundingRateOf, unitAt } from '@/lib/core/pricing'
import type { Board } from '../engine/board'
import type { Desk } from './use-desk'
import { periodName, strikeName } from './words'

/** What the market stands at: one line above the chart. */
export function MarketLine({ desk }: { readonly desk: Desk }) {
  const { board, now, form, strike } = desk
  const [first] = useState(desk.snapshot.prices)
  if (board === undefined) {
    return <p className="card text-muted px-3 py-3 text-sm">Waiting for market data.</p>
  }
  const before = first.find(({ asset }) => asset === form.asset)?.value
  return (
    <dl className="card grid grid-cols-3 gap-x-6 gap-y-1 px-3 py-2 sm:flex sm:flex-wrap">
      <Item label={`${board.symbol}, ${periodName(form.period)}`}>
        <span
          className="text-lg font-semibold"
          data-testid="market-index-price"
          title={`${toDecimal(board.spot.value)} USD`}
        >
          {formatUsd(board.spot.value)}
        </span>
      </Item>
      <Item label="Since you came">{changeWords(before, board.spot.value)}</Item>
      <Item label="Volatility, a year">{formatPercent(board.volatility, 1)}</Item>
      <Item label="Funding a day">{strike === undefined ? '–' : fundingWords(board, strike, form.isPut)}</Item>
      <Item label="Price age">
        <span data-testid="price-age">{formatDuration(Number(ageOf(board.spot, now)))}</span>
      </Item>
      <Item label="Strike">{strike === undefined ? '–' : strikeName(strike)}</Item>
    </dl>
  )
}

function Item({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 sm:min-w-24">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="figure flex h-7 items-center text-sm whitespace-nowrap">{children}</dd>
    </div>
  )
}

function changeWords(before: bigint | undefined, now: bigint): string {
  if (before === undefined || before === now) return '0.00 %'
  const change = mulDiv(now - before, WAD, before)
  return `${change > 0n ? '▲ +' : '▼ '}${formatPercent(change)}`
}

function fundingWords({ valuation, symbol }: Board, strike: bigint, isPut: boolean): string {
  const rate = fundingRateOf(valuation, unitAt(valuation, strike), isPut)
  return `${formatUsd(mulDiv(rate, 86_400n, YEAR_SECONDS))}/${symbol}`
}
