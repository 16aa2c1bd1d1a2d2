'use client'

import { useState } from 'react'
import type { SetView, Snapshot } from '@/lib/chain/snapshot/types'
import { formatAmount, formatPercent, formatUsd } from '@/lib/core/format'
import { useSnapshot } from '@/lib/query/market-data'
import { StakingPanel } from '@/components/earn/staking-panel'
import { Figure, Figures } from './figures'
import { fractionOf, sharePrice, tokensToUsd } from './pool-math'
import { SetPicker } from './set-picker'

const BPS_TO_WAD = 10n ** 14n

export function InsurancePage() {
  const snapshot = useSnapshot()
  const [chosen, setChosen] = useState(0)
  const set = snapshot.overview?.sets[chosen]
  return (
    <div className="py-4">
      <h1 className="text-xl font-semibold">Insurance</h1>
      <p className="text-muted mt-1 max-w-2xl">
        The insurance pool pays when the main pool cannot. It receives a share of fees, spreads and funding, the larger
        the less it covers.
      </p>
      {snapshot.overview === undefined || set === undefined ? (
        <p className="card text-muted mt-4 p-4">The chain has not been read yet.</p>
      ) : (
        <div className="mt-4 grid gap-4 lg:grid-cols-[1fr_360px]">
          <section className="card space-y-5 p-4" aria-label="Insurance pool">
            <SetPicker sets={snapshot.overview.sets} chosen={chosen} onChoose={setChosen} />
            <InsuranceFigures snapshot={snapshot} set={set} />
            <Waterfall snapshot={snapshot} set={set} />
          </section>
          <StakingPanel index={chosen} />
        </div>
      )}
    </div>
  )
}

function InsuranceFigures({ snapshot, set }: { readonly snapshot: Snapshot; readonly set: SetView }) {
  const { pool, riskTerms, symbol, decimals } = set
  const amount = (value: bigint) => `${formatAmount(value, { decimals, digits: 2 })} ${symbol}`
  const value = tokensToUsd(snapshot, set, pool.insuranceAssets)
  return (
    <Figures>
      <Figure name="Assets" testId="insurance-assets">
        {amount(pool.insuranceAssets)}
      </Figure>
      <Figure name="in dollars">{value === undefined ? '–' : formatUsd(value)}</Figure>
      <Figure name="Share price" explain={`${symbol} per share`}>
        {formatAmount(sharePrice(pool.insuranceAssets, pool.insuranceShares), { digits: 6, fixed: true })}
      </Figure>
      <Figure name="Coverage" explain="Assets in dollars as a part of the stress loss" testId="insurance-coverage">
        {coverage(value, pool.stressLoss, pool.exposureOk)}
      </Figure>
      <Figure name="Target">{formatPercent(BigInt(riskTerms.targetCoverage) * BPS_TO_WAD, 0)}</Figure>
      <Figure name="Share of income" explain="Of fees, spreads and funding">
        {formatPercent(pool.insuranceShareOfIncome * BPS_TO_WAD, 1)}
      </Figure>
      <Figure name="Collected, not yet transferred">{amount(pool.insurancePending)}</Figure>
    </Figures>
  )
}

function coverage(value: bigint | undefined, stressLoss: bigint, known: boolean): string {
  if (value === undefined || !known) return '–'
  if (stressLoss === 0n) return 'nothing at stake'
  return formatPercent(fractionOf(value, stressLoss), 0)
}

/** Who pays in which order, with what is there now. */
function Waterfall({ snapshot, set }: { readonly snapshot: Snapshot; readonly set: SetView }) {
  const { pool } = set
  const usd = (tokens: bigint) => {
    const value = tokensToUsd(snapshot, set, tokens)
    return value === undefined ? '–' : formatUsd(value)
  }
  return (
    <div>
      <h2 className="font-semibold">Who pays, in this order</h2>
      <ol className="mt-2 list-decimal space-y-1 pl-5 text-sm">
        <li>
          The main pool pays what traders win: <span className="figure">{usd(pool.cash)}</span>
        </li>
        <li>
          The insurance pool pays what the main pool lacks: <span className="figure">{usd(pool.insuranceAssets)}</span>
        </li>
      </ol>
      <p className="text-muted mt-2 text-sm">
        Against this stands a stress loss of <span className="figure">{formatUsd(pool.stressLoss)}</span>; trades that
        would raise it above <span className="figure">{formatUsd(pool.stressLimit)}</span> are refused.
      </p>
    </div>
  )
}
