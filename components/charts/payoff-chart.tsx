'use client'

import { useMemo, useState } from 'react'
import { payoffCurve, type PayoffPoint } from '@/lib/core/pricing'
import { LinePlot, Mark } from './line-plot'
import { ticksOf, type Range } from './scale'
import { shortDollars } from './short-dollars'

export interface PayoffChartProps {
  /** The price now, USD. */
  readonly spot: number
  /** USD gained if the price moved there at once and all was closed. */
  readonly profitAt: (spot: number) => number
  readonly breakEvens: readonly number[]
  readonly symbol: string
  readonly dollars: (value: number) => string
  readonly signedDollars: (value: number) => string
}

const POINTS = 97
const REACH = 0.2
const TABLE_ROWS = 8

/** Profit of closing against the price if it moved at once; funding comes on top and is said beside the chart. */
export function PayoffChart(props: PayoffChartProps) {
  const { spot: now, profitAt, breakEvens, symbol, dollars, signedDollars } = props
  const [showsTable, setShowsTable] = useState(false)
  const centre = steady(now)
  const range = useMemo(() => ({ from: centre * (1 - REACH), to: centre * (1 + REACH) }), [centre])
  const curve = useMemo(() => payoffCurve(profitAt, { ...range, points: POINTS }), [profitAt, range])
  const heights = useMemo(() => rangeOf(curve), [curve])
  const summary = `Profit or loss in USD against the price of ${symbol}, from ${dollars(range.from)} to ${dollars(range.to)}${
    breakEvens.length === 0 ? '' : `; break-even at ${breakEvens.map(dollars).join(' and ')}`
  }`
  return (
    <section aria-label="Profit and loss by price" className="flex h-full flex-col">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 className="text-sm font-semibold">
          Profit or loss (USD) by {symbol} price <span className="text-muted font-normal">if it moved now</span>
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
          <PayoffTable curve={curve} {...props} />
        ) : (
          <LinePlot
            x={range}
            y={heights}
            points={curve.map(({ spot, profit }) => ({ x: spot, y: profit }))}
            xTicks={ticksOf(range, 5)}
            yTicks={ticksOf(heights, 4)}
            xLabel={shortDollars}
            yLabel={(value) => (Math.abs(value) < 10_000 ? signedDollars(value).replace(/\.00$/, '') : signed(value))}
            summary={summary}
          >
            <Mark at={now} range={range} row={0}>
              Now {dollars(now)}
            </Mark>
            {breakEvens.map((breakEven, i) => (
              <Mark key={i} at={breakEven} range={range} row={1 + (i % 2)} dashed>
                Break-even {dollars(breakEven)}
              </Mark>
            ))}
          </LinePlot>
        )}
      </div>
    </section>
  )
}

function PayoffTable({
  curve,
  symbol,
  dollars,
  signedDollars,
}: PayoffChartProps & { readonly curve: readonly PayoffPoint[] }) {
  const step = (POINTS - 1) / TABLE_ROWS
  const rows = curve.filter((_, i) => i % step === 0)
  return (
    <table className="w-full text-sm">
      <thead className="text-muted text-left text-xs">
        <tr>
          <th scope="col" className="font-normal">
            {symbol} price
          </th>
          <th scope="col" className="text-right font-normal">
            Profit or loss
          </th>
        </tr>
      </thead>
      <tbody className="figure">
        {rows.map(({ spot, profit }) => (
          <tr key={spot} className="border-line border-t">
            <td className="py-1">{dollars(spot)}</td>
            <td className="py-1 text-right">{signedDollars(profit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Two significant digits of the price: the axis stays put while the price ticks. */
function steady(spot: number): number {
  return Number(spot.toPrecision(2))
}

function rangeOf(curve: readonly PayoffPoint[]): Range {
  const profits = curve.map(({ profit }) => profit)
  const top = Math.max(...profits, 0)
  const bottom = Math.min(...profits, 0)
  const room = Math.max(top - bottom, 1) * 0.08
  return { from: bottom - room, to: top + room }
}

function signed(value: number): string {
  return value < 0 ? shortDollars(value) : `+${shortDollars(value)}`
}
