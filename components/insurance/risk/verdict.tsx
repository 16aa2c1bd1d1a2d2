'use client'

import type { ReactNode } from 'react'
import { formatDuration, formatPercent } from '@/lib/core/format'
import { mulDiv, WAD } from '@/lib/core/fixed-point'
import type { ConservationRecord } from '@/lib/core/history/types'
import { useHistory } from '@/lib/query/history'
import { useSnapshot } from '@/lib/query/market-data'
import { Standing, type Tone } from '../parts'
import { useChainNow, type RiskView } from '../use-risk'
import { move, usd } from '../words'
import { coverageWords } from './coverage'
import type { FailurePoint } from './failures'
import { coverageOf, targetOf } from './figures'
import { heartbeatOf } from './keepers'
import { oracleRows } from './oracles'

interface VerdictProps {
  readonly risk: RiskView
  readonly points: readonly FailurePoint[] | undefined
}

/** The whole page in six words; each leads to its part. */
export function Verdict({ risk, points }: VerdictProps) {
  return (
    <ul className="grid grid-cols-2 gap-2 md:grid-cols-3 xl:grid-cols-6" aria-label="At a glance" data-testid="verdict">
      <CoverageTile risk={risk} />
      <LimitTile risk={risk} />
      <FailureTile points={points} />
      <OracleTile risk={risk} />
      <KeeperTile risk={risk} />
      <ResidualTile risk={risk} />
    </ul>
  )
}

interface TileProps {
  readonly to: string
  readonly name: string
  readonly tone: Tone
  readonly word: ReactNode
  readonly detail: ReactNode
}

function Tile({ to, name, tone, word, detail }: TileProps) {
  return (
    <li className="card min-w-0">
      <a href={to} className="block h-full p-3">
        <span className="text-muted block text-xs">{name}</span>
        <span className="block text-base">
          <Standing tone={tone}>{word}</Standing>
        </span>
        <span className="figure text-muted block text-xs">{detail}</span>
      </a>
    </li>
  )
}

function CoverageTile({ risk }: { readonly risk: RiskView }) {
  const coverage = coverageOf(risk)
  const target = targetOf(risk.set)
  const known = risk.set.pool.exposureOk
  const tone = !known
    ? 'unknown'
    : coverage === undefined || coverage >= target
      ? 'good'
      : coverage * 2n >= target
        ? 'watch'
        : 'bad'
  const word = !known ? 'not known' : tone === 'good' ? 'covered' : 'below target'
  const detail = `${coverageWords(risk)} of ${formatPercent(target, 0)}`
  return <Tile to="#coverage" name="Coverage" tone={tone} word={word} detail={detail} />
}

function LimitTile({ risk }: { readonly risk: RiskView }) {
  const { stressLoss, stressLimit, exposureOk } = risk.set.pool
  const used = stressLimit === 0n ? (stressLoss === 0n ? 0n : WAD) : mulDiv(stressLoss, WAD, stressLimit)
  const tone = !exposureOk ? 'unknown' : used >= WAD ? 'bad' : used >= 8n * 10n ** 17n ? 'watch' : 'good'
  const word = !exposureOk ? 'not known' : `${formatPercent(used, 0)} used`
  return (
    <Tile to="#capacity" name="Capacity" tone={tone} word={word} detail={`${usd(stressLoss)} of ${usd(stressLimit)}`} />
  )
}

function FailureTile({ points }: { readonly points: readonly FailurePoint[] | undefined }) {
  const first = points?.[0]
  if (points === undefined)
    return <Tile to="#failure" name="Fails first" tone="unknown" word="not known" detail="a price is missing" />
  if (first?.insurancePays === undefined) {
    return <Tile to="#failure" name="Fails first" tone="good" word="nothing" detail="up to −95 % and +300 %" />
  }
  const { driver, insurancePays, price } = first
  const near = insurancePays < 0n ? 0n - insurancePays : insurancePays
  const tone = near < 2n * 10n ** 17n ? 'bad' : near < 4n * 10n ** 17n ? 'watch' : 'good'
  return (
    <Tile
      to="#failure"
      name="Fails first"
      tone={tone}
      word={price === undefined ? `at ${move(insurancePays)}` : `${driver} at ${move(insurancePays)}`}
      detail={price === undefined ? driver : usd(price)}
    />
  )
}

const ORDER: readonly Tone[] = ['good', 'unknown', 'watch', 'bad']

function OracleTile({ risk }: { readonly risk: RiskView }) {
  const snapshot = useSnapshot()
  const now = useChainNow(risk.overview)
  const rows = oracleRows(snapshot, risk.set, now)
  const worst = [...rows].sort((a, b) => ORDER.indexOf(b.tone) - ORDER.indexOf(a.tone))[0]
  if (worst === undefined) return <Tile to="#oracles" name="Oracles" tone="unknown" word="not known" detail="–" />
  const oldest = Math.max(...rows.filter(({ isStock }) => !isStock).map(({ age }) => age ?? 0))
  const word = worst.tone === 'good' ? 'all fresh' : `${worst.symbol} ${worst.words}`
  return (
    <Tile
      to="#oracles"
      name="Oracles"
      tone={worst.tone}
      word={word}
      detail={`oldest crypto ${formatDuration(oldest)}`}
    />
  )
}

function KeeperTile({ risk }: { readonly risk: RiskView }) {
  const now = useChainNow(risk.overview)
  const { tone, words, lastTouch } = heartbeatOf(risk.set, risk.overview.assets, now)
  const detail =
    lastTouch === undefined ? 'no position to touch' : `touched ${formatDuration(Math.max(now - lastTouch, 0))} ago`
  return <Tile to="#keepers" name="Keepers" tone={tone} word={words} detail={detail} />
}

function ResidualTile({ risk }: { readonly risk: RiskView }) {
  const { history, status } = useHistory<readonly ConservationRecord[]>('/api/v1/history/conservation')
  const own = history?.data.find(
    ({ clearinghouse }) => clearinghouse.toLowerCase() === risk.set.clearinghouse.toLowerCase(),
  )
  if (own === undefined) {
    return (
      <Tile
        to="#conservation"
        name="Tokens"
        tone="unknown"
        word="not known"
        detail={status === 'unavailable' ? 'no index' : '…'}
      />
    )
  }
  const whole = own.residual === 0n
  return (
    <Tile
      to="#conservation"
      name="Tokens"
      tone={whole ? 'good' : 'bad'}
      word={whole ? 'all found' : 'residual'}
      detail={`residual ${own.residual.toString()}`}
    />
  )
}
