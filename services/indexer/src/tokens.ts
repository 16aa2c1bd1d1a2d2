import { ponder } from 'ponder:registry'
import { member } from 'ponder:schema'
import type { Hex } from 'viem'
import { passTime } from './hours'
import { bookSet, setOf } from './sets'

// What enters and leaves a set is taken from the token's own log; the bookings are taken from the protocol's. That the two agree
// is what the conservation report shows.

ponder.on('Token:Transfer', async ({ event, context }) => {
  await passTime(context, event.block)
  const { from, to, value } = event.args
  const roleOf = async (address: Hex) => (await context.db.find(member, { address }))?.role
  const [source, target] = [await roleOf(from), await roleOf(to)]
  if ((source === undefined) === (target === undefined)) return
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, (set) => {
    if (source !== undefined) return { left: set.left + value }
    const entered = set.entered + value
    // Counted as given away until the booking that follows in the same transaction takes it back.
    if (target === 'clearinghouse') return { entered, donatedToAccounts: set.donatedToAccounts + value }
    if (target === 'mainPool') return { entered, donatedToMain: set.donatedToMain + value }
    return { entered, donatedToInsurance: set.donatedToInsurance + value }
  })
})
