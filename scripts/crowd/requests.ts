import { encodeFunctionData, parseEventLogs, type Log, type RpcLog } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Address } from '@/lib/chain/deployment'
import type { Call } from './moves'

/** What people have asked for and anybody may execute at the next price, as the events of their transactions tell it. */

export type Logs = readonly (Log | RpcLog)[]

export interface OpenRequest {
  /** The contract that was asked. */
  readonly to: Address
  /** Publish time from which on prices execute it, seconds. */
  readonly notBefore: number
  /** The call that executes it at the prices on chain. */
  readonly execution: (rewardTo: Address) => Call
  /** Whether what was asked for has come to pass; undefined: these events do not tell its end. */
  readonly outcome: (logs: Logs) => boolean | undefined
}

type Asked<E extends (logs: Logs) => object | undefined> = NonNullable<ReturnType<E>>

/** Four million must be left inside of the call. */
const EXECUTION_GAS = 6_000_000n

/** What a move's transactions have asked for; undefined: nothing. */
export function requestIn(logs: Logs): OpenRequest | undefined {
  const trade = tradeIn(logs)
  if (trade !== undefined) return tradeRequest(trade)
  const liquidity = liquidityIn(logs)
  return liquidity && liquidityRequest(liquidity)
}

/** All trades that these transactions have asked for. */
export function tradesIn(logs: Logs): readonly OpenRequest[] {
  return askedTrades(logs).map(tradeRequest)
}

function tradeIn(logs: Logs) {
  return askedTrades(logs)[0]
}

function askedTrades(logs: Logs) {
  return parseEventLogs({ abi: clearinghouseAbi, eventName: 'Requested', logs: [...logs] })
}

function liquidityIn(logs: Logs) {
  return parseEventLogs({ abi: mainPoolAbi, eventName: 'LiquidityRequested', logs: [...logs] })[0]
}

function tradeRequest({ address: to, args: { account, request } }: Asked<typeof tradeIn>): OpenRequest {
  return {
    to,
    notBefore: Number(request.notBefore),
    execution: (rewardTo) => {
      const args = [account, request, [], rewardTo] as const
      const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'executeRequest', args })
      return { to, data, value: 0n, gas: EXECUTION_GAS }
    },
    outcome: (logs) => {
      const of = { abi: clearinghouseAbi, args: { account }, logs: [...logs] }
      if (parseEventLogs({ ...of, eventName: 'RequestExecuted' }).length > 0) return true
      return parseEventLogs({ ...of, eventName: 'RequestRefused' }).length > 0 ? false : undefined
    },
  }
}

function liquidityRequest({ address: to, args: { id, request } }: Asked<typeof liquidityIn>): OpenRequest {
  return {
    to,
    notBefore: Number(request.notBefore),
    execution: (rewardTo) => {
      const args = [id, request, rewardTo] as const
      const data = encodeFunctionData({ abi: mainPoolAbi, functionName: 'executeRequest', args })
      return { to, data, value: 0n, gas: EXECUTION_GAS }
    },
    outcome: (logs) => {
      const of = { abi: mainPoolAbi, args: { id }, logs: [...logs] }
      return parseEventLogs({ ...of, eventName: 'LiquidityRequestClosed' })[0]?.args.done
    },
  }
}
