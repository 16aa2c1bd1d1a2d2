'use client'

import { useId } from 'react'

interface SliderProps {
  readonly label: string
  readonly value: number
  readonly least: number
  readonly most: number
  readonly step?: number
  /** As it is read, with its unit. */
  readonly words: (value: number) => string
  readonly onChange: (value: number) => void
  readonly testId?: string
}

export function Slider({ label, value, least, most, step = 1, words, onChange, testId }: SliderProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="flex items-baseline justify-between text-sm">
        <span className="text-muted">{label}</span>
        <span className="figure">{words(value)}</span>
      </label>
      <input
        id={id}
        type="range"
        className="accent-accent w-full"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={words(value)}
        onChange={({ target }) => onChange(Number(target.value))}
        data-testid={testId}
      />
    </div>
  )
}
