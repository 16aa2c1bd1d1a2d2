'use client'

import { maxOf } from './maths'
import { Panel } from '../parts'
import type { RiskView } from '../use-risk'
import { plain, tokens, usd } from '../words'
import { toUsd } from './figures'

interface Level {
  readonly name: string
  readonly words: string
  /** Tokens; undefined: not known. */
  readonly amount: bigint | undefined
  readonly tone: string
}

/** Who pays in which order, with what is there now. */
export function Waterfall({ risk }: { readonly risk: RiskView }) {
  const { set, riskAccounts, accounts } = risk
  const { pool } = set
  const margins = riskAccounts.reduce((sum, { account }) => sum + account.cash, 0n)
  const known = accounts.history !== undefined
  const accountLevels: readonly Level[] = [
    {
      name: 'The account’s own margin',
      words: known ? 'cash of all accounts with positions' : 'not known while the index does not answer',
      amount: known ? margins : undefined,
      tone: 'var(--accent)',
    },
    { name: 'Insurance pool', words: 'bad debt of accounts', amount: pool.insuranceAssets, tone: 'var(--insurance)' },
    { name: 'Main pool', words: 'what the insurance pool does not cover', amount: pool.cash, tone: 'var(--stock)' },
  ]
  const poolLevels: readonly Level[] = [
    { name: 'Main pool', words: 'pays what traders win', amount: pool.cash, tone: 'var(--stock)' },
    {
      name: 'Insurance pool',
      words: 'pays what the main pool lacks',
      amount: pool.insuranceAssets,
      tone: 'var(--insurance)',
    },
  ]
  return (
    <Panel title="Who pays, in this order" id="waterfall" testId="waterfall">
      <div className="space-y-4">
        <Order title="When an account cannot pay" levels={accountLevels} risk={risk} />
        <Order title="When traders win" levels={poolLevels} risk={risk} />
        <p className="text-muted text-sm">
          When both pools together cannot pay, the set is settled: prices are frozen and every claim is paid the same
          part. Owed to traders now (Λ): <span className="figure">{pool.exposureOk ? usd(pool.liability) : '–'}</span>.
        </p>
      </div>
    </Panel>
  )
}

interface OrderProps {
  readonly title: string
  readonly levels: readonly Level[]
  readonly risk: RiskView
}

function Order({ title, levels, risk }: OrderProps) {
  const most = maxOf(levels.map(({ amount }) => amount ?? 0n))
  return (
    <div>
      <h3 className="text-muted text-xs">{title}</h3>
      <ol className="mt-1 space-y-1.5">
        {levels.map(({ name, words, amount, tone }, i) => (
          <li key={name} className="text-sm">
            <div className="flex items-baseline justify-between gap-3">
              <span>
                {i + 1}. {name} <span className="text-muted">· {words}</span>
              </span>
              <span
                className="figure whitespace-nowrap"
                title={amount === undefined ? undefined : tokens(risk.set, amount, 18)}
              >
                {amount === undefined ? '–' : usd(toUsd(risk, amount))}
              </span>
            </div>
            <div aria-hidden className="bg-line mt-0.5 h-1.5 rounded-[3px]">
              <div
                className="h-full rounded-[3px]"
                style={{ width: `${most === 0n ? 0 : (100 * plain(amount ?? 0n)) / plain(most)}%`, background: tone }}
              />
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}
