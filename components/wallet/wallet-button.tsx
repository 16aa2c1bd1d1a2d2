'use client'

import { connectWallet, useWallet, walletActions } from '@/lib/query/wallet'

export function WalletButton() {
  const { status, address, wrongNetwork } = useWallet()
  if (status === 'connected' && wrongNetwork) {
    return (
      <button type="button" className="button button-primary" onClick={walletActions.switchChain}>
        Switch network
      </button>
    )
  }
  if (status === 'connected' && address !== undefined) {
    return (
      <button
        type="button"
        className="button button-plain figure text-sm"
        onClick={walletActions.disconnect}
        aria-label={`${address.slice(0, 6)}…${address.slice(-4)}, disconnect`}
        title={`${address}: press to disconnect`}
        data-testid="wallet-address"
      >
        {address.slice(0, 6)}…{address.slice(-4)}
      </button>
    )
  }
  return (
    <button type="button" className="button button-primary" onClick={connectWallet} data-testid="wallet-connect">
      {status === 'connecting' ? 'Connecting…' : 'Connect wallet'}
    </button>
  )
}
