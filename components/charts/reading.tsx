'use client'

import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { percent } from './scale'

export interface ReadingProps {
  /** What is read, for those who hear it. */
  readonly label: string
  /** How many places there are to stand at. */
  readonly count: number
  /** Where place i is: 0 (left) to 1. */
  readonly positionOf: (index: number) => number
  /** The place nearest to a share of the width. */
  readonly indexAt: (share: number) => number
  /** Everything that is known there, in words. */
  readonly words: (index: number) => string
  /** The same for the eye. */
  readonly tip: (index: number) => ReactNode
  /** A line where one stands; bars do without. */
  readonly hasLine?: boolean
}

/** Reads a chart's values by pointer, finger or arrow keys: one lies over the plot and moves nothing else. */
export function Reading(props: ReadingProps) {
  const { label, count, positionOf, indexAt, words, tip, hasLine = true } = props
  const [index, setIndex] = useState<number>()
  const at = index === undefined ? undefined : Math.min(index, count - 1)
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    if (width > 0) setIndex(indexAt((event.clientX - left) / width))
  }
  const press = (event: KeyboardEvent) => {
    const next = stepFor(event.key, at ?? count - 1, count)
    if (next === undefined) return
    event.preventDefault()
    setIndex(next)
  }
  const spoken = at ?? count - 1
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label}: read with the arrow keys`}
        aria-valuemin={0}
        aria-valuemax={Math.max(count - 1, 0)}
        aria-valuenow={spoken}
        aria-valuetext={count === 0 ? 'nothing yet' : words(spoken)}
        className="absolute inset-0 z-10 cursor-crosshair touch-pan-y"
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setIndex(undefined)}
        onFocus={() => setIndex((known) => known ?? count - 1)}
        onBlur={() => setIndex(undefined)}
        onKeyDown={press}
      />
      {at !== undefined && at >= 0 && (
        <div aria-hidden className="pointer-events-none absolute inset-0 z-20">
          {hasLine && (
            <div className="border-ink absolute inset-y-0 border-l" style={{ left: percent(positionOf(at)) }} />
          )}
          <div
            className="border-line-strong bg-surface rounded-card absolute top-0 border px-2 py-1 text-xs whitespace-nowrap"
            style={tipPlace(positionOf(at))}
            data-testid="chart-tip"
          >
            {tip(at)}
          </div>
        </div>
      )}
    </>
  )
}

/** Beside the line, on the side with more room. */
function tipPlace(position: number): { readonly left?: string; readonly right?: string } {
  return position > 0.5
    ? { right: `calc(${percent(1 - position)} + 8px)` }
    : { left: `calc(${percent(position)} + 8px)` }
}

function stepFor(key: string, at: number, count: number): number | undefined {
  const page = Math.max(Math.round(count / 12), 1)
  const to: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - page,
    PageUp: at + page,
    Home: 0,
    End: count - 1,
  }
  const next = to[key]
  return next === undefined ? undefined : Math.min(Math.max(next, 0), Math.max(count - 1, 0))
}
