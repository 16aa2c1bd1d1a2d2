'use client'

import { TimeSeriesChart, type TimePoint } from '@/components/charts/time-series-chart'
import { formatAmount, formatPercent } from '@/lib/core/format'
import { BPS, mulDiv, WAD } from '@/lib/core/fixed-point'
import type { PoolPoint } from '@/lib/core/history/types'
import { useHistory } from '@/lib/query/history'
import { Panel, Standing, Value, Values, type Tone } from '../parts'
import { useChainNow, type RiskView } from '../use-risk'
import { plain, tokens, usd } from '../words'
import { coverageOf, insuranceUsd, targetOf } from './figures'

const MOST_SHOWN = 20

/** Whether the insurance pool is as large as it aims to be, now and before. */
export function Coverage({ risk }: { readonly risk: RiskView }) {
  const { set } = risk
  const { pool } = set
  const coverage = coverageOf(risk)
  return (
    <Panel
      title="Coverage"
      id="coverage"
      note="Insurance assets over the stress loss: what the pool may lose when prices jump by their shocks with volatility up."
    >
      <Values>
        <Value name="Coverage" testId="insurance-coverage">
          {coverageWords(risk)}
        </Value>
        <Value name="Target">{formatPercent(targetOf(set), 0)}</Value>
        <Value name="Standing">
          <CoverageStanding coverage={coverage} target={targetOf(set)} atStake={pool.stressLoss > 0n} />
        </Value>
        <Value name="Insurance assets" testId="insurance-assets">
          {tokens(set, pool.insuranceAssets)}
        </Value>
        <Value name="in dollars">{usd(insuranceUsd(risk))}</Value>
        <Value name="Share price" explain={`${set.symbol} per share`}>
          {formatAmount(sharePrice(pool.insuranceAssets, pool.insuranceShares), { digits: 6, fixed: true })}
        </Value>
        <Value name="Share of income" explain="rises as coverage falls">
          {formatPercent(pool.insuranceShareOfIncome * BPS, 1)}
        </Value>
        <Value name="Collected, not yet moved">{tokens(set, pool.insurancePending, 4)}</Value>
        <Value name="Stress loss" explain={`of at most ${usd(pool.stressLimit)}`}>
          {pool.exposureOk ? usd(pool.stressLoss) : '–'}
        </Value>
      </Values>
      <div className="mt-4">
        <CoverageHistory risk={risk} />
      </div>
    </Panel>
  )
}

export function coverageWords(risk: RiskView): string {
  const { pool } = risk.set
  const coverage = coverageOf(risk)
  if (!pool.exposureOk || insuranceUsd(risk) === undefined) return '–'
  return coverage === undefined ? 'nothing at stake' : formatPercent(coverage, 0)
}

interface StandingProps {
  readonly coverage: bigint | undefined
  readonly target: bigint
  readonly atStake: boolean
}

function CoverageStanding({ coverage, target, atStake }: StandingProps) {
  if (!atStake) return <Standing tone="good">covered</Standing>
  if (coverage === undefined) return <Standing tone="unknown">not known</Standing>
  const tone: Tone = coverage >= target ? 'good' : coverage * 2n >= target ? 'watch' : 'bad'
  return <Standing tone={tone}>{coverage >= target ? 'at target' : 'below target'}</Standing>
}

/** The coverage of each hour, cut where hardly anything was at stake: a line to infinity tells nobody anything. */
function CoverageHistory({ risk }: { readonly risk: RiskView }) {
  const { status, history } = useHistory<readonly PoolPoint[]>(`/api/v1/history/pools/${risk.ticker}?resolution=hour`)
  const now = useChainNow(risk.overview)
  const points = (history?.data ?? []).flatMap((point): TimePoint[] => {
    if (point.stressLoss === 0n) return []
    const assets = mulDiv(point.insuranceAssets, point.collateralPrice, 10n ** BigInt(risk.set.decimals))
    return [{ time: point.time, value: Math.min((100 * plain(assets)) / plain(point.stressLoss), MOST_SHOWN * 100) }]
  })
  return (
    <TimeSeriesChart
      title="Coverage by the hour"
      unit="%"
      {...(status === 'unavailable' && history !== undefined
        ? { note: 'The index does not answer now; as last read.' }
        : {})}
      fileName={`coverage-${risk.ticker}`}
      height={200}
      lines={[{ name: 'coverage', tone: 'insurance', points }]}
      levels={[{ name: 'target', value: plain(targetOf(risk.set)) * 100, tone: 'muted' }]}
      format={(value) => `${value.toFixed(0)} %${value >= MOST_SHOWN * 100 ? ' or more' : ''}`}
      formatTick={(value) => `${value.toFixed(0)} %`}
      now={now}
      empty={emptyWords(status, points.length)}
    />
  )
}

function emptyWords(status: string, count: number): string | undefined {
  if (count > 1) return undefined
  if (status === 'unavailable')
    return 'The index does not answer: the past cannot be shown. Everything else on this page is live.'
  return status === 'loading'
    ? 'The index is being asked.'
    : 'The line begins with the first two hours in which something was at stake.'
}

/** Tokens per share (WAD); 1 while nobody has staked. Shares carry six more decimals. */
function sharePrice(assets: bigint, shares: bigint): bigint {
  return mulDiv((assets + 1n) * WAD, 10n ** 6n, shares + 10n ** 6n)
}
