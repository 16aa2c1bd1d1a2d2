'use client'

import dynamic from 'next/dynamic'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { PayoffChart } from '@/components/charts/payoff-chart'
import { usePriceHistory } from '@/lib/query/price-history'
import { wadNumber } from '../engine/closing'
import { MarginAccount } from './margin-account'
import { MarketLine } from './market-line'
import { Positions } from './positions'
import { Ticket } from './ticket'
import { useCombo, type Combo } from './use-combo'
import { useDesk, type Desk } from './use-desk'
import { dollars, signedDollars } from './words'

/** Loaded when somebody wants to see it: the charting library is a third of the page. */
const PriceChart = dynamic(() => import('@/components/charts/price-chart'), {
  ssr: false,
  loading: () => <p className="text-muted py-6 text-center text-sm">Loading the chart…</p>,
})

/** The whole Trade page: market and positions on the left, the ticket on the right; on a phone the ticket is a sheet. */
export function TradeDesk() {
  const desk = useDesk()
  const combo = useCombo(desk)
  const [sheetOpen, setSheetOpen] = useState(false)
  // Always the same function: the sheet takes the focus whenever it is given another.
  const closeSheet = useCallback(() => setSheetOpen(false), [])
  const openSheet = (isPut: boolean) => {
    desk.change({ isPut })
    setSheetOpen(true)
  }
  return (
    <>
      <h1 className="sr-only">Trade perpetual options</h1>
      <div className="grid gap-3 pt-1 lg:h-[calc(100dvh-6.25rem)] lg:min-h-[36rem] lg:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-h-0 min-w-0 flex-col gap-3" inert={sheetOpen}>
          <MarketLine desk={desk} />
          <Charts desk={desk} combo={combo} />
          <div className="flex min-h-0 flex-1 flex-col gap-3 lg:min-h-32">
            <MarginAccount desk={desk} />
            <Positions desk={desk} />
          </div>
        </div>
        <Sheet open={sheetOpen} onClose={closeSheet}>
          <Ticket desk={desk} combo={combo} />
        </Sheet>
      </div>
      <nav
        aria-label="Side"
        inert={sheetOpen}
        className="border-line bg-surface fixed inset-x-0 bottom-0 z-20 flex gap-2 border-t p-3 lg:hidden"
      >
        <button
          type="button"
          className="button border-long text-long flex-1 border"
          onClick={() => openSheet(false)}
          data-testid="sheet-long"
        >
          ▲ Long
        </button>
        <button
          type="button"
          className="button border-short text-short flex-1 border"
          onClick={() => openSheet(true)}
          data-testid="sheet-short"
        >
          ▼ Short
        </button>
      </nav>
    </>
  )
}

const VIEWS = { payoff: 'Payoff', price: 'Price' } as const
type View = keyof typeof VIEWS

/** The payoff of what the ticket says, or the price as it comes in. */
function Charts({ desk, combo }: { readonly desk: Desk; readonly combo: Combo }) {
  const [view, setView] = useState<View>('payoff')
  const { board, strike } = desk
  const history = usePriceHistory(board?.market.config.asset)
  const points = useMemo(() => history.map(({ time, value }) => ({ time, price: wadNumber(value) })), [history])
  return (
    <div className="card flex h-72 flex-col px-3 py-2 lg:h-auto lg:min-h-56 lg:flex-1">
      <div role="group" aria-label="Chart" className="mb-1 flex gap-3 text-xs">
        {(Object.keys(VIEWS) as View[]).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={view === name}
            className="text-muted aria-pressed:text-accent py-0.5 aria-pressed:font-semibold"
            onClick={() => setView(name)}
            data-testid={`chart-${name}`}
          >
            {VIEWS[name]}
          </button>
        ))}
      </div>
      <div className="min-h-0 flex-1">
        {view === 'payoff' || board === undefined ? (
          <Payoff desk={desk} combo={combo} />
        ) : (
          <PriceChart
            symbol={board.symbol}
            points={points}
            strike={strike === undefined ? undefined : wadNumber(strike)}
            dollars={dollars}
          />
        )}
      </div>
    </div>
  )
}

function Payoff({ desk: { board, ticket, form }, combo }: { readonly desk: Desk; readonly combo: Combo }) {
  const shown = form.mode === 'advanced' ? combo.quote : ticket && { ...ticket, breakEvens: breakEvensOf(ticket) }
  if (board === undefined || shown === undefined) {
    return (
      <p className="text-muted py-6 text-center text-sm">
        The payoff appears here as soon as there are prices and an amount.
      </p>
    )
  }
  return (
    <PayoffChart
      spot={wadNumber(board.spot.value)}
      profitAt={shown.profitAt}
      breakEvens={shown.breakEvens}
      symbol={board.symbol}
      dollars={dollars}
      signedDollars={signedDollars}
    />
  )
}

function breakEvensOf({ breakEven }: { readonly breakEven: number | undefined }): readonly number[] {
  return breakEven === undefined ? [] : [breakEven]
}

interface SheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly children: React.ReactNode
}

/** Always there on wide screens; a sheet from below on narrow ones, closed by Escape, the button or a press beside it. */
function Sheet({ open, onClose, children }: SheetProps) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!open) return
    const before = document.activeElement
    panel.current?.focus()
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') onClose()
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
      if (before instanceof HTMLElement) before.focus()
    }
  }, [open, onClose])
  return (
    <>
      {open && <div aria-hidden className="fixed inset-0 z-20 bg-black/45 lg:hidden" onClick={onClose} />}
      <aside
        ref={panel}
        tabIndex={-1}
        aria-label="Ticket"
        className={`card scroll-pb-28 overflow-y-auto p-3 max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-30 max-lg:max-h-[92dvh] ${open ? '' : 'max-lg:hidden'}`}
        data-testid="ticket"
      >
        <button
          type="button"
          className="text-muted mb-1 ml-auto block px-2 text-sm lg:hidden"
          onClick={onClose}
          data-testid="sheet-close"
        >
          Close ✕
        </button>
        {children}
      </aside>
    </>
  )
}
