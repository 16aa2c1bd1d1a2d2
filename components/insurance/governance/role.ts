'use client'

import type { GovernanceState } from '@/lib/chain/governance/state'
import { useWallet } from '@/lib/query/wallet'

/** What the connected account may do here. */
export interface MyRole {
  readonly address?: `0x${string}`
  readonly isGuardian: boolean
  readonly isGovernor: boolean
  /** Seconds between the governor's decision and its execution. */
  readonly delay: number
}

export function useMyRole(state: GovernanceState | undefined): MyRole {
  const { address, status } = useWallet()
  const mine = (state?.members ?? []).filter(
    ({ account }) => status === 'connected' && account.toLowerCase() === address?.toLowerCase(),
  )
  const governor = mine.find(({ role }) => role === 'governor')
  return {
    ...(address === undefined ? {} : { address }),
    isGuardian: mine.some(({ role }) => role === 'guardian'),
    isGovernor: governor !== undefined,
    delay: governor?.delay ?? 0,
  }
}

/** The longest wait of any governor, as visitors are told. */
export function delayOf(state: GovernanceState | undefined): number {
  return Math.max(0, ...(state?.members ?? []).filter(({ role }) => role === 'governor').map(({ delay }) => delay))
}
