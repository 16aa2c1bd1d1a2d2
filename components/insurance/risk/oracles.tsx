'use client'

import { isStock } from '@/lib/chain/feeds'
import { chainPrice, type AssetPrice } from '@/lib/chain/market-inputs'
import type { AssetView, LivePrice, SetView, Snapshot } from '@/lib/chain/snapshot/types'
import { exchangeAt, type Phase } from '@/lib/core/calendar/new-york'
import { formatDuration, formatPercent } from '@/lib/core/format'
import { mulDiv, WAD } from '@/lib/core/fixed-point'
import { useSnapshot } from '@/lib/query/market-data'
import { DataTable, Panel, Standing, type Tone } from '../parts'
import { useChainNow, type RiskView } from '../use-risk'
import { countdown, move, usd } from '../words'

/** A price whose standard deviation exceeds 1 % opens nothing; fixed in code, see TermsLib.sol. */
const MOST_CONFIDENCE = WAD / 100n

export interface OracleRow {
  readonly symbol: string
  readonly isStock: boolean
  readonly chain: AssetPrice | undefined
  readonly live: LivePrice | undefined
  /** Seconds. */
  readonly age: number | undefined
  readonly deviation: bigint | undefined
  /** One standard deviation over the price. */
  readonly confidence: bigint | undefined
  readonly volatility: bigint
  /** Oldest price that still opens, seconds. */
  readonly limit: number
  readonly tone: Tone
  readonly words: string
}

const PHASES: Readonly<Record<Phase, string>> = {
  open: 'open',
  'pre-market': 'before the session',
  'after-hours': 'after the session',
  closed: 'closed',
  weekend: 'weekend',
  holiday: 'holiday',
}

/** How each price stands: age, distance from the market, certainty, session. */
export function Oracles({ risk }: { readonly risk: RiskView }) {
  const snapshot = useSnapshot()
  const now = useChainNow(risk.overview)
  const exchange = exchangeAt(now)
  return (
    <Panel
      title="Oracles"
      id="oracles"
      testId="oracles"
      note={`New York: ${PHASES[exchange.phase]}, changes in ${countdown(exchange.phaseChangesAt - now)}. A price on chain that is old is brought up to date by whoever trades.`}
    >
      <DataTable
        caption="Prices on chain"
        keyOf={({ symbol }) => symbol}
        rows={oracleRows(snapshot, risk.set, now)}
        empty="No price is listed."
        columns={[
          { name: 'Asset', isText: true, cell: ({ symbol }) => symbol },
          { name: 'Standing', isText: true, cell: ({ tone, words }) => <Standing tone={tone}>{words}</Standing> },
          { name: 'On chain', cell: ({ chain }) => usd(chain?.value) },
          { name: 'Age', cell: ({ age, limit }) => ageWords(age, limit) },
          { name: 'Live', cell: ({ live }) => usd(live?.value) },
          { name: 'Deviation', cell: ({ deviation }) => (deviation === undefined ? '–' : move(deviation, 2)) },
          {
            name: '1 σ of the price',
            cell: ({ confidence }) => (confidence === undefined ? '–' : formatPercent(confidence, 3)),
          },
          { name: 'Volatility', cell: ({ volatility }) => (volatility === 0n ? '–' : formatPercent(volatility, 1)) },
          { name: 'Session', isText: true, cell: (row) => (row.isStock ? PHASES[exchange.phase] : 'always open') },
        ]}
      />
    </Panel>
  )
}

function ageWords(age: number | undefined, limit: number) {
  if (age === undefined) return '–'
  return (
    <span title={`opens until ${formatDuration(limit)} old`}>
      {formatDuration(age)} <span className="text-muted">of {formatDuration(limit)}</span>
    </span>
  )
}

/** The assets of the set: its underlyings and the collateral. */
export function oracleRows(snapshot: Snapshot, set: SetView, now: number): readonly OracleRow[] {
  const { overview, prices } = snapshot
  if (overview === undefined) return []
  const stock = Number(set.collateralAsset)
  const assets = [...new Set([...set.markets.map(({ config }) => config.asset), stock])]
  return assets.flatMap((asset) => {
    const view = overview.assets[asset]
    if (view === undefined) return []
    const limit = asset === stock ? set.terms.maxAgeCollateralOpen : set.terms.maxAgeOpen
    const live = prices.find((price) => price.asset === asset)
    return [rowOf({ view, live, chain: chainPrice(overview, asset), limit, now, isStock: isStock(overview, asset) })]
  })
}

interface RowInput {
  readonly view: AssetView
  readonly live: LivePrice | undefined
  readonly chain: AssetPrice | undefined
  readonly limit: number
  readonly now: number
  readonly isStock: boolean
}

function rowOf({ view, live, chain, limit, now, isStock: stock }: RowInput): OracleRow {
  const age = chain === undefined ? undefined : Math.max(now - Number(chain.publishTime), 0)
  const deviation =
    chain === undefined || live === undefined ? undefined : mulDiv(chain.value - live.value, WAD, live.value)
  const confidence = chain === undefined || chain.value === 0n ? undefined : mulDiv(chain.confidence, WAD, chain.value)
  const { tone, words } = judge({ chain, live, limit, now, confidence })
  return {
    ...{ symbol: view.symbol, isStock: stock, chain, live, age, deviation, confidence },
    ...{ volatility: view.volatility, limit, tone, words },
  }
}

interface JudgeInput extends Pick<RowInput, 'chain' | 'live' | 'limit' | 'now'> {
  readonly confidence: bigint | undefined
}

/** A trade brings the live price along, so what counts is the newer of the two. */
function judge({ chain, live, limit, now, confidence }: JudgeInput): { readonly tone: Tone; readonly words: string } {
  if (chain === undefined) return { tone: 'bad', words: 'no price on chain' }
  if (confidence !== undefined && confidence > MOST_CONFIDENCE) return { tone: 'bad', words: 'too uncertain to open' }
  const newest = Math.max(Number(chain.publishTime), Number(live?.publishTime ?? 0n))
  if (now - newest > limit) return { tone: 'bad', words: 'too old to open' }
  if (now - Number(chain.publishTime) > limit) return { tone: 'watch', words: 'old on chain' }
  return { tone: 'good', words: 'fresh' }
}
