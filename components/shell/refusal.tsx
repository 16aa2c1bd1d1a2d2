'use client'

import type { ReactNode } from 'react'
import { useSnapshot } from '@/lib/query/market-data'

/** Nothing works on addresses without code or on the wrong chain, so nothing is shown. */
export function Refusal({ children }: { readonly children: ReactNode }) {
  const { refusal } = useSnapshot()
  if (refusal === undefined) return children
  return (
    <section className="card mt-6 p-6" role="alert">
      <h1 className="text-lg font-semibold">Undated cannot be used here</h1>
      <p className="mt-2">{refusal}</p>
    </section>
  )
}
