import { decodeFunctionResult, encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address } from '@/lib/chain/deployment'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { readMany, type AccountBook } from './accounts'
import { SetFigures } from './estimate'

/** Who is to be acted on. The estimate picks candidates, the contract says which of them it is true of. */

/** An account as the contract takes it; cash in tokens. */
export interface Account {
  readonly account: Hex
  readonly cash: bigint
}

export interface Suspect extends Account {
  /** Weak by more than the estimate may be wrong: the contract need not be asked. */
  readonly isSure: boolean
}

export interface Candidates {
  /** Those with written options whose equity seems below maintenance margin. */
  readonly weak: readonly Suspect[]
  /** Those whose cash does not pay the funding that they owe. */
  readonly exhausted: readonly Hex[]
  /** The account that the pool owes most, when the pools may not be able to pay what they owe. */
  readonly creditor: Hex | undefined
}

/** Part of the pools' money from which on the contract is asked whether it is time to settle. */
const SETTLEMENT_PART = 0.95
const WAD = 1e18
const HEALTH_PER_CALL = 50

/** Looks at every account of the book in memory. */
export function findCandidates(overview: Overview, set: SetView, book: AccountBook): Candidates {
  const figures = new SetFigures(overview, set)
  const weak: Suspect[] = []
  const exhausted: Hex[] = []
  let most = 0
  let creditor: Hex | undefined
  for (const [account, held] of book.entries()) {
    const estimate = figures.estimate(held)
    if (estimate === undefined) continue
    const { slack, error, funding, cash, worth, written } = estimate
    if (written && slack < error) weak.push({ account, cash: held.rawCash, isSure: slack < -error })
    if (funding > 0 && funding > cash - error) exhausted.push(account)
    if (worth > most) [most, creditor] = [worth, account]
  }
  const isShort = poolsMayBeShort(set, figures.tokenPrice, most)
  return { weak, exhausted, creditor: isShort ? creditor : undefined }
}

function poolsMayBeShort({ pool, decimals }: SetView, tokenPrice: number | undefined, most: number): boolean {
  if (tokenPrice === undefined || !pool.exposureOk) return false
  const available = (Number(pool.cash + pool.insuranceAssets) / 10 ** decimals) * tokenPrice
  const owed = Number(pool.liability - pool.receivable) / WAD
  return Math.max(owed, most) > available * SETTLEMENT_PART
}

/** Those of the candidates that the contract lets be liquidated now. */
export async function confirmWeak(
  client: PublicClient,
  clearinghouse: Address,
  suspects: readonly Account[],
): Promise<readonly Hex[]> {
  const found: Hex[] = []
  for (let i = 0; i < suspects.length; i += HEALTH_PER_CALL) {
    found.push(...(await confirm(client, clearinghouse, suspects.slice(i, i + HEALTH_PER_CALL))))
  }
  return found
}

/** One whose health cannot be told (a price too old, say) fails all in its request: halves are asked until it stands alone. */
async function confirm(
  client: PublicClient,
  clearinghouse: Address,
  suspects: readonly Account[],
): Promise<readonly Hex[]> {
  const calls = suspects.map(({ account, cash }) =>
    encodeFunctionData({ abi: clearinghouseAbi, functionName: 'accountHealth', args: [account, cash, true] }),
  )
  const results = await readMany(client, clearinghouse, calls).catch(unlessReverted)
  if (results !== undefined) return suspects.filter((_, i) => isWeak(results[i] ?? '0x')).map(({ account }) => account)
  if (suspects.length <= 1) return []
  const middle = suspects.length >> 1
  const first = await confirm(client, clearinghouse, suspects.slice(0, middle))
  return [...first, ...(await confirm(client, clearinghouse, suspects.slice(middle)))]
}

/** A node that cannot be asked is an error; the round's caller waits and tries again. */
function unlessReverted(error: unknown): undefined {
  if (!(error instanceof Error) || !/revert/i.test(error.message)) throw error
  return undefined
}

function isWeak(data: Hex): boolean {
  const health = decodeFunctionResult({ abi: clearinghouseAbi, functionName: 'accountHealth', data })
  return health.equity < health.maintenanceMargin
}
