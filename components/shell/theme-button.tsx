'use client'

import { useTheme } from 'next-themes'

export function ThemeButton() {
  const { resolvedTheme, setTheme } = useTheme()
  return (
    <button
      type="button"
      className="button button-plain px-2.5"
      aria-label="Switch between light and dark"
      onClick={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}
    >
      <span aria-hidden>◐</span>
    </button>
  )
}
