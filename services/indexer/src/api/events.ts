import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { and, asc, desc, eq, gt, lt, or } from 'ponder'
import { encodeAccount } from '@/lib/chain/series'
import type { AccountEvent, AuditEvent, LegRecord, Place, ProviderEvent } from '@/lib/core/history/types'
import { cursorAfter, type Cursor } from './questions'

type AccountRow = typeof schema.accountEvent.$inferSelect
type Hex = `0x${string}`

export interface Page<Event> {
  readonly events: readonly Event[]
  readonly next: string | null
}

const PAGE = 500
const MOST_PROVIDER_EVENTS = 10_000

/** What happened to an account, oldest first. */
export async function accountEvents(
  owner: Hex,
  subAccount: bigint,
  after: Cursor | undefined,
): Promise<Page<AccountEvent>> {
  const table = schema.accountEvent
  const account = encodeAccount(owner, subAccount)
  const later =
    after && or(gt(table.block, after.block), and(eq(table.block, after.block), gt(table.logIndex, after.logIndex)))
  const rows = await db
    .select()
    .from(table)
    .where(and(eq(table.account, account), later))
    .orderBy(asc(table.block), asc(table.logIndex))
    .limit(PAGE + 1)
  return toPage(rows, toAccountEvent)
}

/** What an owner did in the pools, oldest first. */
export async function providerEvents(owner: Hex): Promise<readonly ProviderEvent[]> {
  const table = schema.providerEvent
  const rows = await db
    .select()
    .from(table)
    .where(eq(table.owner, owner))
    .orderBy(asc(table.block), asc(table.logIndex))
    .limit(MOST_PROVIDER_EVENTS)
  return rows.map(({ pool, clearinghouse, kind, assets, shares, sharePrice, collateralPrice, ...row }) => ({
    ...placeOf(row),
    pool,
    clearinghouse,
    kind,
    assets,
    shares,
    sharePrice,
    collateralPrice,
  }))
}

/** Acts of governance, newest first. */
export async function auditEvents(before: Cursor | undefined): Promise<Page<AuditEvent>> {
  const table = schema.auditEvent
  const earlier =
    before && or(lt(table.block, before.block), and(eq(table.block, before.block), lt(table.logIndex, before.logIndex)))
  const rows = await db
    .select()
    .from(table)
    .where(earlier)
    .orderBy(desc(table.block), desc(table.logIndex))
    .limit(PAGE + 1)
  return toPage(rows, ({ kind, event, by, target, operationHash, data, readyAt, details, ...row }) => ({
    ...placeOf(row),
    kind: kind as AuditEvent['kind'],
    by,
    target,
    operation: operationHash,
    data,
    readyAt,
    details: { event, ...details },
  }))
}

function toPage<Row extends Cursor, Event>(rows: readonly Row[], convert: (row: Row) => Event): Page<Event> {
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  const next = rows.length > PAGE && last !== undefined ? cursorAfter(last) : null
  return { events: page.map(convert), next }
}

function toAccountEvent(row: AccountRow): AccountEvent {
  const base = { ...placeOf(row), clearinghouse: row.clearinghouse }
  switch (row.kind) {
    case 'deposit':
    case 'withdrawal':
      return { ...base, kind: row.kind, amount: row.amount ?? 0n }
    case 'refusal':
      return { ...base, kind: row.kind, reward: row.charges ?? 0n }
    case 'settlement':
      return { ...base, kind: row.kind, worth: row.worth ?? 0n, paid: row.paid ?? 0n }
    case 'claim':
      return { ...base, kind: row.kind, claim: row.claim ?? 0n, paid: row.paid ?? 0n }
    case 'trade':
      return {
        ...base,
        kind: row.kind,
        reason: row.reason ?? 'trade',
        trader: row.trader ?? '0x',
        cost: row.cost ?? 0n,
        funding: row.funding ?? 0n,
        insuranceIncome: row.insuranceIncome ?? 0n,
        charges: row.charges ?? 0n,
        forgiven: row.forgiven ?? 0n,
        legs: (row.legs ?? []).map(toLeg),
      }
  }
}

function toLeg(leg: NonNullable<AccountRow['legs']>[number]): LegRecord {
  return {
    series: BigInt(leg.series),
    quantity: BigInt(leg.quantity),
    premium: BigInt(leg.premium),
    fee: BigInt(leg.fee),
    funding: BigInt(leg.funding),
    spot: BigInt(leg.spot),
    collateralPrice: BigInt(leg.collateralPrice),
  }
}

export function placeOf({ block, logIndex, time, transaction }: Place): Place {
  return { block, logIndex, time, transaction }
}
