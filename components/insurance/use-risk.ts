'use client'

import { useEffect, useMemo, useRef, useState } from 'react'
import type { HeldAccount } from '@/lib/chain/governance/risk-set'
import { newestPrice, type AssetPrice } from '@/lib/chain/market-inputs'
import { poolStateOf } from '@/lib/chain/pool-state'
import { riskAccountOf } from '@/lib/chain/risk-inputs'
import type { LivePrice, Overview, SetView, Snapshot } from '@/lib/chain/snapshot/types'
import { stressTest, type PoolState, type RiskAccount, type StressTest } from '@/lib/core/risk'
import { useHistory, type HistoryState } from '@/lib/query/history'
import { useMarketData, useNow } from '@/lib/query/market-data'

/** Everything the page computes with, at prices that hold still for a few seconds so that figures can be read. */
export interface RiskView {
  readonly snapshot: Snapshot
  readonly overview: Overview
  readonly prices: readonly LivePrice[]
  readonly set: SetView
  /** Place of the set in the overview. */
  readonly index: number
  /** The stock's ticker, by which the index knows the set. */
  readonly ticker: string
  readonly priceOf: (asset: number) => AssetPrice | undefined
  /** Undefined while a price or a volatility is missing. */
  readonly pool?: PoolState
  readonly test?: StressTest
  readonly accounts: HistoryState<readonly HeldAccount[]>
  /** The same accounts as risk formulas take them. */
  readonly riskAccounts: readonly NamedAccount[]
}

export interface NamedAccount {
  readonly id: `0x${string}`
  readonly account: RiskAccount
}

const STEADY_MS = 5000
const NO_ACCOUNTS: readonly NamedAccount[] = []

export function useRisk(index: number): RiskView | undefined {
  const { snapshot: newest } = useMarketData()
  const steady = useSteady(newest, STEADY_MS)
  const snapshot = steady.overview === undefined ? newest : steady
  const set = snapshot.overview?.sets[index]
  const ticker = tickerOf(snapshot.overview, set)
  const accounts = useHistory<readonly HeldAccount[]>(
    ticker === undefined ? undefined : `/api/v1/open-accounts/${ticker}`,
  )
  const held = accounts.history?.data
  const at = useMemo(() => stateOf(snapshot, set), [snapshot, set])
  const riskAccounts = useMemo(() => riskAccountsOf(snapshot, set, held), [snapshot, set, held])
  return useMemo(() => {
    const { overview, prices } = snapshot
    if (overview === undefined || set === undefined || ticker === undefined) return undefined
    return { snapshot, overview, prices, set, index, ticker, accounts, riskAccounts, ...at }
  }, [snapshot, set, index, ticker, accounts, riskAccounts, at])
}

function stateOf(snapshot: Snapshot, set: SetView | undefined) {
  const { overview, prices } = snapshot
  const priceOf = (asset: number) => (overview === undefined ? undefined : newestPrice(overview, prices, asset))
  const pool = overview === undefined || set === undefined ? undefined : poolStateOf(overview, set, priceOf)
  return { priceOf, ...(pool === undefined ? {} : { pool, test: stressTest(pool) }) }
}

function riskAccountsOf(
  { overview, prices }: Snapshot,
  set: SetView | undefined,
  held: readonly HeldAccount[] | undefined,
): readonly NamedAccount[] {
  if (overview === undefined || set === undefined || held === undefined) return NO_ACCOUNTS
  const priceOf = (asset: number) => newestPrice(overview, prices, asset)
  return held.flatMap(({ account: id, cash, positions }): NamedAccount[] => {
    const account = riskAccountOf({ overview, set, account: { cash, positions }, priceOf, now: overview.blockTime })
    return account === undefined ? [] : [{ id, account }]
  })
}

function tickerOf(overview: Overview | undefined, set: SetView | undefined): string | undefined {
  return set === undefined ? undefined : overview?.assets[Number(set.collateralAsset)]?.symbol
}

/** The newest value, but a new one only every so many milliseconds. */
function useSteady<T>(value: T, ms: number): T {
  const [steady, setSteady] = useState(value)
  const newest = useRef(value)
  useEffect(() => {
    newest.current = value
  }, [value])
  useEffect(() => {
    const timer = setInterval(() => setSteady(newest.current), ms)
    return () => clearInterval(timer)
  }, [ms])
  return steady
}

/** Seconds since the epoch as the chain counts them: a local chain may be ahead. */
export function useChainNow({ blockTime }: Pick<Overview, 'blockTime'>): number {
  return Math.max(useNow(), Number(blockTime))
}
