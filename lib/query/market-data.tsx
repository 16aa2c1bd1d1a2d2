'use client'

import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Snapshot, StreamEvents } from '@/lib/chain/snapshot/types'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import { recordPrices } from './price-history'
import { createStore, type Store } from './store'

/** The server's snapshot, kept up to date by its event stream; the last data stays when the stream is gone. */
export interface MarketData {
  readonly snapshot: Snapshot
  readonly connected: boolean
}

const Context = createContext<Store<MarketData> | undefined>(undefined)
/** First and longest pause before the stream is opened again; doubled each time, and varied so that not all come back at once. */
const RECONNECT_MS = { first: 1000, longest: 20_000 } as const

/** The snapshot as the bridge to the wallet sees it, outside of React. */
let current: Store<MarketData> | undefined

export function currentSnapshot(): Snapshot | undefined {
  return current?.get().snapshot
}

interface MarketDataProviderProps {
  /** The snapshot of the first paint, as `encodeWire` made it. */
  readonly wire: string
  /** When the server made it, milliseconds since the epoch by its clock. */
  readonly madeAt: number
  readonly children: ReactNode
}

export function MarketDataProvider({ wire, madeAt, children }: MarketDataProviderProps) {
  const [store] = useState(() => createStore<MarketData>({ snapshot: decodeWire(wire) as Snapshot, connected: false }))
  const [arrived] = useState(madeAt)
  useEffect(() => {
    current = store
    alignClock(arrived)
    return follow(store)
  }, [store, arrived])
  return <Context value={store}>{children}</Context>
}

export function useMarketData(): MarketData {
  const store = use(Context)
  if (store === undefined) throw new Error('MarketDataProvider is missing')
  return useSyncExternalStore(store.subscribe, store.get, store.get)
}

export function useSnapshot(): Snapshot {
  return useMarketData().snapshot
}

function follow(store: Store<MarketData>): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause: number = RECONNECT_MS.first
  const open = () => {
    source = new EventSource('/api/v1/stream')
    source.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
      const snapshot = decodeWire(data) as StreamEvents['snapshot']
      recordPrices(snapshot.prices)
      pause = RECONNECT_MS.first
      store.set({ snapshot, connected: true })
    })
    source.addEventListener('prices', ({ data }: MessageEvent<string>) => {
      const prices = decodeWire(data) as StreamEvents['prices']
      recordPrices(prices.prices)
      store.set(({ snapshot }) => ({ snapshot: { ...snapshot, ...prices }, connected: true }))
    })
    source.onerror = () => {
      source?.close()
      store.set((data) => ({ ...data, connected: false }))
      timer = setTimeout(open, pause * (0.5 + Math.random()))
      pause = Math.min(pause * 2, RECONNECT_MS.longest)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

const clock = createStore(0)
/** How far this computer's clock is ahead of the server's, by which all ages are told, milliseconds. */
let ahead = 0

/** Compares the clocks at the moment at which the page arrived. */
function alignClock(madeAt: number): void {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  if (navigation !== undefined) ahead = performance.timeOrigin + navigation.responseStart - madeAt
}

let ticking = 0
let ticker: ReturnType<typeof setInterval> | undefined

function subscribeToClock(listener: () => void): () => void {
  const unsubscribe = clock.subscribe(listener)
  const tick = () => clock.set(Math.floor((Date.now() - ahead) / 1000))
  if (ticking++ === 0) ticker = setInterval(tick, 1000)
  tick()
  return () => {
    unsubscribe()
    if (--ticking === 0) clearInterval(ticker)
  }
}

/** Seconds since the epoch by the server's clock, once a second; 0 until the page runs in a browser. One timer for everybody. */
export function useNow(): number {
  return useSyncExternalStore(subscribeToClock, clock.get, () => 0)
}
