'use client'

import { useMemo } from 'react'
import { shortDollars } from '@/components/charts/short-dollars'
import { StackedBarsChart, type Bar } from '@/components/charts/stacked-bars-chart'
import { dateName, momentName } from '@/components/charts/time-axis'
import { signedDollars } from '@/components/trade/view/words'
import { partsByPeriod, sumCurves, type EquityPoint } from '@/lib/core/history/equity'
import { emptyWords, type HistoryStanding } from './history-standing'
import { PARTS } from './totals'

interface ProfitChartProps {
  /** One of each set, the same object while nothing new is known. */
  readonly curves: readonly (readonly EquityPoint[])[]
  readonly standing: HistoryStanding
  readonly address: string
}

const HOUR = 3600
const DAY = 24 * HOUR

/** What each hour, day, week or month brought, by component. */
export function ProfitChart({ curves, standing, address }: ProfitChartProps) {
  const { bars, period } = useMemo(() => barsOf(sumCurves(curves)), [curves])
  return (
    <StackedBarsChart
      title={`Profit and loss by ${period}`}
      unit="USD"
      note="The line across each bar is the sum. Prices and funding between trades are by the hour."
      fileName={`undated-profit-${address}`}
      parts={PARTS}
      bars={bars}
      format={signedDollars}
      formatTick={shortDollars}
      nameOf={period === 'hour' ? momentName : dateName}
      empty={emptyWords(standing, bars.length, 'The first bar appears with the first deposit.')}
      testId="profit-chart"
    />
  )
}

function barsOf(curve: readonly EquityPoint[]): { readonly bars: readonly Bar[]; readonly period: string } {
  const span = (curve.at(-1)?.time ?? 0) - (curve[0]?.time ?? 0)
  const period = span <= 2 * DAY ? 'hour' : span <= 60 * DAY ? 'day' : span <= 400 * DAY ? 'week' : 'month'
  const bars = partsByPeriod(curve, (time) => startOf(period, time)).map(({ time, parts }) => ({
    time,
    values: PARTS.map(({ key }) => parts[key]),
  }))
  return { bars, period }
}

/** Of the local hour, day, week (Monday) or month in which a time lies; a moment exactly on the hour ends the one before. */
function startOf(period: string, time: number): number {
  const date = new Date((time - 1) * 1000)
  if (period === 'hour') date.setMinutes(0, 0, 0)
  else date.setHours(0, 0, 0, 0)
  if (period === 'week') date.setDate(date.getDate() - ((date.getDay() + 6) % 7))
  if (period === 'month') date.setDate(1)
  return date.getTime() / 1000
}
