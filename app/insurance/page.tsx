import type { Metadata } from 'next'
import { InsurancePage } from '@/components/pools/insurance-page'

export const metadata: Metadata = { title: 'Insurance' }

export default function Page() {
  return <InsurancePage />
}
