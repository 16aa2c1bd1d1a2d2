import {
  createPublicClient,
  custom,
  encodeAbiParameters,
  encodeEventTopics,
  getAbiItem,
  hexToNumber,
  numberToHex,
  type Hex,
  type RpcLog,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Deployment } from '@/lib/chain/deployment'
import type { LiquidityRequest, OpenRequest, TradeRequest } from './requests/book'
import { entryRequest, house, pool, tradeRequest } from './testing/requests'
import { LogWatch } from './watch'

const deployment = { lens: house, fromBlock: 100 } as unknown as Deployment
const soon = () => Date.now() + 10_000

/**
 * A node that has these logs (none by itself), refuses more than `limit` blocks at once and keeps a list of what it was asked.
 * Blocks from `branch.from` on are of another branch.
 */
function node(limit = 1_000_000, hash = '0x01') {
  const asked: [number, number][] = []
  const told: Told[] = []
  const branch = { from: Infinity, hash: '0xff' }
  const request = ({ method, params }: { method: string; params: [Hex | { fromBlock: Hex; toBlock: Hex }] }) => {
    if (typeof params[0] === 'string') {
      expect(method).toBe('eth_getBlockByNumber')
      return Promise.resolve({ hash: hexToNumber(params[0]) >= branch.from ? branch.hash : hash })
    }
    const range = [hexToNumber(params[0].fromBlock), hexToNumber(params[0].toBlock)] as [number, number]
    asked.push(range)
    const logs = told.filter(
      (log) => hexToNumber(log.blockNumber) >= range[0] && hexToNumber(log.blockNumber) <= range[1],
    )
    return range[1] - range[0] < limit ? Promise.resolve(logs) : Promise.reject(new Error('query exceeds max range'))
  }
  return { asked, told, branch, client: createPublicClient({ transport: custom({ request }, { retryCount: 0 }) }) }
}

type Told = Pick<RpcLog, 'address' | 'topics' | 'data'> & { readonly blockNumber: Hex }

/** The logs in which a request is made and ended. */
function logsOf(request: OpenRequest) {
  return request.kind === 'trade' ? tradeLogs(request) : liquidityLogs(request)
}

function tradeLogs({ to, account, asked }: TradeRequest) {
  const args = { account, requester: asked.requester, executor: asked.requester }
  const topics = (eventName: 'Requested' | 'RequestExecuted' | 'RequestRefused') =>
    encodeEventTopics({ abi: clearinghouseAbi, eventName, args }) as RpcLog['topics']
  const request = getAbiItem({ abi: clearinghouseAbi, name: 'Requested' }).inputs[2]
  const number = encodeAbiParameters([{ type: 'int256' }], [5n])
  const reason = encodeAbiParameters([{ type: 'bytes' }], ['0x1234'])
  return {
    made: { address: to, topics: topics('Requested'), data: encodeAbiParameters([request], [asked]) },
    executed: { address: to, topics: topics('RequestExecuted'), data: number },
    refused: { address: to, topics: topics('RequestRefused'), data: reason },
  }
}

function liquidityLogs({ to, id, asked }: LiquidityRequest) {
  const args = { id, owner: asked.owner, executor: asked.owner }
  const topics = (eventName: 'LiquidityRequested' | 'LiquidityRequestClosed') =>
    encodeEventTopics({ abi: mainPoolAbi, eventName, args }) as RpcLog['topics']
  const request = getAbiItem({ abi: mainPoolAbi, name: 'LiquidityRequested' }).inputs[2]
  const closed = (done: boolean) => ({
    ...{ address: to, topics: topics('LiquidityRequestClosed') },
    data: encodeAbiParameters([{ type: 'bool' }], [done]),
  })
  const made = { address: to, topics: topics('LiquidityRequested'), data: encodeAbiParameters([request], [asked]) }
  return { made, executed: closed(true), refused: closed(false) }
}

const inBlock = (number: number, log: Omit<Told, 'blockNumber'>): Told => ({ ...log, blockNumber: numberToHex(number) })

