'use client'

import { useMemo } from 'react'
import { abs } from '@/lib/core/fixed-point'
import {
  debtsIn,
  HISTORICAL,
  percentToWad,
  scenarioOf,
  type HistoricalScenario,
  type ScenarioAsset,
  type StressTest,
} from '@/lib/core/risk'
import { Standing } from '../parts'
import type { RiskView } from '../use-risk'
import { move, tokens, usd } from '../words'
import { Slider } from './slider'
import type { Draft } from './stress'

interface ScenarioPanelProps {
  readonly risk: RiskView
  readonly test: StressTest
  readonly assets: readonly ScenarioAsset[]
  readonly draft: Draft
  readonly onDraft: (draft: Draft) => void
  readonly onNamed: (scenario: HistoricalScenario) => void
}

/** One scenario in full: days of the past, or sliders. */
export function ScenarioPanel({ risk, test, assets, draft, onDraft, onNamed }: ScenarioPanelProps) {
  const { moves, volatilityTenths, named } = draft
  const set = (asset: number, percent: number) =>
    onDraft({ moves: new Map([...moves, [asset, percent]]), volatilityTenths })
  return (
    <div className="space-y-3">
      <h3 className="text-sm font-semibold">One scenario</h3>
      <div role="group" aria-label="Days of the past" className="flex flex-wrap gap-1">
        {HISTORICAL.map((scenario) => (
          <button
            key={scenario.id}
            type="button"
            aria-pressed={named?.id === scenario.id}
            className="button button-plain aria-pressed:border-accent aria-pressed:text-accent px-2 py-1 text-xs"
            onClick={() => onNamed(scenario)}
            data-testid={`scenario-${scenario.id}`}
          >
            {scenario.name}
          </button>
        ))}
      </div>
      {named !== undefined && <p className="text-muted text-xs">{named.source} What volatility did is an estimate.</p>}
      <div className="space-y-1">
        {assets.map(({ asset, symbol }) => (
          <Slider
            key={asset}
            label={symbol}
            value={moves.get(asset) ?? 0}
            least={-80}
            most={80}
            words={(percent) => move(percentToWad(percent))}
            onChange={(percent) => set(asset, percent)}
            testId={`scenario-move-${symbol}`}
          />
        ))}
        <Slider
          label="Every volatility times"
          value={volatilityTenths}
          least={5}
          most={30}
          words={(value) => `× ${(value / 10).toFixed(1)}`}
          onChange={(value) => onDraft({ moves, volatilityTenths: value })}
        />
      </div>
      <Outcome risk={risk} test={test} draft={draft} />
    </div>
  )
}

function Outcome({ risk, test, draft }: Pick<ScenarioPanelProps, 'risk' | 'test' | 'draft'>) {
  const { set, riskAccounts, accounts } = risk
  const { moves, volatilityTenths } = draft
  const scenario = useMemo(() => scenarioOf(moves, volatilityTenths), [moves, volatilityTenths])
  const outcome = useMemo(() => test(scenario), [test, scenario])
  const debts = useMemo(
    () =>
      debtsIn(
        riskAccounts.map(({ account }) => account),
        scenario,
      ),
    [riskAccounts, scenario],
  )
  const { loss, lossUsd, assets, missing, insuranceLeft, unpaid, collateralPrice } = outcome
  const lines: readonly (readonly [string, string])[] = [
    [loss >= 0n ? 'Main pool loses' : 'Main pool gains', `${tokens(set, abs(loss))} · ${usd(abs(lossUsd))}`],
    ['and is left with', tokens(set, assets)],
    ['Insurance pays', missing === 0n ? 'nothing' : tokens(set, missing - unpaid)],
    ['and is left with', tokens(set, insuranceLeft)],
    ['Cannot be paid', unpaid === 0n ? 'nothing' : tokens(set, unpaid)],
    [
      'Writers could not pay',
      accounts.history === undefined
        ? 'not known without index'
        : debts.accounts === 0
          ? 'nothing'
          : `${usd(debts.total)} of ${debts.accounts} ${debts.accounts === 1 ? 'account' : 'accounts'}`,
    ],
    [`${risk.ticker} then`, usd(collateralPrice)],
  ]
  return (
    <div className="border-line space-y-2 border-t pt-2" data-testid="scenario-outcome">
      <p className="text-sm">
        {unpaid > 0n ? (
          <Standing tone="bad">Both pools together could not pay: settlement.</Standing>
        ) : missing > 0n ? (
          <Standing tone="watch">The insurance pool must pay, and can.</Standing>
        ) : (
          <Standing tone="good">The main pool pays by itself.</Standing>
        )}
      </p>
      <dl className="space-y-0.5 text-sm">
        {lines.map(([name, words], i) => (
          <div key={i} className="flex justify-between gap-3">
            <dt className="text-muted">{name}</dt>
            <dd className="figure text-right">{words}</dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-xs">
        What writers could not pay if nobody liquidated them before comes on top: insurance first, then the main pool.
      </p>
    </div>
  )
}
