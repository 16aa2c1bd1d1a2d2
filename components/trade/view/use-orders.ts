'use client'

import { useEffect, useState } from 'react'
import { orderClient } from '@/lib/chain/orders/client'
import type { OrderRecord } from '@/lib/chain/orders/wire'
import { encodeAccount } from '@/lib/chain/series'
import { useMined } from '@/lib/query/wallet'

const EVERY_MS = 3000

/** The account's signed orders, newest first; asked for again and again, as anyone may execute them. */
export function useOrders(
  address: `0x${string}` | undefined,
  shown: boolean,
): readonly OrderRecord[] | 'away' | undefined {
  const [known, setKnown] = useState<{ readonly address: string; readonly orders: readonly OrderRecord[] | 'away' }>()
  const mined = useMined()
  useEffect(() => {
    if (address === undefined || !shown) return
    const stop = new AbortController()
    const ask = () =>
      orderClient()
        .list(encodeAccount(address), stop.signal)
        .then(({ orders }) => setKnown({ address, orders }))
        .catch(() => {
          if (!stop.signal.aborted)
            setKnown((before) => (before?.address === address ? before : { address, orders: 'away' }))
        })
    void ask()
    const timer = setInterval(() => void ask(), EVERY_MS)
    return () => {
      clearInterval(timer)
      stop.abort()
    }
  }, [address, shown, mined])
  return known?.address === address ? known?.orders : undefined
}
