'use client'

import type { SetView } from '@/lib/chain/snapshot/types'

interface SetPickerProps {
  readonly sets: readonly SetView[]
  readonly chosen: number
  readonly onChoose: (index: number) => void
}

/** Which stock token the page speaks of. */
export function SetPicker({ sets, chosen, onChoose }: SetPickerProps) {
  return (
    <div role="group" aria-label="Stock token" className="flex gap-1">
      {sets.map(({ symbol }, i) => (
        <button
          key={symbol}
          type="button"
          aria-pressed={i === chosen}
          onClick={() => onChoose(i)}
          className="button button-plain aria-pressed:border-accent aria-pressed:text-accent px-3 py-1 text-sm"
        >
          {symbol}
        </button>
      ))}
    </div>
  )
}
