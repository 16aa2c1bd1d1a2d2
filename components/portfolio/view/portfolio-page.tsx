'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { connectWallet, useWallet } from '@/lib/query/wallet'
import { PortfolioBody } from './portfolio-body'

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** One's own account, or anybody's by its address: everything is public. */
export function PortfolioPage({ address }: { readonly address?: string }) {
  const wallet = useWallet()
  const asked = address ?? (wallet.status === 'connected' ? wallet.address : undefined)
  const valid = asked !== undefined && ADDRESS.test(asked)
  const isOwn = wallet.address !== undefined && wallet.address.toLowerCase() === asked?.toLowerCase()
  return (
    <div className="space-y-3 py-3">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold">Portfolio</h1>
          {valid && <Owner address={asked} isOwn={isOwn} />}
        </div>
        <AddressForm key={asked ?? ''} />
      </div>
      {valid ? (
        <PortfolioBody key={asked.toLowerCase()} address={asked.toLowerCase()} isOwn={isOwn} />
      ) : address === undefined ? (
        <NoAccount connecting={wallet.status === 'connecting'} />
      ) : (
        <p className="card p-4" role="alert" data-testid="portfolio-invalid">
          <span className="break-all">“{address.slice(0, 60)}”</span> is not an address. An address is 0x followed by 40
          digits or letters from a to f; compare it with the one you were given.
        </p>
      )}
    </div>
  )
}

function Owner({ address, isOwn }: { readonly address: string; readonly isOwn: boolean }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    const link = `${window.location.origin}/portfolio/${address}`
    void navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <p className="text-muted flex flex-wrap items-baseline gap-x-3 text-sm" data-testid="portfolio-owner">
      <span className="figure break-all" title={address}>
        {address.slice(0, 8)}…{address.slice(-6)}
      </span>
      <span>{isOwn ? 'your account' : 'read only'}</span>
      <button type="button" className="text-xs underline" onClick={copy}>
        {copied ? 'Link copied' : 'Copy link'}
      </button>
    </p>
  )
}

function AddressForm() {
  const router = useRouter()
  const [text, setText] = useState('')
  return (
    <form
      className="flex gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') router.push(`/portfolio/${encodeURIComponent(text.trim())}`)
      }}
    >
      <label className="sr-only" htmlFor="portfolio-address">
        Address to look at
      </label>
      <input
        id="portfolio-address"
        className="field figure w-56 text-sm"
        placeholder="Any address: 0x…"
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="button button-plain text-sm">
        Show
      </button>
    </form>
  )
}

function NoAccount({ connecting }: { readonly connecting: boolean }) {
  return (
    <div className="card space-y-3 p-4" data-testid="portfolio-disconnected">
      <p>
        {connecting
          ? 'Waiting for your wallet.'
          : 'Connect a wallet to see your equity, profit and history. Or enter any address: everything here is public.'}
      </p>
      {!connecting && (
        <button type="button" className="button button-primary" onClick={connectWallet}>
          Connect wallet
        </button>
      )}
    </div>
  )
}
