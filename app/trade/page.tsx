import type { Metadata } from 'next'
import { TradeDesk } from '@/components/trade/view/trade-desk'

export const metadata: Metadata = { title: 'Trade' }

/** Rendered from the snapshot that the layout hands down, so that the first paint already shows prices. */
export default function TradePage() {
  return <TradeDesk />
}
