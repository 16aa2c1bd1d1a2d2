'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { formatDuration } from '@/lib/core/format'
import { useMarketData, useNow } from '@/lib/query/market-data'
import { useWallet, walletActions } from '@/lib/query/wallet'

const SILENT_SECONDS = 15

/** What everybody must know before trusting what a page shows. */
export function StatusBanners() {
  const { snapshot } = useMarketData()
  const { wrongNetwork } = useWallet()
  return (
    <aside aria-label="Notices" className="mx-auto max-w-[1440px] px-3 sm:px-4">
      {snapshot.demo && (
        <p className="text-muted py-1 text-xs" data-testid="demo-banner">
          Demo: chain, tokens, prices, other traders and all history are simulated and worth nothing.{' '}
          <Link href="/risk" className="underline">
            Risks
          </Link>
        </p>
      )}
      <Outage />
      <Settlements />
      {wrongNetwork && (
        <Banner testId="wrong-network">
          Your wallet is on another network.{' '}
          <button type="button" className="font-semibold underline" onClick={walletActions.switchChain}>
            Switch network
          </button>
        </Banner>
      )}
    </aside>
  )
}

/** Sets that end because their pools cannot pay: said on every page. */
function Settlements() {
  const { overview } = useMarketData().snapshot
  return overview?.settlements?.map(({ settledAt, finishedAt }, i) => {
    const symbol = overview.sets[i]?.symbol
    if (settledAt === 0n || symbol === undefined) return null
    return (
      <Banner key={symbol} testId="settlement">
        {finishedAt === 0n
          ? `${symbol} is being settled: its pools cannot pay everybody. Prices are frozen, nothing is traded, and every claim will be paid the same part.`
          : `${symbol} has been settled. Claims can be taken on Trade; what remains of the pools can be redeemed on Earn and Insurance.`}
      </Banner>
    )
  })
}

function Outage() {
  const { snapshot, connected } = useMarketData()
  const now = useNow()
  if (now === 0) return null
  const chainAge = now - snapshot.chainHeardAt / 1000
  const pricesAge = now - snapshot.pricesHeardAt / 1000
  if (chainAge > SILENT_SECONDS && !connected) {
    return (
      <Banner testId="node-away">
        Our server cannot be reached. Figures are {since(snapshot.chainHeardAt, chainAge)}; this page tries again by
        itself.
      </Banner>
    )
  }
  if (chainAge > SILENT_SECONDS) {
    return (
      <Banner testId="node-away">
        The node cannot be reached. Figures are {since(snapshot.chainHeardAt, chainAge)}.
      </Banner>
    )
  }
  if (pricesAge > SILENT_SECONDS) {
    return (
      <Banner testId="prices-away">
        The price service is silent. Prices are {since(snapshot.pricesHeardAt, pricesAge)}.
      </Banner>
    )
  }
  return null
}

function since(heardAt: number, age: number): string {
  return heardAt === 0 ? 'not known yet' : `${formatDuration(age)} old`
}

function Banner({ testId, children }: { readonly testId: string; readonly children: ReactNode }) {
  return (
    <p
      role="status"
      data-testid={testId}
      className="rounded-card border-warning bg-warning-soft text-ink my-1 border px-3 py-2 text-sm"
    >
      {children}
    </p>
  )
}
