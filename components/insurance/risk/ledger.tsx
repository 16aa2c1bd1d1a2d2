'use client'

import { momentName } from '@/components/charts/time-axis'
import type { BadDebtRecord, ConservationRecord } from '@/lib/core/history/types'
import { useHistory } from '@/lib/query/history'
import { Address, DataTable, Nothing, Panel, Standing } from '../parts'
import { useChainNow, type RiskView } from '../use-risk'
import { ago, tokens } from '../words'

/** What accounts could not pay, and who paid it. */
export function BadDebts({ risk }: { readonly risk: RiskView }) {
  const { set } = risk
  const { status, history } = useHistory<readonly BadDebtRecord[]>('/api/v1/history/bad-debt')
  const own = (history?.data ?? []).filter(({ clearinghouse }) => isSame(clearinghouse, set.clearinghouse))
  const total = own.reduce((sum, { amount }) => sum + amount, 0n)
  const covered = own.reduce((sum, { covered: paid }) => sum + paid, 0n)
  return (
    <Panel title="Bad debt" id="bad-debt" testId="bad-debt">
      {history === undefined ? (
        <NoIndex status={status} />
      ) : (
        <>
          {own.length > 0 && (
            <p className="mb-2 text-sm">
              {tokens(set, total, 4)} in all: {tokens(set, covered, 4)} paid by the insurance pool,{' '}
              {tokens(set, total - covered, 4)} by the main pool.
            </p>
          )}
          <DataTable
            caption="Bad debt ledger"
            keyOf={({ transaction, logIndex }) => `${transaction}${logIndex}`}
            rows={own}
            empty="No account has ever left a debt."
            maxHeight={280}
            columns={[
              { name: 'When', isText: true, cell: ({ time }) => momentName(time) },
              { name: 'Owner', isText: true, cell: ({ account }) => <Address value={account.slice(0, 42)} /> },
              { name: 'Amount', cell: ({ amount }) => tokens(set, amount, 4) },
              { name: 'Insurance paid', cell: ({ covered: paid }) => tokens(set, paid, 4) },
              { name: 'Main pool paid', cell: ({ amount, covered: paid }) => tokens(set, amount - paid, 4) },
            ]}
          />
        </>
      )}
    </Panel>
  )
}

/** Every token that ever entered the set, found again. */
export function Conservation({ risk }: { readonly risk: RiskView }) {
  const { set, overview } = risk
  const now = useChainNow(overview)
  const { status, history } = useHistory<readonly ConservationRecord[]>('/api/v1/history/conservation')
  const own = history?.data.find(({ clearinghouse }) => isSame(clearinghouse, set.clearinghouse))
  return (
    <Panel
      title="Every token found again"
      id="conservation"
      testId="conservation"
      note="What entered the set, by the log of all transfers, against where it is now, by the contracts’ own books. The residual must be zero."
    >
      {own === undefined || history === undefined ? (
        <NoIndex status={status} />
      ) : (
        <>
          <p className="mb-2 text-sm" data-testid="conservation-residual">
            {own.residual === 0n ? (
              <Standing tone="good">Residual 0</Standing>
            ) : (
              <Standing tone="bad">Residual {tokens(set, own.residual, 18)}</Standing>
            )}{' '}
            <span className="text-muted">
              at block {own.block.toString()}, {ago(now - history.head.throughTime)}
            </span>
          </p>
          <dl className="space-y-0.5 text-sm">
            {linesOf(own).map(([name, amount]) => (
              <div key={name} className="flex justify-between gap-3">
                <dt className="text-muted">{name}</dt>
                <dd className="figure">{tokens(set, amount, 4)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Panel>
  )
}

function linesOf(record: ConservationRecord): readonly (readonly [string, bigint])[] {
  return [
    ['Entered', record.entered],
    ['Left again', record.left],
    ['In margin accounts', record.accounts],
    ['In the main pool', record.mainPool],
    ['Waiting for main pool shares', record.escrow],
    ['In the insurance pool', record.insurancePool],
    ['Set aside for claims', record.claims],
    ['Sent without being booked', record.donated],
  ]
}

export function NoIndex({ status }: { readonly status: string }) {
  return (
    <Nothing>
      {status === 'unavailable'
        ? 'The index does not answer: this cannot be shown. The page tries again by itself.'
        : 'The index is being asked.'}
    </Nothing>
  )
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
