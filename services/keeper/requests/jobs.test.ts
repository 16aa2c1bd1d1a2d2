import { createPublicClient, custom, decodeFunctionData, encodeFunctionResult, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Overview } from '@/lib/chain/snapshot/types'
import { entryRequest, house, pool, tradeRequest } from '../testing/requests'
import type { LogWatch } from '../watch'
import type { OpenRequest } from './book'
import { hashOf, RequestJobs } from './jobs'

const NOW = 1500n
const keeper = '0x00000000000000000000000000000000000000eE'

/** A chain with a window of a minute that knows these requests, and a price of this age for everything. */
function chain(known: readonly OpenRequest[], age = 0n) {
  const request = ({ params: [call] }: { params: readonly [{ data: Hex; to: Hex }] }) => {
    if (call.to === pool) {
      const { args } = decodeFunctionData({ abi: mainPoolAbi, data: call.data })
      return Promise.resolve(hashIn(known, (one) => one.kind === 'liquidity' && one.id === args[0]))
    }
    const { functionName, args } = decodeFunctionData({ abi: clearinghouseAbi, data: call.data })
    if (functionName !== 'executionWindow') {
      return Promise.resolve(hashIn(known, (one) => one.kind === 'trade' && one.account === args[0]))
    }
    return Promise.resolve(encodeFunctionResult({ abi: clearinghouseAbi, functionName, result: 60n }))
  }
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) })
  const price = { value: 1n, confidence: 0n, publishTime: NOW - age }
  const assets = [0, 1, 2].map(() => ({ feedId: '0x', priceOk: true, price }))
  const markets = [{ config: { asset: 0 }, strikes: [{}] }]
  const set = { clearinghouse: house, mainPool: pool, collateralAsset: 2n, terms: { maxAgeOpen: 60 }, markets }
  const overview = { blockTime: NOW, assets, sets: [{ ...set, pool: { receivable: 0n } }] } as unknown as Overview
  return { jobs: new RequestJobs(client, keeper), overview }
}

function hashIn(known: readonly OpenRequest[], matches: (request: OpenRequest) => boolean): Hex {
  const found = known.find(matches)
  return found === undefined ? `0x${'0'.repeat(64)}` : hashOf(found)
}

function watchOf(requests: readonly OpenRequest[]) {
  const dropped: OpenRequest[] = []
  const watch = { requests: () => requests, dropRequest: (request: OpenRequest) => dropped.push(request) }
  return { dropped, watch: watch as unknown as LogWatch }
}

describe('request jobs', () => {
  it('executes what its prices have come for, oldest first, with gas to spare', async () => {
    const [older, newer, early] = [tradeRequest(1, NOW - 5n), entryRequest(4n, NOW - 2n), tradeRequest(2, NOW + 1n)]
    const { jobs, overview } = chain([])
    const due = await jobs.due(watchOf([newer, early, older]).watch, overview)
    expect(due.map(({ call }) => [call.to, call.gas])).toEqual([
      [house, 6_000_000n],
      [pool, 6_000_000n],
    ])
    const { args } = decodeFunctionData({ abi: clearinghouseAbi, data: due[0]!.call.data })
    expect(args).toEqual([older.account, older.asked, [], keeper])
    expect(decodeFunctionData({ abi: mainPoolAbi, data: due[1]!.call.data }).args).toEqual([4n, newer.asked, keeper])
    expect(due.map(({ key }) => key.split(' ', 1)[0])).toEqual(['request', 'request'])
  })

  it('ends a lapsed request once, and forgets one that the contract does not know', async () => {
    const [known, gone, other] = [tradeRequest(1, NOW - 61n), entryRequest(4n, NOW - 61n), tradeRequest(2, NOW - 70n)]
    // The account of `other` has a newer request.
    const { jobs, overview } = chain([known, tradeRequest(2, NOW + 3n)])
    const { watch, dropped } = watchOf([known, gone, other])
    const due = await jobs.due(watch, overview)
    expect(due.map(({ key }) => key)).toEqual([`lapse ${house} ${known.account} ${NOW - 61n}`])
    expect(dropped).toEqual([other, gone])
  })

  it('brings along the prices that a trade waits for; an LP waits until they are there', () => {
    const { jobs } = chain([], 100n)
    const waiting = [entryRequest(4n, NOW), tradeRequest(1, NOW)]
    const found = jobs.withPrices(waiting, { updates: ['0xab'], fee: 7n })
    expect(found.map(({ call }) => [call.to, call.value])).toEqual([[house, 7n]])
    const { args } = decodeFunctionData({ abi: clearinghouseAbi, data: found[0]!.call.data })
    expect(args[2]).toEqual(['0xab'])
  })
})
