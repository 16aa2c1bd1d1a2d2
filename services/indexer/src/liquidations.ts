import { ponder } from 'ponder:registry'
import { accountEvent, badDebt, liquidation, position, request } from 'ponder:schema'
import { and, eq } from 'ponder'
import { bookAccount } from './accounts'
import { addFlows } from './flows'
import { passTime } from './hours'
import { recordWork } from './keepers'
import { placeOf } from './place'
import { openRequestOf } from './requests'
import { bookSet, donated } from './sets'

// The events that come before a trade's `Settled` say why it happened and what was taken beside its cost.

ponder.on('Clearinghouse:Liquidated', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, liquidator, fraction, reward, penalty, badDebt: lost } = event.args
  const clearinghouse = event.log.address
  await bookAccount(context, clearinghouse, id, ({ pending }) => ({
    pending: { ...pending, reason: 'liquidation', penalty: String(penalty), reward: String(reward) },
  }))
  await context.db
    .insert(liquidation)
    .values({ ...placeOf(event), clearinghouse, account: id, liquidator, fraction, reward, penalty, badDebt: lost })
  await recordWork(context, event, 'liquidations')
})

ponder.on('Clearinghouse:ExhaustedClosed', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, reward } = event.args
  await bookAccount(context, event.log.address, id, ({ pending }) => ({
    pending: { ...pending, reason: 'exhausted', reward: String(reward) },
  }))
  await recordWork(context, event, 'closings')
})

ponder.on('Clearinghouse:BadDebt', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, amount, covered } = event.args
  const clearinghouse = event.log.address
  await context.db.insert(badDebt).values({ ...placeOf(event), clearinghouse, account: id, amount, covered })
  // The whole was taken off when the trade was settled; this is what the insurance pool gave back.
  if (covered > 0n) await addFlows(context, clearinghouse, Number(event.block.timestamp), { badDebt: covered })
})

ponder.on('Clearinghouse:OrderRewarded', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, to, reward } = event.args
  const clearinghouse = event.log.address
  const asked = await openRequestOf(context, clearinghouse, id)
  let trade = { block: 0n, logIndex: 0 }
  await bookAccount(context, clearinghouse, id, (row) => {
    trade = { block: row.tradeBlock, logIndex: row.tradeLogIndex }
    const pending = asked === null ? row.pending : { ...row.pending, execution: String(reward) }
    return { cash: row.cash - reward, charges: row.charges + reward, pending }
  })
  await bookSet(context, clearinghouse, (set) => donated(set, to, reward))
  // Whoever executes a request is paid before its trade; whoever had an order executed, after it.
  if (asked !== null) {
    await context.db.update(request, { block: asked.block, logIndex: asked.logIndex }).set({ reward })
    return
  }
  await context.db.update(accountEvent, trade).set(({ charges }) => ({ charges: (charges ?? 0n) + reward }))
})

ponder.on('Clearinghouse:AccountSettled', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, worth, paid } = event.args
  const clearinghouse = event.log.address
  await bookAccount(context, clearinghouse, id, ({ cash, claim }) => ({
    cash: cash - paid,
    claim: worth > 0n ? claim + worth : claim,
    openPositions: 0,
  }))
  await bookSet(context, clearinghouse, ({ mainCash }) => ({ mainCash: mainCash + paid }))
  await context.db.sql
    .update(position)
    .set({ quantity: 0n })
    .where(and(eq(position.clearinghouse, clearinghouse), eq(position.account, id)))
  await context.db
    .insert(accountEvent)
    .values({ ...placeOf(event), clearinghouse, account: id, kind: 'settlement', worth, paid })
})

ponder.on('Clearinghouse:ClaimPaid', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, claim, paid } = event.args
  const clearinghouse = event.log.address
  await bookAccount(context, clearinghouse, id, (row) => ({ cash: row.cash + paid, claim: row.claim - claim }))
  await bookSet(context, clearinghouse, ({ claimFunds }) => ({ claimFunds: claimFunds - paid }))
  await context.db
    .insert(accountEvent)
    .values({ ...placeOf(event), clearinghouse, account: id, kind: 'claim', claim, paid })
})
