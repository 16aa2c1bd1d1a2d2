'use client'

import { useEffect } from 'react'
import { useAccount, usePublicClient } from 'wagmi'
import { lensAbi } from '@/contracts-abi/Lens'
import { useSnapshot } from '@/lib/query/market-data'
import { walletStore } from '@/lib/query/wallet'

/** Reads what the chain says of the account: one call for each new block, none in between. */
export function useUserView(): void {
  const { address } = useAccount()
  const { overview, lens } = useSnapshot()
  const client = usePublicClient()
  const block = overview?.blockNumber
  useEffect(() => {
    if (address === undefined || client === undefined || block === undefined) return
    let current = true
    client
      .readContract({ address: lens, abi: lensAbi, functionName: 'user', args: [address, 0n] })
      .then((user) => {
        if (current) walletStore.set((state) => ({ ...state, user }))
      })
      .catch(() => undefined) // the last data stay; the banner tells that the node is away
    return () => {
      current = false
    }
  }, [address, client, block, lens])
}
