import type { Context } from 'ponder:registry'
import { poolHour } from 'ponder:schema'
import type { Hex } from 'viem'
import { NO_INSURANCE_FLOWS, NO_POOL_FLOWS } from '@/lib/core/history/flows'
import { HOUR, startOf } from './place'

const FLOWS = [
  'deposits',
  'withdrawals',
  'premium',
  'fees',
  'spread',
  'funding',
  'insuranceCut',
  'badDebt',
  'volume',
  'staked',
  'unstaked',
  'income',
  'paidOut',
] as const
const COUNTS = ['trades', 'liquidations'] as const

type Sums = Record<(typeof FLOWS)[number], bigint> & Record<(typeof COUNTS)[number], number>
export type FlowChange = Partial<Sums>
type PoolRow = typeof poolHour.$inferSelect

/** An hour or day in which nothing has happened yet. */
export function emptyPeriod(clearinghouse: Hex, time: number): PoolRow {
  return {
    clearinghouse,
    time,
    ...NO_POOL_FLOWS,
    ...NO_INSURANCE_FLOWS,
    closed: false,
    block: 0n,
    totalAssets: 0n,
    totalShares: 0n,
    cash: 0n,
    liability: 0n,
    receivable: 0n,
    stressLoss: 0n,
    stressLimit: 0n,
    collateralPrice: 0n,
    insuranceAssets: 0n,
    insuranceShares: 0n,
  }
}

/** Adds what moved to the hour in which it did. */
export async function addFlows({ db }: Context, clearinghouse: Hex, time: number, change: FlowChange): Promise<void> {
  const hour = startOf(HOUR, time)
  await db
    .insert(poolHour)
    .values({ ...emptyPeriod(clearinghouse, hour), ...change })
    .onConflictDoUpdate((row) => sumFlows(row, change))
}

/** The sums of a period and what is added to it. */
export function sumFlows(row: Sums, change: FlowChange): Sums {
  const sums = { ...pick(row) }
  for (const name of FLOWS) sums[name] += change[name] ?? 0n
  for (const name of COUNTS) sums[name] += change[name] ?? 0
  return sums
}

function pick(row: Sums): Sums {
  const entries = [...FLOWS, ...COUNTS].map((name) => [name, row[name]])
  return Object.fromEntries(entries) as Sums
}

/** What of the change of total assets is known; the rest is the traders' results. */
export function knownFlows(row: Omit<Sums, 'volume' | 'trades' | 'liquidations'>): bigint {
  const { deposits, withdrawals, premium, fees, spread, funding, insuranceCut, badDebt } = row
  return deposits + withdrawals + premium + fees + spread + funding + insuranceCut + badDebt
}
