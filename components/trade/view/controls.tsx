'use client'

import { useId, useState, type ReactNode } from 'react'

/** Small controls that the Trade page repeats. */

interface Option<Value> {
  readonly value: Value
  readonly label: ReactNode
  readonly testId?: string
  readonly className?: string
}

interface SegmentedProps<Value> {
  readonly label: string
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly testId?: string
}

/** One of a few: radio buttons, so that arrow keys work. */
export function Segmented<Value extends string | number | boolean>(props: SegmentedProps<Value>) {
  const { label, value, options, onChange, testId } = props
  const name = useId()
  return (
    <fieldset data-testid={testId} className="border-line-strong bg-paper relative flex rounded-[6px] border p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={String(option.value)}
          className={`has-checked:bg-surface has-checked:border-line-strong has-focus-visible:outline-accent relative flex-1 cursor-pointer rounded-[4px] border border-transparent px-2 py-1 text-center text-sm has-checked:font-semibold has-focus-visible:outline-2 ${option.className ?? ''}`}
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            data-testid={option.testId}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}

interface SelectProps<Value> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly testId?: string
  /** Said, not shown, where the place tells what it is. */
  readonly hidesLabel?: boolean
}

export function Select<Value extends string | number>(props: SelectProps<Value>) {
  const { label, value, options, onChange, testId, hidesLabel = false } = props
  return (
    <label className="block min-w-0 flex-1">
      <span className={hidesLabel ? 'sr-only' : 'text-muted mb-0.5 block text-xs'}>{label}</span>
      <select
        className="field"
        value={value}
        data-testid={testId}
        onChange={({ target }) => {
          const chosen = options.find((option) => String(option.value) === target.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  )
}

interface FigureProps {
  readonly label: string
  /** A one-line explanation, on demand. */
  readonly explain?: string
  readonly children: ReactNode
  readonly title?: string
  readonly testId?: string
}

/** A line of a ticket: what it is, and the figure with its unit; pressing the name explains it. Place it in a `dl`. */
export function Figure({ label, explain, children, title, testId }: FigureProps) {
  const [open, setOpen] = useState(false)
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-3 py-px">
      <dt className="text-muted text-sm">
        {explain === undefined ? (
          label
        ) : (
          <button
            type="button"
            aria-expanded={open}
            className="decoration-line-strong text-left underline decoration-dotted underline-offset-2"
            onClick={() => setOpen(!open)}
          >
            {label}
          </button>
        )}
      </dt>
      <dd className="figure ml-auto text-right text-sm" title={title} data-testid={testId}>
        {children}
      </dd>
      {open && <dd className="text-muted basis-full text-xs">{explain}.</dd>}
    </div>
  )
}
