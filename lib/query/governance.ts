'use client'

import { useEffect, useSyncExternalStore } from 'react'
import type { GovernanceState } from '@/lib/chain/governance/state'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import { createStore } from './store'
import { useMined } from './wallet'

export interface Governance {
  /** `unavailable`: the server does not answer; what it said last, if anything, stays. */
  readonly status: 'loading' | 'unavailable' | 'ready'
  readonly state?: GovernanceState
}

const POLL_MS = 4000
const initial: Governance = { status: 'loading' }
const store = createStore<Governance>(initial)

/** Roles, decisions under way and what was decided; asked for every few seconds while a page shows it. */
export function useGovernance(): Governance {
  const mined = useMined()
  useEffect(() => {
    const stop = new AbortController()
    const ask = () => void refresh(stop.signal)
    ask()
    // An own transaction is in the newest block, which the server reads a moment later.
    const soon = setTimeout(ask, 1500)
    const timer = setInterval(ask, POLL_MS)
    return () => {
      stop.abort()
      clearTimeout(soon)
      clearInterval(timer)
    }
  }, [mined])
  return useSyncExternalStore(store.subscribe, store.get, () => initial)
}

async function refresh(signal: AbortSignal): Promise<void> {
  if (document.hidden) return
  try {
    const response = await fetch('/api/v1/governance', { signal })
    if (!response.ok) throw new Error(String(response.status))
    store.set({ status: 'ready', state: decodeWire(await response.text()) as GovernanceState })
  } catch {
    if (!signal.aborted) store.set((known) => ({ ...known, status: 'unavailable' }))
  }
}
