import { ponder } from 'ponder:registry'
import { recordAudit } from './audit'
import { passTime } from './hours'
import { bookSet, setOf } from './sets'

ponder.on('AccessManager:OperationScheduled', async ({ event, context }) => {
  await passTime(context, event.block)
  const { operationId, schedule, caller, target, data } = event.args
  await recordAudit(context, event, 'scheduled', 'OperationScheduled', event.args, {
    by: caller,
    target,
    operation: operationId,
    data,
    readyAt: schedule,
  })
})

ponder.on('AccessManager:OperationExecuted', async ({ event, context }) => {
  await passTime(context, event.block)
  const operation = event.args.operationId
  await recordAudit(context, event, 'executed', 'OperationExecuted', event.args, { operation })
})

ponder.on('AccessManager:OperationCanceled', async ({ event, context }) => {
  await passTime(context, event.block)
  const operation = event.args.operationId
  await recordAudit(context, event, 'cancelled', 'OperationCanceled', event.args, { operation })
})

ponder.on('AccessManager:RoleGranted', async ({ event, context }) => {
  await passTime(context, event.block)
  await recordAudit(context, event, 'roleGranted', 'RoleGranted', event.args, { target: event.args.account })
})

ponder.on('AccessManager:RoleRevoked', async ({ event, context }) => {
  await passTime(context, event.block)
  await recordAudit(context, event, 'roleRevoked', 'RoleRevoked', event.args, { target: event.args.account })
})

for (const name of [
  'RoleAdminChanged',
  'RoleGrantDelayChanged',
  'RoleGuardianChanged',
  'RoleLabel',
  'TargetAdminDelayUpdated',
  'TargetClosed',
  'TargetFunctionRoleUpdated',
] as const) {
  ponder.on(`AccessManager:${name}`, async ({ event, context }) => {
    await passTime(context, event.block)
    const target = 'target' in event.args ? event.args.target : event.log.address
    await recordAudit(context, event, 'parameters', name, event.args, { target })
  })
}

for (const [name, kind] of [
  ['MarketAdded', 'market'],
  ['MarketChanged', 'market'],
  ['StrikeGridSet', 'grid'],
  ['TermsSet', 'parameters'],
  ['RiskTermsSet', 'parameters'],
] as const) {
  ponder.on(`Clearinghouse:${name}`, async ({ event, context }) => {
    await passTime(context, event.block)
    await recordAudit(context, event, kind, name, event.args)
  })
}

ponder.on('Clearinghouse:OpeningsPausedSet', async ({ event, context }) => {
  await passTime(context, event.block)
  const { paused, by } = event.args
  const kind = paused ? 'paused' : 'unpaused'
  await recordAudit(context, event, kind, 'OpeningsPausedSet', event.args, { by })
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, () => ({ openingsPaused: paused }))
})

ponder.on('Clearinghouse:InsuranceShareSet', async ({ event, context }) => {
  await passTime(context, event.block)
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, () => ({ insuranceShare: event.args.share }))
})

for (const [name, kind] of [
  ['FeedSet', 'feed'],
  ['SplitStaged', 'split'],
  ['SplitCancelled', 'split'],
] as const) {
  ponder.on(`PriceRouter:${name}`, async ({ event, context }) => {
    await passTime(context, event.block)
    await recordAudit(context, event, kind, name, event.args)
  })
}

ponder.on('VolatilityOracle:VolatilityTermsSet', async ({ event, context }) => {
  await passTime(context, event.block)
  await recordAudit(context, event, 'parameters', 'VolatilityTermsSet', event.args)
})

ponder.on('VolatilityOracle:AssetAdded', async ({ event, context }) => {
  await passTime(context, event.block)
  await recordAudit(context, event, 'feed', 'AssetAdded', event.args)
})
