import type { Metadata } from 'next'
import { PortfolioPage } from '@/components/portfolio/view/portfolio-page'

export const metadata: Metadata = { title: 'Portfolio' }

/** Anybody's portfolio, to read: everything in it is public. */
export default async function Page({ params }: { readonly params: Promise<{ readonly address: string }> }) {
  const { address } = await params
  return <PortfolioPage address={safeDecode(address)} />
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
