import type { PublicClient, RpcLog } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { GovernedCall } from '@/lib/core/governance'
import type { AuditEvent } from '@/lib/core/history/types'
import type { Address, Deployment } from '../deployment'
import { decodeCall, GOVERNOR_ROLE, GUARDIAN_ROLE, type GovernedContracts } from './calls'
import { valuesOf, type VolatilityInForce } from './in-force'
import type { Operation, RoleMember } from './state'

/** What governance's contracts say now, beside their logs. */

export function governedContracts({ manager, volatility, sets }: Deployment): GovernedContracts {
  return { manager, volatility, houses: sets.map(({ clearinghouse }) => clearinghouse) }
}

/** Everybody who was ever granted a role, as the manager answers for them now. */
export async function readMembers(
  client: PublicClient,
  manager: Address,
  events: readonly AuditEvent[],
): Promise<readonly RoleMember[]> {
  const granted = events.filter(({ kind }) => kind === 'roleGranted')
  const holdings = new Map(granted.map(({ details }) => [`${details.roleId} ${details.account}`, details]))
  const members = await Promise.all(
    [...holdings.values()].map(async ({ roleId = '', account = '0x' }) => {
      const role = roleOf(roleId)
      if (role === undefined) return undefined
      const args = [BigInt(roleId), account as Address] as const
      const [since, delay] = await client.readContract({
        address: manager,
        abi: accessManagerAbi,
        functionName: 'getAccess',
        args,
      })
      return since === 0 ? undefined : { role, account: account as Address, delay, since }
    }),
  )
  return members.filter((member) => member !== undefined)
}

function roleOf(roleId: string): RoleMember['role'] | undefined {
  if (roleId === String(GOVERNOR_ROLE)) return 'governor'
  return roleId === String(GUARDIAN_ROLE) ? 'guardian' : undefined
}

export async function readVolatilityInForce(client: PublicClient, address: Address): Promise<VolatilityInForce> {
  const oracle = { address, abi: volatilityOracleAbi } as const
  const [terms, levelsChangeableAt] = await Promise.all([
    client.readContract({ ...oracle, functionName: 'terms' }),
    client.readContract({ ...oracle, functionName: 'levelsChangeableAt' }),
  ])
  return { values: valuesOf('volatility', { ...terms }), levelsChangeableAt: Number(levelsChangeableAt) }
}

/** Seconds after which a decision that could have been executed lapses. */
export function readExpiration(client: PublicClient, manager: Address): Promise<number> {
  return client.readContract({ address: manager, abi: accessManagerAbi, functionName: 'expiration' })
}

/** What was scheduled and neither executed nor cancelled, newest first. `events` oldest first. */
export function pendingOperations(
  events: readonly AuditEvent[],
  contracts: GovernedContracts,
  expiration: number,
): readonly Operation[] {
  const pending = new Map<string, Operation>()
  for (const event of events) {
    const { kind, operation: id, by: caller, target, data, details, readyAt } = event
    if (id === null || caller === null || target === null || data === null) continue
    if (kind !== 'scheduled') {
      pending.delete(id)
      continue
    }
    const call = decodeCall({ target, data }, contracts)
    const ready = readyAt ?? 0
    pending.set(id, {
      ...{ id, nonce: Number(details.nonce), caller, target, data },
      ...(call === undefined ? {} : { call }),
      ...{ scheduledAt: event.time, readyAt: ready, expiresAt: ready + expiration },
    })
  }
  return [...pending.values()].reverse()
}

/** What scheduled operations decide, by their identifiers. */
export function decisionsOf(
  events: readonly AuditEvent[],
  contracts: GovernedContracts,
): Readonly<Record<string, GovernedCall>> {
  const entries = events.flatMap(({ operation, target, data }): [string, GovernedCall][] => {
    if (operation === null || target === null || data === null) return []
    const call = decodeCall({ target, data }, contracts)
    return call === undefined ? [] : [[operation, call]]
  })
  return Object.fromEntries(entries)
}

/** When a log's block was made: as the node tells with the log, else asked for once and kept in `known`. */
export async function blockTimeOf(client: PublicClient, log: RpcLog, known: Map<string, number>): Promise<number> {
  const { blockTimestamp } = log as { readonly blockTimestamp?: string }
  if (blockTimestamp !== undefined) return Number(blockTimestamp)
  const key = log.blockHash ?? ''
  const time = known.get(key) ?? Number((await client.getBlock({ blockHash: log.blockHash ?? '0x' })).timestamp)
  known.set(key, time)
  return time
}
