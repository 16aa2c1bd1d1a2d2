import { decodeEventLog, toEventSelector, type AbiEvent, type Hex, type RpcLog } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { registryAbi } from '@/contracts-abi/Registry'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { AuditEvent } from '@/lib/core/history/types'
import type { Address } from '../deployment'

/** What contracts log when somebody with a role decides something, as entries of the audit log. */

const KINDS = {
  OperationScheduled: 'scheduled',
  OperationExecuted: 'executed',
  OperationCanceled: 'cancelled',
  RoleGranted: 'roleGranted',
  RoleRevoked: 'roleRevoked',
  OpeningsPausedSet: 'paused',
  TermsSet: 'parameters',
  RiskTermsSet: 'parameters',
  VolatilityTermsSet: 'parameters',
  MarketAdded: 'market',
  MarketChanged: 'market',
  StrikeGridSet: 'grid',
  AssetAdded: 'feed',
  FeedSet: 'feed',
  SplitStaged: 'split',
  SplitCancelled: 'split',
  SetAdded: 'set',
} as const satisfies Readonly<Record<string, AuditEvent['kind']>>

type EventName = keyof typeof KINDS

const abis = [accessManagerAbi, clearinghouseAbi, volatilityOracleAbi, pythOracleAbi, registryAbi]
const events = new Map<Hex, AbiEvent>(
  abis
    .flatMap((abi) => abi.filter((item) => item.type === 'event'))
    .filter((event): event is typeof event & { readonly name: EventName } => event.name in KINDS)
    .map((event) => [toEventSelector(event), event]),
)

/** The first topics of all these events. */
export const auditSelectors: readonly Hex[] = [...events.keys()]

type Args = Readonly<Record<string, unknown>>

/** One entry for each log, oldest first. `times`: when each log's block was made, seconds since the epoch. */
export function auditEventsOf(logs: readonly RpcLog[], times: readonly number[]): readonly AuditEvent[] {
  /** Who scheduled what: the later entries of an operation do not repeat it. */
  const scheduled = new Map<string, { readonly by: Address; readonly target: Address; readonly data: Hex }>()
  /** Of the newest execution: what the same transaction changes is its proposer's doing. */
  let executed: { readonly transaction: string | null; readonly by: Address } | undefined
  return logs.flatMap((log, i): AuditEvent[] => {
    const decoded = decode(log)
    if (decoded === undefined) return []
    const { name, args } = decoded
    if (name === 'OperationScheduled') {
      const [by, target, data] = [args.caller as Address, args.target as Address, args.data as Hex]
      scheduled.set(keyOf(args), { by, target, data })
    }
    const operation = scheduled.get(keyOf(args))
    if (name === 'OperationExecuted' && operation) executed = { transaction: log.transactionHash, by: operation.by }
    const doer = executed?.transaction === log.transactionHash ? executed.by : undefined
    return [
      {
        block: BigInt(log.blockNumber ?? 0),
        time: times[i] ?? 0,
        transaction: log.transactionHash ?? '0x',
        logIndex: Number(log.logIndex ?? 0),
        kind: kindOf(name, args),
        by: operation?.by ?? addressOf(args.by) ?? doer ?? null,
        target: operation?.target ?? log.address,
        operation: operation === undefined ? null : (args.operationId as Hex),
        data: operation?.data ?? null,
        readyAt: name === 'OperationScheduled' ? Number(args.schedule) : null,
        details: { event: name, ...texts(args) },
      },
    ]
  })
}

function decode(log: RpcLog): { readonly name: EventName; readonly args: Args } | undefined {
  const event = events.get(log.topics[0] ?? '0x')
  if (event === undefined) return undefined
  const { args } = decodeEventLog({ abi: [event], data: log.data, topics: log.topics })
  return { name: event.name as EventName, args: args as unknown as Args }
}

function kindOf(name: EventName, { paused }: Args): AuditEvent['kind'] {
  return name === 'OpeningsPausedSet' && paused === false ? 'unpaused' : KINDS[name]
}

function keyOf({ operationId, nonce }: Args): string {
  return `${String(operationId)}@${String(nonce)}`
}

function addressOf(value: unknown): Address | null {
  return typeof value === 'string' ? (value as Address) : null
}

/** Arguments as text, those of structs by their fields' names. */
function texts(args: Args): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]): [string, string][] =>
      typeof value === 'object' && value !== null ? Object.entries(texts(value as Args)) : [[name, String(value)]],
    ),
  )
}
