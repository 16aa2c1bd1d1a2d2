import type { Metadata } from 'next'
import { PortfolioPage } from '@/components/portfolio/view/portfolio-page'

export const metadata: Metadata = { title: 'Portfolio' }

export default function Page() {
  return <PortfolioPage />
}
