'use client'

import { useMemo, useState } from 'react'
import { executionOf, executionReward, isPoolByRequest } from '@/lib/chain/execution'
import { newestPrice, unitOf } from '@/lib/chain/market-inputs'
import { poolStateOf } from '@/lib/chain/pool-state'
import type { Overview, SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import type { PoolState } from '@/lib/core/risk'
import { useNow, useSnapshot } from '@/lib/query/market-data'
import { useWallet } from '@/lib/query/wallet'

/** What every part of the page works with. */
export interface Pool {
  readonly snapshot: Snapshot
  readonly overview: Overview
  readonly set: SetView
  readonly index: number
  readonly mine: UserSetView | undefined
  /** The stock's newest price, USD; undefined: missing. */
  readonly price: bigint | undefined
  /** For estimates, as of a moment ago; undefined: a price or a volatility is missing. */
  readonly state: PoolState | undefined
  /** 10^decimals of the token. */
  readonly unit: bigint
  /** Seconds, as the chain counts them. */
  readonly now: bigint
  /** How shares are bought and sold by request now; undefined: at once. */
  readonly byRequest: ByRequest | undefined
}

export interface ByRequest {
  /** Seconds from signing to the price at which it is executed, at least. */
  readonly delay: bigint
  /** What whoever executes it gets out of it, tokens at the newest price; undefined: the price is missing. */
  readonly reward: bigint | undefined
}

/** The chosen set, or undefined while the chain has not been read. */
export function usePool(index: number): Pool | undefined {
  const snapshot = useSnapshot()
  const { user } = useWallet()
  const clock = useNow()
  const { overview, prices } = snapshot
  const set = overview?.sets[index]
  const fresh = useMemo(
    () =>
      overview === undefined || set === undefined
        ? undefined
        : poolStateOf(overview, set, (asset) => newestPrice(overview, prices, asset)),
    [overview, set, prices],
  )
  const state = useSteady(fresh)
  if (overview === undefined || set === undefined) return undefined
  const now = clock === 0 ? overview.blockTime : BigInt(clock)
  const price = newestPrice(overview, prices, Number(set.collateralAsset))?.value
  const byRequest = byRequestOf(overview, index, price)
  return { snapshot, overview, set, index, mine: user?.sets[index], price, state, unit: unitOf(set), now, byRequest }
}

function byRequestOf(overview: Overview, index: number, price: bigint | undefined): ByRequest | undefined {
  const set = overview.sets[index]
  if (set === undefined || !isPoolByRequest(overview, index)) return undefined
  const execution = executionOf(overview, index)
  const reward = price === undefined ? undefined : executionReward(execution, price, unitOf(set))
  return { delay: execution.delay, reward }
}

/** Estimates need not follow every tick: the state of before is kept until a price has moved by some 0.2 % or the book has changed. */
function useSteady(fresh: PoolState | undefined): PoolState | undefined {
  const [kept, setKept] = useState(fresh)
  if (fresh === kept) return kept
  if (fresh !== undefined && kept !== undefined && isNear(fresh, kept)) return kept
  setKept(fresh)
  return fresh
}

function isNear(a: PoolState, b: PoolState): boolean {
  const near = (x: bigint, y: bigint) => (x > y ? x - y : y - x) * 500n <= y
  return (
    a.cash === b.cash &&
    a.insurance === b.insurance &&
    a.collateral.asset === b.collateral.asset &&
    near(a.collateral.price, b.collateral.price) &&
    a.markets.length === b.markets.length &&
    a.markets.every((market, i) => {
      const before = b.markets[i]
      return (
        before !== undefined &&
        near(market.spot, before.spot) &&
        near(market.volatility, before.volatility) &&
        bookOf(market) === bookOf(before)
      )
    })
  )
}

function bookOf({ strikes }: PoolState['markets'][number]): string {
  return strikes.map(({ strike, calls, puts }) => `${strike}:${calls}:${puts}`).join()
}
