'use client'

import type { Governance as GovernanceAnswer } from '@/lib/query/governance'
import { Nothing, Panel } from '../parts'
import type { RiskView } from '../use-risk'
import { AuditLog } from './audit-log'
import { Operations } from './operations'
import { Proposal } from './proposal'
import { delayOf, useMyRole } from './role'
import { Roles } from './roles'

interface GovernanceProps {
  readonly risk: RiskView
  readonly governance: GovernanceAnswer
}

/** Decisions: what waits, what may be proposed, who may, and what was done. */
export function Governance({ risk, governance: { status, state } }: GovernanceProps) {
  const role = useMyRole(state)
  if (state === undefined) {
    return (
      <Panel title="Governance" id="governance">
        <Nothing testId="governance-unavailable">
          {status === 'loading'
            ? 'Roles and decisions are being read.'
            : 'Roles and decisions cannot be read now; the page tries again by itself.'}
        </Nothing>
      </Panel>
    )
  }
  const delay = role.isGovernor ? role.delay : delayOf(state)
  return (
    <div className="space-y-4" id="governance" data-testid="governance">
      {status === 'unavailable' && <p className="text-warning text-sm">Roles and decisions are as last read.</p>}
      {!state.complete && (
        <p className="text-muted text-sm">
          The log of decisions is still being read, up to block {state.throughBlock.toString()}.
        </p>
      )}
      <Panel title="Decisions that wait" testId="waiting">
        <Operations risk={risk} state={state} role={role} />
      </Panel>
      <Panel
        title="Change a parameter"
        note="Values move within bounds that nobody can change. What a change does to open positions and to coverage is shown before anything is signed."
        testId="proposal"
      >
        <Proposal key={risk.set.symbol} risk={risk} state={state} role={role} delay={delay} />
      </Panel>
      <Panel title="Roles">
        <Roles risk={risk} state={state} role={role} />
      </Panel>
      <Panel title="Audit log" id="audit">
        <AuditLog risk={risk} state={state} />
      </Panel>
    </div>
  )
}
