'use client'

import { useSyncExternalStore } from 'react'
import type { LivePrice } from '@/lib/chain/snapshot/types'
import { createStore } from './store'

export interface PricePoint {
  /** Seconds since the epoch. */
  readonly time: number
  /** USD, WAD. */
  readonly value: bigint
}

type Histories = ReadonlyMap<number, readonly PricePoint[]>

const MOST_POINTS = 1800
const NONE: readonly PricePoint[] = []
const EMPTY: Histories = new Map()
const store = createStore<Histories>(EMPTY)

/** Keeps what is new of the prices that the stream brings. */
export function recordPrices(prices: readonly LivePrice[]): void {
  store.set((before) => {
    const added = prices.filter(({ asset, publishTime }) => lastTime(before.get(asset)) < Number(publishTime))
    if (added.length === 0) return before
    const points = added.map(({ asset, value, publishTime }) => {
      const point = { time: Number(publishTime), value }
      return [asset, [...(before.get(asset) ?? NONE), point].slice(-MOST_POINTS)] as const
    })
    return new Map([...before, ...points])
  })
}

/** An asset's prices since the page was opened, one for each second in which the price service published. */
export function usePriceHistory(asset: number | undefined): readonly PricePoint[] {
  const histories = useSyncExternalStore(store.subscribe, store.get, () => EMPTY)
  return (asset === undefined ? undefined : histories.get(asset)) ?? NONE
}

function lastTime(history: readonly PricePoint[] | undefined): number {
  return history?.at(-1)?.time ?? 0
}
