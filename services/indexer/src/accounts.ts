import { ponder, type Context } from 'ponder:registry'
import { account, accountEvent, operator } from 'ponder:schema'
import type { Hex } from 'viem'
import { ownerOf } from '@/lib/chain/series'
import { passTime } from './hours'
import { placeOf } from './place'
import { bookSet, donated } from './sets'

export type AccountRow = typeof account.$inferSelect

/** Books a change in an account and, with it, in the cash of all accounts of its set. */
export async function bookAccount(
  context: Context,
  clearinghouse: Hex,
  id: Hex,
  change: (row: AccountRow) => Partial<AccountRow>,
): Promise<void> {
  const key = { clearinghouse, account: id }
  const before = await context.db.find(account, key)
  const row = before ?? emptyAccount(clearinghouse, id)
  const changed = change(row)
  // Before anything is written: the store may change the row that it has given.
  const moved = (changed.cash ?? row.cash) - row.cash
  if (before === null) await context.db.insert(account).values({ ...row, ...changed })
  else await context.db.update(account, key).set(changed)
  if (moved !== 0n) await bookSet(context, clearinghouse, (set) => ({ accountCash: set.accountCash + moved }))
}

function emptyAccount(clearinghouse: Hex, id: Hex): AccountRow {
  return {
    clearinghouse,
    account: id,
    owner: ownerOf(id),
    subAccount: BigInt(id) & (2n ** 96n - 1n),
    cash: 0n,
    claim: 0n,
    deposited: 0n,
    withdrawn: 0n,
    cost: 0n,
    funding: 0n,
    charges: 0n,
    forgiven: 0n,
    openPositions: 0,
    pending: { legs: [] },
    tradeBlock: 0n,
    tradeLogIndex: 0,
  }
}

ponder.on('Clearinghouse:Deposited', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, amount } = event.args
  const clearinghouse = event.log.address
  await bookAccount(context, clearinghouse, id, ({ cash, deposited }) => ({
    cash: cash + amount,
    deposited: deposited + amount,
  }))
  await bookSet(context, clearinghouse, (set) => ({ donatedToAccounts: set.donatedToAccounts - amount }))
  await context.db
    .insert(accountEvent)
    .values({ ...placeOf(event), clearinghouse, account: id, kind: 'deposit', amount })
})

ponder.on('Clearinghouse:Withdrawn', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, to, amount } = event.args
  const clearinghouse = event.log.address
  await bookAccount(context, clearinghouse, id, ({ cash, withdrawn }) => ({
    cash: cash - amount,
    withdrawn: withdrawn + amount,
  }))
  await bookSet(context, clearinghouse, (set) => donated(set, to, amount))
  await context.db
    .insert(accountEvent)
    .values({ ...placeOf(event), clearinghouse, account: id, kind: 'withdrawal', amount })
})

ponder.on('Clearinghouse:OperatorSet', async ({ event, context }) => {
  await passTime(context, event.block)
  const { owner, operator: who, allowed } = event.args
  const state = { allowed, changedAt: Number(event.block.timestamp) }
  await context.db
    .insert(operator)
    .values({ clearinghouse: event.log.address, owner, operator: who, ...state })
    .onConflictDoUpdate(state)
})
