import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { gt, ne, or } from 'ponder'
import type { Hex } from 'viem'
import { abs } from '@/lib/core/fixed-point'
import type { IndexHead } from '@/lib/core/history/types'
import { node } from '../chain'
import { numberOf } from '../subject'

type SetRow = typeof schema.collateralSet.$inferSelect
type OpenRequest = typeof schema.openRequest.$inferSelect

/** How far the index's books are from the chain at the same block: 0 everywhere (I3). */
export interface Reconciliation {
  readonly accounts: number
  /** Σ |difference| of cash, quantities, and of the pools' cash, escrow and shares. */
  readonly cash: bigint
  readonly positions: bigint
  readonly pools: bigint
  /** Requests open in one of the two alone. */
  readonly requests: bigint
  readonly difference: bigint
}

const AT_ONCE = 50

export async function reconcile({ throughBlock }: IndexHead): Promise<Reconciliation> {
  const { account, position, collateralSet, openRequest } = schema
  const accounts = await db
    .select()
    .from(account)
    .where(or(gt(account.cash, 0n), gt(account.openPositions, 0)))
  const held = await db.select().from(position).where(ne(position.quantity, 0n))
  const quantities = new Map(
    held.map((row) => [`${row.clearinghouse}${row.account}${String(row.series)}`, row.quantity]),
  )
  const open = await db.select().from(openRequest)
  const asked = new Set(open.map(({ contract, subject }) => `${contract}${subject}`))
  let cash = 0n
  let positions = 0n
  let unknown = 0n
  for (let from = 0; from < accounts.length; from += AT_ONCE) {
    const parts = await Promise.all(
      accounts.slice(from, from + AT_ONCE).map(async ({ clearinghouse, account: id, cash: booked, openPositions }) => {
        const read = { address: clearinghouse, abi: clearinghouseAbi, args: [id], blockNumber: throughBlock } as const
        const [real, list, hash] = await Promise.all([
          node.readContract({ ...read, functionName: 'cashOf' }),
          node.readContract({ ...read, functionName: 'positionsOf' }),
          requestHash(clearinghouse, id, throughBlock),
        ])
        const apart = list.map((entry) =>
          abs(entry.quantity - (quantities.get(`${clearinghouse}${id}${String(entry.series)}`) ?? 0n)),
        )
        const count = BigInt(Math.abs(list.length - openPositions))
        return {
          cash: abs(real - booked),
          positions: apart.reduce((sum, value) => sum + value, count),
          unknown: isNone(hash) || asked.has(`${clearinghouse}${id}`) ? 0n : 1n,
        }
      }),
    )
    for (const part of parts) {
      cash += part.cash
      positions += part.positions
      unknown += part.unknown
    }
  }
  const sets = await db.select().from(collateralSet)
  const pools = (await Promise.all(sets.map((set) => poolDifference(set, throughBlock)))).reduce((a, b) => a + b, 0n)
  const requests = unknown + BigInt(await endedRequests(open, throughBlock))
  const difference = cash + positions + pools + requests
  return { accounts: accounts.length, cash, positions, pools, requests, difference }
}

/** Requests that the index takes for open and the chain does not. */
async function endedRequests(open: readonly OpenRequest[], blockNumber: bigint): Promise<number> {
  const hashes = await Promise.all(
    open.map(({ contract, subject }) =>
      subject.startsWith('0x')
        ? requestHash(contract, subject as Hex, blockNumber)
        : node.readContract({
            address: contract,
            abi: mainPoolAbi,
            functionName: 'requestOf',
            args: [numberOf(subject)],
            blockNumber,
          }),
    ),
  )
  return hashes.filter(isNone).length
}

function requestHash(address: Hex, account: Hex, blockNumber: bigint): Promise<Hex> {
  const call = { address, abi: clearinghouseAbi, functionName: 'requestOf', args: [account], blockNumber } as const
  return node.readContract(call)
}

function isNone(hash: Hex): boolean {
  return BigInt(hash) === 0n
}

async function poolDifference(set: SetRow, blockNumber: bigint): Promise<bigint> {
  const main = { address: set.mainPool, abi: mainPoolAbi, blockNumber } as const
  const insurance = { address: set.insurancePool, abi: insurancePoolAbi, blockNumber } as const
  const [mainCash, mainEscrow, mainShares, insuranceCash, insuranceShares] = await Promise.all([
    node.readContract({ ...main, functionName: 'cash' }),
    node.readContract({ ...main, functionName: 'escrowedAssets' }),
    node.readContract({ ...main, functionName: 'totalSupply' }),
    node.readContract({ ...insurance, functionName: 'totalAssets' }),
    node.readContract({ ...insurance, functionName: 'totalSupply' }),
  ])
  return (
    abs(mainCash - set.mainCash) +
    abs(mainEscrow - set.mainEscrow) +
    abs(mainShares - set.mainShares) +
    abs(insuranceCash - set.insuranceCash) +
    abs(insuranceShares - set.insuranceShares)
  )
}
