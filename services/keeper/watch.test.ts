import { createPublicClient, custom, hexToNumber, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Deployment } from '@/lib/chain/deployment'
import { LogWatch } from './watch'

const house = '0x00000000000000000000000000000000000000aa'
const deployment = { lens: house, fromBlock: 100 } as unknown as Deployment
const soon = () => Date.now() + 10_000

/**
 * A node that has no logs, refuses more than `limit` blocks at once and keeps a list of what it was asked. Blocks from
 * `branch.from` on are of another branch.
 */
function node(limit = 1_000_000, hash = '0x01') {
  const asked: [number, number][] = []
  const branch = { from: Infinity, hash: '0xff' }
  const request = ({ method, params }: { method: string; params: [Hex | { fromBlock: Hex; toBlock: Hex }] }) => {
    if (typeof params[0] === 'string') {
      expect(method).toBe('eth_getBlockByNumber')
      return Promise.resolve({ hash: hexToNumber(params[0]) >= branch.from ? branch.hash : hash })
    }
    const range = [hexToNumber(params[0].fromBlock), hexToNumber(params[0].toBlock)] as [number, number]
    asked.push(range)
    return range[1] - range[0] < limit ? Promise.resolve([]) : Promise.reject(new Error('query exceeds max range'))
  }
  return { asked, branch, client: createPublicClient({ transport: custom({ request }, { retryCount: 0 }) }) }
}

describe('log watch', () => {
  it('reads everything once, then what is new', async () => {
    const { asked, client } = node()
    const watch = await LogWatch.resume(undefined, client, deployment, 50n)
    await watch.advance([house], 220n, soon())
    expect(asked).toEqual([
      [100, 149],
      [150, 199],
      [200, 220],
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
      [100, 149],
      [150, 199],
      [200, 223],
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
})
