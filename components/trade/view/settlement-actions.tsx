'use client'

import { walletActions } from '@/lib/query/wallet'
import type { Desk } from './use-desk'
import { tokensOf } from './words'

/** In a set that is being wound up: what has happened, and the one thing that this account can do next. */
export function SettlementActions({ desk: { snapshot, board, userSet, form } }: { readonly desk: Desk }) {
  const settlement = snapshot.overview?.settlements?.[form.setIndex]
  if (settlement === undefined || settlement.settledAt === 0n || board === undefined) return null
  const set = form.setIndex
  const held = userSet?.account.positions.length ?? 0
  const { finishedAt, openPositions, claims, funds } = settlement
  const run = (kind: 'settleAccount' | 'finishSettlement' | 'claim') => () => walletActions.run({ kind, set })
  return (
    <div className="mt-1 space-y-1 text-sm" data-testid="settlement-actions">
      {held > 0 && (
        <Step
          words="Your positions become a claim at the frozen prices."
          label="Settle my account"
          onPress={run('settleAccount')}
        />
      )}
      {held === 0 && finishedAt === 0n && openPositions > 0n && (
        <p>{openPositions.toString()} positions of other accounts are still to be settled; anyone may do that.</p>
      )}
      {finishedAt === 0n && openPositions === 0n && (
        <Step words="All accounts are settled." label="Set the funds aside" onPress={run('finishSettlement')} />
      )}
      {finishedAt > 0n && claims > 0n && (
        <Step
          words={`Claims of ${tokensOf(board.set, claims)} share ${tokensOf(board.set, funds)}, each the same part.`}
          label="Take my claim"
          onPress={run('claim')}
        />
      )}
      <p className="text-muted text-xs">Margin of an account without positions can be withdrawn at any time.</p>
    </div>
  )
}

interface StepProps {
  readonly words: string
  readonly label: string
  readonly onPress: () => void
}

function Step({ words, label, onPress }: StepProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <p>{words}</p>
      <button type="button" className="button button-primary px-3 py-1" onClick={onPress}>
        {label}
      </button>
    </div>
  )
}
