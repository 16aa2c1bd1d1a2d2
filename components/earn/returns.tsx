'use client'

import type { ReactNode } from 'react'
import {
  MAIN_PARTS,
  SHORTEST_WINDOW,
  windowReturns,
  type MainPart,
  type WindowReturn,
} from '@/lib/core/history/returns'
import { FigureRow, FigureTable, Section } from './section'
import type { PoolHistory } from './use-pool-history'
import { daysName, momentOf, signedPercent } from './words'

const DAYS = [7, 30, 90]

export const PART_NAMES: Readonly<Record<MainPart, string>> = {
  premium: 'Premiums',
  funding: 'Funding',
  fees: 'Fees',
  spread: 'Conversion spread',
  insuranceCut: 'Insurance cut',
  badDebt: 'Bad debt',
  traderResults: 'Trader results',
}

/** What a share has returned, from what, annualised; the worst window first. */
export function Returns({ history, symbol }: { readonly history: PoolHistory; readonly symbol: string }) {
  const note = `In ${symbol}, against simply holding the token. The lowest comes first; the past promises nothing.`
  return (
    <Section title="Yearly return" note={note} testId="returns">
      <HistoryGate history={history}>
        <Windows history={history} />
      </HistoryGate>
    </Section>
  )
}

function Windows({ history }: { readonly history: PoolHistory }) {
  const windows = windowReturns(history.main, DAYS)
  const [lowest] = windows
  if (lowest === undefined) return <FirstFigures history={history} />
  const parts = MAIN_PARTS.filter((part) => part !== 'badDebt' || windows.some((window) => window.parts.badDebt !== 0n))
  return (
    <>
      <p>
        <strong className="figure text-xl" data-testid="apy-lowest">
          {signedPercent(lowest.total)}
        </strong>{' '}
        <span className="text-muted">
          a year, over the last {windowName(lowest)}
          {windows.length > 1 ? ', the lowest' : ''}
        </span>
      </p>
      <FigureTable caption="Yearly return by source" columns={['From', ...windows.map(windowName)]}>
        {parts.map((part) => (
          <FigureRow
            key={part}
            name={PART_NAMES[part]}
            cells={windows.map((window) => signedPercent(window.parts[part]))}
          />
        ))}
        <FigureRow strong name="Together" cells={windows.map(({ total }) => signedPercent(total))} testId="apy-total" />
        <FigureRow
          name={<span className="text-muted">Share price, not annualised</span>}
          cells={windows.map(({ change }) => signedPercent(change))}
        />
      </FigureTable>
      <p className="text-muted text-xs">
        The return of a share over the days, times 365 divided by their number; nothing is compounded. Trader results
        are what is left: the options’ change in value since they were sold, against the premiums received for them.
      </p>
    </>
  )
}

function windowName({ days, isPartial, seconds }: WindowReturn<MainPart>): string {
  return isPartial ? `${daysName(seconds)} so far` : `${days} days`
}

/** What there is to say before there is a day of history. */
function FirstFigures({ history: { points } }: { readonly history: PoolHistory }) {
  const [first] = points ?? []
  return (
    <p className="text-muted" role="status" data-testid="first-figures">
      {first === undefined
        ? 'Nothing has happened in this pool yet. The first figures appear a day after the first deposit.'
        : `First figures after ${momentOf(first.time + SHORTEST_WINDOW)}: a return over less than a day says nothing of a year.`}
    </p>
  )
}

interface HistoryGateProps {
  readonly history: { readonly status: PoolHistory['status']; readonly points: unknown; readonly throughTime?: number }
  readonly children: ReactNode
}

/** Shows what needs the index only when the index has answered, and says when the answer is an old one. */
export function HistoryGate({ history, children }: HistoryGateProps) {
  const { status, points, throughTime } = history
  if (points === undefined) {
    return (
      <p className="text-muted min-h-24 text-sm" role="status" data-testid={`history-${status}`}>
        {status === 'loading'
          ? 'Reading the history…'
          : 'The history cannot be read now. What the chain says of the present is not affected; this page asks again by itself.'}
      </p>
    )
  }
  return (
    <>
      {status === 'unavailable' && (
        <p role="status" className="text-warning text-sm" data-testid="history-stale">
          The history does not answer at the moment.
          {throughTime === undefined ? '' : ` What is shown reaches to ${momentOf(throughTime)}.`}
        </p>
      )}
      {children}
    </>
  )
}
