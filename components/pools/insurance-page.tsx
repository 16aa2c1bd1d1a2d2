'use client'

import { useState } from 'react'
import type { SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import { formatAmount, formatDuration, formatPercent, formatUsd } from '@/lib/core/format'
import { useNow, useSnapshot } from '@/lib/query/market-data'
import { useWallet, walletActions } from '@/lib/query/wallet'
import { AmountForm } from './amount-form'
import { ConnectHint } from './earn-page'
import { Figure, Figures } from './figures'
import { assetsFor, fractionOf, sharePrice, sharesToRedeem, tokensToUsd } from './pool-math'
import { SetPicker } from './set-picker'

const BPS_TO_WAD = 10n ** 14n

export function InsurancePage() {
  const snapshot = useSnapshot()
  const { user } = useWallet()
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
          <section className="card space-y-5 p-4" aria-label="My stake" key={set.symbol}>
            <MyStake set={set} index={chosen} mine={user?.sets[chosen]} />
          </section>
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

interface MyStakeProps {
  readonly set: SetView
  readonly index: number
  readonly mine: UserSetView | undefined
}

function MyStake({ set, index, mine }: MyStakeProps) {
  const { pool, symbol, decimals } = set
  if (mine === undefined) return <ConnectHint what="stake" />
  return (
    <>
      <Figures>
        <Figure name="My stake" testId="insurance-mine">
          {formatAmount(mine.insuranceSharesValue, { decimals, digits: 4 })} {symbol}
        </Figure>
        <Figure name="Share of pool">{formatPercent(fractionOf(mine.insuranceShares, pool.insuranceShares))}</Figure>
      </Figures>
      <AmountForm
        label={`Stake ${symbol}`}
        unit={symbol}
        decimals={decimals}
        most={mine.tokenBalance}
        action="Stake"
        testId="stake"
        onSubmit={(amount) => walletActions.run({ kind: 'stake', set: index, amount })}
      />
      {mine.requestedShares > 0n ? (
        <Request set={set} index={index} mine={mine} />
      ) : (
        mine.insuranceShares > 0n && (
          <AmountForm
            label="Request a withdrawal"
            unit={symbol}
            decimals={decimals}
            most={mine.insuranceSharesValue}
            limitWords="opens after 7 days, for 3 days"
            action="Request"
            testId="request-unstake"
            onSubmit={(amount) => {
              const { insuranceShares: held } = mine
              const all = amount >= mine.insuranceSharesValue
              const shares = all ? held : sharesToRedeem(amount, pool.insuranceAssets, pool.insuranceShares, held)
              walletActions.run({ kind: 'requestUnstake', set: index, shares })
            }}
          />
        )
      )}
      <p className="text-muted text-xs">
        Staked tokens pay traders when the main pool cannot, also while a withdrawal waits. You may lose all of them.
      </p>
    </>
  )
}

function Request({ set, index, mine }: { readonly set: SetView; readonly index: number; readonly mine: UserSetView }) {
  const now = useNow()
  const opensIn = Number(mine.requestOpensAt) - now
  const closesIn = Number(mine.requestClosesAt) - now
  const open = opensIn <= 0 && closesIn >= 0
  const amount = assetsFor(mine.requestedShares, set.pool.insuranceAssets, set.pool.insuranceShares)
  return (
    <div className="rounded-card border-line space-y-2 border p-3 text-sm">
      <p>
        {formatAmount(amount, { decimals: set.decimals, digits: 4 })} {set.symbol} requested.{' '}
        {open
          ? `Can be withdrawn for another ${formatDuration(closesIn)}.`
          : opensIn > 0
            ? `Can be withdrawn in ${formatDuration(opensIn)}.`
            : 'The window has closed: request again.'}
      </p>
      <div className="flex gap-2">
        {open && (
          <button
            type="button"
            className="button button-primary flex-1"
            onClick={() => walletActions.run({ kind: 'unstake', set: index, shares: mine.requestedShares })}
          >
            Withdraw
          </button>
        )}
        <button
          type="button"
          className="button button-plain flex-1"
          onClick={() => walletActions.run({ kind: 'requestUnstake', set: index, shares: 0n })}
        >
          Cancel request
        </button>
      </div>
    </div>
  )
}
