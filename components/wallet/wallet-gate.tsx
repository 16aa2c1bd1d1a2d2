'use client'

import { useEffect, useState, type ComponentType } from 'react'
import { flowStore, resumeWallet, useWallet, walletStore } from '@/lib/query/wallet'

/** Loads the wallet code when it is wanted, beside the page, so that nothing is mounted anew. */
export function WalletGate() {
  const { wanted } = useWallet()
  const [Bridge, setBridge] = useState<ComponentType>()
  useEffect(resumeWallet, [])
  useEffect(() => {
    if (wanted) import('./wallet-bridge').then((loaded) => setBridge(() => loaded.default), sayNotLoaded)
  }, [wanted])
  return wanted && Bridge !== undefined ? <Bridge /> : null
}

/** A page that can be read must not fall because the wallet code does not arrive. */
function sayNotLoaded(): void {
  walletStore.set((state) => ({ ...state, wanted: false, picking: false, status: 'disconnected' }))
  flowStore.set({
    title: 'Connect a wallet',
    steps: [],
    status: 'failed',
    failure: { title: 'The wallet code did not arrive.', action: 'Check your connection, then connect again.' },
  })
}
