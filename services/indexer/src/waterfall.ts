import { ponder } from 'ponder:registry'
import { addFlows } from './flows'
import { passTime } from './hours'
import { bookSet, setOf } from './sets'

// What moves between the two pools, and out of them when a set is settled. All else between pool and traders is in `Settled`.

ponder.on('MainPool:InsuranceUsed', async ({ event, context }) => {
  await passTime(context, event.block)
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, (set) => ({ mainCash: set.mainCash + event.args.amount }))
})

ponder.on('MainPool:Swept', async ({ event, context }) => {
  await passTime(context, event.block)
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, (set) => ({
    mainPending: 0n,
    // Whatever was swept beyond the income collected had been given to the pool.
    donatedToMain: set.donatedToMain - (event.args.amount - set.mainPending),
  }))
})

ponder.on('MainPool:PoolSettled', async ({ event, context }) => {
  await passTime(context, event.block)
  const { clearinghouse } = await setOf(context, event.log.address)
  const { paid, fromInsurance } = event.args
  await bookSet(context, clearinghouse, (set) => ({
    mainCash: set.mainCash - (paid - fromInsurance),
    claimFunds: set.claimFunds + paid,
  }))
})

ponder.on('InsurancePool:IncomeReceived', async ({ event, context }) => {
  await passTime(context, event.block)
  const { clearinghouse } = await setOf(context, event.log.address)
  const { amount } = event.args
  await bookSet(context, clearinghouse, (set) => ({ insuranceCash: set.insuranceCash + amount }))
  await addFlows(context, clearinghouse, Number(event.block.timestamp), { income: amount })
})

ponder.on('InsurancePool:Covered', async ({ event, context }) => {
  await passTime(context, event.block)
  const { clearinghouse } = await setOf(context, event.log.address)
  const { amount } = event.args
  await bookSet(context, clearinghouse, (set) => ({ insuranceCash: set.insuranceCash - amount }))
  await addFlows(context, clearinghouse, Number(event.block.timestamp), { paidOut: amount })
})
