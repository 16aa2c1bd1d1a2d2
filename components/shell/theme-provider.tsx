'use client'

import { ThemeProvider as NextThemes } from 'next-themes'
import type { ReactNode } from 'react'

/** Light or dark as the system says, until somebody chooses. */
export function ThemeProvider({ nonce, children }: { readonly nonce?: string; readonly children: ReactNode }) {
  return (
    <NextThemes attribute="data-theme" defaultTheme="system" {...(nonce === undefined ? {} : { nonce })}>
      {children}
    </NextThemes>
  )
}
