'use client'

import { useState } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'

export interface PriceChartProps {
  readonly symbol: string
  /** Seconds since the epoch and USD, oldest first. */
  readonly points: readonly { readonly time: number; readonly price: number }[]
  /** The strike, USD. */
  readonly strike: number | undefined
  readonly dollars: (value: number) => string
}

const TABLE_ROWS = 10
const axis = { stroke: 'var(--muted)', fontSize: 12, tickLine: false }

/** The price as it has come in since the page was opened. */
export default function PriceChart({ symbol, points, strike, dollars }: PriceChartProps) {
  const [showsTable, setShowsTable] = useState(false)
  const data = points.map(({ time, price }) => ({ time, price }))
  return (
    <section aria-label={`Price of ${symbol}`} className="flex h-full flex-col">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 className="text-sm font-semibold">
          {symbol} price (USD) <span className="text-muted font-normal">since you came</span>
        </h2>
        <button
          type="button"
          className="text-muted text-xs underline"
          aria-pressed={showsTable}
          onClick={() => setShowsTable(!showsTable)}
        >
          {showsTable ? 'Chart' : 'Table'}
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        {showsTable ? (
          <PriceTable points={points.slice(-TABLE_ROWS)} dollars={dollars} />
        ) : (
          <ResponsiveContainer width="100%" height="100%" minHeight={140}>
            <LineChart data={data} margin={{ top: 8, right: 12, bottom: 0, left: 12 }} accessibilityLayer>
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="time"
                type="number"
                domain={['dataMin', 'dataMax']}
                tickFormatter={clockTime}
                minTickGap={60}
                {...axis}
              />
              <YAxis
                domain={['auto', 'auto']}
                width={76}
                tickFormatter={(value: number) => dollars(value)}
                axisLine={false}
                {...axis}
              />
              {strike !== undefined && (
                <ReferenceLine
                  y={strike}
                  stroke="var(--line-strong)"
                  strokeDasharray="4 4"
                  label={{
                    value: `Strike ${dollars(strike)}`,
                    fill: 'var(--ink)',
                    fontSize: 12,
                    position: 'insideTopLeft',
                  }}
                />
              )}
              <Line dataKey="price" stroke="var(--accent)" strokeWidth={2} dot={false} isAnimationActive={false} />
            </LineChart>
          </ResponsiveContainer>
        )}
      </div>
    </section>
  )
}

function PriceTable({ points, dollars }: Pick<PriceChartProps, 'points' | 'dollars'>) {
  return (
    <table className="w-full text-sm">
      <thead className="text-muted text-left text-xs">
        <tr>
          <th scope="col" className="font-normal">
            Time
          </th>
          <th scope="col" className="text-right font-normal">
            Price
          </th>
        </tr>
      </thead>
      <tbody className="figure">
        {points.map(({ time, price }) => (
          <tr key={time} className="border-line border-t">
            <td className="py-1">{clockTime(time)}</td>
            <td className="py-1 text-right">{dollars(price)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function clockTime(time: number): string {
  return new Date(time * 1000).toLocaleTimeString('en-GB')
}
