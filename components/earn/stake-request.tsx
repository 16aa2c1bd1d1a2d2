'use client'

import { assetsFor, leastFor } from '@/components/pools/pool-math'
import type { UserSetView } from '@/lib/chain/snapshot/types'
import { walletActions } from '@/lib/query/wallet'
import type { Pool } from './use-pool'
import { momentOf, tokensOf } from './words'

const COOLDOWN_SECONDS = 7 * 86_400

interface StakeRequestProps {
  readonly pool: Pool
  readonly mine: UserSetView
  readonly blocked: string | undefined
}

/** A withdrawal on its way: how long it waits, how long it may be made, what it is worth by now. */
export function StakeRequest({ pool, mine, blocked }: StakeRequestProps) {
  const { set, index, now } = pool
  const opensIn = Number(mine.requestOpensAt - now)
  const closesIn = Number(mine.requestClosesAt - now)
  const isOpen = opensIn <= 0 && closesIn >= 0
  const worth = assetsFor(mine.requestedShares, set.pool.insuranceAssets, set.pool.insuranceShares)
  const settlement = pool.overview.settlements?.[index]
  const isHeld = settlement !== undefined && settlement.settledAt > 0n && settlement.finishedAt === 0n
  return (
    <div className="rounded-card border-line space-y-2 border p-3 text-sm" data-testid="stake-request">
      <p>
        <span className="figure">{tokensOf(set, worth)}</span> requested.{' '}
        {isHeld
          ? 'The set is being settled: stakes are held until that has ended.'
          : isOpen
            ? `Can be withdrawn for another ${countdown(closesIn)}, until ${momentOf(Number(mine.requestClosesAt))}.`
            : opensIn > 0
              ? `Can be withdrawn in ${countdown(opensIn)}, from ${momentOf(Number(mine.requestOpensAt))}.`
              : 'The time to withdraw has passed: request again.'}
      </p>
      {opensIn > 0 && <Progress part={1 - opensIn / COOLDOWN_SECONDS} />}
      <div className="flex flex-wrap gap-2">
        {isOpen && !isHeld && (
          <button
            type="button"
            className="button button-primary flex-1"
            disabled={blocked !== undefined}
            onClick={() => {
              walletActions.run({ kind: 'unstake', set: index, amount: mine.requestedShares, least: leastFor(worth) })
            }}
            data-testid="unstake-submit"
          >
            {blocked ?? 'Withdraw'}
          </button>
        )}
        <button
          type="button"
          className="button button-plain flex-1"
          disabled={blocked !== undefined}
          onClick={() => walletActions.run({ kind: 'requestUnstake', set: index, shares: 0n })}
          data-testid="unstake-cancel"
        >
          Cancel request
        </button>
      </div>
    </div>
  )
}

function Progress({ part }: { readonly part: number }) {
  return (
    <div aria-hidden className="bg-line h-1.5 overflow-hidden rounded-[3px]">
      <div className="bg-accent h-full" style={{ width: `${Math.min(Math.max(part, 0), 1) * 100}%` }} />
    </div>
  )
}

/** "6 days 23 h", "5 h 12 min", "4 min": exact enough to plan by, and still. */
export function countdown(seconds: number): string {
  const minutes = Math.ceil(Math.max(seconds, 0) / 60)
  const [days, hours] = [Math.trunc(minutes / 1440), Math.trunc((minutes % 1440) / 60)]
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'} ${hours} h`
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}
