import { ponder, type Context } from 'ponder:registry'
import { accountEvent, openRequest, request } from 'ponder:schema'
import type { Hex } from 'viem'
import { ownerOf } from '@/lib/chain/series'
import { bookAccount } from './accounts'
import { deployment } from './deployment'
import { passTime } from './hours'
import { recordWork } from './keepers'
import { placeOf, type Occurrence } from './place'
import { setOf, type SetRow } from './sets'

// A trade that was asked for belongs to whoever asked, not to whoever executes it: the request says who that was.

export type RequestRow = typeof request.$inferSelect

interface Asked {
  /** An account of the contract, or the number of a request to it. */
  readonly subject: string
  readonly kind: RequestRow['kind']
  readonly owner: Hex
  readonly requester: Hex
  readonly bound: bigint
  readonly notBefore: bigint
  readonly account?: Hex
  readonly number?: bigint
  readonly amount?: bigint
}

type Outcome = Pick<RequestRow, 'status' | 'executor'> & Partial<Pick<RequestRow, 'cost' | 'reward' | 'reason'>>

/** What is open for an account of a clearinghouse, or under a number of a pool. */
export async function openRequestOf({ db }: Context, contract: Hex, subject: string): Promise<RequestRow | null> {
  const written = await db.find(openRequest, { contract, subject })
  return written === null ? null : db.find(request, { block: written.block, logIndex: written.logIndex })
}

/** Writes down what was asked of the event's contract. */
export async function recordRequest(
  { db }: Context,
  event: Occurrence,
  { clearinghouse, executionWindow }: SetRow,
  { subject, notBefore, ...asked }: Asked,
): Promise<void> {
  const written = placeOf(event)
  const via = asked.requester.toLowerCase() === deployment.orders.toLowerCase() ? 'order' : 'trade'
  const times = { notBefore: Number(notBefore), expiresAt: Number(notBefore) + executionWindow }
  await db.insert(request).values({ ...written, ...asked, ...times, clearinghouse, via, status: 'open' })
  const { block, logIndex } = written
  await db.insert(openRequest).values({ contract: event.log.address, subject, block, logIndex })
}

/** Writes down how a request to the event's contract ended. */
export async function closeRequest(
  { db }: Context,
  event: Occurrence,
  { block, logIndex }: RequestRow,
  subject: string,
  outcome: Outcome,
): Promise<void> {
  const closed = { closedAt: Number(event.block.timestamp), closedTransaction: event.transaction.hash }
  await db.update(request, { block, logIndex }).set({ ...outcome, ...closed })
  await db.delete(openRequest, { contract: event.log.address, subject })
}

ponder.on('Clearinghouse:Requested', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account, requester, request: asked } = event.args
  await recordRequest(context, event, await setOf(context, event.log.address), {
    subject: account,
    kind: 'trade',
    owner: ownerOf(account),
    account,
    requester,
    bound: asked.maxCost,
    notBefore: asked.notBefore,
  })
})

ponder.on('Clearinghouse:RequestExecuted', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account, executor, cost } = event.args
  const asked = await openRequestOf(context, event.log.address, account)
  if (asked === null) return
  await closeRequest(context, event, asked, account, { status: 'executed', executor, cost })
  await recordWork(context, event, 'requests')
})

ponder.on('Clearinghouse:RequestRefused', async ({ event, context }) => {
  await passTime(context, event.block)
  const { account: id, executor, reason } = event.args
  const clearinghouse = event.log.address
  const asked = await openRequestOf(context, clearinghouse, id)
  if (asked === null) return
  let reward = 0n
  await bookAccount(context, clearinghouse, id, ({ pending }) => {
    reward = BigInt(pending.execution ?? 0n)
    return { pending: { legs: [] } }
  })
  await context.db
    .insert(accountEvent)
    .values({ ...placeOf(event), clearinghouse, account: id, kind: 'refusal', charges: reward })
  await closeRequest(context, event, asked, id, { status: 'refused', executor, reason })
  await recordWork(context, event, 'requests')
})
