import { decodeFunctionData, parseEventLogs, type Abi, type Hex, type Log, type PublicClient } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { factoryAbi } from '@/contracts-abi/Factory'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { Address, Deployment } from '@/lib/chain/deployment'

/** Public nodes answer for so many blocks at once. */
const PAGE = 10_000n

/** Everything that the access manager has ever reported. */
export async function managerLogs(reader: PublicClient, { manager, fromBlock }: Deployment): Promise<Log[]> {
  const latest = await reader.getBlockNumber({ cacheTime: 0 })
  const logs: Log[] = []
  for (let from = BigInt(fromBlock); from <= latest; from += PAGE) {
    const to = from + PAGE - 1n
    logs.push(...(await reader.getLogs({ address: manager, fromBlock: from, toBlock: to < latest ? to : latest })))
  }
  return logs
}

/** Decisions that are visible and have not acted yet, in words: what, on which contract, from when. */
export async function scheduledDecisions(
  reader: PublicClient,
  deployment: Deployment,
  logs: Log[],
): Promise<readonly string[]> {
  const decisions: string[] = []
  for (const { args } of parseEventLogs({ abi: accessManagerAbi, eventName: 'OperationScheduled', logs })) {
    const call = { address: deployment.manager, abi: accessManagerAbi } as const
    const [at, nonce] = await Promise.all([
      reader.readContract({ ...call, functionName: 'getSchedule', args: [args.operationId] }),
      reader.readContract({ ...call, functionName: 'getNonce', args: [args.operationId] }),
    ])
    // The same call may have been scheduled before; 0: executed, cancelled or expired.
    if (at === 0 || nonce !== args.nonce) continue
    const when = new Date(at * 1000).toISOString()
    decisions.push(`${nameOf(args.data)} on ${contractOf(deployment, args.target)} can be executed from ${when}`)
  }
  return decisions
}

function nameOf(data: Hex): string {
  const abis: readonly Abi[] = [clearinghouseAbi, factoryAbi, pythOracleAbi, volatilityOracleAbi, accessManagerAbi]
  for (const abi of abis) {
    try {
      return decodeFunctionData({ abi, data }).functionName
    } catch {
      // Of another contract.
    }
  }
  return data.slice(0, 10)
}

function contractOf({ sets, ...shared }: Deployment, address: Address): string {
  const named = Object.entries(shared).find(([, value]) => String(value).toLowerCase() === address.toLowerCase())
  if (named !== undefined) return named[0]
  const set = sets.find(({ clearinghouse }) => clearinghouse.toLowerCase() === address.toLowerCase())
  return set === undefined ? address : `the clearinghouse of ${set.symbol}`
}
