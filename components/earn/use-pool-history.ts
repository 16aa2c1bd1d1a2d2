'use client'

import { useMemo } from 'react'
import {
  insuranceSteps,
  mainSteps,
  type InsurancePart,
  type MainPart,
  type ShareStep,
} from '@/lib/core/history/returns'
import type { PoolPoint, ProviderEvent, Resolution } from '@/lib/core/history/types'
import { useHistory } from '@/lib/query/history'
import { useWallet } from '@/lib/query/wallet'

/** What the index tells of a pool; the chain is asked for what is now. */
export interface PoolHistory {
  readonly status: 'loading' | 'unavailable' | 'ready'
  /** Oldest first; undefined while nothing is known. */
  readonly points: readonly PoolPoint[] | undefined
  readonly main: readonly ShareStep<MainPart>[]
  readonly insurance: readonly ShareStep<InsurancePart>[]
  /** How far the index has come, seconds. */
  readonly throughTime: number
}

const NOTHING: readonly never[] = []

export function usePoolHistory(symbol: string, resolution: Resolution): PoolHistory {
  const { status, history } = useHistory<readonly PoolPoint[]>(
    `/api/v1/history/pools/${symbol}?resolution=${resolution}`,
  )
  return useMemo(() => {
    if (history === undefined) {
      return { status, points: undefined, main: NOTHING, insurance: NOTHING, throughTime: 0 }
    }
    const { data: points, head } = history
    const { throughTime } = head
    return {
      status,
      points,
      main: mainSteps(points, resolution, throughTime),
      insurance: insuranceSteps(points, resolution, throughTime),
      throughTime,
    }
  }, [status, history, resolution])
}

/** The connected account's own deposits and withdrawals in one pool, oldest first; undefined while they are not known. */
export interface OwnEvents {
  readonly status: 'loading' | 'unavailable' | 'ready'
  readonly events: readonly ProviderEvent[] | undefined
}

export function useOwnEvents(clearinghouse: string, pool: ProviderEvent['pool']): OwnEvents {
  const { address } = useWallet()
  const { status, history } = useHistory<readonly ProviderEvent[]>(
    address === undefined ? undefined : `/api/v1/history/providers/${address}`,
  )
  return useMemo(
    () => ({
      status,
      events: history?.data.filter(
        (event) => event.pool === pool && event.clearinghouse.toLowerCase() === clearinghouse.toLowerCase(),
      ),
    }),
    [status, history, clearinghouse, pool],
  )
}
