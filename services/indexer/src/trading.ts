import { ponder, type Context } from 'ponder:registry'
import { accountEvent, leg, position, type Pending } from 'ponder:schema'
import type { Hex } from 'viem'
import { abs, mulWad } from '@/lib/core/fixed-point'
import { bookAccount, type AccountRow } from './accounts'
import { deployment } from './deployment'
import { addFlows } from './flows'
import { passTime } from './hours'
import { placeOf, type Occurrence } from './place'
import { afterLeg } from './positions'
import { openRequestOf } from './requests'
import { bookSet, setOf } from './sets'
import { bookTrade, type TradeBooking } from './settlement-of-trade'

type Leg = Pending['legs'][number]

interface Settled {
  readonly account: Hex
  readonly trader: Hex
  readonly cost: bigint
  readonly funding: bigint
  readonly insuranceIncome: bigint
}

ponder.on('Clearinghouse:Traded', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, ...args } = event.args
  const clearinghouse = event.log.address
  await context.db.insert(leg).values({ ...placeOf(event), clearinghouse, account: id, ...args })
  const opened = await changePosition(context, event, clearinghouse, id, args)
  await bookAccount(context, clearinghouse, id, ({ pending, openPositions }) => ({
    openPositions: openPositions + opened,
    pending: { ...pending, legs: [...pending.legs, toPending(event.log.logIndex, args)] },
  }))
})

ponder.on('Clearinghouse:Settled', async ({ event, context }) => {
  await passTime(context, event.block)
  const args = event.args
  const set = await setOf(context, event.log.address)
  const { clearinghouse } = set
  let done: { pending: Pending; booking: TradeBooking } | undefined
  await bookAccount(context, clearinghouse, args.account, (row) => {
    const booking = bookTrade(factsOf(args, row, set))
    done = { pending: row.pending, booking }
    const { cashAfter, charges, forgiven } = booking
    return {
      cash: cashAfter,
      cost: row.cost + args.cost,
      funding: row.funding + args.funding,
      charges: row.charges + charges,
      forgiven: row.forgiven + forgiven,
      pending: { legs: [] },
      tradeBlock: event.block.number,
      tradeLogIndex: event.log.logIndex,
    }
  })
  if (done === undefined) return
  const { pending, booking } = done
  await bookSet(context, clearinghouse, ({ mainPending }) => ({
    mainCash: booking.mainCash,
    mainPending: mainPending + booking.pending,
  }))
  await addFlows(context, clearinghouse, Number(event.block.timestamp), {
    ...booking.flows,
    volume: pending.legs.reduce((sum, { quantity, spot }) => sum + mulWad(abs(BigInt(quantity)), BigInt(spot)), 0n),
    trades: 1,
    liquidations: pending.reason === 'liquidation' ? 1 : 0,
  })
  await recordTrade(context, event, clearinghouse, args, pending, booking)
})

async function recordTrade(
  context: Context,
  event: Occurrence,
  clearinghouse: Hex,
  { account: id, trader, cost, funding, insuranceIncome }: Settled,
  pending: Pending,
  { charges, forgiven }: TradeBooking,
): Promise<void> {
  const { by, via } = await traderOf(context, clearinghouse, id, trader)
  await context.db.insert(accountEvent).values({
    ...placeOf(event),
    clearinghouse,
    account: id,
    kind: 'trade',
    reason: pending.reason ?? via,
    trader: by,
    cost,
    funding,
    insuranceIncome,
    charges: charges + BigInt(pending.execution ?? 0n),
    forgiven,
    legs: pending.legs,
  })
}

/** Whose trade it is: a request is executed by the clearinghouse itself, for whoever asked. */
async function traderOf(context: Context, clearinghouse: Hex, id: Hex, trader: Hex) {
  const itself = trader.toLowerCase() === clearinghouse.toLowerCase()
  const asked = itself ? await openRequestOf(context, clearinghouse, id) : null
  if (asked !== null) return { by: asked.requester, via: asked.via }
  const byOrder = trader.toLowerCase() === deployment.orders.toLowerCase()
  return { by: trader, via: byOrder ? ('order' as const) : ('trade' as const) }
}

function factsOf(args: Settled, { cash, pending }: AccountRow, set: { mainCash: bigint; decimals: number }) {
  const sum = (name: 'premium' | 'fee') => pending.legs.reduce((total, entry) => total + BigInt(entry[name]), 0n)
  return {
    ...args,
    cashBefore: cash,
    mainCash: set.mainCash,
    premiumUsd: sum('premium'),
    feeUsd: sum('fee'),
    collateralPrice: BigInt(pending.legs[0]?.collateralPrice ?? 1n),
    unit: 10n ** BigInt(set.decimals),
    penalty: BigInt(pending.penalty ?? 0n),
    reward: BigInt(pending.reward ?? 0n),
  }
}

/** Changes what the account holds in the leg's series; answers by how many its open positions have grown. */
async function changePosition(
  { db }: Context,
  event: Occurrence,
  clearinghouse: Hex,
  id: Hex,
  args: { series: bigint; quantity: bigint; premium: bigint; fee: bigint; funding: bigint },
): Promise<number> {
  const key = { clearinghouse, account: id, series: args.series }
  const changedAt = Number(event.block.timestamp)
  const before = await db.find(position, key)
  const held = before ?? { quantity: 0n, basis: 0n, realisedPremium: 0n }
  const { quantity, basis, realisedPremium } = afterLeg(held, args.quantity, args.premium)
  const after = { quantity, basis, realisedPremium, changedAt }
  // Before anything is written: the store may change the row that it has given.
  const opened = Number(quantity !== 0n) - Number(held.quantity !== 0n)
  if (before === null) {
    await db.insert(position).values({ ...key, ...after, fees: args.fee, funding: args.funding, openedAt: changedAt })
  } else {
    const openedAt = before.quantity === 0n ? changedAt : before.openedAt
    await db.update(position, key).set({
      ...after,
      openedAt,
      fees: before.fees + args.fee,
      funding: before.funding + args.funding,
    })
  }
  return opened
}

function toPending(
  logIndex: number,
  { series, quantity, premium, fee, funding, spot, collateralPrice }: Record<Exclude<keyof Leg, 'logIndex'>, bigint>,
): Leg {
  return {
    logIndex,
    series: String(series),
    quantity: String(quantity),
    premium: String(premium),
    fee: String(fee),
    funding: String(funding),
    spot: String(spot),
    collateralPrice: String(collateralPrice),
  }
}
