'use client'

import { useState } from 'react'
import type { SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import { formatAmount, formatPercent, formatUsd } from '@/lib/core/format'
import { useSnapshot } from '@/lib/query/market-data'
import { connectWallet, useWallet, walletActions } from '@/lib/query/wallet'
import { AmountForm } from './amount-form'
import { Figure, Figures } from './figures'
import { assetsFor, fractionOf, sharePrice, sharesFor, sharesToRedeem, tokensToUsd } from './pool-math'
import { SetPicker } from './set-picker'

export function EarnPage() {
  const snapshot = useSnapshot()
  const { user } = useWallet()
  const [chosen, setChosen] = useState(0)
  const set = snapshot.overview?.sets[chosen]
  return (
    <div className="py-4">
      <h1 className="text-xl font-semibold">Earn</h1>
      <p className="text-muted mt-1 max-w-2xl">
        The main pool is the other side of every trade: it earns premiums, funding and fees, and it pays what traders
        win. Depositors share the result.
      </p>
      {snapshot.overview === undefined || set === undefined ? (
        <p className="card text-muted mt-4 p-4">The chain has not been read yet.</p>
      ) : (
        <div className="mt-4 grid gap-4 lg:grid-cols-[1fr_360px]">
          <section className="card space-y-5 p-4" aria-label="Main pool">
            <SetPicker sets={snapshot.overview.sets} chosen={chosen} onChoose={setChosen} />
            <PoolFigures snapshot={snapshot} set={set} />
          </section>
          <section className="card space-y-5 p-4" aria-label="My position" key={set.symbol}>
            <MyPosition snapshot={snapshot} set={set} index={chosen} mine={user?.sets[chosen]} />
          </section>
        </div>
      )}
    </div>
  )
}

function PoolFigures({ snapshot, set }: { readonly snapshot: Snapshot; readonly set: SetView }) {
  const { pool, symbol, decimals } = set
  const amount = (value: bigint) => `${formatAmount(value, { decimals, digits: 2 })} ${symbol}`
  const value = tokensToUsd(snapshot, set, pool.totalAssets)
  if (!pool.exposureOk) return <p role="status">A price is missing, so the pool cannot be valued now.</p>
  return (
    <Figures>
      <Figure name="Value" explain="Cash plus funding due minus what the open options are worth" testId="pool-value">
        {amount(pool.totalAssets)}
      </Figure>
      <Figure name="in dollars">{value === undefined ? '–' : formatUsd(value)}</Figure>
      <Figure name="Share price" explain={`${symbol} per share`} testId="pool-share-price">
        {formatAmount(sharePrice(pool.totalAssets, pool.totalShares), { digits: 6, fixed: true })}
      </Figure>
      <Figure name="Cash">{amount(pool.cash)}</Figure>
      <Figure name="Can be withdrawn now" explain="The rest backs open positions" testId="pool-withdrawable">
        {amount(pool.withdrawable)}
      </Figure>
      <Figure
        name="Utilisation"
        explain="Stress loss of the open positions as a part of its limit"
        testId="pool-utilisation"
      >
        {formatPercent(fractionOf(pool.stressLoss, pool.stressLimit))}
      </Figure>
      <Figure name="Owed to traders" explain="What the open options are worth">
        {formatUsd(pool.liability)}
      </Figure>
      <Figure name="Funding due">{formatUsd(pool.receivable)}</Figure>
      <Figure name="Stress loss" explain="The worse of the two price shocks in each market, with volatility up">
        {formatUsd(pool.stressLoss)}
      </Figure>
    </Figures>
  )
}

interface MyPositionProps {
  readonly snapshot: Snapshot
  readonly set: SetView
  readonly index: number
  readonly mine: UserSetView | undefined
}

function MyPosition({ snapshot, set, index, mine }: MyPositionProps) {
  const { pool, symbol, decimals } = set
  if (mine === undefined) return <ConnectHint what="deposit" />
  const value = tokensToUsd(snapshot, set, mine.poolSharesValue)
  const redeemable = assetsFor(mine.maxRedeem, pool.exitAssets, pool.totalShares)
  return (
    <>
      <Figures>
        <Figure name="My deposit" testId="pool-mine">
          {formatAmount(mine.poolSharesValue, { decimals, digits: 4 })} {symbol}
        </Figure>
        <Figure name="in dollars">{value === undefined ? '–' : formatUsd(value)}</Figure>
        <Figure name="Share of pool">{formatPercent(fractionOf(mine.poolShares, pool.totalShares))}</Figure>
      </Figures>
      <AmountForm
        label={`Deposit ${symbol}`}
        unit={symbol}
        decimals={decimals}
        most={mine.tokenBalance}
        action="Deposit"
        testId="pool-deposit"
        {...(pool.exposureOk ? {} : { blocked: 'A price is missing' })}
        preview={(amount) => {
          const shares = sharesFor(amount, pool.entryAssets, pool.totalShares)
          return `You would hold ${formatPercent(fractionOf(mine.poolShares + shares, pool.totalShares + shares))} of the pool`
        }}
        onSubmit={(amount) => walletActions.run({ kind: 'poolDeposit', set: index, amount })}
      />
      {mine.poolShares > 0n && (
        <AmountForm
          label={`Withdraw ${symbol}`}
          unit={symbol}
          decimals={decimals}
          most={redeemable}
          {...(mine.maxRedeem < mine.poolShares ? { limitWords: 'the rest backs open positions' } : {})}
          action="Withdraw"
          testId="pool-redeem"
          preview={() => 'Valued at the end of the spread that favours those who stay'}
          onSubmit={(amount) =>
            walletActions.run({
              kind: 'poolRedeem',
              set: index,
              shares:
                amount >= redeemable
                  ? mine.maxRedeem
                  : sharesToRedeem(amount, pool.exitAssets, pool.totalShares, mine.maxRedeem),
            })
          }
        />
      )}
      <p className="text-muted text-xs">The pool loses when traders win. You may get back less than you deposit.</p>
    </>
  )
}

export function ConnectHint({ what }: { readonly what: string }) {
  const { status } = useWallet()
  return (
    <div className="space-y-3">
      <p className="text-muted">
        {status === 'connected'
          ? 'Reading your position…'
          : `Connect a wallet to ${what}. Everything can be read without.`}
      </p>
      {status !== 'connected' && (
        <button type="button" className="button button-primary w-full" onClick={connectWallet}>
          Connect wallet
        </button>
      )}
    </div>
  )
}
