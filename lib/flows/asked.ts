import { isAddressEqual, parseEventLogs, type Address, type Hex, type TransactionReceipt } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { encodeAccount } from '@/lib/chain/series'
import type { TradeLeg } from './requests'

/** Where an event stands on the chain. */
export interface Place {
  readonly blockNumber: bigint
  readonly logIndex: number
}

/** A trade asked for, as the clearinghouse's event tells it. */
export interface AskedTrade {
  readonly kind: 'trade'
  readonly clearinghouse: Address
  readonly account: Hex
  readonly request: {
    readonly legs: readonly TradeLeg[]
    readonly maxCost: bigint
    readonly cash: bigint
    readonly notBefore: bigint
    readonly requester: Address
  }
  readonly place: Place
}

/** Entering or leaving a main pool asked for, as its event tells it. */
export interface AskedLiquidity {
  readonly kind: 'liquidity'
  readonly mainPool: Address
  readonly id: bigint
  readonly request: {
    readonly owner: Address
    readonly entering: boolean
    readonly amount: bigint
    readonly least: bigint
    readonly notBefore: bigint
  }
  readonly place: Place
}

export type Asked = AskedTrade | AskedLiquidity

/** What the owner has asked for in a transaction; undefined: nothing. */
export function askedIn({ logs }: Pick<TransactionReceipt, 'logs'>, owner: Address): Asked | undefined {
  const own = encodeAccount(owner)
  const trade = parseEventLogs({ abi: clearinghouseAbi, eventName: 'Requested', logs }).find(
    ({ args }) => args.account.toLowerCase() === own,
  )
  if (trade !== undefined) {
    const { account, request } = trade.args
    return { kind: 'trade', clearinghouse: trade.address, account, request, place: trade }
  }
  const liquidity = parseEventLogs({ abi: mainPoolAbi, eventName: 'LiquidityRequested', logs }).find(({ args }) =>
    isAddressEqual(args.owner, owner),
  )
  if (liquidity === undefined) return undefined
  const { id, request } = liquidity.args
  return { kind: 'liquidity', mainPool: liquidity.address, id, request, place: liquidity }
}

/** Negative: `a` came first. */
export function comparePlaces(a: Place, b: Place): number {
  return a.blockNumber === b.blockNumber ? a.logIndex - b.logIndex : Number(a.blockNumber - b.blockNumber)
}
