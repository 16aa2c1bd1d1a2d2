'use client'

import { Fragment, type ReactNode } from 'react'
import { tokensOf } from '@/components/trade/view/words'
import { mulDiv, type Wad } from '@/lib/core/fixed-point'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { formatUsd } from '@/lib/core/format'
import { historyStanding } from './history-standing'
import { PARTS, totalNow, totalProfit } from './totals'
import type { Portfolio, PortfolioSet } from './use-portfolio'

interface SummaryProps {
  readonly sets: readonly PortfolioSet[]
  readonly portfolio: Portfolio
}

/** What the account is worth and how it came to be so. */
export function Summary({ sets, portfolio }: SummaryProps) {
  const equity = totalNow(sets, (live) => live.equity)
  const profit = totalProfit(sets)
  const invested = sets.reduce((sum, { past }) => sum + (past?.ledger.invested ?? 0n), 0n)
  const hasPast = sets.some(({ past }) => past !== undefined)
  return (
    <section aria-label="Summary" className="card space-y-3 p-3">
      <dl className="space-y-1 text-sm">
        <Line
          name="Margin account"
          value={equity}
          testId="portfolio-equity"
          strong
          explain="Cash, options and funding owed, at today’s prices"
        />
        {sets.map(({ structure, live }) => (
          <Line key={structure.symbol} name={`  in ${structure.symbol}`} value={live?.equity}>
            {live === undefined ? '–' : tokensOf(structure, inTokens(live.equity, live.price, live.unit))}
          </Line>
        ))}
        <Line name="Options" value={totalNow(sets, (live) => live.optionValue)} />
        <Line name="Funding owed" value={totalNow(sets, (live) => live.fundingOwed)} />
        <Line
          name="Put in, less taken out"
          value={hasPast ? invested : undefined}
          explain="Each at the stock’s price of its day"
        />
      </dl>
      <ProfitList profit={profit} words={profitWords(portfolio, hasPast)} />
      <Pools sets={sets} />
    </section>
  )
}

function inTokens(usd: Wad, price: Wad, unit: bigint): bigint {
  return price === 0n ? 0n : mulDiv(usd, unit, price)
}

function profitWords(portfolio: Portfolio, hasPast: boolean): string {
  if (portfolio.view.status === 'unavailable') return 'The chain cannot be read now.'
  const standing = historyStanding(portfolio)
  if (standing === 'loading') return 'Reading the history…'
  if (standing === 'unavailable') return 'Profit needs the history, which cannot be read now.'
  if (standing === 'late') return 'Profit needs the history, which has not reached the present yet.'
  return hasPast ? 'The newest trade is being indexed…' : 'Nothing traded yet.'
}

interface ProfitListProps {
  readonly profit: ReturnType<typeof totalProfit>
  readonly words: string
}

/** Profit since the first deposit, and what it is made of: the parts add up exactly. */
function ProfitList({ profit, words }: ProfitListProps) {
  return (
    <div>
      <h2 className="mb-1 text-sm font-semibold">Profit and loss since the first deposit</h2>
      <dl className="space-y-1 text-sm" data-testid="portfolio-profit">
        {PARTS.map(({ key, name, explain }) => (
          <Line
            key={key}
            name={name}
            value={profit?.[key]}
            explain={explain}
            signed
            testId={`portfolio-profit-${key}`}
          />
        ))}
        <Line name="Total" value={profit?.total} signed strong testId="portfolio-profit-total" />
      </dl>
      <p className="text-muted min-h-4 text-xs">{profit === undefined ? words : ''}</p>
    </div>
  )
}

/** What the address holds in the pools; the account itself is on Earn and Insurance. */
function Pools({ sets }: { readonly sets: readonly PortfolioSet[] }) {
  return (
    <div>
      <h2 className="mb-1 text-sm font-semibold">In the pools</h2>
      <dl className="space-y-1 text-sm" data-testid="portfolio-pools">
        {sets.map(({ structure, live }) => (
          <Fragment key={structure.symbol}>
            <Line
              name={`Main pool, ${structure.symbol}`}
              value={live?.pool.usd}
              testId={`portfolio-pool-${structure.symbol}`}
            >
              {live === undefined ? undefined : tokensOf(structure, live.pool.tokens)}
            </Line>
            <Line
              name={`Insurance stake, ${structure.symbol}`}
              value={live?.stake.usd}
              testId={`portfolio-stake-${structure.symbol}`}
            >
              {live === undefined ? undefined : tokensOf(structure, live.stake.tokens)}
            </Line>
          </Fragment>
        ))}
      </dl>
    </div>
  )
}

interface LineProps {
  readonly name: string
  readonly value: Wad | undefined
  readonly explain?: string
  readonly signed?: boolean
  readonly strong?: boolean
  readonly testId?: string
  /** Instead of dollars. */
  readonly children?: ReactNode
}

function Line({ name, value, explain, signed = false, strong = false, testId, children }: LineProps) {
  const tone = !signed || value === undefined || value === 0n ? '' : value < 0n ? 'text-short' : 'text-long'
  const arrow = !signed || value === undefined || value === 0n ? '' : value < 0n ? '▼ ' : '▲ '
  return (
    <div className={`flex items-baseline justify-between gap-3 ${strong && signed ? 'border-line border-t pt-1' : ''}`}>
      <dt className="text-muted" {...(explain === undefined ? {} : { title: explain })}>
        {name}
      </dt>
      <dd
        className={`figure whitespace-nowrap ${tone} ${strong ? 'text-base font-semibold' : ''}`}
        {...(value === undefined ? {} : { title: `${toDecimal(value)} USD` })}
        {...(testId === undefined ? {} : { 'data-testid': testId })}
      >
        {children ?? (value === undefined ? '–' : `${arrow}${formatUsd(value, { signed })}`)}
      </dd>
    </div>
  )
}
