import '@fontsource-variable/source-sans-3/wght.css'
import '@fontsource/ibm-plex-mono/latin-400.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Shell } from '@/components/shell/shell'
import { ThemeProvider } from '@/components/shell/theme-provider'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { MarketDataProvider } from '@/lib/query/market-data'
import { getSnapshot } from '@/lib/server/runtime'

export const metadata: Metadata = {
  title: { default: 'Undated', template: '%s · Undated' },
  description:
    'Perpetual options on BTC and ETH, with tokenised stocks as margin. No expiry: a premium at opening, then funding.',
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

/** The server's clock: made anew for each request, like the page. */
const timeOfDay = () => Date.now()

/** Pages speak of the present block, so they are made for each request. */
export const dynamic = 'force-dynamic'

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [snapshot, requestHeaders] = await Promise.all([getSnapshot(), headers()])
  const nonce = requestHeaders.get('x-nonce') ?? undefined
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <ThemeProvider {...(nonce === undefined ? {} : { nonce })}>
          <MarketDataProvider wire={encodeWire(snapshot)} madeAt={timeOfDay()}>
            <Shell>{children}</Shell>
          </MarketDataProvider>
        </ThemeProvider>
      </body>
    </html>
  )
}
