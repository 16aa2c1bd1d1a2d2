import type { GovernedCall } from '@/lib/core/governance'
import type { AuditEvent } from '@/lib/core/history/types'
import type { Address } from '../deployment'
import type { VolatilityInForce } from './in-force'

/** Who governs and what is under way, as the server reads it from the chain. Types only: pages load no chain library. */
export interface GovernanceState {
  readonly manager: Address
  /** Up to this block everything is known. */
  readonly throughBlock: bigint
  /** False while older blocks are still being read: ask again. */
  readonly complete: boolean
  readonly members: readonly RoleMember[]
  /** Scheduled and neither executed nor cancelled; newest first. Those that have expired stay for a while. */
  readonly operations: readonly Operation[]
  /** What the operations among the events decide, by their identifiers, as far as the page knows such decisions. */
  readonly decisions: Readonly<Record<string, GovernedCall>>
  /** What people with a role did, newest first, at most so many. */
  readonly events: readonly AuditEvent[]
  readonly volatility: VolatilityInForce
}

export interface RoleMember {
  readonly role: 'governor' | 'guardian'
  readonly account: Address
  /** Seconds between a decision and its execution. */
  readonly delay: number
  /** From when the role is held, seconds since the epoch. */
  readonly since: number
}

/** A decision that waits in the access manager. Times in seconds since the epoch. */
export interface Operation {
  readonly id: `0x${string}`
  readonly nonce: number
  /** Who scheduled it, and alone may execute it. */
  readonly caller: Address
  readonly target: Address
  readonly data: `0x${string}`
  /** What it decides; absent when it is none of the decisions that the page knows. */
  readonly call?: GovernedCall
  readonly scheduledAt: number
  readonly readyAt: number
  readonly expiresAt: number
}

export type OperationStage = 'waiting' | 'ready' | 'expired'

/** Where a decision stands at `now`, seconds since the epoch as the chain counts them. */
export function stageOf({ readyAt, expiresAt }: Operation, now: number): OperationStage {
  if (now >= expiresAt) return 'expired'
  return now >= readyAt ? 'ready' : 'waiting'
}
