'use client'

import type { GovernanceState } from '@/lib/chain/governance/state'
import type { GovernedCall } from '@/lib/core/governance'
import { useSnapshot } from '@/lib/query/market-data'
import { walletActions } from '@/lib/query/wallet'
import { Standing } from '../parts'
import type { RiskView } from '../use-risk'
import { countdown } from '../words'
import type { MyRole } from './role'

interface OpeningsProps {
  readonly risk: RiskView
  readonly state: GovernanceState | undefined
  readonly role: MyRole
}

/** Whether positions can be opened, and the one thing that a guardian may do about it. */
export function Openings({ risk, state, role }: OpeningsProps) {
  // Newer than the figures that hold still: who has paused wants to see it.
  const { overview } = useSnapshot()
  const set = overview?.sets[risk.index] ?? risk.set
  const paused = set.openingsPaused
  const call: GovernedCall = { kind: 'unpause', house: set.clearinghouse }
  const waits = state?.operations.some((each) => each.call?.kind === 'unpause' && each.target === set.clearinghouse)
  return (
    <div className="space-y-2 text-sm">
      <p data-testid="openings-state">
        {paused ? (
          <Standing tone="bad">Openings in {set.symbol} are paused.</Standing>
        ) : (
          <Standing tone="good">Openings in {set.symbol} are open.</Standing>
        )}{' '}
        Closing, adding margin, withdrawing and liquidating are never paused.
      </p>
      {role.isGuardian && !paused && (
        <button
          type="button"
          className="button button-primary"
          data-testid="pause-openings"
          onClick={() => walletActions.run({ kind: 'pauseOpenings', set: risk.index })}
        >
          Pause openings
        </button>
      )}
      {role.isGovernor && paused && waits !== true && (
        <button
          type="button"
          className="button button-plain"
          data-testid="unpause-openings"
          onClick={() =>
            walletActions.run({ kind: 'propose', set: risk.index, title: `Openings in ${set.symbol} go on`, call })
          }
        >
          {role.delay > 0 ? `Propose to go on · waits ${countdown(role.delay)}` : 'Let openings go on'}
        </button>
      )}
      {!role.isGuardian && !role.isGovernor && (
        <p className="text-muted" data-testid="openings-who">
          A guardian may pause at once; going on is the governor’s decision and waits like every other.
        </p>
      )}
    </div>
  )
}
