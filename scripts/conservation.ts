// `npm run conservation`: every token that ever entered a set is found again, or the exit code is 1 (docs/indexer.md).
import { formatUnits } from 'viem'
import type { ConservationRecord } from '@/lib/core/history/types'
import { readServerEnv } from '@/lib/env/server'
import { askIndexer, type Reconciliation } from './indexer/questions'

const url = readServerEnv().indexerUrl ?? 'http://127.0.0.1:8660'
const tokens = (raw: bigint) => formatUnits(raw, 18)

const { head, data } = await askIndexer<readonly ConservationRecord[]>(url, 'conservation')
for (const record of data) {
  const { token, entered, left, accounts, mainPool, escrow, insurancePool, claims, donated, residual } = record
  console.log(`${token} at block ${String(head.throughBlock)}`)
  const parts = { entered, left, accounts, mainPool, escrow, insurancePool, claims, donated, residual }
  for (const [name, value] of Object.entries(parts)) console.log(`  ${name.padEnd(14)} ${tokens(value)}`)
}
const books = (await askIndexer<Reconciliation>(url, 'reconciliation')).data
const residual = data.reduce((sum, record) => sum + record.residual, 0n)
console.log(`reconciliation of ${String(books.accounts)} accounts: difference ${String(books.difference)}`)
console.log(`conservation.residual ${tokens(residual)} tokens <=0`)
process.exit(residual === 0n && books.difference === 0n ? 0 : 1)
