import { ponder, type Context } from 'ponder:registry'
import { account, accountEvent, orderEvent, request } from 'ponder:schema'
import type { Hex } from 'viem'
import { ownerOf } from '@/lib/chain/series'
import { flatten } from './audit'
import { passTime } from './hours'
import { recordWork } from './keepers'
import { placeOf, type Occurrence } from './place'
import { openRequestOf } from './requests'
import { findSet } from './sets'

ponder.on('Orders:OrderExecuted', async ({ event, context }) => {
  await passTime(context, event.block)
  const { hash, account: id, clearinghouse, executor } = event.args
  await context.db.insert(orderEvent).values({
    ...placeOf(event),
    event: 'OrderExecuted',
    account: id,
    owner: ownerOf(id),
    by: executor,
    hash,
    details: flatten(event.args),
  })
  await nameTrader(context, event, clearinghouse, id, 'order', executor)
  // Where trades are asked for, whoever placed the order did its work, in a transaction of its own.
  const set = await findSet(context, clearinghouse)
  if ((set?.executionDelay ?? 0) === 0) await recordWork(context, event, 'orders')
})

ponder.on('Orders:OrderPlaced', async ({ event, context }) => {
  await passTime(context, event.block)
  const { hash, account: id, clearinghouse, executor } = event.args
  await context.db.insert(orderEvent).values({
    ...placeOf(event),
    event: 'OrderPlaced',
    account: id,
    owner: ownerOf(id),
    by: executor,
    hash,
    details: flatten(event.args),
  })
  await nameTrader(context, event, clearinghouse, id, 'order', executor)
  await recordWork(context, event, 'orders')
})

ponder.on('Orders:OrderRefused', async ({ event, context }) => {
  await passTime(context, event.block)
  const { hash, account: id } = event.args
  await context.db.insert(orderEvent).values({
    ...placeOf(event),
    event: 'OrderRefused',
    account: id,
    owner: ownerOf(id),
    by: event.transaction.from,
    hash,
    details: flatten(event.args),
  })
})

ponder.on('Orders:KeyTraded', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, clearinghouse, key } = event.args
  await context.db.insert(orderEvent).values({
    ...placeOf(event),
    event: 'KeyTraded',
    account: id,
    owner: ownerOf(id),
    by: key,
    details: flatten(event.args),
  })
  await nameTrader(context, event, clearinghouse, id, 'trade', key)
})

for (const name of ['NonceCancelled', 'EpochRaised'] as const) {
  ponder.on(`Orders:${name}`, async ({ event, context }) => {
    await passTime(context, event.block)
    const { owner } = event.args
    const details = flatten(event.args)
    await context.db.insert(orderEvent).values({ ...placeOf(event), event: name, owner, by: owner, details })
  })
}

for (const name of ['KeyGranted', 'KeyRevoked'] as const) {
  ponder.on(`Orders:${name}`, async ({ event, context }) => {
    await passTime(context, event.block)
    const { account: id } = event.args
    await context.db.insert(orderEvent).values({
      ...placeOf(event),
      event: name,
      account: id,
      owner: ownerOf(id),
      by: event.transaction.from,
      details: flatten(event.args),
    })
  })
}

/** The clearinghouse knows the orders contract as who trades or asks for a trade; who had it do so is told afterwards. */
async function nameTrader(
  context: Context,
  event: Occurrence,
  clearinghouse: Hex,
  id: Hex,
  reason: 'order' | 'trade',
  trader: Hex,
): Promise<void> {
  const { db } = context
  const asked = await openRequestOf(context, clearinghouse, id)
  if (asked?.transaction === event.transaction.hash) {
    const { block, logIndex } = asked
    await db.update(request, { block, logIndex }).set({ requester: trader, via: reason })
    return
  }
  const row = await db.find(account, { clearinghouse, account: id })
  if (row === null) return
  await db.update(accountEvent, { block: row.tradeBlock, logIndex: row.tradeLogIndex }).set({ reason, trader })
}
