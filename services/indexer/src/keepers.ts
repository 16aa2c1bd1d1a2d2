import type { Context } from 'ponder:registry'
import { keeper } from 'ponder:schema'
import type { Occurrence } from './place'

type Work = 'touches' | 'samples' | 'liquidations' | 'closings' | 'orders' | 'requests'

interface Paid extends Occurrence {
  readonly transactionReceipt: { readonly gasUsed: bigint; readonly effectiveGasPrice: bigint }
}

/** Counts one piece of the work that anyone may do for the transaction's sender; its gas once, however much work was in it. */
export async function recordWork({ db }: Context, event: Paid, work: Work): Promise<void> {
  const { from, hash } = event.transaction
  const { gasUsed, effectiveGasPrice } = event.transactionReceipt
  const cost = gasUsed * effectiveGasPrice
  const lastAt = Number(event.block.timestamp)
  const none = { touches: 0, samples: 0, liquidations: 0, closings: 0, orders: 0, requests: 0 }
  await db
    .insert(keeper)
    .values({ keeper: from, ...none, [work]: 1, lastAt, cost, lastTransaction: hash })
    .onConflictDoUpdate((row) => ({
      [work]: row[work] + 1,
      lastAt,
      cost: row.lastTransaction === hash ? row.cost : row.cost + cost,
      lastTransaction: hash,
    }))
}
