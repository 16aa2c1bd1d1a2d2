'use client'

import { useMemo } from 'react'
import { Figure } from '@/components/trade/view/controls'
import type { UserSetView } from '@/lib/chain/snapshot/types'
import { providerResult } from '@/lib/core/history/provider'
import { PositionHistory } from './position-history'
import { HistoryGate } from './returns'
import type { Pool } from './use-pool'
import { useOwnEvents, usePoolHistory } from './use-pool-history'
import { changeOf, tokensOf } from './words'

/** What the stake cost, what it made and from what, and every movement of it. */
export function StakeResult({ pool, mine }: { readonly pool: Pool; readonly mine: UserSetView }) {
  const { set } = pool
  const own = useOwnEvents(set.clearinghouse, 'insurance')
  const history = usePoolHistory(set.symbol, 'day')
  if (own.events?.length === 0 && mine.insuranceShares === 0n) return null
  const known = own.events === undefined ? own : history
  const points = own.events === undefined ? undefined : history.points
  return (
    <details className="text-sm" data-testid="stake-result">
      <summary className="font-semibold">My result and history</summary>
      <div className="mt-2 space-y-3">
        <HistoryGate history={{ status: known.status, points, throughTime: history.throughTime }}>
          <Result pool={pool} mine={mine} events={own.events ?? []} steps={history.insurance} />
          <PositionHistory set={set} events={own.events ?? []} pool="insurance" />
        </HistoryGate>
      </div>
    </details>
  )
}

interface ResultProps {
  readonly pool: Pool
  readonly mine: UserSetView
  readonly events: NonNullable<ReturnType<typeof useOwnEvents>['events']>
  readonly steps: ReturnType<typeof usePoolHistory>['insurance']
}

function Result({ pool: { set, unit }, mine, events, steps }: ResultProps) {
  const value = mine.insuranceSharesValue
  const result = useMemo(
    () => providerResult({ events, steps, rest: 'rest', value, unit }),
    [events, steps, value, unit],
  )
  if (result.shares !== mine.insuranceShares) {
    return (
      <p role="status" className="text-muted">
        The index has not seen your last transaction yet; cost and result follow in a moment.
      </p>
    )
  }
  const change = (tokens: bigint) => `${changeOf(set, tokens)} ${set.symbol}`
  return (
    <dl>
      <Figure label="Paid for it" explain="At average cost">
        {tokensOf(set, result.cost)}
      </Figure>
      <Figure label="Share of income">{change(result.parts.income)}</Figure>
      <Figure label="Slashed">{change(result.parts.paidOut)}</Figure>
      <Figure label="Rounding and what is not indexed yet">
        {change(result.parts.rest + result.parts.entryAndExit)}
      </Figure>
      <Figure label="Result" explain="Against simply having held the tokens" testId="stake-total">
        {change(result.total)}
      </Figure>
    </dl>
  )
}
