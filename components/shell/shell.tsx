import type { ReactNode } from 'react'
import { TransactionPanel } from '@/components/tx/transaction-panel'
import { WalletGate } from '@/components/wallet/wallet-gate'
import { Refusal } from './refusal'
import { StatusBanners } from './status-banners'
import { TopBar } from './top-bar'

/** What surrounds every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a href="#main" className="focus:bg-surface sr-only focus:not-sr-only focus:absolute focus:z-50 focus:p-3">
        Skip to content
      </a>
      <TopBar />
      <StatusBanners />
      <main id="main" className="mx-auto w-full max-w-[1440px] px-3 pb-24 sm:px-4 lg:pb-4">
        <Refusal>{children}</Refusal>
      </main>
      <TransactionPanel />
      <WalletGate />
    </>
  )
}
