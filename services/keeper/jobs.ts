import { encodeFunctionData, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { Address } from '@/lib/chain/deployment'
import type { MarketRef } from './decisions'
import type { Call } from './sender'

/** A call with a name for the log and for telling it from others. */
export interface Job {
  readonly key: string
  readonly call: Call
  /** Milliseconds until it is tried again after a refusal, when not as long as usual. */
  readonly pauseMs?: number
}

export function updateJob(oracle: Address, updates: readonly Hex[], fee: bigint): Job {
  const data = encodeFunctionData({ abi: pythOracleAbi, functionName: 'update', args: [updates] })
  return { key: 'update prices', call: { to: oracle, data, value: fee } }
}

export function sampleJob(volatility: Address, asset: bigint): Job {
  const data = encodeFunctionData({ abi: volatilityOracleAbi, functionName: 'sample', args: [asset] })
  return { key: `sample asset ${asset}`, call: { to: volatility, data, value: 0n } }
}

export function touchJob({ clearinghouse, market }: MarketRef): Job {
  const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'touch', args: [market] })
  return { key: `touch ${clearinghouse} market ${market}`, call: { to: clearinghouse, data, value: 0n } }
}

export function sweepJob(mainPool: Address): Job {
  const data = encodeFunctionData({ abi: mainPoolAbi, functionName: 'sweep', args: [] })
  return { key: `sweep ${mainPool}`, call: { to: mainPool, data, value: 0n } }
}
