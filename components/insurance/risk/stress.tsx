'use client'

import { useMemo, useState } from 'react'
import { HeatMap, type HeatCell } from '@/components/charts/heat-map'
import { Segmented } from '@/components/trade/view/controls'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { abs, mulDiv, WAD } from '@/lib/core/fixed-point'
import { formatPercent } from '@/lib/core/format'
import { isStock } from '@/lib/chain/feeds'
import { movesOf, percentToWad, type HistoricalScenario, type StressOutcome } from '@/lib/core/risk'
import { Nothing, Panel } from '../parts'
import type { RiskView } from '../use-risk'
import { move, plain, symbolOf, tokens } from '../words'
import { ScenarioPanel } from './scenario'
import { Slider } from './slider'

const ASSET_MOVES = [-60, -40, -30, -20, -10, 0, 10, 20, 30, 40, 60]
const STOCK_MOVES = [20, 0, -10, -20, -30, -40, -60]

const ONE_PER_CENT = 10n ** 16n

type Measure = 'pool' | 'usd' | 'insurance'

/** Moves in per cent by asset, σ in tenths: what the sliders say. */
export interface Draft {
  readonly moves: ReadonlyMap<number, number>
  readonly volatilityTenths: number
  /** The day that the sliders were set to, if they stand as it left them. */
  readonly named?: HistoricalScenario
}

/** What the pools would lose if everything jumped at once: all pairs of moves, and one scenario in full. */
export function Stress({ risk }: { readonly risk: RiskView }) {
  const { test, overview, set } = risk
  const stock = Number(set.collateralAsset)
  const assets = useMemo(
    () =>
      [...new Set([...set.markets.map(({ config }) => config.asset), stock])].map((asset) => ({
        asset,
        symbol: symbolOf(overview, asset),
        isStock: isStock(overview, asset),
      })),
    [overview, set.markets, stock],
  )
  const [measure, setMeasure] = useState<Measure>('pool')
  const [tenths, setTenths] = useState(15)
  const [draft, setDraft] = useState<Draft>({ moves: new Map(), volatilityTenths: 15 })
  const cells = useMemo(() => (test === undefined ? undefined : outcomesOf(test, tenths)), [test, tenths])
  if (test === undefined || cells === undefined) {
    return (
      <Panel title="Stress" id="stress">
        <Nothing testId="stress-unavailable">Cannot be computed while a price or a volatility is missing.</Nothing>
      </Panel>
    )
  }
  const choose = (row: number, column: number) => {
    const [assetMove, stockMove] = [ASSET_MOVES[column] ?? 0, STOCK_MOVES[row] ?? 0]
    const moves = new Map(assets.map(({ asset }) => [asset, asset === stock ? stockMove : assetMove]))
    setDraft({ moves, volatilityTenths: tenths })
  }
  return (
    <Panel
      title="Stress"
      id="stress"
      testId="stress"
      note="If every price jumped at once, before anybody could trade: what the main pool loses, and when the insurance pool must pay (framed). Computed with the contracts’ own formulas from the book as it stands. Choose a cell to see it in full."
    >
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-3">
          <div className="flex flex-wrap items-end gap-4">
            <Segmented
              label="Shown in the cells"
              value={measure}
              options={[
                { value: 'pool', label: '% of pool' },
                { value: 'usd', label: 'Dollars' },
                { value: 'insurance', label: 'Insurance left' },
              ]}
              onChange={setMeasure}
            />
            <div className="min-w-52 flex-1">
              <Slider
                label="Every volatility times"
                value={tenths}
                least={5}
                most={30}
                words={(value) => `× ${(value / 10).toFixed(1)}`}
                onChange={setTenths}
                testId="stress-volatility"
              />
            </div>
          </div>
          <HeatMap
            title="Loss by moves of the underlyings and the stock"
            fileName={`stress-${risk.ticker}`}
            rowTitle={risk.ticker}
            columnTitle="all underlyings"
            rows={STOCK_MOVES.map((percent) => move(percentToWad(percent)))}
            columns={ASSET_MOVES.map((percent) => move(percentToWad(percent)))}
            cell={(row, column) => cellOf(risk, cells[row]?.[column], measure)}
            onChoose={choose}
            chosen={chosenPlace(draft, assets, stock)}
            testId="stress-map"
          />
        </div>
        <ScenarioPanel
          risk={risk}
          test={test}
          assets={assets}
          draft={draft}
          onDraft={setDraft}
          onNamed={(named) =>
            setDraft({ moves: movesOf(named, assets), volatilityTenths: named.volatilityTenths, named })
          }
        />
      </div>
    </Panel>
  )
}

type Test = NonNullable<RiskView['test']>

function outcomesOf(test: Test, tenths: number): readonly (readonly StressOutcome[])[] {
  const volatilityFactor = BigInt(tenths) * 10n ** 17n
  return STOCK_MOVES.map((stock) =>
    ASSET_MOVES.map((asset) =>
      test({ assetMove: percentToWad(asset), stockMove: percentToWad(stock), volatilityFactor }),
    ),
  )
}

function cellOf({ set, pool }: RiskView, outcome: StressOutcome | undefined, measure: Measure): HeatCell {
  if (outcome === undefined) return { value: undefined, text: '–' }
  const { loss, lossUsd, missing, insuranceLeft, unpaid, assets } = outcome
  const part = mulDiv(0n - loss, WAD, assets + loss === 0n ? 1n : assets + loss)
  const insurance = pool?.insurance ?? 0n
  const insurancePart = insurance === 0n ? 0n : mulDiv(insuranceLeft, WAD, insurance)
  const shared = {
    isBreach: missing > 0n,
    detail: [
      `main pool ${loss >= 0n ? 'loses' : 'gains'} ${tokens(set, abs(loss))} and is left with ${tokens(set, assets)}`,
      ...(missing > 0n ? [`insurance pays ${tokens(set, missing - unpaid)}`] : []),
      ...(unpaid > 0n ? [`${tokens(set, unpaid)} cannot be paid`] : []),
    ].join('; '),
  }
  switch (measure) {
    case 'pool':
      return {
        ...shared,
        value: plain(part),
        text: move(part, abs(part) < ONE_PER_CENT ? 1 : 0),
        exact: toDecimal(part),
      }
    case 'usd':
      return { ...shared, value: 0 - plain(lossUsd), text: thousands(0n - lossUsd), exact: toDecimal(0n - lossUsd) }
    case 'insurance':
      return {
        ...shared,
        value: plain(insurancePart) - 1,
        text: formatPercent(insurancePart, 0),
        exact: toDecimal(insurancePart),
      }
  }
}

/** Dollars in thousands, for cells. */
function thousands(value: bigint): string {
  const k = plain(value) / 1000
  const size = Math.abs(k) >= 1000 ? `${(Math.abs(k) / 1000).toFixed(1)} m` : `${Math.abs(k).toFixed(0)} k`
  return `${k < 0 ? '−' : k > 0 ? '+' : ''}$${size}`
}

function chosenPlace({ moves }: Draft, assets: readonly { readonly asset: number }[], stock: number) {
  if (moves.size === 0) return undefined
  const others = assets.filter(({ asset }) => asset !== stock).map(({ asset }) => moves.get(asset) ?? 0)
  const row = STOCK_MOVES.indexOf(moves.get(stock) ?? 0)
  const column = ASSET_MOVES.indexOf(others[0] ?? 0)
  const same = others.every((each) => each === others[0])
  return same && row >= 0 && column >= 0 ? { row, column } : undefined
}
