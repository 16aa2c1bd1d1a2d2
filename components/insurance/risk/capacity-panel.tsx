'use client'

import { useMemo } from 'react'
import { formatAmount, formatPercent } from '@/lib/core/format'
import { mulDiv, mulWad, WAD, zeroFloorSub } from '@/lib/core/fixed-point'
import { DataTable, Panel } from '../parts'
import type { RiskView } from '../use-risk'
import { marketName, symbolOf, usd } from '../words'
import { capacityOf } from './capacity'

/** What may still be opened before the stress limit refuses it. */
export function Capacity({ risk }: { readonly risk: RiskView }) {
  const { pool, set, overview } = risk
  const { stressLoss, stressLimit, exposureOk } = set.pool
  const room = zeroFloorSub(stressLimit, stressLoss)
  const rows = useMemo(
    () => (pool === undefined || !exposureOk ? [] : capacityOf(pool, room)),
    [pool, exposureOk, room],
  )
  const used = stressLimit === 0n ? 0n : mulDiv(stressLoss, WAD, stressLimit)
  return (
    <Panel
      title="Capacity left"
      id="capacity"
      testId="capacity"
      note={
        exposureOk
          ? `${usd(stressLoss)} of ${usd(stressLimit)} are used (${formatPercent(used, 0)}). About so much at the money fits into what is left, in one market alone.`
          : 'Not known while a price is missing.'
      }
    >
      <DataTable
        caption="Capacity by market"
        keyOf={({ market }) => String(market)}
        rows={rows}
        empty="Not known while a price or a volatility is missing."
        columns={[
          {
            name: 'Market',
            isText: true,
            cell: ({ market }) => {
              const config = set.markets[market]?.config
              return config === undefined ? '–' : `${marketName(overview, config)}${config.listed ? '' : ' (retired)'}`
            },
          },
          { name: 'Stress loss now', cell: ({ stressLoss: own }) => usd(own) },
          { name: 'Calls that fit', cell: ({ calls, market, spot }) => unitsWords(risk, market, calls, spot) },
          { name: 'Puts that fit', cell: ({ puts, market, spot }) => unitsWords(risk, market, puts, spot) },
        ]}
      />
    </Panel>
  )
}

function unitsWords({ set, overview }: RiskView, market: number, units: bigint, spot: bigint): string {
  const asset = set.markets[market]?.config.asset
  if (units === 0n || asset === undefined) return 'none'
  return `≈ ${formatAmount(units, { digits: 2 })} ${symbolOf(overview, asset)} · ${usd(mulWad(units, spot))}`
}
