import type { ReactNode } from 'react'
import { percent, share, type Range } from './scale'

/** A plot that needs no measuring: lines stretch with the box, words stay in place beside them. Drawn on the server, too. */

export interface Point {
  readonly x: number
  readonly y: number
}

const WIDTH = 1000
const HEIGHT = 1000

export interface LinePlotProps {
  readonly x: Range
  readonly y: Range
  readonly points: readonly Point[]
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly xLabel: (value: number) => string
  readonly yLabel: (value: number) => string
  /** Markers and labels, placed with `Mark`. */
  readonly children?: ReactNode
  readonly summary: string
}

export function LinePlot({ x, y, points, xTicks, yTicks, xLabel, yLabel, children, summary }: LinePlotProps) {
  const px = (value: number) => share(x, value) * WIDTH
  const py = (value: number) => (1 - share(y, value)) * HEIGHT
  const path = points
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${px(point.x).toFixed(1)} ${py(point.y).toFixed(1)}`)
    .join('')
  const zero = py(0)
  const area = `${path}L${WIDTH} ${zero}L0 ${zero}Z`
  return (
    <div role="img" aria-label={summary} className="relative h-full w-full pb-5 pl-16 text-xs">
      <div className="relative h-full w-full">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden
          className="absolute h-full w-full"
        >
          <defs>
            <clipPath id="gain">
              <rect x="0" y="0" width={WIDTH} height={Math.max(zero, 0)} />
            </clipPath>
            <clipPath id="loss">
              <rect x="0" y={zero} width={WIDTH} height={Math.max(HEIGHT - zero, 0)} />
            </clipPath>
          </defs>
          {yTicks.map((tick) => (
            <line
              key={tick}
              x1="0"
              x2={WIDTH}
              y1={py(tick)}
              y2={py(tick)}
              className="stroke-line"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          <path d={area} clipPath="url(#gain)" className="fill-long" opacity="0.14" />
          <path d={area} clipPath="url(#loss)" className="fill-short" opacity="0.14" />
          <line
            x1="0"
            x2={WIDTH}
            y1={zero}
            y2={zero}
            className="stroke-line-strong"
            vectorEffect="non-scaling-stroke"
          />
          <path
            d={path}
            clipPath="url(#gain)"
            fill="none"
            strokeWidth="2"
            className="stroke-long"
            vectorEffect="non-scaling-stroke"
          />
          <path
            d={path}
            clipPath="url(#loss)"
            fill="none"
            strokeWidth="2"
            className="stroke-short"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <Ticks ticks={yTicks} label={yLabel} place={(tick) => ({ top: percent(1 - share(y, tick)) })} axis="y" />
        <Ticks ticks={xTicks} label={xLabel} place={(tick) => ({ left: percent(share(x, tick)) })} axis="x" />
        {children}
      </div>
    </div>
  )
}

interface TicksProps {
  readonly ticks: readonly number[]
  readonly label: (value: number) => string
  readonly place: (value: number) => { readonly top?: string; readonly left?: string }
  readonly axis: 'x' | 'y'
}

function Ticks({ ticks, label, place, axis }: TicksProps) {
  const className =
    axis === 'y'
      ? 'right-full mr-2 -translate-y-1/2 whitespace-nowrap'
      : 'top-full mt-1 -translate-x-1/2 whitespace-nowrap'
  return ticks.map((tick) => (
    <span key={tick} aria-hidden className={`figure text-muted absolute ${className}`} style={place(tick)}>
      {label(tick)}
    </span>
  ))
}

export interface MarkProps {
  readonly at: number
  readonly range: Range
  readonly dashed?: boolean
  readonly children: ReactNode
  /** Distance of the words from the top, so that marks near each other do not cover one another. */
  readonly row: number
}

/** A vertical line at a value of the x axis with words beside it; nothing when it is out of sight. */
export function Mark({ at, range, dashed = false, children, row }: MarkProps) {
  const position = share(range, at)
  if (position < 0 || position > 1) return null
  const side = position > 0.6 ? 'right-1 text-right' : 'left-1'
  return (
    <div
      aria-hidden
      className={`border-ink absolute inset-y-0 w-0 border-l ${dashed ? 'border-dashed' : ''}`}
      style={{ left: percent(position) }}
    >
      <span className={`bg-surface/85 absolute px-1 whitespace-nowrap ${side}`} style={{ top: `${row * 20}px` }}>
        {children}
      </span>
    </div>
  )
}
