'use client'

import { connectWallet, useWallet } from '@/lib/query/wallet'

/** Instead of a form, for visitors without a wallet: what it would be for. */
export function ConnectHint({ what }: { readonly what: string }) {
  const { status } = useWallet()
  return (
    <div className="space-y-3">
      <p className="text-muted">
        {status === 'connected'
          ? 'Reading your position…'
          : `Connect a wallet to ${what}. Everything can be read without.`}
      </p>
      {status !== 'connected' && (
        <button type="button" className="button button-primary w-full" onClick={connectWallet}>
          Connect wallet
        </button>
      )}
    </div>
  )
}
