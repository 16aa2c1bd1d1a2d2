import { encodeAbiParameters, encodeEventTopics, numberToHex, type RpcLog } from 'viem'
import { describe, expect, it, vi } from 'vitest'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { createTradeHistory, type TradeRecord } from './trade-history'
import { groupTrades } from './trade-logs'

const account = `0x${'11'.repeat(32)}` as const
const house = `0x${'22'.repeat(20)}` as const

function trade(blockNumber: bigint): TradeRecord {
  const place = { clearinghouse: house, transactionHash: account, blockTime: null, logIndex: 0, exhausted: false }
  return { ...place, blockNumber, cost: 1n, funding: 0n, insuranceIncome: 0n, legs: [] }
}

function setUp(tradeBlocks: readonly bigint[]) {
  const chain = { blocks: tradeBlocks, now: 0 }
  const trades = vi.fn((_: string, from: bigint, to: bigint) =>
    Promise.resolve(chain.blocks.filter((block) => block >= from && block <= to).map(trade)),
  )
  const history = createTradeHistory({
    reader: { trades },
    firstBlock: 10n,
    blocksPerRead: 100n,
    readsPerRequest: 3,
    budgetMs: 1_000_000,
    unsettledBlocks: 5n,
    maxAccounts: 2,
    maxTrades: 3,
    now: () => (chain.now += 2000),
  })
  return { chain, trades, history }
}

const blocksOf = ({ trades }: { trades: readonly TradeRecord[] }) => trades.map(({ blockNumber }) => blockNumber)

describe('createTradeHistory', () => {
  it('reads a long history in parts', async () => {
    const { history } = setUp([15n, 350n])
    const first = await history.read(account, 400n)
    expect(first).toMatchObject({ complete: false, throughBlock: 309n })
    const second = await history.read(account, 400n)
    expect(second).toMatchObject({ complete: true, throughBlock: 400n })
    expect(blocksOf(second)).toEqual([15n, 350n])
  })

  it('reads settled blocks once and the newest anew, as they may be replaced', async () => {
    const { chain, trades, history } = setUp([15n, 48n])
    expect(blocksOf(await history.read(account, 50n))).toEqual([15n, 48n])
    chain.blocks = [15n, 49n]
    expect(blocksOf(await history.read(account, 51n))).toEqual([15n, 49n])
    expect(trades.mock.calls.map(([, from]) => from)).toEqual([10n, 46n])
  })

  it('starts anew with a chain that was started anew', async () => {
    const { chain, history } = setUp([15n])
    await history.read(account, 300n)
    chain.blocks = [12n]
    expect(blocksOf(await history.read(account, 20n))).toEqual([12n])
  })

  it('A2: stays bounded and says so', async () => {
    const { history } = setUp([11n, 12n, 13n, 14n, 15n])
    const page = await history.read(account, 20n)
    expect(page.truncated).toBe(true)
    expect(blocksOf(page)).toEqual([13n, 14n, 15n])
  })
})

describe('groupTrades', () => {
  const place = { address: house, blockNumber: numberToHex(7), transactionHash: account, logIndex: numberToHex(3) }
  const log = (topics: RpcLog['topics'], data: `0x${string}`) =>
    ({ ...place, topics, data, blockTimestamp: numberToHex(99) }) as unknown as RpcLog

  const traded = (series: bigint) =>
    log(
      encodeEventTopics({ abi: clearinghouseAbi, eventName: 'Traded', args: { account, series } }) as RpcLog['topics'],
      encodeAbiParameters(
        Array.from({ length: 6 }, (_, i) => ({ type: i === 2 || i > 3 ? 'uint256' : 'int256' })),
        [-1n, -2n, 3n, 4n, 5n, 6n],
      ),
    )

  const settled = log(
    encodeEventTopics({ abi: clearinghouseAbi, eventName: 'Settled', args: { account } }) as RpcLog['topics'],
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'int256' }, { type: 'int256' }, { type: 'uint256' }],
      [house, 7n, 8n, 9n],
    ),
  )

  it('puts legs and settlement together', () => {
    const [first, second] = groupTrades([traded(1n), traded(2n), settled, traded(3n), settled])
    expect(first).toMatchObject({ clearinghouse: house, blockNumber: 7n, blockTime: 99n, cost: 7n, funding: 8n })
    expect(first?.legs.map(({ series }) => series)).toEqual([1n, 2n])
    expect(first?.legs[0]).toMatchObject({ quantity: -1n, premium: -2n, fee: 3n, funding: 4n, spot: 5n })
    expect(second?.legs).toHaveLength(1)
  })
})
