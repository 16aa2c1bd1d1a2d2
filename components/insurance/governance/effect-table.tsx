'use client'

import { useMemo } from 'react'
import { afterCall } from '@/lib/chain/governance/in-force'
import { governedSetOf } from '@/lib/chain/governance/risk-set'
import type { GovernanceState } from '@/lib/chain/governance/state'
import { newestPrice } from '@/lib/chain/market-inputs'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { formatPercent } from '@/lib/core/format'
import { effectOf, type Effect, type GovernedCall, type Standing } from '@/lib/core/governance'
import { Address, DataTable, Nothing, Standing as StandingWord } from '../parts'
import type { RiskView } from '../use-risk'
import { usd } from '../words'

interface EffectTableProps {
  readonly risk: RiskView
  readonly state: GovernanceState
  readonly call: GovernedCall
}

/** What a decision does to what is open now, in the set that the page shows. */
export function EffectTable({ risk, state, call }: EffectTableProps) {
  const effect = useMemo(() => effectIn(risk, state, call), [risk, state, call])
  if (call.kind === 'guardian' || call.kind === 'unpause') {
    return <Nothing>No open position changes, nor does what the pools may owe.</Nothing>
  }
  if (effect === undefined)
    return <Nothing>The effect cannot be told while a price or a volatility is missing.</Nothing>
  return (
    <div className="space-y-2" data-testid="effect">
      <DataTable
        caption="Effect on open positions and coverage"
        keyOf={({ name }) => name}
        rows={rowsOf(effect, risk.accounts.history !== undefined)}
        empty=""
        columns={[
          { name: `In ${risk.set.symbol}`, isText: true, cell: ({ name }) => name },
          { name: 'Now', cell: ({ before }) => before },
          { name: 'After', cell: ({ before, after }) => (before === after ? 'same' : after) },
        ]}
      />
      <Consequence risk={risk} effect={effect} call={call} />
    </div>
  )
}

function effectIn({ overview, set, prices, accounts }: RiskView, state: GovernanceState, call: GovernedCall) {
  const held = accounts.history?.data ?? []
  const priceOf = (asset: number) => newestPrice(overview, prices, asset)
  const governed = (view: Overview) => {
    const own = view.sets.find((each) => isSame(each, set))
    if (own === undefined) return undefined
    return governedSetOf({ overview: view, set: own, accounts: held, priceOf, now: overview.blockTime })
  }
  const before = governed(overview)
  const after = governed(afterCall(overview, state.volatility, call))
  return before === undefined || after === undefined ? undefined : effectOf(before, after)
}

function isSame(a: SetView, b: SetView): boolean {
  return a.clearinghouse === b.clearinghouse
}

interface Row {
  readonly name: string
  readonly before: string
  readonly after: string
}

function rowsOf({ before, after }: Effect, accountsKnown: boolean): readonly Row[] {
  const row = (name: string, value: (standing: Standing) => string): Row => ({
    name,
    before: value(before),
    after: value(after),
  })
  const pool = [
    row('Stress loss', ({ pool: { stressLoss } }) => usd(stressLoss)),
    row('Stress limit', ({ pool: { stressLimit } }) => usd(stressLimit)),
    row('Room for more risk', ({ pool: { room } }) => usd(room)),
    row('Owed to traders (Λ)', ({ pool: { liability } }) => usd(liability)),
    row('Coverage', ({ pool: { coverage } }) => (coverage === undefined ? 'nothing at stake' : percent(coverage))),
    row('Target coverage', ({ pool: { targetCoverage } }) => percent(targetCoverage)),
    row('Insurance share of income', ({ pool: { insuranceShare } }) => formatPercent(insuranceShare, 1)),
  ]
  if (!accountsKnown) return pool
  return [
    ...pool,
    row('Initial margin of all writers', ({ accounts: { initialMargin } }) => usd(initialMargin)),
    row('Maintenance margin', ({ accounts: { maintenanceMargin } }) => usd(maintenanceMargin)),
    row('Accounts that may be liquidated', ({ accounts: { liquidatable } }) => String(liquidatable.length)),
    row('Accounts below initial margin', ({ accounts: { belowInitial } }) => String(belowInitial.length)),
  ]
}

function percent(value: bigint): string {
  return formatPercent(value, 0)
}

interface ConsequenceProps {
  readonly risk: RiskView
  readonly effect: Effect
  readonly call: GovernedCall
}

/** The two sentences that matter: who could be liquidated by it, and whether the pool would still take trades. */
function Consequence({ risk, effect, call }: ConsequenceProps) {
  const { newlyLiquidatable, after } = effect
  return (
    <div className="space-y-1 text-sm">
      {risk.accounts.history === undefined ? (
        <p>
          <StandingWord tone="watch">Accounts are not known</StandingWord> while the index does not answer: whom this
          would make liquidatable cannot be told.
        </p>
      ) : newlyLiquidatable.length === 0 ? (
        <p>
          <StandingWord tone="good">No open account</StandingWord> becomes liquidatable by it at today’s prices.
        </p>
      ) : (
        <p data-testid="effect-liquidatable">
          <StandingWord tone="bad">
            {newlyLiquidatable.length} {newlyLiquidatable.length === 1 ? 'account becomes' : 'accounts become'}{' '}
            liquidatable
          </StandingWord>{' '}
          by it at today’s prices: <Owners ids={newlyLiquidatable} />
        </p>
      )}
      {after.pool.room === 0n && after.pool.stressLoss > 0n && (
        <p>
          <StandingWord tone="watch">No room is left:</StandingWord> only trades that reduce risk would pass, and
          providers could not withdraw.
        </p>
      )}
      {call.kind === 'volatility' && (
        <p className="text-muted">
          Floor, cap and markup act on an asset with its next sample. The table takes every asset as sampled again.
        </p>
      )}
    </div>
  )
}

const MOST_NAMED = 5

function Owners({ ids }: { readonly ids: readonly string[] }) {
  return (
    <>
      {ids.slice(0, MOST_NAMED).map((id, i) => (
        <span key={id}>
          {i > 0 && ', '}
          <Address value={id.slice(0, 42)} />
        </span>
      ))}
      {ids.length > MOST_NAMED && ` and ${ids.length - MOST_NAMED} more`}
    </>
  )
}
