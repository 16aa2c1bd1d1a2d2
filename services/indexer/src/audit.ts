import type { Context } from 'ponder:registry'
import { auditEvent } from 'ponder:schema'
import type { Hex } from 'viem'
import type { AuditEvent } from '@/lib/core/history/types'
import { placeOf, type Occurrence } from './place'

interface Extras {
  readonly by?: Hex
  readonly target?: Hex
  readonly operation?: Hex
  readonly data?: Hex
  readonly readyAt?: number
}

/** Writes an act of governance down. Unless told otherwise it was done by the transaction's sender to the event's contract. */
export async function recordAudit(
  { db }: Context,
  event: Occurrence,
  kind: AuditEvent['kind'],
  name: string,
  args: object,
  extras: Extras = {},
): Promise<void> {
  await db.insert(auditEvent).values({
    ...placeOf(event),
    kind,
    event: name,
    by: extras.by ?? event.transaction.from,
    target: extras.target ?? event.log.address,
    operationHash: extras.operation ?? null,
    data: extras.data ?? null,
    readyAt: extras.readyAt ?? null,
    details: flatten(args),
  })
}

/** Arguments as text, those of structures as `terms.baseFee`. */
export function flatten(args: object, prefix = ''): Record<string, string> {
  const details: Record<string, string> = {}
  for (const [name, value] of Object.entries(args) as [string, unknown][]) {
    if (typeof value === 'object' && value !== null) Object.assign(details, flatten(value, `${prefix}${name}.`))
    else details[`${prefix}${name}`] = String(value)
  }
  return details
}
