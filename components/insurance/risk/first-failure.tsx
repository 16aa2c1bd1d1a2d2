'use client'

import { abs } from '@/lib/core/fixed-point'
import { Nothing, Panel, DataTable, Standing } from '../parts'
import type { RiskView } from '../use-risk'
import { move, usd } from '../words'
import type { FailurePoint } from './failures'

interface FirstFailureProps {
  readonly risk: RiskView
  readonly points: readonly FailurePoint[] | undefined
}

/** At which move something gives way, nearest first. */
export function FirstFailure({ risk, points }: FirstFailureProps) {
  return (
    <Panel
      title="What fails first"
      id="failure"
      testId="first-failure"
      note="One move at a time, at once and before anybody could trade; volatility as it is. Writers are taken to pay what they owe."
    >
      {points === undefined ? (
        <Nothing>Cannot be told while a price or a volatility is missing.</Nothing>
      ) : (
        <div className="space-y-2">
          <p className="text-sm" data-testid="first-failure-words">
            {firstWords(points)}
          </p>
          <DataTable
            caption="Moves at which the pools fail"
            keyOf={({ driver, isUp }) => `${driver}${String(isUp)}`}
            rows={points}
            empty=""
            columns={[
              {
                name: 'What moves',
                isText: true,
                isLong: true,
                cell: ({ driver, isUp }) => `${driver} ${isUp ? '↑ up' : '↓ down'}`,
              },
              { name: 'Insurance pays from', cell: ({ insurancePays }) => moveWords(insurancePays) },
              { name: 'at a price of', cell: ({ price }) => (price === undefined ? '–' : usd(price)) },
              { name: 'Both pools empty from', cell: ({ settlement }) => moveWords(settlement) },
            ]}
          />
          <p className="text-muted text-xs">
            Searched from −95 % to +300 %. “not in range”: {risk.set.symbol} pays in full up to there.
          </p>
        </div>
      )}
    </Panel>
  )
}

function moveWords(at: bigint | undefined) {
  return at === undefined ? <span className="text-muted">not in range</span> : move(at, 1)
}

export function firstWords(points: readonly FailurePoint[]) {
  const [first] = points
  if (first?.insurancePays === undefined) {
    return <Standing tone="good">No single move between −95 % and +300 % empties the main pool.</Standing>
  }
  const near = abs(first.insurancePays)
  return (
    <Standing tone={near < 30n * 10n ** 16n ? 'watch' : 'good'}>
      At {move(first.insurancePays, 1)} ({first.driver}
      {first.price === undefined ? '' : `, ${usd(first.price)}`}) the main pool is empty and the insurance pool pays.
    </Standing>
  )
}
