import type { Metadata } from 'next'
import { InsurancePage } from '@/components/insurance/insurance-page'

export const metadata: Metadata = { title: 'Insurance' }

export default function Page() {
  return <InsurancePage />
}
