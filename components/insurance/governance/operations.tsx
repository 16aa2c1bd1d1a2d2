'use client'

import { useState } from 'react'
import { momentName } from '@/components/charts/time-axis'
import { stageOf, type GovernanceState, type Operation } from '@/lib/chain/governance/state'
import { walletActions } from '@/lib/query/wallet'
import { Address, Nothing, Standing } from '../parts'
import { useChainNow, type RiskView } from '../use-risk'
import { ago, countdown } from '../words'
import { EffectTable } from './effect-table'
import type { MyRole } from './role'
import { contentOf, titleOfOperation } from './words'

interface OperationsProps {
  readonly risk: RiskView
  readonly state: GovernanceState
  readonly role: MyRole
}

/** Decisions that everybody can see coming. */
export function Operations({ risk, state, role }: OperationsProps) {
  if (state.operations.length === 0) {
    return (
      <Nothing testId="operations-none">Nothing waits. What is proposed is seen here until it takes effect.</Nothing>
    )
  }
  return (
    <ul className="divide-line divide-y" data-testid="operations">
      {state.operations.map((operation) => (
        <Waiting key={`${operation.id}@${operation.nonce}`} {...{ risk, state, role, operation }} />
      ))}
    </ul>
  )
}

function Waiting({ risk, state, role, operation }: OperationsProps & { readonly operation: Operation }) {
  const [open, setOpen] = useState(false)
  const now = useChainNow(risk.overview)
  // The contract judges by the newest block's time, which lies behind the clock.
  const stage = stageOf(operation, Number(risk.overview.blockTime))
  const { call, caller, readyAt, expiresAt, scheduledAt } = operation
  const title = titleOfOperation(risk.overview, operation)
  return (
    <li className="space-y-1 py-3 first:pt-0" data-testid="operation" data-stage={stage}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="text-sm font-semibold">{title}</h3>
        <p className="text-sm" data-testid="operation-stage">
          {stage === 'waiting' && (
            <Standing tone="watch">takes effect in {countdown(Math.max(readyAt - now, 0))} at the earliest</Standing>
          )}
          {stage === 'ready' && (
            <Standing tone="good">ready, for another {countdown(Math.max(expiresAt - now, 0))}</Standing>
          )}
          {stage === 'expired' && <Standing tone="unknown">expired: it must be proposed again</Standing>}
        </p>
      </div>
      <p className="text-sm">
        {call === undefined ? 'Not one of the decisions that this page knows.' : contentOf(risk.overview, state, call)}
      </p>
      <p className="text-muted text-xs">
        Proposed by <Address value={caller} /> {ago(now - scheduledAt)} · executable from {momentName(readyAt)} to{' '}
        {momentName(expiresAt)}
      </p>
      <div className="flex flex-wrap gap-2 pt-1">
        <Actions {...{ risk, role, operation, stage, title }} />
        {call !== undefined && stage !== 'expired' && (
          <button
            type="button"
            className="text-muted text-xs underline"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide its effect' : 'Show its effect'}
          </button>
        )}
      </div>
      {open && call !== undefined && <EffectTable risk={risk} state={state} call={call} />}
    </li>
  )
}

interface ActionsProps {
  readonly risk: RiskView
  readonly role: MyRole
  readonly operation: Operation
  readonly stage: ReturnType<typeof stageOf>
  readonly title: string
}

/** Whoever proposed a decision executes it; any governor may cancel it. */
function Actions({ risk, role, operation, stage, title }: ActionsProps) {
  const { caller, target, data } = operation
  const isMine = role.address?.toLowerCase() === caller.toLowerCase()
  const send = (kind: 'executeOperation' | 'cancelOperation', verb: string) =>
    walletActions.run({ kind, set: risk.index, title: `${verb}: ${title}`, operation: { caller, target, data } })
  if (!isMine && !role.isGovernor) return null
  return (
    <>
      {isMine && (
        <button
          type="button"
          className="button button-primary px-3 py-1 text-sm"
          disabled={stage !== 'ready'}
          data-testid="operation-execute"
          onClick={() => send('executeOperation', 'Execute')}
        >
          {stage === 'waiting' ? 'Execute, once it has waited' : 'Execute'}
        </button>
      )}
      <button
        type="button"
        className="button button-plain px-3 py-1 text-sm"
        data-testid="operation-cancel"
        onClick={() => send('cancelOperation', 'Cancel')}
      >
        {stage === 'expired' ? 'Clear away' : 'Cancel it'}
      </button>
    </>
  )
}
