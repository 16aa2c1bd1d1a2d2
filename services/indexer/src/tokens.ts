import { ponder } from 'ponder:registry'
import type { Payments } from 'ponder:schema'
import type { Hex } from 'viem'
import { passTime } from './hours'
import { bookSet, donated, findSet, holderOf } from './sets'

// What enters and leaves a set is taken from the token's own log; the bookings are taken from the protocol's. That the two agree
// is what the conservation report shows.

ponder.on('Token:Transfer', async ({ event, context }) => {
  await passTime(context, event.block)
  const { from, to, value } = event.args
  const found = await findSet(context, event.log.address)
  if (found === null) return
  const [source, target] = [holderOf(found, from), holderOf(found, to)]
  const isPayment = source === 'mainPool'
  const crosses = (source === undefined) !== (target === undefined)
  if (!crosses && !isPayment) return
  await bookSet(context, found.clearinghouse, (set) => ({
    ...(isPayment ? { payments: afterPayment(set.payments, event.transaction.hash, to, value) } : {}),
    ...(crosses && source !== undefined ? { left: set.left + value } : {}),
    // Counted as given away until the booking that follows in the same transaction takes it back.
    ...(crosses && target !== undefined ? { entered: set.entered + value, ...donated(set, to, value) } : {}),
  }))
})

function afterPayment({ transaction, list }: Payments, within: Hex, to: Hex, amount: bigint): Payments {
  const payment = { to, amount: String(amount) }
  return { transaction: within, list: transaction === within ? [...list, payment].slice(-2) : [payment] }
}
