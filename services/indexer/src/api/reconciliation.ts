import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { gt, ne, or } from 'ponder'
import { abs } from '@/lib/core/fixed-point'
import type { IndexHead } from '@/lib/core/history/types'
import { node } from '../chain'

type SetRow = typeof schema.collateralSet.$inferSelect

/** How far the index's books are from the chain at the same block: 0 everywhere (I3). */
export interface Reconciliation {
  readonly accounts: number
  /** Σ |difference| of cash, quantities, and of the pools' cash and shares. */
  readonly cash: bigint
  readonly positions: bigint
  readonly pools: bigint
  readonly difference: bigint
}

const AT_ONCE = 50

export async function reconcile({ throughBlock }: IndexHead): Promise<Reconciliation> {
  const { account, position, collateralSet } = schema
  const accounts = await db
    .select()
    .from(account)
    .where(or(gt(account.cash, 0n), gt(account.openPositions, 0)))
  const held = await db.select().from(position).where(ne(position.quantity, 0n))
  const quantities = new Map(
    held.map((row) => [`${row.clearinghouse}${row.account}${String(row.series)}`, row.quantity]),
  )
  let cash = 0n
  let positions = 0n
  for (let from = 0; from < accounts.length; from += AT_ONCE) {
    const parts = await Promise.all(
      accounts.slice(from, from + AT_ONCE).map(async ({ clearinghouse, account: id, cash: booked, openPositions }) => {
        const read = { address: clearinghouse, abi: clearinghouseAbi, args: [id], blockNumber: throughBlock } as const
        const [real, list] = await Promise.all([
          node.readContract({ ...read, functionName: 'cashOf' }),
          node.readContract({ ...read, functionName: 'positionsOf' }),
        ])
        const apart = list.map((entry) =>
          abs(entry.quantity - (quantities.get(`${clearinghouse}${id}${String(entry.series)}`) ?? 0n)),
        )
        const count = BigInt(Math.abs(list.length - openPositions))
        return { cash: abs(real - booked), positions: apart.reduce((sum, value) => sum + value, count) }
      }),
    )
    for (const part of parts) {
      cash += part.cash
      positions += part.positions
    }
  }
  const sets = await db.select().from(collateralSet)
  const pools = (await Promise.all(sets.map((set) => poolDifference(set, throughBlock)))).reduce((a, b) => a + b, 0n)
  return { accounts: accounts.length, cash, positions, pools, difference: cash + positions + pools }
}

async function poolDifference(set: SetRow, blockNumber: bigint): Promise<bigint> {
  const main = { address: set.mainPool, abi: mainPoolAbi, blockNumber } as const
  const insurance = { address: set.insurancePool, abi: insurancePoolAbi, blockNumber } as const
  const [mainCash, mainShares, insuranceCash, insuranceShares] = await Promise.all([
    node.readContract({ ...main, functionName: 'cash' }),
    node.readContract({ ...main, functionName: 'totalSupply' }),
    node.readContract({ ...insurance, functionName: 'totalAssets' }),
    node.readContract({ ...insurance, functionName: 'totalSupply' }),
  ])
  return (
    abs(mainCash - set.mainCash) +
    abs(mainShares - set.mainShares) +
    abs(insuranceCash - set.insuranceCash) +
    abs(insuranceShares - set.insuranceShares)
  )
}
