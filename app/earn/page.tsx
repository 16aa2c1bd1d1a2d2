import type { Metadata } from 'next'
import { EarnPage } from '@/components/earn/earn-page'

export const metadata: Metadata = { title: 'Earn' }

export default function Page() {
  return <EarnPage />
}
