'use client'

import dynamic from 'next/dynamic'
import { useEffect } from 'react'
import { resumeWallet, useWallet } from '@/lib/query/wallet'

const WalletBridge = dynamic(() => import('./wallet-bridge'), { ssr: false })

/** Loads the wallet code when it is wanted, beside the page, so that nothing is mounted anew. */
export function WalletGate() {
  const { wanted } = useWallet()
  useEffect(resumeWallet, [])
  return wanted ? <WalletBridge /> : null
}
