'use client'

import { ageOf } from '@/lib/chain/market-inputs'
import { formatDuration, formatPercent, formatUsd } from '@/lib/core/format'
import { uncertainty } from '@/lib/core/pricing'
import { collateralOf } from '../engine/board'
import type { Desk } from './use-desk'
import { costOf, sessionWords, tokensOf } from './words'

interface CollateralLineProps {
  readonly desk: Desk
  /** Paid in with the trade, in the token's smallest unit. */
  readonly deposit: bigint
}

/** The margin's token: balance, price with its age, what its age takes off, and the stock's session. */
export function CollateralLine({ desk: { board, now, userSet }, deposit }: CollateralLineProps) {
  if (board === undefined) return null
  const { set, collateral, stock } = board
  const age = ageOf(collateral, now)
  const { volatility } = collateralOf(board, now)
  const haircut = uncertainty(board.terms, volatility, age)
  return (
    <p className="text-muted text-xs" data-testid="ticket-collateral-line">
      {userSet !== undefined && `Wallet ${tokensOf(set, userSet.tokenBalance)}. `}
      {deposit > 0n && `Pays in ${costOf(set, deposit)} with the trade. `}
      {stock} {formatUsd(collateral.value)}, {formatDuration(Number(age))} old,{' '}
      {haircut === 0n ? 'counted in full' : `counted at −${formatPercent(haircut)}`}. {sessionWords(Number(now))}.
    </p>
  )
}
