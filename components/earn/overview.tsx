'use client'

import { Figure, Figures } from '@/components/pools/figures'
import { lockedByStress, poolGate } from '@/components/pools/pool-limits'
import { fractionOf, sharePrice, tokensToUsd } from '@/components/pools/pool-math'
import { formatAmount, formatPercent, formatUsd } from '@/lib/core/format'
import { WAD } from '@/lib/core/fixed-point'
import { Section } from './section'
import type { Pool } from './use-pool'
import { NONE, tokensOf } from './words'

/** What the pool is worth, how much of its capacity is used, and what can be withdrawn now. */
export function PoolOverview({ pool }: { readonly pool: Pool }) {
  const { snapshot, set } = pool
  const { pool: figures } = set
  if (!figures.exposureOk) {
    return (
      <Section title="The pool now">
        <p role="status">
          A price is missing, so the pool cannot be valued now. It holds {tokensOf(set, figures.cash, 2)}.
        </p>
      </Section>
    )
  }
  const value = tokensToUsd(snapshot, set, figures.totalAssets)
  return (
    <Section title="The pool now">
      <Figures>
        <Figure name="Value" explain="Cash plus funding due minus what the open options are worth" testId="pool-value">
          {tokensOf(set, figures.totalAssets, 2)}
        </Figure>
        <Figure name="in dollars">{value === undefined ? NONE : formatUsd(value)}</Figure>
        <Figure name="Share price" explain={`${set.symbol} per share`} testId="pool-share-price">
          {formatAmount(sharePrice(figures.totalAssets, figures.totalShares), { digits: 6, fixed: true })}
        </Figure>
        <Figure name="Cash">{tokensOf(set, figures.cash, 2)}</Figure>
        <Figure name="Owed to traders" explain="What the open options are worth">
          {formatUsd(figures.liability)}
        </Figure>
        <Figure name="Funding due" explain="Owed by traders, not yet collected">
          {formatUsd(figures.receivable)}
        </Figure>
      </Figures>
      <Utilisation pool={pool} />
      <Liquidity pool={pool} />
    </Section>
  )
}

/** Part of the risk that the pool may take that is taken. */
function Utilisation({ pool: { set } }: { readonly pool: Pool }) {
  const { stressLoss, stressLimit } = set.pool
  const used = fractionOf(stressLoss, stressLimit)
  const none = stressLoss === 0n
  const width = used > WAD ? 100 : Number(used) / 1e16
  return (
    <div className="text-sm">
      <div className="flex justify-between gap-3">
        <span>Utilisation</span>
        <span className="figure" data-testid="pool-utilisation">
          {formatPercent(used)}
        </span>
      </div>
      <div aria-hidden className="bg-line mt-1 h-2 overflow-hidden rounded-[4px]">
        <div className={used > WAD ? 'bg-danger h-full' : 'bg-accent h-full'} style={{ width: `${width}%` }} />
      </div>
      <p className="text-muted mt-1 text-xs">
        {none
          ? 'No position is open that the pool could lose by.'
          : `The open positions would cost ${formatUsd(stressLoss)} in the worse of the two governed price shocks of each market; at ${formatUsd(stressLimit)} no trade may add risk.`}
      </p>
    </div>
  )
}

/** What everybody together can take out now, and why it is not more. */
function Liquidity({ pool: { overview, set, index, now } }: { readonly pool: Pool }) {
  const { withdrawable, cash, totalAssets } = set.pool
  const { withdraw: closed } = poolGate(overview, set, index, now)
  return (
    <div className="text-sm">
      <div className="flex justify-between gap-3">
        <span>Can be withdrawn now</span>
        <span className="figure" data-testid="pool-withdrawable">
          {tokensOf(set, closed === undefined ? withdrawable : 0n, 2)}
        </span>
      </div>
      <p className="text-muted mt-1 text-xs" data-testid="pool-withdrawable-reason">
        {closed !== undefined
          ? `${closed}. Nothing can be withdrawn until that ends.`
          : withdrawable >= cash || withdrawable >= totalAssets
            ? 'Everything; first come, first served.'
            : `The rest, ${tokensOf(set, cash - withdrawable, 2)}, must stay: ${formatUsd(lockedByStress(set))} so that the open positions’ stress loss stays within its limit after a fall of ${set.symbol} by ${set.riskTerms.collateralShock / 100} %, and what is owed to traders. It is freed as they close; first come, first served.`}
      </p>
    </div>
  )
}
