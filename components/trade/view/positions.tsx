'use client'

import { useState, type ReactNode } from 'react'
import { formatAmount, formatUsd } from '@/lib/core/format'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import type { Profit } from '../engine/positions'
import { CloseDialog } from './close-dialog'
import { ExitDialog } from './exit-dialog'
import { OrdersList } from './orders-list'
import type { Desk } from './use-desk'
import { useHistory } from './use-history'
import { usePositions, type HeldPosition } from './use-positions'
import { holdingName, periodName, strikeName, tokensOf } from './words'

const TABS = [
  { id: 'positions', name: 'Positions' },
  { id: 'open', name: 'Orders' },
  { id: 'past', name: 'Past orders' },
] as const
type Tab = (typeof TABS)[number]['id']

const COLUMNS = ['Position', 'Size', 'Value now', 'Profit', 'Funding', ''] as const

/** What the account holds: a table on wide screens, cards on narrow ones. */
export function Positions({ desk }: { readonly desk: Desk }) {
  const { wallet } = desk
  const history = useHistory(wallet.status === 'connected' ? wallet.address : undefined, wallet.user)
  const positions = usePositions(desk, history)
  const [closing, setClosing] = useState<string>()
  const [exiting, setExiting] = useState<string>()
  const [tab, setTab] = useState<Tab>('positions')
  const leaving = positions.find((held) => keyOf(held) === exiting)
  const chosen = positions.find((held) => keyOf(held) === closing)
  const account = chosen && wallet.user?.sets[chosen.board.setIndex]?.account
  return (
    <section aria-label="Positions" className="card flex min-h-0 flex-1 flex-col px-3 py-2">
      <h2 className="sr-only">Positions and orders</h2>
      <div role="group" aria-label="Positions and orders" className="mb-1 flex gap-4 text-sm">
        {TABS.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            aria-pressed={tab === id}
            className="text-muted aria-pressed:text-ink py-0.5 aria-pressed:font-semibold"
            onClick={() => setTab(id)}
            data-testid={`tab-${id}`}
          >
            {name}
            {id === 'positions' && positions.length > 0 && ` ${positions.length}`}
          </button>
        ))}
      </div>
      {tab !== 'positions' && <OrdersList desk={desk} which={tab} />}
      {tab === 'positions' && positions.length === 0 && (
        <p className="text-muted py-3 text-sm" data-testid="positions-empty">
          {emptyWords(desk)}
        </p>
      )}
      {tab === 'positions' && positions.length > 0 && (
        <div className="min-h-0 overflow-auto" tabIndex={0} role="region" aria-label="Table of positions">
          <table className="block w-full text-sm sm:table">
            <thead className="bg-surface sticky top-0 hidden sm:table-header-group">
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col" className="text-muted py-1 pr-3 text-left text-xs font-normal">
                    {column === '' ? <span className="sr-only">Close</span> : column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="block sm:table-row-group">
              {positions.map((held) => (
                <PositionRow
                  key={keyOf(held)}
                  held={held}
                  onClose={() => setClosing(keyOf(held))}
                  onExit={() => setExiting(keyOf(held))}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {chosen !== undefined && account !== undefined && (
        <CloseDialog
          held={chosen}
          account={account}
          requested={wallet.user?.requests?.[chosen.board.setIndex] === true}
          now={desk.now}
          onDone={() => setClosing(undefined)}
        />
      )}
      {leaving !== undefined && <ExitDialog held={leaving} now={desk.now} onDone={() => setExiting(undefined)} />}
    </section>
  )
}

function keyOf({ board, position }: HeldPosition): string {
  return `${board.setIndex}/${position.id}`
}

function emptyWords({ wallet }: Desk): string {
  if (wallet.status === 'disconnected') return 'Connect a wallet to see your positions here.'
  if (wallet.status === 'connecting' || wallet.user === undefined) return 'Reading your positions.'
  return 'No positions yet. What you open appears here with its live value.'
}

function PositionRow({
  held: { board, position },
  onClose,
  onExit,
}: {
  readonly held: HeldPosition
  readonly onClose: () => void
  readonly onExit: () => void
}) {
  const { series, quantity, valueUsd, valueTokens, profit, fundingOwed, fundingPerDay } = position
  const written = quantity < 0n
  const side = holdingName(series.isPut, written)
  const name = `${side.name} ${board.symbol} ${strikeName(series.strike)}`
  return (
    <tr
      className="border-line grid grid-cols-2 gap-x-3 border-t py-2 sm:table-row sm:py-0"
      data-testid={`positions-row-${position.id}`}
    >
      <Cell label="Position" wide>
        <span className={`font-semibold ${side.rises ? 'text-long' : 'text-short'}`}>
          {side.rises ? '▲' : '▼'} {name}
        </span>
        <span className="text-muted block text-xs">
          {periodName(board.market.config.period)} · {board.set.symbol}
          {written && ' · premium received'}
        </span>
      </Cell>
      <Cell label="Size">
        <span className="figure" title={toDecimal(quantity)} data-testid="position-size">
          {formatAmount(quantity, { digits: 4 })} {board.symbol}
        </span>
      </Cell>
      <Cell label="Value now">
        <span className="figure" data-testid="position-value">
          {formatUsd(valueUsd)}
        </span>
        <span className="figure text-muted block text-xs" title={toDecimal(valueTokens, board.set.decimals)}>
          {tokensOf(board.set, valueTokens)}
        </span>
      </Cell>
      <Cell label="Profit">
        <ProfitFigures profit={profit} stock={board.stock} />
      </Cell>
      <Cell label="Funding">
        <span className="figure">{formatUsd(size(fundingPerDay))} a day</span>
        <span className="figure text-muted block text-xs">
          {formatUsd(size(fundingOwed))} {fundingOwed < 0n ? 'earned' : 'owed'}
        </span>
      </Cell>
      <td className="col-span-2 flex gap-2 py-1 align-top sm:table-cell sm:space-x-1 sm:text-right sm:whitespace-nowrap">
        <button
          type="button"
          className="button button-plain w-full px-3 py-1 sm:w-auto"
          aria-label={`At a price: close ${name}`}
          onClick={onExit}
          data-testid="position-exit"
        >
          At a price
        </button>
        <button
          type="button"
          className="button button-plain w-full px-3 py-1 sm:w-auto"
          aria-label={`${written ? 'Buy back' : 'Close'} ${name}`}
          onClick={onClose}
          data-testid="position-close"
        >
          {written ? 'Buy back' : 'Close'}
        </button>
      </td>
    </tr>
  )
}

function size(value: bigint): bigint {
  return value < 0n ? 0n - value : value
}

interface CellProps {
  readonly label: string
  readonly wide?: boolean
  readonly children: ReactNode
}

function Cell({ label, wide = false, children }: CellProps) {
  return (
    <td className={`py-1 pr-3 align-top ${wide ? 'col-span-2' : ''}`}>
      {!wide && <span className="text-muted block text-xs sm:hidden">{label}</span>}
      {children}
    </td>
  )
}

/** The whole, and on demand its parts. */
function ProfitFigures({ profit, stock }: { readonly profit: Profit | undefined; readonly stock: string }) {
  if (profit === undefined) {
    return (
      <span className="text-muted" data-testid="position-pnl">
        reading history
      </span>
    )
  }
  const parts = [
    ['Premium', profit.premium],
    ['Funding', profit.funding],
    ['Fees', profit.fees],
    [`${stock} price`, profit.collateral],
  ] as const
  return (
    <>
      <span
        className={`figure font-semibold ${profit.total < 0n ? 'text-short' : 'text-long'}`}
        data-testid="position-pnl"
        data-value={toDecimal(profit.total)}
      >
        {profit.total < 0n ? '▼' : '▲'} {formatUsd(profit.total, { signed: true })}
      </span>
      <details className="text-xs">
        <summary className="text-muted">Parts</summary>
        <dl data-testid="position-pnl-parts">
          {parts.map(([label, value]) => (
            <div key={label} className="flex justify-between gap-3">
              <dt className="text-muted">{label}</dt>
              <dd className="figure" title={toDecimal(value)}>
                {formatUsd(value, { signed: true })}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  )
}
