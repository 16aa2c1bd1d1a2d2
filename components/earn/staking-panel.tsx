'use client'

import { AmountForm } from '@/components/pools/amount-form'
import { ConnectHint } from '@/components/pools/connect-hint'
import { assetsFor, fractionOf, leastFor, sharesFor, sharesToRedeem, tokensToUsd } from '@/components/pools/pool-math'
import { Figure } from '@/components/trade/view/controls'
import type { UserSetView } from '@/lib/chain/snapshot/types'
import { BPS } from '@/lib/core/fixed-point'
import { formatAmount, formatPercent, formatUsd } from '@/lib/core/format'
import { windowReturns } from '@/lib/core/history/returns'
import { useWallet, walletActions } from '@/lib/query/wallet'
import { StakeRequest } from './stake-request'
import { StakeResult } from './stake-result'
import { usePoolHistory } from './use-pool-history'
import { usePool, type Pool } from './use-pool'
import { daysName, NONE, signedPercent, tokensOf } from './words'

/** Stake in one set's insurance pool: what it earns, what it is slashed for, and the way in and out. */
export function StakingPanel({ index }: { readonly index: number }) {
  const pool = usePool(index)
  if (pool === undefined) return null
  const { set, mine } = pool
  return (
    <section className="card space-y-4 p-4" aria-label="Insurance staking" data-testid="staking" key={set.symbol}>
      <div>
        <h2 className="text-lg font-semibold">Insurance staking</h2>
        <p className="text-muted text-sm">
          The insurance pool stands behind the main pool and receives{' '}
          {formatPercent(set.pool.insuranceShareOfIncome * BPS, 1)} of its fees, spreads and funding now; more, the less
          it covers.
        </p>
      </div>
      <StakeFigures pool={pool} />
      {mine === undefined ? <ConnectHint what="stake" /> : <Stake pool={pool} mine={mine} />}
      <Slashing />
    </section>
  )
}

function StakeFigures({ pool }: { readonly pool: Pool }) {
  const { set, snapshot, mine } = pool
  const { insuranceAssets, insuranceShares, stressLoss, exposureOk } = set.pool
  const usd = tokensToUsd(snapshot, set, insuranceAssets)
  const covers =
    usd === undefined || !exposureOk
      ? NONE
      : stressLoss === 0n
        ? 'nothing at stake'
        : formatPercent(fractionOf(usd, stressLoss), 0)
  return (
    <dl>
      <Figure label="In the pool">{tokensOf(set, insuranceAssets, 2)}</Figure>
      <Figure label="in dollars">{usd === undefined ? NONE : formatUsd(usd)}</Figure>
      <Figure
        label="Covers of the stress loss"
        explain="Assets in dollars as a part of what the governed price shocks would cost the main pool"
      >
        {covers}
      </Figure>
      <Figure
        label="Yearly return"
        explain="Of a share, in tokens, over the window with the lowest of 7, 30 and 90 days; its days times 365 over their number, nothing compounded"
      >
        <StakeReturn symbol={set.symbol} />
      </Figure>
      {mine !== undefined && mine.insuranceShares > 0n && (
        <>
          <Figure label="My stake" testId="insurance-mine">
            {tokensOf(set, mine.insuranceSharesValue)}
          </Figure>
          <Figure label="My part">{formatPercent(fractionOf(mine.insuranceShares, insuranceShares))}</Figure>
        </>
      )}
    </dl>
  )
}

const DAYS = [7, 30, 90]

function StakeReturn({ symbol }: { readonly symbol: string }) {
  const { status, insurance, points } = usePoolHistory(symbol, 'day')
  if (points === undefined) return status === 'loading' ? '…' : 'history away'
  const [lowest] = windowReturns(insurance, DAYS)
  if (lowest === undefined) return 'after a day'
  const over = lowest.isPartial ? daysName(lowest.seconds) : `${lowest.days} days`
  return `${signedPercent(lowest.total)} (${over})`
}

function Stake({ pool, mine }: { readonly pool: Pool; readonly mine: UserSetView }) {
  const { wrongNetwork } = useWallet()
  const blocked = wrongNetwork ? 'Your wallet is on another network' : undefined
  return (
    <>
      <StakeForm pool={pool} mine={mine} blocked={blocked} />
      {mine.requestedShares > 0n ? (
        <StakeRequest pool={pool} mine={mine} blocked={blocked} />
      ) : (
        mine.insuranceShares > 0n && <RequestForm pool={pool} mine={mine} blocked={blocked} />
      )}
      <StakeResult pool={pool} mine={mine} />
    </>
  )
}

interface FormProps {
  readonly pool: Pool
  readonly mine: UserSetView
  readonly blocked: string | undefined
}

function StakeForm({ pool: { set, index }, mine, blocked }: FormProps) {
  const { insuranceAssets, insuranceShares } = set.pool
  return (
    <AmountForm
      label={`Stake ${set.symbol}`}
      unit={set.symbol}
      decimals={set.decimals}
      most={mine.tokenBalance}
      limitWords="in your wallet"
      action="Stake"
      testId="stake"
      blocked={blocked}
      preview={(amount) => {
        const shares = sharesFor(amount, insuranceAssets, insuranceShares)
        const part = fractionOf(mine.insuranceShares + shares, insuranceShares + shares)
        const count = formatAmount(shares, { decimals: set.decimals + 6, digits: 4 })
        return `${count} shares without a fee; you would hold ${formatPercent(part)} of the pool`
      }}
      onSubmit={(amount) => {
        const least = leastFor(sharesFor(amount, insuranceAssets, insuranceShares))
        walletActions.run({ kind: 'stake', set: index, amount, least })
      }}
    />
  )
}

function RequestForm({ pool: { set, index }, mine, blocked }: FormProps) {
  const { insuranceAssets, insuranceShares } = set.pool
  return (
    <AmountForm
      label="Request a withdrawal"
      unit={set.symbol}
      decimals={set.decimals}
      most={mine.insuranceSharesValue}
      limitWords="opens after 7 days, for 3 days"
      action="Request"
      testId="request-unstake"
      blocked={blocked}
      preview={(amount) => {
        const worth = assetsFor(mine.insuranceShares, insuranceAssets, insuranceShares)
        const left = worth > amount ? worth - amount : 0n
        return `Opens in 7 days, for 3 days; worth what the shares are worth then. ${tokensOf(set, left)} stay.`
      }}
      onSubmit={(amount) => {
        const { insuranceShares: held } = mine
        const all = amount >= mine.insuranceSharesValue
        const shares = all ? held : sharesToRedeem(amount, insuranceAssets, insuranceShares, held)
        walletActions.run({ kind: 'requestUnstake', set: index, shares })
      }}
    />
  )
}

/** The contract's reasons to take staked tokens, all of them. */
function Slashing() {
  return (
    <details className="text-sm">
      <summary className="font-semibold">What a stake is slashed for</summary>
      <ul className="text-muted mt-1 list-disc space-y-1 pl-5">
        <li>An account’s debt that its own margin does not cover, when it is liquidated or closed.</li>
        <li>A payment to a trader for which the main pool lacks the cash.</li>
        <li>Claims in a settlement, beyond what the main pool holds.</li>
      </ul>
      <p className="text-muted mt-1">
        It is taken at once, from all stakes alike and also from those that wait for their withdrawal. All of it may be
        lost. Nobody’s decision moves the tokens.
      </p>
    </details>
  )
}
