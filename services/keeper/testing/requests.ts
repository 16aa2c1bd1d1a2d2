import { getAddress } from 'viem'
import { encodeSeries } from '@/lib/chain/series'
import type { OpenRequest, TradeRequest } from '../requests/book'

// Requests for tests. Made up.

const WAD = 10n ** 18n
export const house = '0x00000000000000000000000000000000000000aa'
export const pool = '0x00000000000000000000000000000000000000bb'
const owner = getAddress(house)

/** A call on the market with this number, asked for by the n-th account. */
export function tradeRequest(n: number, notBefore: bigint, market = 0): TradeRequest {
  const legs = [{ series: encodeSeries({ market, strike: 100n * WAD, isPut: false }), quantity: WAD }]
  const asked = { legs, maxCost: WAD, cash: 2n * WAD, notBefore, requester: owner } as const
  return { kind: 'trade', to: house, account: `0x${String(n).padStart(64, '0')}`, asked }
}

export function entryRequest(id: bigint, notBefore: bigint): OpenRequest {
  const asked = { owner, entering: true, amount: WAD, least: 0n, notBefore } as const
  return { kind: 'liquidity', to: pool, id, asked }
}
