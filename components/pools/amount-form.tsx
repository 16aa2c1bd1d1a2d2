'use client'

import { useId, useState, type ReactNode } from 'react'
import { formatAmount } from '@/lib/core/format'
import { parseDecimal, toDecimal } from '@/lib/core/fixed-point/decimal'

interface AmountFormProps {
  readonly label: string
  readonly unit: string
  readonly decimals: number
  /** Most that can be entered, in the smallest unit. */
  readonly most: bigint
  /** Why `most` is not more; shown beside it. */
  readonly limitWords?: string
  readonly action: string
  /** Why nothing can be sent now. */
  readonly blocked?: string | undefined
  /** What the amount comes to, in words. */
  readonly preview?: (amount: bigint) => string
  /** What the amount comes to, in figures, below the line of words. */
  readonly details?: (amount: bigint) => ReactNode
  readonly onSubmit: (amount: bigint) => void
  readonly testId: string
}

/** One amount, the most it can be, what it comes to, one button. */
export function AmountForm(props: AmountFormProps) {
  const { label, unit, decimals, most, limitWords, action, blocked, preview, details, onSubmit, testId } = props
  const id = useId()
  const [typed, setTyped] = useState('')
  // "Max" stays the most there is while that grows with every block.
  const [isMost, setIsMost] = useState(false)
  const text = isMost ? toDecimal(most, decimals) : typed
  const amount = isMost ? most : read(text, decimals)
  const fault = faultOf(text, amount, most)
  const entered = amount !== undefined && amount > 0n
  const ready = blocked === undefined && fault === undefined && entered
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onSubmit(amount)
      }}
    >
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          data-testid={`${testId}-amount`}
          className="field figure"
          inputMode="decimal"
          autoComplete="off"
          placeholder="0"
          value={text}
          onChange={({ target }) => {
            setIsMost(false)
            setTyped(target.value)
          }}
          aria-invalid={fault !== undefined}
          aria-describedby={`${id}-hint`}
        />
        <button type="button" className="button button-plain" onClick={() => setIsMost(true)}>
          Max
        </button>
      </div>
      <p id={`${id}-hint`} className="text-muted min-h-5 text-xs" aria-live="polite">
        {fault ??
          (entered && preview !== undefined
            ? preview(amount)
            : `At most ${formatAmount(most, { decimals, digits: 4 })} ${unit}${limitWords === undefined ? '' : ` · ${limitWords}`}`)}
      </p>
      {fault === undefined && entered && details?.(amount)}
      <button type="submit" className="button button-primary w-full" disabled={!ready} data-testid={`${testId}-submit`}>
        {blocked ?? action}
      </button>
    </form>
  )
}

function read(text: string, decimals: number): bigint | undefined {
  try {
    return parseDecimal(text.trim(), decimals)
  } catch {
    return undefined
  }
}

function faultOf(text: string, amount: bigint | undefined, most: bigint): string | undefined {
  if (text.trim() === '') return undefined
  if (amount === undefined || amount < 0n) return 'Enter a plain number such as 12.5'
  if (amount > most) return 'More than there is'
  return undefined
}
