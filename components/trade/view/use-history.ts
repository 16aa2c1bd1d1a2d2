'use client'

import { useEffect, useState } from 'react'
import type { UserView } from '@/lib/chain/snapshot/types'
import type { TradePageEntry } from '../engine/basis'

const RETRY_MS = 1500
const TRIES = 8

/**
 * The account's trades, asked for when it connects and when its positions changed, which only a trade does. The server reads
 * the chain a moment later than the wallet, so it is asked again until its answer is as new as the positions.
 */
export function useHistory(address: string | undefined, user: UserView | undefined): TradePageEntry | undefined {
  const [known, setKnown] = useState<{ readonly address: string; readonly page: TradePageEntry }>()
  const held = user === undefined ? undefined : fingerprint(user)
  const since = user?.blockNumber
  const [readAfter, setReadAfter] = useState<{ readonly held: string; readonly block: bigint }>()
  if (held !== undefined && since !== undefined && readAfter?.held !== held) setReadAfter({ held, block: since })
  const block = readAfter?.block
  useEffect(() => {
    if (address === undefined || block === undefined) return
    const stop = new AbortController()
    void follow(address, block, stop.signal, (page) => setKnown({ address, page }))
    return () => stop.abort()
  }, [address, block])
  return known?.address === address ? known?.page : undefined
}

function fingerprint({ sets }: UserView): string {
  return sets
    .map(({ account }) => account.positions.map(({ series, quantity }) => `${series}:${quantity}`).join())
    .join('|')
}

async function follow(
  address: string,
  block: bigint,
  signal: AbortSignal,
  onPage: (page: TradePageEntry) => void,
): Promise<void> {
  for (let i = 0; i < TRIES && !signal.aborted; i++) {
    const page = await readPage(address, signal)
    if (page !== undefined) onPage(page)
    if (page?.complete === true && BigInt(page.throughBlock) >= block) return
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

/** Undefined when the server does not answer; it is asked again. */
async function readPage(address: string, signal: AbortSignal): Promise<TradePageEntry | undefined> {
  try {
    const response = await fetch(`/api/v1/accounts/${address}/trades`, { signal })
    return response.ok ? ((await response.json()) as TradePageEntry) : undefined
  } catch {
    return undefined
  }
}
