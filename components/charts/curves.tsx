import { useMemo } from 'react'
import { share, type Range } from './scale'
import { thinned, type TimePoint } from './thin'
import type { ChartLevel, ChartLine } from './time-series-chart'
import { colourOf, dashArrays } from './tones'

const SIZE = 1000

interface CurvesProps {
  readonly lines: readonly ChartLine[]
  readonly levels: readonly ChartLevel[]
  readonly x: Range
  readonly y: Range
  /** How finely lines are drawn at most. */
  readonly columns: number
}

/** The lines alone, in a drawing that stretches with its box. */
export function Curves({ lines, levels, x, y, columns }: CurvesProps) {
  const paths = useMemo(() => lines.map(({ points }) => pathOf(thinned(points, columns), x, y)), [lines, x, y, columns])
  const zero = Math.min(Math.max(1 - share(y, 0), 0), 1) * SIZE
  return (
    <svg
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      preserveAspectRatio="none"
      aria-hidden
      className="absolute h-full w-full overflow-visible"
    >
      {lines.map(
        (line, i) =>
          line.area === true && (
            <path
              key={line.name}
              d={areaOf(paths[i] ?? '', line.points, x, zero)}
              fill={colourOf(line.tone)}
              opacity="0.14"
            />
          ),
      )}
      {levels.map(({ name, value, tone }) => (
        <line
          key={name}
          x1="0"
          x2={SIZE}
          y1={(1 - share(y, value)) * SIZE}
          y2={(1 - share(y, value)) * SIZE}
          stroke={colourOf(tone)}
          strokeDasharray="2 3"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {lines.map((line, i) => (
        <path
          key={line.name}
          d={paths[i]}
          fill="none"
          stroke={colourOf(line.tone)}
          strokeWidth="2"
          strokeLinejoin="round"
          strokeDasharray={dashArrays[line.dash ?? 'solid']}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  )
}

/** How a line looks, for beside its name. */
export function LineSample({ line }: { readonly line: Pick<ChartLine, 'tone' | 'dash'> }) {
  return (
    <svg aria-hidden width="18" height="6" className="shrink-0">
      <line
        x1="0"
        x2="18"
        y1="3"
        y2="3"
        stroke={colourOf(line.tone)}
        strokeWidth="2"
        strokeDasharray={dashArrays[line.dash ?? 'solid']}
      />
    </svg>
  )
}

function pathOf(points: readonly TimePoint[], x: Range, y: Range): string {
  let path = ''
  for (const { time, value } of points) {
    const px = (share(x, time) * SIZE).toFixed(1)
    const py = ((1 - share(y, value)) * SIZE).toFixed(1)
    path += `${path === '' ? 'M' : 'L'}${px} ${py}`
  }
  return path
}

function areaOf(path: string, points: readonly TimePoint[], x: Range, zero: number): string {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return ''
  return `${path}L${(share(x, last.time) * SIZE).toFixed(1)} ${zero}L${(share(x, first.time) * SIZE).toFixed(1)} ${zero}Z`
}
