'use client'

import { useMemo } from 'react'
import { formatPercent } from '@/lib/core/format'
import { mulDiv, WAD } from '@/lib/core/fixed-point'
import { exposureByStrike, hasWritten, healthOf, liquidationPrices, notionalOf } from '@/lib/core/risk'
import { Address, DataTable, Nothing, Panel, Standing } from '../parts'
import type { NamedAccount, RiskView } from '../use-risk'
import { marketName, move, plain, symbolOf, tokens, usd } from '../words'

const MOST = 10

/** Whether a few accounts or strikes carry most of the risk. */
export function Concentration({ risk }: { readonly risk: RiskView }) {
  return (
    <Panel title="Concentration" id="concentration" testId="concentration">
      <div className="grid gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="min-w-0">
          <h3 className="mb-1 text-sm font-semibold">Largest accounts</h3>
          <Accounts risk={risk} />
        </div>
        <div className="min-w-0">
          <h3 className="mb-1 text-sm font-semibold">Largest strikes</h3>
          <Strikes risk={risk} />
        </div>
      </div>
    </Panel>
  )
}

interface AccountRow {
  readonly id: string
  readonly notional: bigint
  readonly cash: bigint
  readonly share: bigint
  /** Equity over maintenance margin; undefined: only bought, never liquidated by a price. */
  readonly health: bigint | undefined
  readonly nearest: Nearest | undefined
}

interface Nearest {
  readonly asset: number
  readonly price: bigint
  readonly move: bigint
}

function Accounts({ risk }: { readonly risk: RiskView }) {
  const { accounts, riskAccounts, set, overview } = risk
  const rows = useMemo(() => accountRows(riskAccounts), [riskAccounts])
  if (accounts.history === undefined) {
    return (
      <Nothing testId="accounts-unavailable">
        {accounts.status === 'loading'
          ? 'The index is being asked.'
          : 'The index does not answer: who holds what is not known.'}
      </Nothing>
    )
  }
  return (
    <DataTable
      caption="Largest accounts by notional"
      testId="largest-accounts"
      keyOf={({ id }) => id}
      rows={rows}
      empty="No account holds a position."
      columns={[
        { name: 'Owner', isText: true, cell: ({ id }) => <Address value={id.slice(0, 42)} /> },
        { name: 'Notional', cell: ({ notional }) => usd(notional) },
        { name: 'Of all', cell: ({ share }) => formatPercent(share, 0) },
        { name: 'Cash', cell: ({ cash }) => tokens(set, cash) },
        { name: 'Equity / maintenance', cell: ({ health }) => healthWords(health) },
        { name: 'Liquidated first at', cell: ({ nearest }) => nearestWords(nearest, (a) => symbolOf(overview, a)) },
      ]}
    />
  )
}

function healthWords(health: bigint | undefined) {
  if (health === undefined) return <span className="text-muted">only bought</span>
  const words = formatPercent(health, 0)
  if (health < WAD) return <Standing tone="bad">{words}</Standing>
  return health < (WAD * 5n) >> 2n ? <Standing tone="watch">{words}</Standing> : words
}

function nearestWords(nearest: Nearest | undefined, symbol: (asset: number) => string) {
  if (nearest === undefined) return <span className="text-muted">–</span>
  return `${symbol(nearest.asset)} ${usd(nearest.price)} (${move(nearest.move, 1)})`
}

function accountRows(accounts: readonly NamedAccount[]): readonly AccountRow[] {
  const sized = accounts.map((each) => ({ ...each, notional: notionalOf(each.account) }))
  const total = sized.reduce((sum, { notional }) => sum + notional, 0n)
  const largest = sized.sort((a, b) => Number(b.notional - a.notional)).slice(0, MOST)
  return largest.map(({ id, account, notional }) => {
    const writes = hasWritten(account)
    const { equity, maintenanceMargin } = healthOf(account)
    const health = writes && maintenanceMargin > 0n ? mulDiv(equity, WAD, maintenanceMargin) : undefined
    const share = total === 0n ? 0n : mulDiv(notional, WAD, total)
    return { id, notional, cash: account.cash, share, health, nearest: writes ? nearestOf(account) : undefined }
  })
}

function nearestOf(account: NamedAccount['account']): Nearest | undefined {
  const candidates = liquidationPrices(account).flatMap(({ asset, price, below, above }) =>
    [below, above].flatMap((at): Nearest[] =>
      at === undefined ? [] : [{ asset, price: at, move: mulDiv(at - price, WAD, price) }],
    ),
  )
  return candidates.sort((a, b) => Math.abs(plain(a.move)) - Math.abs(plain(b.move)))[0]
}

function Strikes({ risk }: { readonly risk: RiskView }) {
  const { pool, set, overview } = risk
  const rows = useMemo(() => (pool === undefined ? [] : exposureByStrike(pool).slice(0, MOST)), [pool])
  return (
    <DataTable
      caption="Largest strikes by notional"
      testId="largest-strikes"
      keyOf={({ market, strike }) => `${market}@${strike}`}
      rows={rows}
      empty={pool === undefined ? 'Not known while a price is missing.' : 'No position is open.'}
      columns={[
        {
          name: 'Market',
          isText: true,
          cell: ({ market }) => {
            const config = set.markets[market]?.config
            return config === undefined ? '–' : marketName(overview, config)
          },
        },
        { name: 'Strike', cell: ({ strike }) => `$${strike.toLocaleString('en-US', { maximumFractionDigits: 2 })}` },
        { name: 'Net calls', cell: ({ calls }) => quantity(calls) },
        { name: 'Net puts', cell: ({ puts }) => quantity(puts) },
        {
          name: 'Notional',
          cell: ({ notional }) => `$${notional.toLocaleString('en-US', { maximumFractionDigits: 0 })}`,
        },
        { name: 'Of all', cell: ({ share }) => `${(share * 100).toFixed(0)} %` },
      ]}
    />
  )
}

function quantity(value: number): string {
  const text = Math.abs(value).toLocaleString('en-US', { maximumFractionDigits: 3 })
  return value === 0 ? '0' : `${value < 0 ? '−' : '+'}${text}`
}
