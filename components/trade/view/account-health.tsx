'use client'

import { useMemo } from 'react'
import { formatPercent, formatUsd } from '@/lib/core/format'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { abs, max, min, mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { hasWritten, healthOf, liquidationPrices, type Health, type LiquidationPrice } from '@/lib/core/risk'
import type { Board } from '../engine/board'
import { accountOf } from '../engine/combo'
import { LiquidationWords } from './advanced-figures'
import type { Desk } from './use-desk'

/** How safe the account is: what it is worth against what it must be worth, and which prices would end that. */
export function AccountHealth({ desk: { snapshot, board, userSet, now } }: { readonly desk: Desk }) {
  const held = userSet?.account
  const account = useMemo(
    () => (board === undefined || held === undefined ? undefined : accountOf(snapshot, board, held, now)),
    [snapshot, board, held, now],
  )
  const judged = useMemo(
    () =>
      account === undefined || !hasWritten(account)
        ? undefined
        : { health: healthOf(account), prices: liquidationPrices(account) },
    [account],
  )
  if (board === undefined || account === undefined || account.positions.length === 0) return null
  if (judged === undefined) {
    return (
      <p className="text-muted text-xs" data-testid="account-safe">
        You hold only bought options: no price move can liquidate this account. It ends when its funding is no longer
        paid.
      </p>
    )
  }
  return <Judged board={board} {...judged} />
}

interface JudgedProps {
  readonly board: Board
  readonly health: Health
  readonly prices: readonly LiquidationPrice[]
}

function Judged({ board, health, prices }: JudgedProps) {
  const { equity, initialMargin, maintenanceMargin } = health
  const danger = equity < maintenanceMargin
  return (
    <div className="mt-1 space-y-1 text-xs" data-testid="account-health">
      <HealthBar health={health} />
      <dl className="flex flex-wrap gap-x-5 gap-y-0.5">
        <Item label="Account worth" value={equity} testId="account-equity" />
        <Item label="Needed to open more" value={initialMargin} testId="account-initial" />
        <Item label="Liquidated below" value={maintenanceMargin} testId="account-maintenance" />
        <div className="flex gap-1.5">
          <dt className="text-muted">Price that would do it</dt>
          <dd className="figure" data-testid="account-liquidation">
            {danger ? 'now' : <LiquidationWords board={board} prices={prices} />}
            {nearest(prices) !== undefined && ` (${formatPercent(nearest(prices) ?? 0n, 1)} away)`}
          </dd>
        </div>
      </dl>
      {danger && (
        <p role="alert" className="text-danger font-semibold">
          Your account is below what it must be worth. Anyone may close part of it now: deposit or buy back.
        </p>
      )}
      <details>
        <summary className="text-muted">What happens at liquidation</summary>
        <p className="pt-0.5">
          If the account is worth less than {formatUsd(maintenanceMargin)}, anyone may close the same part of every
          position, just enough to restore the margin. {board.set.riskTerms.liquidationPenalty / 100} % of the margin
          that this frees is taken as a penalty: half goes to whoever did it, half to the insurance pool. You never owe
          more than what is in this account.
        </p>
      </details>
    </div>
  )
}

function Item({ label, value, testId }: { readonly label: string; readonly value: Wad; readonly testId: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{label}</dt>
      <dd className="figure" title={toDecimal(value)} data-testid={testId}>
        {formatUsd(value)}
      </dd>
    </div>
  )
}

/** Full at twice the maintenance margin; the mark in the middle is where liquidation begins. */
function HealthBar({ health: { equity, maintenanceMargin, initialMargin } }: { readonly health: Health }) {
  const share = (value: Wad) =>
    maintenanceMargin === 0n ? 100 : Number(min(max(mulDiv(value, 50n, maintenanceMargin), 0n), 100n))
  const filled = share(equity)
  const words = equity < maintenanceMargin ? 'in danger' : equity < initialMargin ? 'thin' : 'sound'
  const colour = equity < maintenanceMargin ? 'bg-danger' : equity < initialMargin ? 'bg-warning' : 'bg-long'
  return (
    <div className="flex items-center gap-2">
      <div
        role="meter"
        aria-label="Account health"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={filled}
        aria-valuetext={words}
        className="bg-line relative h-2 min-w-0 flex-1 overflow-hidden rounded-full"
      >
        <div className={`h-full ${colour}`} style={{ width: `${filled}%` }} />
        <div aria-hidden className="bg-ink absolute inset-y-0 left-1/2 w-px" />
      </div>
      <span className="w-16">{words}</span>
    </div>
  )
}

/** How far the nearest of these prices is, a fraction (WAD). */
function nearest(prices: readonly LiquidationPrice[]): Wad | undefined {
  const distances = prices.flatMap(({ price, below, above }) =>
    [below, above].flatMap((end) => (end === undefined ? [] : [mulDiv(abs(end - price), WAD, price)])),
  )
  return distances.reduce<Wad | undefined>((least, each) => (least === undefined ? each : min(least, each)), undefined)
}
