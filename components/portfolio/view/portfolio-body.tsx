'use client'

import { useMemo, useState } from 'react'
import { formatDuration } from '@/lib/core/format'
import { momentName } from '@/components/charts/time-axis'
import { ClosedPositions, OpenPositions } from './positions-tables'
import { EquityChart } from './equity-chart'
import { historyAge, historyStanding } from './history-standing'
import { HistoryTable } from './history-table'
import { ProfitChart } from './profit-chart'
import { Summary } from './summary'
import { usePortfolio, type Portfolio } from './use-portfolio'

/** Everything about one account. */
export function PortfolioBody({ address, isOwn }: { readonly address: string; readonly isOwn: boolean }) {
  const portfolio = usePortfolio(address)
  const [chosen, setChosen] = useState<string>()
  const { sets, pasts } = portfolio
  const standing = historyStanding(portfolio)
  const shown = chosen === undefined ? sets : sets.filter(({ structure }) => structure.symbol === chosen)
  const curves = useMemo(
    () => pasts.filter(({ set }) => chosen === undefined || set.symbol === chosen).map(({ curve }) => curve),
    [pasts, chosen],
  )
  const only = sets.length === 1 ? sets[0]?.structure.symbol : chosen
  return (
    <>
      <div className="flex min-h-6 flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-sm">
        <SetChoice portfolio={portfolio} chosen={chosen} onChoose={setChosen} />
        <HistoryWords portfolio={portfolio} />
      </div>
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_360px]">
        <div className="min-w-0 space-y-3">
          <div className="card p-3">
            <EquityChart curves={curves} standing={standing} only={only} address={address} />
          </div>
          <div className="card p-3">
            <ProfitChart curves={curves} standing={standing} address={address} />
          </div>
        </div>
        <Summary sets={shown} portfolio={portfolio} />
      </div>
      <OpenPositions sets={shown} portfolio={portfolio} isOwn={isOwn} address={address} />
      <ClosedPositions sets={shown} standing={standing} address={address} />
      <HistoryTable
        entries={
          chosen === undefined ? portfolio.entries : portfolio.entries.filter(({ set }) => set?.symbol === chosen)
        }
        standing={standing}
        address={address}
      />
    </>
  )
}

interface SetChoiceProps {
  readonly portfolio: Portfolio
  readonly chosen: string | undefined
  readonly onChoose: (symbol: string | undefined) => void
}

function SetChoice({ portfolio: { sets }, chosen, onChoose }: SetChoiceProps) {
  if (sets.length < 2) return <span />
  return (
    <div role="group" aria-label="Collateral" className="flex flex-wrap gap-4">
      {[undefined, ...sets.map(({ structure }) => structure.symbol)].map((symbol) => (
        <button
          key={symbol ?? ''}
          type="button"
          aria-pressed={chosen === symbol}
          className="text-muted aria-pressed:text-ink aria-pressed:font-semibold"
          onClick={() => onChoose(symbol)}
        >
          {symbol ?? 'All collateral'}
        </button>
      ))}
    </div>
  )
}

/** How far the history reaches, and what to think when it does not. */
function HistoryWords({ portfolio }: { readonly portfolio: Portfolio }) {
  const { status } = portfolio.history
  return (
    <p
      role="status"
      className={`w-full sm:w-auto ${status === 'unavailable' ? 'text-warning' : 'text-muted'}`}
      data-testid="portfolio-history-status"
      data-status={status}
    >
      {historyWords(portfolio)}
    </p>
  )
}

function historyWords(portfolio: Portfolio): string {
  const head = portfolio.history.history?.head
  switch (historyStanding(portfolio)) {
    case 'loading':
      return 'Reading the history…'
    case 'unavailable':
      return head === undefined
        ? 'The history cannot be read now. What is held is live; the rest comes back by itself.'
        : `The history cannot be renewed now: it ends at ${momentName(head.throughTime)}. What is held is live.`
    case 'late':
      return `The history is ${formatDuration(historyAge(portfolio))} behind the chain.`
    case 'ready':
      return `History through block ${head?.throughBlock.toLocaleString('en-US') ?? ''}`
  }
}
