'use client'

import type { AssetView, SetView } from '@/lib/chain/snapshot/types'
import { formatAmount, formatDuration } from '@/lib/core/format'
import type { KeeperRecord } from '@/lib/core/history/types'
import { useHistory } from '@/lib/query/history'
import { Address, DataTable, Nothing, Panel, Standing, Value, Values, type Tone } from '../parts'
import { useChainNow, type RiskView } from '../use-risk'
import { ago } from '../words'

/** After so long without a touch a keeper is late (it touches every ten minutes), and after so long silent. */
const LATE_SECONDS = 900
const SILENT_SECONDS = 3600

export interface Heartbeat {
  /** When funding was last set anew in any market of the set, seconds since the epoch; undefined: nothing to touch. */
  readonly lastTouch: number | undefined
  /** Markets with positions whose funding is older than a keeper leaves it. */
  readonly lateMarkets: number
  /** Volatility samples that could be taken and are not. */
  readonly lateSamples: number
  readonly tone: Tone
  readonly words: string
}

/** What the chain itself tells of the keepers' work, whoever does it. */
export function heartbeatOf(set: SetView, assets: readonly AssetView[], now: number): Heartbeat {
  const touches = set.markets.flatMap((market) => {
    const funding = [...market.callFunding, ...market.putFunding].map(({ touchedAt }) => Number(touchedAt))
    return funding.length === 0 ? [] : [Math.max(...funding)]
  })
  const lastTouch = touches.length === 0 ? undefined : Math.max(...touches)
  const lateMarkets = touches.filter((at) => now - at > LATE_SECONDS).length
  const lateSamples = assets.filter((asset) => isSampleLate(asset)).length
  if (lastTouch === undefined) {
    const words = lateSamples > 0 ? `${lateSamples} samples due` : 'nothing to touch'
    return { lastTouch, lateMarkets, lateSamples, tone: lateSamples > 0 ? 'watch' : 'good', words }
  }
  const silent = now - lastTouch > SILENT_SECONDS
  const late = lateMarkets > 0 || lateSamples > 0
  return {
    ...{ lastTouch, lateMarkets, lateSamples },
    tone: silent ? 'bad' : late ? 'watch' : 'good',
    words: silent ? 'silent' : late ? 'behind' : 'at work',
  }
}

/** A sample can be taken once a price is as new as it must be. */
function isSampleLate({ priceOk, price, nextSampleAt }: AssetView): boolean {
  return priceOk && nextSampleAt > 0n && price.publishTime >= nextSampleAt
}

export function Keepers({ risk }: { readonly risk: RiskView }) {
  const now = useChainNow(risk.overview)
  const { lastTouch, lateMarkets, lateSamples, tone, words } = heartbeatOf(risk.set, risk.overview.assets, now)
  const { status, history } = useHistory<readonly KeeperRecord[]>('/api/v1/history/keepers')
  return (
    <Panel
      title="Keepers"
      id="keepers"
      testId="keepers"
      note="Anyone may do this work: bring prices, set funding anew, sample volatility, liquidate, execute orders."
    >
      <div className="space-y-4">
        <Values>
          <Value name="Heartbeat">
            <Standing tone={tone}>{words}</Standing>
          </Value>
          <Value name="Funding last set" testId="keeper-touch">
            {lastTouch === undefined ? 'no position to touch' : ago(now - lastTouch)}
          </Value>
          <Value name="Markets behind" explain={`not touched for ${formatDuration(LATE_SECONDS)}`}>
            {lateMarkets}
          </Value>
          <Value name="Samples due" explain="a new price is there, nobody took it">
            {lateSamples}
          </Value>
        </Values>
        {history === undefined ? (
          <Nothing testId="keepers-unavailable">
            {status === 'loading'
              ? 'The index is being asked who did what.'
              : 'The index does not answer: who did the work and what it cost is not known.'}
          </Nothing>
        ) : (
          <DataTable
            caption="What keepers did and paid"
            keyOf={({ keeper }) => keeper}
            rows={[...history.data].sort((a, b) => b.lastAt - a.lastAt)}
            empty="Nobody has done any of this work yet."
            columns={[
              { name: 'Who', isText: true, cell: ({ keeper }) => <Address value={keeper} /> },
              { name: 'Last', cell: ({ lastAt }) => ago(now - lastAt) },
              { name: 'Touches', cell: ({ touches }) => touches },
              { name: 'Samples', cell: ({ samples }) => samples },
              { name: 'Liquidations', cell: ({ liquidations }) => liquidations },
              { name: 'Closings', cell: ({ closings }) => closings },
              { name: 'Orders', cell: ({ orders }) => orders },
              { name: 'Gas paid (ETH)', cell: ({ cost }) => formatAmount(cost, { digits: 6 }) },
            ]}
          />
        )}
      </div>
    </Panel>
  )
}
