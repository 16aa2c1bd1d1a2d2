'use client'

import { useEffect, useState } from 'react'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import type { AccountEvent, AssetPoint, History, IndexHead } from '@/lib/core/history/types'

/** Everything that the index tells of one account: its events, whole, and the hourly prices since the first of them. */
export interface AccountHistory {
  readonly head: IndexHead
  /** In the chain's order, of all sets. */
  readonly events: readonly AccountEvent[]
  /** By asset symbol, ascending in time, from the first event's hour on. */
  readonly points: ReadonlyMap<string, readonly AssetPoint[]>
  /** What `events` and `points` speak of; they stay the same for up to a minute, so that charts are not drawn all the time. */
  readonly through: number
}

/** `unavailable` with a history: the last answer, which could not be renewed. */
export interface AccountHistoryState {
  readonly status: 'loading' | 'unavailable' | 'ready'
  readonly history?: AccountHistory
}

/** Which assets' prices an account's events ask for. */
export type SymbolsOf = (events: readonly AccountEvent[]) => readonly string[]

const RENEW_MS = 10_000
const RETRY_MS = 5_000
const HOUR = 3600
const FRESH = 60
/** Blocks that may still be replaced; what happened in them is asked anew. */
const UNSETTLED = 64n
const LOADING: AccountHistoryState = { status: 'loading' }

/** Keeps the history of an account up to date while it is on screen. `symbolsOf` must stay the same function. */
export function useAccountHistory(address: string | undefined, symbolsOf: SymbolsOf): AccountHistoryState {
  const [known, setKnown] = useState<{ readonly address: string; readonly state: AccountHistoryState }>()
  useEffect(() => {
    if (address === undefined) return
    const abort = new AbortController()
    void follow(address, symbolsOf, abort.signal, (state) => setKnown({ address, state }))
    return () => abort.abort()
  }, [address, symbolsOf])
  return address !== undefined && known?.address === address ? known.state : LOADING
}

async function follow(
  address: string,
  symbolsOf: SymbolsOf,
  signal: AbortSignal,
  tell: (state: AccountHistoryState) => void,
): Promise<void> {
  let known: AccountHistory | undefined
  for (;;) {
    const hidden = known !== undefined && document.visibilityState === 'hidden'
    const renewed = hidden ? known : await renew(address, symbolsOf, known, signal)
    if (signal.aborted) return
    known = renewed ?? known
    if (renewed === undefined) tell({ status: 'unavailable', ...(known === undefined ? {} : { history: known }) })
    else tell({ status: 'ready', history: renewed })
    await new Promise((resolve) => setTimeout(resolve, renewed === undefined ? RETRY_MS : RENEW_MS))
  }
}

/** Undefined when the index does not answer. Asks only for what is new; what is already complete is not asked again. */
async function renew(
  address: string,
  symbolsOf: SymbolsOf,
  known: AccountHistory | undefined,
  signal: AbortSignal,
): Promise<AccountHistory | undefined> {
  const read = await readEvents(address, settledEvents(known), signal)
  if (read === undefined) return undefined
  const { head, events } = read
  const from = startOfHour(events[0]?.time ?? head.throughTime)
  const points = new Map<string, readonly AssetPoint[]>()
  for (const symbol of symbolsOf(events)) {
    const before = known?.points.get(symbol)
    const list = await readPoints(symbol, from, before, head, signal)
    if (list === undefined) return undefined
    points.set(symbol, list)
  }
  if (known !== undefined && isSame(known, head, events, points)) return { ...known, head }
  return { head, events, points, through: head.throughTime }
}

function settledEvents(known: AccountHistory | undefined): readonly AccountEvent[] {
  if (known === undefined) return []
  return known.events.filter(({ block }) => block + UNSETTLED <= known.head.throughBlock)
}

interface EventPage {
  readonly events: readonly AccountEvent[]
  readonly next: string | null
}

async function readEvents(address: string, settled: readonly AccountEvent[], signal: AbortSignal) {
  const events = [...settled]
  const last = settled.at(-1)
  let cursor = last === undefined ? null : `${last.block}-${last.logIndex}`
  for (;;) {
    const query = cursor === null ? '' : `?cursor=${cursor}`
    const page = await ask<EventPage>(`/api/v1/history/accounts/${address}${query}`, signal)
    if (page === undefined) return undefined
    events.push(...page.data.events)
    cursor = page.data.next
    if (cursor === null) return { head: page.head, events }
  }
}

/** Hours that have ended do not change: only the last known one and what follows it are asked for. */
async function readPoints(
  symbol: string,
  from: number,
  before: readonly AssetPoint[] | undefined,
  head: IndexHead,
  signal: AbortSignal,
): Promise<readonly AssetPoint[] | undefined> {
  const kept = before?.[0] !== undefined && before[0].time <= from + HOUR ? before.slice(0, -1) : []
  const since = kept.at(-1)?.time ?? from - HOUR
  const path = `/api/v1/history/assets/${encodeURIComponent(symbol)}?resolution=hour&from=${since}&to=${head.throughTime}`
  const answer = await ask<readonly AssetPoint[]>(path, signal)
  if (answer === undefined) return undefined
  return [...kept.filter(({ time }) => time < since), ...answer.data]
}

/** Nothing new but the running hour's prices, and these less than a minute newer. */
function isSame(
  known: AccountHistory,
  head: IndexHead,
  events: readonly AccountEvent[],
  points: AccountHistory['points'],
): boolean {
  const sameEvents = known.events.length === events.length && known.events.at(-1)?.block === events.at(-1)?.block
  return sameEvents && known.points.size === points.size && head.throughTime - known.through < FRESH
}

function startOfHour(time: number): number {
  return Math.floor(time / HOUR) * HOUR
}

async function ask<Data>(path: string, signal: AbortSignal): Promise<History<Data> | undefined> {
  try {
    const response = await fetch(path, { signal })
    return response.ok ? (decodeWire(await response.text()) as History<Data>) : undefined
  } catch {
    return undefined
  }
}
