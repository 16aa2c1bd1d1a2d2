'use client'

import { useMemo } from 'react'
import { AmountForm } from '@/components/pools/amount-form'
import { ConnectHint } from '@/components/pools/connect-hint'
import { poolGate } from '@/components/pools/pool-limits'
import {
  assetsFor,
  fractionOf,
  leastFor,
  redeemableShares,
  sharesFor,
  sharesToRedeem,
} from '@/components/pools/pool-math'
import { Figure } from '@/components/trade/view/controls'
import { EXECUTION_REWARD_TEXT } from '@/lib/chain/execution'
import { zeroFloorSub } from '@/lib/core/fixed-point'
import type { UserSetView } from '@/lib/chain/snapshot/types'
import { formatAmount, formatPercent } from '@/lib/core/format'
import { depositOf, stressTable, worstCell } from '@/lib/core/risk'
import { useWallet, walletActions } from '@/lib/query/wallet'
import type { Pool } from './use-pool'
import { changeOf, factorName, moveName, signedPercent, tokensOf, usdChange } from './words'

/** Shares carry six more decimals than the token; people count them in whole ones. */
const shareText = (set: Pool['set'], shares: bigint) => formatAmount(shares, { decimals: set.decimals + 6, digits: 4 })

/** Deposit and withdraw, each with what comes out of it before anything is signed. */
export function DepositPanel({ pool }: { readonly pool: Pool }) {
  const { mine, set } = pool
  return (
    <section className="card space-y-5 p-4" aria-label="Deposit and withdraw">
      {mine === undefined ? (
        <ConnectHint what="deposit" />
      ) : (
        <>
          <DepositForm pool={pool} mine={mine} />
          {mine.poolShares > 0n && <WithdrawForm pool={pool} mine={mine} />}
        </>
      )}
      <p className="text-muted text-xs">
        The pool loses when traders win. You may get back less {set.symbol} than you deposit.
        {pool.byRequest !== undefined &&
          ` While positions are open you sign a request, which is executed at the next price, published at least ${pool.byRequest.delay} s later; whoever executes it gets ${EXECUTION_REWARD_TEXT} of it.`}
      </p>
    </section>
  )
}

interface FormProps {
  readonly pool: Pool
  readonly mine: UserSetView
}

function DepositForm({ pool, mine }: FormProps) {
  const { set, index, overview, now } = pool
  const { entryAssets, totalShares } = set.pool
  const { wrongNetwork } = useWallet()
  const { deposit: closed } = poolGate(overview, set, index, now)
  return (
    <AmountForm
      label={`Deposit ${set.symbol}`}
      unit={set.symbol}
      decimals={set.decimals}
      most={mine.tokenBalance}
      limitWords="in your wallet"
      action="Deposit"
      testId="pool-deposit"
      blocked={wrongNetwork ? 'Your wallet is on another network' : closed}
      details={(amount) => <DepositDetails pool={pool} mine={mine} amount={amount} />}
      onSubmit={(amount) => {
        const least = leastFor(sharesFor(afterReward(pool, amount), entryAssets, totalShares))
        walletActions.run({ kind: 'poolDeposit', set: index, amount, least })
      }}
    />
  )
}

/** What is left of tokens once whoever executes the request has been paid. */
function afterReward({ byRequest }: Pool, tokens: bigint): bigint {
  return zeroFloorSub(tokens, byRequest?.reward ?? 0n)
}

function DepositDetails({ pool, mine, amount }: FormProps & { readonly amount: bigint }) {
  const { set } = pool
  const { entryAssets, exitAssets, totalAssets, totalShares } = set.pool
  const paid = afterReward(pool, amount)
  const shares = sharesFor(paid, entryAssets, totalShares)
  const atMid = assetsFor(shares, totalAssets, totalShares)
  const back = assetsFor(shares, exitAssets, totalShares)
  return (
    <dl className="border-line border-y py-1" data-testid="pool-deposit-preview">
      <Figure
        label={receiveLabel(pool)}
        explain="Transferable shares of the pool (ERC-4626), whose value moves with it"
      >
        {shareText(set, shares)} shares
      </Figure>
      <Figure
        label="Cost of entering"
        explain="The spread that stale prices leave open and a fee on what the pool would have to hedge; it stays with those who are in. There is no other fee"
      >
        {costText(set, paid - atMid, amount)}
      </Figure>
      <ExecutionFigure pool={pool} />
      <Figure label="If you left at once" explain="Valued at the end of the spread that favours those who stay">
        {tokensOf(set, back)}
      </Figure>
      <Figure label="Your part of the pool, then">
        {formatPercent(fractionOf(mine.poolShares + shares, totalShares + shares))}
      </Figure>
      <WorstOf pool={pool} amount={amount} />
      <Figure
        label="At least"
        explain={
          pool.byRequest === undefined
            ? 'The pool is asked again right before you sign; nothing is sent if it would give fewer shares than this'
            : 'If the pool gives fewer at the next price, nothing is bought and you get your tokens back'
        }
      >
        {shareText(set, leastFor(shares))} shares
      </Figure>
    </dl>
  )
}

