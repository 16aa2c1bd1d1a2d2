'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { WalletButton } from '@/components/wallet/wallet-button'
import { ThemeButton } from './theme-button'

const PAGES = [
  { href: '/trade', label: 'Trade' },
  { href: '/portfolio', label: 'Portfolio' },
  { href: '/earn', label: 'Earn' },
  { href: '/insurance', label: 'Insurance' },
] as const

export function TopBar() {
  const path = usePathname()
  return (
    <header className="border-line bg-surface border-b">
      <div className="mx-auto flex max-w-[1440px] flex-wrap items-center gap-x-5 gap-y-2 px-3 py-2 sm:px-4">
        <Link href="/trade" className="text-lg font-semibold tracking-tight">
          Undated
        </Link>
        <nav aria-label="Main" className="order-last flex w-full gap-4 sm:order-none sm:w-auto">
          {PAGES.map(({ href, label }) => (
            <Link
              key={href}
              href={href}
              aria-current={path.startsWith(href) ? 'page' : undefined}
              className="text-muted aria-[current=page]:border-accent aria-[current=page]:text-ink border-b-2 border-transparent py-1"
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <ThemeButton />
          <WalletButton />
        </div>
      </div>
    </header>
  )
}