describe('log watch', () => {
  it('reads the newest blocks, then everything else once, then what is new', async () => {
    const { asked, client } = node()
    const watch = await LogWatch.resume(undefined, client, deployment, 50n)
    await watch.advance([house], 220n, soon())
    expect(asked).toEqual([
      [171, 220],
      [100, 149],
      [150, 170],
    ])
    await watch.advance([house], 225n, soon())
    expect(asked.at(-1)).toEqual([221, 225])
    expect(watch.behind(225n)).toBe(0n)
  })

  it('reads again from the last block that both branches have, after a reorganisation', async () => {
    const { asked, branch, client } = node()
    const watch = await LogWatch.resume(undefined, client, deployment, 50n)
    for (const head of [210n, 215n, 220n]) await watch.advance([house], head, soon())
    branch.from = 213
    await watch.advance([house], 222n, soon())
    expect(asked.at(-1)).toEqual([211, 222])
    Object.assign(branch, { from: 90, hash: '0xfe' })
    await watch.advance([house], 223n, soon())
    expect(asked.slice(-3)).toEqual([
      [174, 223],
      [100, 149],
      [150, 173],
    ])
  })

  it('begins anew on a chain that is much shorter, not behind a node that lags', async () => {
    const { asked, client } = node()
    const watch = await LogWatch.resume(undefined, client, deployment, 500n)
    await watch.advance([house], 220n, soon())
    await watch.advance([house], 219n, soon())
    expect(asked).toHaveLength(1)
    await watch.advance([house], 130n, soon())
    expect(asked.at(-1)).toEqual([100, 130])
  })

  it('asks for less until the node answers', async () => {
    const { client } = node(1000)
    const watch = await LogWatch.resume(undefined, client, deployment, 5000n)
    const tries = [1, 2, 3].map(() => () => watch.advance([house], 9000n, soon()))
    for (const attempt of tries) await expect(attempt()).rejects.toThrow()
    await watch.advance([house], 9000n, soon())
    expect(watch.behind(9000n)).toBe(0n)
  })

  it('leaves the rest for the next time when time is up', async () => {
    const { asked, client } = node()
    const watch = await LogWatch.resume(undefined, client, deployment, 10n)
    await watch.advance([house], 1000n, Date.now() - 1)
    expect([asked.length, watch.behind(1000n)]).toEqual([0, 901n])
  })

  it('goes on after an outage, but not on another chain', async () => {
    const { client } = node()
    const watch = await LogWatch.resume(undefined, client, deployment, 50n)
    expect(await LogWatch.resume(watch, client, deployment, 50n)).toBe(watch)
    expect(await LogWatch.resume(watch, node(1000, '0x02').client, deployment, 50n)).not.toBe(watch)
  })

  it.each([tradeRequest(1, 1000n), entryRequest(1n, 1000n)])('knows a $kind request until it ends', async (request) => {
    const { told, client } = node()
    const { made, executed, refused } = logsOf(request)
    const watch = await LogWatch.resume(undefined, client, deployment, 50n)
    told.push(inBlock(205, made))
    await watch.advance([house, pool], 210n, soon())
    expect(watch.requests()).toEqual([request])
    told.push(inBlock(215, executed), inBlock(216, made), inBlock(217, refused))
    await watch.advance([house, pool], 215n, soon())
    expect(watch.requests()).toEqual([])
    await watch.advance([house, pool], 216n, soon())
    expect(watch.requests()).toEqual([request])
    await watch.advance([house, pool], 220n, soon())
    expect(watch.requests()).toEqual([])
  })

  it('knows a new request, and finds an old one in a long history', async () => {
    const { told, client } = node()
    const [fresh, old, ended] = [tradeRequest(1, 1000n), tradeRequest(2, 10n), tradeRequest(3, 20n)]
    told.push(inBlock(110, logsOf(old).made), inBlock(120, logsOf(ended).made), inBlock(160, logsOf(ended).executed))
    told.push(inBlock(990, logsOf(fresh).made))
    const watch = await LogWatch.resume(undefined, client, deployment, 50n)
    await watch.advance([house], 1000n, soon())
    expect(watch.requests()).toEqual([fresh, old])
    watch.dropRequest(watch.requests()[1]!)
    expect(watch.requests()).toEqual([fresh])
  })

  it('opens a request again whose end was on a branch that was replaced, and forgets one that was made there', async () => {
    const { told, branch, client } = node()
    const [kept, lost] = [tradeRequest(1, 1000n), tradeRequest(2, 1000n)]
    told.push(inBlock(205, logsOf(kept).made), inBlock(214, logsOf(kept).executed), inBlock(214, logsOf(lost).made))
    const watch = await LogWatch.resume(undefined, client, deployment, 50n)
    for (const head of [210n, 215n, 220n]) await watch.advance([house], head, soon())
    expect(watch.requests()).toEqual([lost])
    branch.from = 213
    told.splice(1)
    await watch.advance([house], 222n, soon())
    expect(watch.requests()).toEqual([kept])
  })
})
