'use client'

import { useEffect, useRef } from 'react'
import { useAccount, usePublicClient } from 'wagmi'
import { readUserView } from '@/lib/chain/user-view'
import { useSnapshot } from '@/lib/query/market-data'
import { walletStore } from '@/lib/query/wallet'

/** Reads what the chain says of the account: one call for each new block, none in between. */
export function useUserView(): void {
  const { address } = useAccount()
  const snapshot = useSnapshot()
  const client = usePublicClient()
  const block = snapshot.overview?.blockNumber
  const latest = useRef(snapshot)
  useEffect(() => {
    latest.current = snapshot
  }, [snapshot])
  useEffect(() => {
    if (address === undefined || client === undefined || block === undefined) return
    let current = true
    readUserView(client, latest.current, address)
      .then((user) => {
        if (current) walletStore.set((state) => ({ ...state, user }))
      })
      .catch(() => undefined) // the last data stay; the banner tells that the node is away
    return () => {
      current = false
    }
  }, [address, client, block])
}
