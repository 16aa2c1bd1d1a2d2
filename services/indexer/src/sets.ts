import { ponder, type Context } from 'ponder:registry'
import { collateralSet, member } from 'ponder:schema'
import type { Hex } from 'viem'
import { describeSet } from './chain'
import { passTime, watchSet } from './hours'
import { recordAudit } from './audit'

export type SetRow = typeof collateralSet.$inferSelect

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
    mainEscrow: zero,
    mainShares: zero,
    insuranceCash: zero,
    insuranceShares: zero,
    entered: zero,
    left: zero,
    donatedToAccounts: zero,
    donatedToMain: zero,
    donatedToInsurance: zero,
    payments: { transaction: null, list: [] },
    moveBlock: zero,
    moveLogIndex: 0,
    moveAssets: zero,
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

/** The set that a contract belongs to, by any of its addresses; null before the registry has listed it. */
export async function findSet({ db }: Context, address: Hex): Promise<SetRow | null> {
  const found = await db.find(member, { address })
  return found === null ? null : db.find(collateralSet, { clearinghouse: found.clearinghouse })
}

export async function setOf(context: Context, address: Hex): Promise<SetRow> {
  const set = await findSet(context, address)
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

/** Which of the set's contracts that hold its tokens an address is. */
export function holderOf(set: SetRow, address: Hex): 'clearinghouse' | 'mainPool' | 'insurancePool' | undefined {
  const given = address.toLowerCase()
  const holders = ['clearinghouse', 'mainPool', 'insurancePool'] as const
  return holders.find((name) => set[name].toLowerCase() === given)
}

/** Tokens sent to one of the set's own contracts, which books nothing for it: given away. */
export function donated(set: SetRow, to: Hex, amount: bigint): Partial<SetRow> {
  switch (holderOf(set, to)) {
    case 'clearinghouse':
      return { donatedToAccounts: set.donatedToAccounts + amount }
    case 'mainPool':
      return { donatedToMain: set.donatedToMain + amount }
    case 'insurancePool':
      return { donatedToInsurance: set.donatedToInsurance + amount }
    case undefined:
      return {}
  }
}
