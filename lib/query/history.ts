'use client'

import { useMemo, useSyncExternalStore } from 'react'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import type { History } from '@/lib/core/history/types'
import { createStore, type Store } from './store'

/**
 * What is known of one answer. `unavailable` with a history: the last answer, which the server could not renew; say so beside it.
 */
export interface HistoryState<Data> {
  readonly status: 'loading' | 'unavailable' | 'ready'
  readonly history?: History<Data>
}

/** A question that components on screen ask, and its answer so far; they all share one request. */
interface Question {
  readonly store: Store<HistoryState<unknown>>
  askers: number
  timer: ReturnType<typeof setTimeout> | undefined
  abort: AbortController | undefined
}

const RENEW_MS = 10_000
const RETRY_MS = 5_000
/** Answers of screens that were left, kept so that coming back shows them at once. */
const MOST_KEPT = 40
const LOADING: HistoryState<never> = { status: 'loading' }
const questions = new Map<string, Question>()

/**
 * Asks the server's history, e.g. `useHistory<readonly PoolPoint[]>('/api/v1/history/pools/TSLA?resolution=day')`, and again every
 * ten seconds while it is on screen. Without a path nothing is asked.
 */
export function useHistory<Data>(path: string | undefined): HistoryState<Data> {
  const source = useMemo(() => (path === undefined ? NOTHING : sourceOf(path)), [path])
  return useSyncExternalStore(source.subscribe, source.get, () => LOADING) as HistoryState<Data>
}

const NOTHING = { subscribe: () => () => undefined, get: (): HistoryState<unknown> => LOADING }

function sourceOf(path: string) {
  return {
    get: () => questions.get(path)?.store.get() ?? LOADING,
    subscribe: (listener: () => void) => {
      const question = questionAt(path)
      const unsubscribe = question.store.subscribe(listener)
      if (question.askers++ === 0) void renew(path, question)
      return () => {
        unsubscribe()
        if (--question.askers === 0) rest(question)
      }
    },
  }
}

function questionAt(path: string): Question {
  const known = questions.get(path)
  const question = known ?? newQuestion()
  questions.delete(path)
  questions.set(path, question)
  for (const [oldest, { askers }] of questions) {
    if (questions.size <= MOST_KEPT) break
    if (askers === 0 && oldest !== path) questions.delete(oldest)
  }
  return question
}

function newQuestion(): Question {
  return { store: createStore<HistoryState<unknown>>(LOADING), askers: 0, timer: undefined, abort: undefined }
}

async function renew(path: string, question: Question): Promise<void> {
  const abort = new AbortController()
  question.abort = abort
  const hidden = document.visibilityState === 'hidden'
  const history = hidden ? undefined : await ask(path, abort.signal)
  if (abort.signal.aborted) return
  if (!hidden) question.store.set((before) => toState(before, history))
  question.timer = setTimeout(() => void renew(path, question), history === undefined ? RETRY_MS : RENEW_MS)
}

/** An answer that fails never replaces the last one by nothing. */
function toState(before: HistoryState<unknown>, history: History<unknown> | undefined): HistoryState<unknown> {
  if (history !== undefined) return { status: 'ready', history }
  return before.history === undefined ? { status: 'unavailable' } : { status: 'unavailable', history: before.history }
}

function rest(question: Question): void {
  question.abort?.abort()
  clearTimeout(question.timer)
}

async function ask(path: string, signal: AbortSignal): Promise<History<unknown> | undefined> {
  try {
    const response = await fetch(path, { signal })
    return response.ok ? (decodeWire(await response.text()) as History<unknown>) : undefined
  } catch {
    return undefined
  }
}
