import {
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  parseAbiParameters,
  zeroHash,
  type Abi,
  type AbiEvent,
  type Hex,
  type RpcLog,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { requestIn } from './requests'

const house = `0x${'22'.repeat(20)}` as const
const pool = `0x${'33'.repeat(20)}` as const
const owner = `0x${'44'.repeat(20)}` as const
const executor = `0x${'55'.repeat(20)}` as const
const account = `0x${'44'.repeat(20)}${'00'.repeat(12)}` as const
const other = `0x${'66'.repeat(20)}${'00'.repeat(12)}` as const

const trade = { legs: [{ series: 7n, quantity: -5n }], maxCost: -3n, cash: 9n, notBefore: 103n, requester: owner }
const entry = { owner, entering: true, amount: 9n, least: 0n, notBefore: 103n }

/** A log of an event of one of the two contracts, its unindexed values given as they lie in the event. */
function logOf(address: Hex, eventName: string, indexed: object, ...values: readonly unknown[]): RpcLog {
  const abi: Abi = address === house ? clearinghouseAbi : mainPoolAbi
  const topics = encodeEventTopics({ abi, eventName, args: { ...indexed } }) as [Hex, ...Hex[]]
  const event = abi.find((item) => item.type === 'event' && item.name === eventName) as AbiEvent
  const data = encodeAbiParameters(
    event.inputs.filter((input) => input.indexed !== true),
    values,
  )
  const place = { blockHash: zeroHash, blockNumber: '0x1', transactionHash: zeroHash, transactionIndex: '0x0' } as const
  return { address, topics, data, logIndex: '0x0', removed: false, ...place }
}

const asked = logOf(house, 'Requested', { account, requester: owner }, trade)
const entering = logOf(pool, 'LiquidityRequested', { id: 4n, owner }, entry)
const foreign = {
  ...logOf(house, 'RequestExecuted', { account, executor }, 1n),
  topics: [zeroHash] as [Hex],
  data: encodeAbiParameters(parseAbiParameters('uint256'), [1n]),
}

describe('what people have asked for', () => {
  it('is found among other events, and executed as it was asked', () => {
    expect(requestIn([foreign])).toBeUndefined()
    const request = requestIn([foreign, asked])!
    const { to, data, gas } = request.execution(executor)
    expect([request.notBefore, request.to, to]).toEqual([103, house, house])
    expect(gas).toBeGreaterThan(4_000_000n)
    const { args } = decodeFunctionData({ abi: clearinghouseAbi, data })
    expect(args).toEqual([account, trade, [], executor])
  })

  it('ends with a trade or a refusal of the account itself', () => {
    const request = requestIn([asked])!
    const executed = logOf(house, 'RequestExecuted', { account, executor }, 1n)
    const refused = logOf(house, 'RequestRefused', { account, executor }, '0x')
    const another = logOf(house, 'RequestExecuted', { account: other, executor }, 1n)
    expect([[], [another], [another, refused], [executed]].map(request.outcome)).toEqual([
      undefined,
      undefined,
      false,
      true,
    ])
  })

  it('of a pool ends by its number', () => {
    const request = requestIn([entering])!
    const { args } = decodeFunctionData({ abi: mainPoolAbi, data: request.execution(executor).data })
    expect(args).toEqual([4n, entry, executor])
    const closed = (id: bigint, done: boolean) => logOf(pool, 'LiquidityRequestClosed', { id, executor }, done)
    expect([[closed(3n, true)], [closed(4n, false)], [closed(4n, true)]].map(request.outcome)).toEqual([
      undefined,
      false,
      true,
    ])
  })
})
