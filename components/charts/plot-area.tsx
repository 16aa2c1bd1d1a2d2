import type { ReactNode } from 'react'
import { percent, share, type Range } from './scale'

export interface AxisTick {
  /** 0 (left, bottom) to 1. */
  readonly at: number
  readonly label: string
}

export interface PlotAreaProps {
  readonly xTicks: readonly AxisTick[]
  readonly yTicks: readonly AxisTick[]
  readonly y: Range
  /** Room at the right for names beside the lines, in characters. */
  readonly gutter?: number
  readonly children: ReactNode
}

/** Axes with their figures and a grid; the zero line stands out when it is in range. What is drawn lies in between. */
export function PlotArea({ xTicks, yTicks, y, gutter = 0, children }: PlotAreaProps) {
  const zero = share(y, 0)
  return (
    <div className="h-full w-full pt-2 pb-5 pl-16 text-xs" style={{ paddingRight: gutter === 0 ? 8 : `${gutter}ch` }}>
      <div className="relative h-full w-full">
        {yTicks.map(({ at, label }) => (
          <div
            key={label + String(at)}
            aria-hidden
            className="border-line absolute inset-x-0 border-t"
            style={{ bottom: percent(at) }}
          >
            <span className="figure text-muted absolute right-full mr-2 -translate-y-1/2 whitespace-nowrap">
              {label}
            </span>
          </div>
        ))}
        {zero >= 0 && zero <= 1 && (
          <div
            aria-hidden
            className="border-line-strong absolute inset-x-0 border-t"
            style={{ bottom: percent(zero) }}
          />
        )}
        {xTicks.map(({ at, label }) => (
          <span
            key={label + String(at)}
            aria-hidden
            className="figure text-muted absolute top-full mt-1 -translate-x-1/2 whitespace-nowrap"
            style={{ left: percent(at) }}
          >
            {label}
          </span>
        ))}
        {children}
      </div>
    </div>
  )
}
