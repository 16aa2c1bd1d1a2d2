'use client'

import { useEffect, useState } from 'react'
import type { UserView } from '@/lib/chain/snapshot/types'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import { useSnapshot } from './market-data'
import { useWallet } from './wallet'

/** What the chain says of an address now. `unavailable` with a view: the last one, which could not be renewed. */
export interface AccountViewState {
  readonly status: 'loading' | 'unavailable' | 'ready'
  readonly user?: UserView
}

const LOADING: AccountViewState = { status: 'loading' }

/** Any address, read through our server once for each new block; one's own comes from the wallet, which reads it anyway. */
export function useAccountView(address: string | undefined): AccountViewState {
  const { status, address: own, user } = useWallet()
  const block = useSnapshot().overview?.blockNumber
  const isOwn = status === 'connected' && own?.toLowerCase() === address?.toLowerCase()
  const asked = isOwn && user !== undefined ? undefined : address
  const [known, setKnown] = useState<{ readonly address: string; readonly state: AccountViewState }>()
  useEffect(() => {
    if (asked === undefined) return
    const abort = new AbortController()
    void ask(asked, abort.signal).then((view) => {
      if (abort.signal.aborted) return
      setKnown((before) => ({
        address: asked,
        state: toState(before?.address === asked ? before.state : LOADING, view),
      }))
    })
    return () => abort.abort()
  }, [asked, block])
  if (isOwn && user !== undefined) return { status: 'ready', user }
  return address !== undefined && known?.address === address ? known.state : LOADING
}

function toState(before: AccountViewState, user: UserView | undefined): AccountViewState {
  if (user !== undefined) return { status: 'ready', user }
  return before.user === undefined ? { status: 'unavailable' } : { status: 'unavailable', user: before.user }
}

async function ask(address: string, signal: AbortSignal): Promise<UserView | undefined> {
  try {
    const response = await fetch(`/api/v1/accounts/${address}`, { signal })
    return response.ok ? (decodeWire(await response.text()) as UserView) : undefined
  } catch {
    return undefined
  }
}
