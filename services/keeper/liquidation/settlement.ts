import { decodeFunctionResult, encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address } from '@/lib/chain/deployment'
import { readMany } from './accounts'

/** How far the settlement of a set is. */
export type SettlementStage = 'open' | 'settling' | 'settled' | 'finished'

const CLAIMS_PER_CALL = 200

export async function stageOf(client: PublicClient, clearinghouse: Address): Promise<SettlementStage> {
  const names = ['settledAt', 'openPositions', 'settlement'] as const
  const calls = names.map((functionName) => encodeFunctionData({ abi: clearinghouseAbi, functionName }))
  const [at = '0x', open = '0x', progress = '0x'] = await readMany(client, clearinghouse, calls)
  const decode = { abi: clearinghouseAbi }
  if (decodeFunctionResult({ ...decode, functionName: 'settledAt', data: at }) === 0) return 'open'
  const { finishedAt } = decodeFunctionResult({ ...decode, functionName: 'settlement', data: progress })
  if (finishedAt > 0n) return 'finished'
  const positions = decodeFunctionResult({ ...decode, functionName: 'openPositions', data: open })
  return positions > 0n ? 'settling' : 'settled'
}

/** Those of the accounts that have a claim to be paid. */
export async function unpaidClaims(
  client: PublicClient,
  clearinghouse: Address,
  accounts: readonly Hex[],
): Promise<readonly Hex[]> {
  const found: Hex[] = []
  for (let i = 0; i < accounts.length; i += CLAIMS_PER_CALL) {
    const some = accounts.slice(i, i + CLAIMS_PER_CALL)
    const calls = some.map((account) =>
      encodeFunctionData({ abi: clearinghouseAbi, functionName: 'claimOf', args: [account] }),
    )
    const results = await readMany(client, clearinghouse, calls)
    found.push(...some.filter((_, j) => BigInt(results[j] ?? '0x0') > 0n))
  }
  return found
}