/** Risk is stated where the decision is made. */
function WorstOf({ pool: { set, state }, amount }: { readonly pool: Pool; readonly amount: bigint }) {
  const worst = useMemo(
    () => (state === undefined ? undefined : worstCell(stressTable(state, depositOf(amount, 0n)))),
    [state, amount],
  )
  if (worst === undefined) return null
  return (
    <Figure
      label="In the worst case listed"
      explain={`Everything at once: assets ${moveName(worst.assetMove)}, ${set.symbol} ${moveName(worst.stockMove)}, volatility ${factorName(worst.volatilityFactor)}. All cases are under Worst cases`}
    >
      {changeOf(set, worst.tokens)} {set.symbol}, {usdChange(worst.usd)}
    </Figure>
  )
}

function WithdrawForm({ pool, mine }: FormProps) {
  const { set, index, overview, now } = pool
  const { exitAssets, totalShares } = set.pool
  const { wrongNetwork } = useWallet()
  const { withdraw: closed } = poolGate(overview, set, index, now)
  // While shares are sold by request, the contract's own limit for selling them at once is 0.
  const most = pool.byRequest === undefined ? mine.maxRedeem : redeemableShares(mine.poolShares, set.pool)
  const redeemable = assetsFor(most, exitAssets, totalShares)
  const sharesOf = (amount: bigint) =>
    amount >= redeemable ? most : sharesToRedeem(amount, exitAssets, totalShares, most)
  const limited = most < mine.poolShares
  return (
    <AmountForm
      label={`Withdraw ${set.symbol}`}
      unit={set.symbol}
      decimals={set.decimals}
      most={redeemable}
      {...(limited ? { limitWords: closed ?? 'the rest backs open positions' } : {})}
      action="Withdraw"
      testId="pool-redeem"
      blocked={wrongNetwork ? 'Your wallet is on another network' : closed}
      details={(amount) => <WithdrawDetails pool={pool} mine={mine} shares={sharesOf(amount)} />}
      onSubmit={(amount) => {
        const shares = sharesOf(amount)
        const least = leastFor(afterReward(pool, assetsFor(shares, exitAssets, totalShares)))
        walletActions.run({ kind: 'poolRedeem', set: index, amount: shares, least })
      }}
    />
  )
}

function WithdrawDetails({ pool, mine, shares }: FormProps & { readonly shares: bigint }) {
  const { set } = pool
  const { exitAssets, totalAssets, totalShares } = set.pool
  const sold = assetsFor(shares, exitAssets, totalShares)
  const received = afterReward(pool, sold)
  const atMid = assetsFor(shares, totalAssets, totalShares)
  return (
    <dl className="border-line border-y py-1" data-testid="pool-redeem-preview">
      <Figure label={receiveLabel(pool)}>{tokensOf(set, received)}</Figure>
      <Figure label="For">{shareText(set, shares)} shares</Figure>
      <Figure
        label="Cost of leaving"
        explain="The spread that stale prices leave open and a fee on what the pool would have to hedge; it stays with those who are in. There is no other fee"
      >
        {costText(set, atMid - sold, atMid)}
      </Figure>
      <ExecutionFigure pool={pool} />
      <Figure label="Your part of the pool, then">
        {formatPercent(fractionOf(mine.poolShares - shares, totalShares - shares))}
      </Figure>
      <Figure
        label="At least"
        explain={
          pool.byRequest === undefined
            ? 'The pool is asked again right before you sign; nothing is sent if it would give less than this'
            : 'If the pool gives less at the next price, nothing is sold and you get your shares back'
        }
      >
        {tokensOf(set, leastFor(received))}
      </Figure>
    </dl>
  )
}

function receiveLabel({ byRequest }: Pool): string {
  return byRequest === undefined ? 'You receive' : 'You receive, about'
}

/** What whoever executes the request gets; nothing where no request is needed. */
function ExecutionFigure({ pool: { set, byRequest } }: { readonly pool: Pool }) {
  if (byRequest?.reward === undefined) return null
  return (
    <Figure label="For whoever executes it" explain="Comes off the amount, also when the pool refuses">
      {tokensOf(set, byRequest.reward, 6)}
    </Figure>
  )
}

function costText(set: Pool['set'], cost: bigint, of: bigint): string {
  if (cost <= 1n) return 'none now'
  return `${tokensOf(set, cost)} (${signedPercent(fractionOf(cost, of), 3).replace('+', '')})`
}
