'use client'

import { useMemo, useState } from 'react'
import { periodName } from '@/components/trade/view/words'
import { formatAmount } from '@/lib/core/format'
import { exposureByAsset, exposureByStrike, type AssetExposure, type StrikeExposure } from '@/lib/core/risk'
import { FigureRow, FigureTable, Section } from './section'
import type { Pool } from './use-pool'
import { plainUsd, signedUnits, signedUsd } from './words'

const FEW = 8

/** What the pool gains or loses when one thing moves a little, and where the positions are. */
export function Exposure({ pool }: { readonly pool: Pool }) {
  const { overview, state } = pool
  const assets = useMemo(() => (state === undefined ? [] : exposureByAsset(state)), [state])
  const strikes = useMemo(() => (state === undefined ? [] : exposureByStrike(state)), [state])
  const symbolOf = (asset: number) => overview.assets[asset]?.symbol ?? `asset ${asset}`
  const note = 'The pool is the other side of all traders together. Signs are the pool’s: plus is what it gains.'
  return (
    <Section title="Exposure" note={note} testId="exposure">
      {state === undefined ? (
        <p role="status" className="text-muted">
          A price or a volatility is missing, so the exposure cannot be told now.
        </p>
      ) : strikes.length === 0 ? (
        <p className="text-muted">No position is open, so nothing moves the pool but {pool.set.symbol} itself.</p>
      ) : (
        <>
          <ByAsset assets={assets} symbolOf={symbolOf} />
          <ByStrike strikes={strikes} symbolOf={symbolOf} />
        </>
      )}
    </Section>
  )
}

interface ByAssetProps {
  readonly assets: readonly AssetExposure[]
  readonly symbolOf: (asset: number) => string
}

function ByAsset({ assets, symbolOf }: ByAssetProps) {
  return (
    <>
      <FigureTable
        caption="Exposure by asset"
        columns={['Asset', 'Delta', 'in dollars', 'Gamma, 1 %', 'Vega, 1 point', 'Funding, 1 day']}
      >
        {assets.map(({ asset, delta, deltaUsd, gammaUsd, vegaUsd, fundingPerDay }) => (
          <FigureRow
            key={asset}
            name={symbolOf(asset)}
            cells={[
              signedUnits(delta),
              signedUsd(deltaUsd),
              signedUsd(gammaUsd),
              signedUsd(vegaUsd),
              signedUsd(fundingPerDay),
            ]}
            testId={`exposure-${symbolOf(asset)}`}
          />
        ))}
      </FigureTable>
      <p className="text-muted text-xs">
        Delta: the pool fares as if it held this much of the asset. Gamma: how much that grows when the price rises by 1
        %. Vega: gain when the annualised volatility rises by one point, as from 55 % to 56 %. Funding: what holders pay
        the pool in a day on which nothing moves, at the marks of now.
      </p>
    </>
  )
}

interface ByStrikeProps {
  readonly strikes: readonly StrikeExposure[]
  readonly symbolOf: (asset: number) => string
}

function ByStrike({ strikes, symbolOf }: ByStrikeProps) {
  const [all, setAll] = useState(false)
  const shown = all ? strikes : strikes.slice(0, FEW)
  return (
    <>
      <h3 className="pt-1 text-sm font-semibold">Concentration by strike</h3>
      <FigureTable
        caption="Traders’ net positions by strike, largest first"
        columns={['Strike', 'Part of all', 'Notional', 'Calls', 'Puts']}
      >
        {shown.map((strike) => (
          <FigureRow
            key={`${strike.market}/${strike.strike}`}
            name={<StrikeName strike={strike} symbol={symbolOf(strike.asset)} />}
            cells={[
              <Share key="share" share={strike.share} />,
              plainUsd(strike.notional),
              signedUnits(strike.calls),
              signedUnits(strike.puts),
            ]}
          />
        ))}
      </FigureTable>
      <p className="text-muted text-xs">
        Net of all traders, in units of the asset: plus bought from the pool, minus written to it. Notional: units times
        the price of now.
      </p>
      {strikes.length > FEW && (
        <button type="button" className="text-sm underline" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Show the largest ${FEW}` : `Show all ${strikes.length} strikes`}
        </button>
      )}
    </>
  )
}

function StrikeName({ strike, symbol }: { readonly strike: StrikeExposure; readonly symbol: string }) {
  const price = formatAmount(BigInt(Math.round(strike.strike * 1e6)) * 10n ** 12n, { digits: 2 })
  return (
    <>
      {symbol} <span className="figure">${price}</span>{' '}
      <span className="text-muted text-xs">{periodName(Number(strike.period))}</span>
    </>
  )
}

function Share({ share }: { readonly share: number }) {
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <span aria-hidden className="bg-line hidden h-2 w-20 overflow-hidden rounded-[4px] sm:block">
        <span className="bg-accent block h-full" style={{ width: `${share * 100}%` }} />
      </span>
      {(share * 100).toFixed(1)} %
    </span>
  )
}
