import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { and, desc, eq, gt, ne } from 'ponder'
import type {
  BadDebtRecord,
  KeeperRecord,
  LiquidationRecord,
  OpenAccount,
  RequestRecord,
} from '@/lib/core/history/types'
import { placeOf } from './events'
import type { RequestsQuestion } from './questions'

const MOST = 1000
const MOST_ACCOUNTS = 20_000

export async function badDebtRecords(): Promise<readonly BadDebtRecord[]> {
  const table = schema.badDebt
  const rows = await db.select().from(table).orderBy(desc(table.block), desc(table.logIndex)).limit(MOST)
  return rows.map(({ clearinghouse, account, amount, covered, ...row }) => ({
    ...placeOf(row),
    clearinghouse,
    account,
    amount,
    covered,
  }))
}

export async function liquidationRecords(): Promise<readonly LiquidationRecord[]> {
  const table = schema.liquidation
  const rows = await db.select().from(table).orderBy(desc(table.block), desc(table.logIndex)).limit(MOST)
  return rows.map(({ clearinghouse, account, liquidator, fraction, reward, penalty, badDebt, ...row }) => ({
    ...placeOf(row),
    clearinghouse,
    account,
    liquidator,
    fraction,
    reward,
    penalty,
    badDebt,
  }))
}

/** Trades, entries and exits that were asked for, newest first. */
export async function requestRecords({ owner, status }: RequestsQuestion): Promise<readonly RequestRecord[]> {
  const table = schema.request
  const wanted = and(owner && eq(table.owner, owner), status && eq(table.status, status))
  return db.select().from(table).where(wanted).orderBy(desc(table.block), desc(table.logIndex)).limit(MOST)
}

export async function keeperRecords(): Promise<readonly KeeperRecord[]> {
  const rows = await db.select().from(schema.keeper).orderBy(desc(schema.keeper.lastAt)).limit(MOST)
  return rows.map(({ lastTransaction: _, ...row }) => row)
}

/** Accounts with positions, by what they hold. */
export async function openAccounts(): Promise<readonly OpenAccount[]> {
  const { account, position } = schema
  const accounts = await db.select().from(account).where(gt(account.openPositions, 0)).limit(MOST_ACCOUNTS)
  const positions = await db
    .select()
    .from(position)
    .where(ne(position.quantity, 0n))
    .limit(MOST_ACCOUNTS * 8)
  const held = new Map<string, { series: bigint; quantity: bigint }[]>()
  for (const { clearinghouse, account: id, series, quantity } of positions) {
    const key = `${clearinghouse}${id}`
    held.set(key, [...(held.get(key) ?? []), { series, quantity }])
  }
  return accounts.map(({ clearinghouse, account: id, cash }) => ({
    clearinghouse,
    account: id,
    cash,
    positions: held.get(`${clearinghouse}${id}`) ?? [],
  }))
}
