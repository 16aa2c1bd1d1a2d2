import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { erc20Abi, type Hex } from 'viem'
import { abs } from '@/lib/core/fixed-point'
import type { ConservationRecord, IndexHead } from '@/lib/core/history/types'
import { node } from '../chain'

type SetRow = typeof schema.collateralSet.$inferSelect

/**
 * Where every token is that ever entered a set. What entered and left is from the token's own log, where it is from the protocol's
 * events; each contract's balance at the same block must be what the two make of it, or the difference is added to the residual.
 */
export async function conservationRecords({ throughBlock }: IndexHead): Promise<readonly ConservationRecord[]> {
  const sets = await db.select().from(schema.collateralSet)
  return Promise.all(sets.map((set) => conservationOf(set, throughBlock)))
}

async function conservationOf(set: SetRow, block: bigint): Promise<ConservationRecord> {
  const { clearinghouse, token, entered, left, accountCash: accounts, claimFunds: claims } = set
  const mainPool = set.mainCash + set.mainPending
  const escrow = set.mainEscrow
  const insurancePool = set.insuranceCash
  const donated = set.donatedToAccounts + set.donatedToMain + set.donatedToInsurance
  const missing = entered - left - accounts - mainPool - escrow - insurancePool - claims - donated
  const differences = await Promise.all([
    difference(token, clearinghouse, accounts + claims + set.donatedToAccounts, block),
    difference(token, set.mainPool, mainPool + escrow + set.donatedToMain, block),
    difference(token, set.insurancePool, insurancePool + set.donatedToInsurance, block),
  ])
  const residual = differences.reduce((sum, value) => sum + value, abs(missing))
  const places = { accounts, mainPool, escrow, insurancePool, claims, donated }
  return { clearinghouse, token, block, entered, left, ...places, residual }
}

async function difference(token: Hex, holder: Hex, booked: bigint, blockNumber: bigint): Promise<bigint> {
  const balance = await node.readContract({
    address: token,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [holder],
    blockNumber,
  })
  return abs(balance - booked)
}
