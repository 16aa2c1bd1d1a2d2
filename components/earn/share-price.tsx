'use client'

import { useMemo, useState } from 'react'
import { TimeSeriesChart, type ChartLine } from '@/components/charts/time-series-chart'
import { Segmented } from '@/components/trade/view/controls'
import { deepest, drawdowns } from '@/lib/core/history/returns'
import { HistoryGate } from './returns'
import { Section } from './section'
import { usePoolHistory } from './use-pool-history'
import { momentOf, signedPercent } from './words'

/** Seconds shown; hours for a short view, days for a long one. */
const RANGES = {
  week: { label: '7 days', seconds: 7 * 86_400, resolution: 'hour' },
  month: { label: '30 days', seconds: 30 * 86_400, resolution: 'hour' },
  quarter: { label: '90 days', seconds: 90 * 86_400, resolution: 'day' },
  all: { label: 'All', seconds: Number.POSITIVE_INFINITY, resolution: 'day' },
} as const
type Range = keyof typeof RANGES

const toFloat = (wad: bigint) => Number(wad) / 1e18
const ratio = (value: number) => value.toFixed(4)
const percent = (value: number) => `${value.toFixed(2)} %`

/** What a share is worth in tokens over time, and how far below its best: holding the token is the level line. */
export function SharePrice({ symbol }: { readonly symbol: string }) {
  const [range, setRange] = useState<Range>('month')
  const { resolution, seconds } = RANGES[range]
  const history = usePoolHistory(symbol, resolution)
  const note = `${symbol} per share. Whoever simply holds ${symbol} stays on the level line; below the last peak, holding would have been better.`
  return (
    <Section title="Share price" note={note} testId="share-price">
      <div className="w-80 max-w-full">
        <Segmented
          label="Period"
          value={range}
          options={Object.entries(RANGES).map(([value, { label }]) => ({ value: value as Range, label }))}
          onChange={setRange}
        />
      </div>
      <HistoryGate history={history}>
        <Charts symbol={symbol} seconds={seconds} history={history} />
      </HistoryGate>
    </Section>
  )
}

interface ChartsProps {
  readonly symbol: string
  readonly seconds: number
  readonly history: ReturnType<typeof usePoolHistory>
}

function Charts({ symbol, seconds, history }: ChartsProps) {
  const { main, throughTime } = history
  const points = useMemo(() => {
    const first = main.findIndex(({ to }) => to > throughTime - seconds)
    return drawdowns(first < 0 ? [] : main.slice(first))
  }, [main, throughTime, seconds])
  const lines = useMemo(() => linesOf(points), [points])
  const empty =
    points.length < 2
      ? `The line begins when there are two points in time; the index has come to ${momentOf(throughTime)}.`
      : undefined
  const start = points[0]
  return (
    <>
      <TimeSeriesChart
        title="Tokens per share"
        unit={symbol}
        fileName={`${symbol}-share-price`}
        lines={lines.price}
        levels={start === undefined ? [] : [{ name: 'holding', value: toFloat(start.price), tone: 'muted' }]}
        format={ratio}
        height={220}
        empty={empty}
      />
      <TimeSeriesChart
        title="Drawdown against holding"
        unit="%"
        note={`Deepest in this period: ${signedPercent(deepest(points))}`}
        fileName={`${symbol}-drawdown`}
        lines={lines.drawdown}
        format={percent}
        height={130}
        empty={empty}
      />
    </>
  )
}

function linesOf(points: ReturnType<typeof drawdowns>): {
  readonly price: readonly ChartLine[]
  readonly drawdown: readonly ChartLine[]
} {
  const price = points.map(({ time, price: value }) => ({ time, value: toFloat(value) }))
  const drawdown = points.map(({ time, drawdown: value }) => ({ time, value: toFloat(value) * 100 }))
  return {
    price: [{ name: 'share', tone: 'accent', points: price }],
    drawdown: [{ name: 'drawdown', tone: 'short', area: true, points: drawdown }],
  }
}
