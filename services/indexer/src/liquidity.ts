import { ponder, type Context } from 'ponder:registry'
import { providerEvent } from 'ponder:schema'
import { passTime } from './hours'
import { recordWork } from './keepers'
import { liquidityOutcome, type LiquidityOutcome } from './liquidity-outcome'
import type { Occurrence } from './place'
import { recordMoves } from './providers'
import { closeRequest, openRequestOf, recordRequest, type RequestRow } from './requests'
import { bookSet, donated, setOf, type SetRow } from './sets'
import { numbered } from './subject'

// What waits in the main pool is the requesters': tokens are no deposit before there are shares for them, and shares are not sent
// away before they are sold.

ponder.on('MainPool:LiquidityRequested', async ({ event, context }) => {
  await passTime(context, event.block)
  const { id, owner, request: asked } = event.args
  const { entering, amount, least, notBefore } = asked
  const set = await setOf(context, event.log.address)
  await recordRequest(context, event, set, {
    subject: numbered(id),
    kind: entering ? 'deposit' : 'redeem',
    owner,
    number: id,
    requester: owner,
    amount,
    bound: least,
    notBefore,
  })
  if (entering) {
    await bookSet(context, set.clearinghouse, (row) => ({
      mainEscrow: row.mainEscrow + amount,
      donatedToMain: row.donatedToMain - amount,
    }))
    return
  }
  // The transfer just before was to the pool's own keeping.
  const transfer = { block: event.block.number, logIndex: event.log.logIndex - 1, kind: 'transferOut' } as const
  await context.db.delete(providerEvent, transfer)
  await recordMoves(context, event, 'main', [{ owner, kind: 'request', assets: 0n, shares: amount }])
})

ponder.on('MainPool:LiquidityRequestClosed', async ({ event, context }) => {
  await passTime(context, event.block)
  const { id, executor, done } = event.args
  const asked = await openRequestOf(context, event.log.address, numbered(id))
  if (asked === null) return
  const set = await setOf(context, event.log.address)
  const outcome = await outcomeOf(context, event, set, asked, done)
  if (asked.kind === 'deposit') {
    const admitted = done ? set.moveAssets : 0n
    await bookSet(context, set.clearinghouse, (row) => ({
      mainEscrow: row.mainEscrow - (asked.amount ?? 0n),
      // The deposit took for new tokens what had been waiting.
      donatedToMain: row.donatedToMain + admitted,
    }))
  }
  const { paidTo, reward } = outcome
  if (paidTo !== undefined) await bookSet(context, set.clearinghouse, (row) => donated(row, paidTo, reward))
  await tellOwner(context, event, set, asked, done, outcome)
  const status = done ? 'executed' : 'refused'
  await closeRequest(context, event, asked, numbered(id), { status, executor, reward })
  await recordWork(context, event, 'requests')
})

async function outcomeOf(
  context: Context,
  event: Occurrence,
  { payments, moveAssets }: SetRow,
  { kind, amount }: RequestRow,
  done: boolean,
): Promise<LiquidityOutcome> {
  const own = payments.transaction === event.transaction.hash ? payments.list : []
  return liquidityOutcome({
    kind: kind === 'deposit' ? 'deposit' : 'redeem',
    done,
    amount: amount ?? 0n,
    assets: moveAssets,
    payments: own.map((payment) => ({ to: payment.to, amount: BigInt(payment.amount) })),
    returned: kind === 'redeem' && !done ? await takeBack(context, event) : 0n,
  })
}

/** Shares that the transfer just before gave back to their owner, who had never parted with them. */
async function takeBack({ db }: Context, event: Occurrence): Promise<bigint> {
  const transfer = { block: event.block.number, logIndex: event.log.logIndex - 1, kind: 'transferIn' } as const
  const shares = (await db.find(providerEvent, transfer))?.shares ?? 0n
  await db.delete(providerEvent, transfer)
  return shares
}

/** The owner paid the reward too when entering, and did not get it when leaving; a refusal cost the reward alone. */
async function tellOwner(
  context: Context,
  event: Occurrence,
  { moveBlock, moveLogIndex }: SetRow,
  { kind, owner }: RequestRow,
  done: boolean,
  { owners }: LiquidityOutcome,
): Promise<void> {
  if (done) {
    const move = kind === 'deposit' ? ('deposit' as const) : ('withdrawal' as const)
    const written = { block: moveBlock, logIndex: moveLogIndex, kind: move }
    await context.db.update(providerEvent, written).set({ assets: owners })
    return
  }
  const [assets, shares] = kind === 'deposit' ? [owners, 0n] : [0n, owners]
  await recordMoves(context, event, 'main', [{ owner, kind: 'refusal', assets, shares }])
}
