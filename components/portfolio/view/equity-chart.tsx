'use client'

import { useMemo, useState } from 'react'
import { shortDollars } from '@/components/charts/short-dollars'
import { TimeSeriesChart, type ChartLine } from '@/components/charts/time-series-chart'
import { dollars } from '@/components/trade/view/words'
import type { EquityPoint } from '@/lib/core/history/equity'
import { sumCurves } from '@/lib/core/history/equity'
import { emptyWords, type HistoryStanding } from './history-standing'

interface EquityChartProps {
  /** One of each set, the same object while nothing new is known. */
  readonly curves: readonly (readonly EquityPoint[])[]
  readonly standing: HistoryStanding
  /** The one set that is shown, whose token equity can be counted in. */
  readonly only: string | undefined
  readonly address: string
}

/** What the account was worth beside what its deposits alone would be worth, in dollars or tokens. */
export function EquityChart({ curves, standing, only, address }: EquityChartProps) {
  const [inTokens, setInTokens] = useState(false)
  const tokens = inTokens && only !== undefined
  const lines = useMemo(() => linesOf(curves, tokens), [curves, tokens])
  const format = (value: number) =>
    tokens ? `${value.toLocaleString('en-US', { maximumFractionDigits: 4 })} ${only}` : dollars(value)
  const formatTick = (value: number) =>
    tokens ? value.toLocaleString('en-US', { maximumFractionDigits: 4 }) : shortDollars(value)
  return (
    <div>
      <div role="group" aria-label="Unit of the equity curve" className="mb-1 flex h-5 gap-3 text-xs">
        {(['USD', only] as const).map((unit, i) => (
          <button
            key={i}
            type="button"
            disabled={unit === undefined}
            aria-pressed={tokens === (i === 1)}
            className={`text-muted aria-pressed:text-accent aria-pressed:font-semibold ${unit === undefined ? 'hidden' : ''}`}
            onClick={() => setInTokens(i === 1)}
          >
            in {unit ?? 'tokens'}
          </button>
        ))}
      </div>
      <TimeSeriesChart
        title="Equity"
        unit={tokens ? only : 'USD'}
        note="Cash, options and funding of the margin account, beside what the tokens put in would be worth alone"
        fileName={`undated-equity-${address}`}
        lines={lines}
        format={format}
        formatTick={formatTick}
        empty={emptyWords(standing, lines[0]?.points.length ?? 0, 'The curve begins with the first deposit.')}
        testId="equity-chart"
      />
    </div>
  )
}

function linesOf(curves: readonly (readonly EquityPoint[])[], tokens: boolean): readonly ChartLine[] {
  const held = curves.map((curve) => curve.map((point) => ({ ...point, invested: point.deposited * point.price })))
  const curve = sumCurves(held)
  const per = (value: number, { price }: EquityPoint) => (tokens ? (price === 0 ? 0 : value / price) : value)
  return [
    {
      name: 'Equity',
      tone: 'accent',
      points: curve.map((point) => ({ time: point.time, value: per(point.equity, point) })),
    },
    {
      name: 'Tokens kept',
      tone: 'muted',
      dash: 'dashed',
      points: curve.map((point) => ({ time: point.time, value: per(point.invested, point) })),
    },
  ]
}
