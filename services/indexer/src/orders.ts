import { ponder, type Context } from 'ponder:registry'
import { account, accountEvent, orderEvent } from 'ponder:schema'
import type { Hex } from 'viem'
import { ownerOf } from '@/lib/chain/series'
import { flatten } from './audit'
import { passTime } from './hours'
import { recordWork } from './keepers'
import { placeOf } from './place'

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
  await nameTrader(context, clearinghouse, id, 'order', executor)
  await recordWork(context, event, 'orders')
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
  await nameTrader(context, clearinghouse, id, 'trade', key)
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

/** The clearinghouse knows the orders contract as the trader; who had it trade is told afterwards. */
async function nameTrader({ db }: Context, clearinghouse: Hex, id: Hex, reason: 'order' | 'trade', trader: Hex) {
  const row = await db.find(account, { clearinghouse, account: id })
  if (row === null) return
  await db.update(accountEvent, { block: row.tradeBlock, logIndex: row.tradeLogIndex }).set({ reason, trader })
}
