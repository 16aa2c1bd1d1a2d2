import { ponder, type Context } from 'ponder:registry'
import { collateralSet, member } from 'ponder:schema'
import type { Hex } from 'viem'
import { describeSet } from './chain'
import { passTime, watchSet } from './hours'
import { recordAudit } from './audit'

type SetRow = typeof collateralSet.$inferSelect

ponder.on('Registry:SetAdded', async ({ event, context }) => {
  await passTime(context, event.block)
  const { db } = context
  const { token, clearinghouse, mainPool, insurancePool } = event.args
  const zero = 0n
  await db.insert(collateralSet).values({
    token,
    clearinghouse,
    mainPool,
    insurancePool,
    ...(await describeSet(clearinghouse, token)),
    openingsPaused: false,
    insuranceShare: zero,
    accountCash: zero,
    claimFunds: zero,
    mainCash: zero,
    mainPending: zero,
    mainShares: zero,
    insuranceCash: zero,
    insuranceShares: zero,
    entered: zero,
    left: zero,
    donatedToAccounts: zero,
    donatedToMain: zero,
    donatedToInsurance: zero,
    closedHour: 0,
    closedAssets: zero,
  })
  const members = { token, clearinghouse, mainPool, insurancePool } as const
  for (const role of ['token', 'clearinghouse', 'mainPool', 'insurancePool'] as const) {
    await db.insert(member).values({ address: members[role], clearinghouse, role })
  }
  await watchSet(context, clearinghouse)
  await recordAudit(context, event, 'set', 'SetAdded', event.args, { target: clearinghouse })
})

/** The set that a contract belongs to, by any of its addresses. */
export async function setOf({ db }: Context, address: Hex): Promise<SetRow> {
  const found = await db.find(member, { address })
  const set = found === null ? null : await db.find(collateralSet, { clearinghouse: found.clearinghouse })
  if (set === null) throw new Error(`${address} belongs to no set.`)
  return set
}

/** Books a change in a set's running figures. */
export async function bookSet(
  { db }: Context,
  clearinghouse: Hex,
  change: (row: SetRow) => Partial<SetRow>,
): Promise<void> {
  await db.update(collateralSet, { clearinghouse }).set(change)
}
