import type { Hex } from 'viem'
import type { Deployment } from '@/lib/chain/deployment'
import type { AccountEvent, PoolPoint } from '@/lib/core/history/types'
import { compareLens } from '@/scripts/parity/lens'
import type { Stack } from '@/scripts/stack'
import type { Forks } from './forks'
import { tryHostile } from './hostile'
import { askIndexer, readResidual, waitForBlock, type Reconciliation } from './questions'
import { startRig, type Rig } from './rig'

/** What is checked of an indexer on a running chain. Each throws words when it does not hold. */

const patienceMs = 240_000
/** Blocks that Ponder takes for final on this chain, less one. */
export const depths = [1, 5, 29] as const

export interface Scene {
  readonly stack: Stack
  readonly forks: Forks
  readonly symbols: readonly string[]
}

export async function catchUp({ forks }: Scene, { url }: Rig): Promise<void> {
  await waitForBlock(url, await forks.client.getBlockNumber({ cacheTime: 0 }), patienceMs)
}

/** Every token is found again, and the books are the chain's (I3). */
export async function checkBooks(rig: Rig): Promise<string> {
  const { residual, sets, block } = await readResidual(rig.url)
  const { data } = await askIndexer<Reconciliation>(rig.url, 'reconciliation')
  require(sets > 0 && residual === 0n, `The residual of ${String(sets)} sets is ${String(residual)}.`)
  require(data.difference === 0n, `The books differ by ${String(data.difference)} from the chain.`)
  return `residual 0 in ${String(sets)} sets, ${String(data.accounts)} accounts as on chain, at block ${String(block)}`
}

/** From hour to hour, and from day to day, the flows add up to the change of total assets. */
export async function checkFlows(scene: Scene, { url }: Rig): Promise<string> {
  let points = 0
  let volume = 0n
  for (const symbol of scene.symbols) {
    for (const resolution of ['hour', 'day']) {
      const { data } = await askIndexer<readonly PoolPoint[]>(url, `pools?symbol=${symbol}&resolution=${resolution}`)
      let before = 0n
      for (const point of data) {
        require(point.totalAssets - before === sumOf(point), `${symbol} by ${resolution} at ${String(point.time)}`)
        before = point.totalAssets
        volume += point.flows.volume
      }
      points += data.length
    }
  }
  require(volume > 0n, 'Nothing was traded.')
  return `${String(points)} points add up`
}

function sumOf({ flows }: PoolPoint): bigint {
  const { volume: _volume, trades: _trades, liquidations: _liquidations, ...parts } = flows
  return Object.values(parts).reduce((sum, part) => sum + part, 0n)
}

/** Accounts are told event by event, each with its legs. */
export async function checkAccount({ url }: Rig, owner: string): Promise<string> {
  const question = `accounts?owner=${owner.toLowerCase()}&subAccount=0`
  const { data } = await askIndexer<{ events: readonly AccountEvent[] }>(url, question)
  require(data.events.length > 0, 'The account has no history.')
  return `${String(data.events.length)} events of ${owner}`
}

/** I1: after reorganisations of every depth the tables are those of a clean replay. */
export async function checkReorganisations(scene: Scene, rig: Rig): Promise<string> {
  const { forks } = scene
  for (const [i, depth] of depths.entries()) {
    await forks.reorganise(depth, 1000n * BigInt(i + 1), () => catchUp(scene, rig))
    await catchUp(scene, rig)
  }
  const replay = await startRig(scene.stack, 'replay')
  try {
    await catchUp(scene, replay)
    await sameTables(rig, replay)
  } finally {
    await replay.service.stop()
  }
  return `depths ${depths.join(', ')}: the tables of a clean replay`
}

/**
 * I2: stopped and started again, it goes on where it was; killed while it indexes, too. What it has then is compared with a clean
 * replay by {@link checkReorganisations}, which follows.
 */
export async function checkRestart(scene: Scene, rig: Rig): Promise<string> {
  const before = await digestOf(rig)
  await rig.service.stop()
  await rig.service.start()
  await catchUp(scene, rig)
  require(before === (await digestOf(rig)), 'The tables differ after a restart.')
  await scene.forks.act(3, 77n)
  await rig.service.kill()
  await rig.service.start()
  await catchUp(scene, rig)
  return 'the same tables after a restart; killed in the middle, it goes on'
}

/** What RiskLens answers about the crowd's accounts is what `lib/core/risk` makes of the same block. */
export async function checkLens({ stack, forks }: Scene, { url }: Rig, deployment: Deployment): Promise<string> {
  await forks.bringPrices(stack.urls.prices, deployment.oracle)
  const { data } = await askIndexer<readonly { readonly account: Hex }[]>(url, 'open-accounts')
  const { accounts, trades, passing, prices, mismatches } = await compareLens(forks.client, deployment, [
    ...new Set(data.map(({ account }) => account)),
  ])
  require(mismatches.length === 0, mismatches.slice(0, 5).join('; '))
  require(accounts > 0 && passing > 0 && passing < trades && prices > 0, 'Too little was compared.')
  return `${String(accounts)} accounts, ${String(prices)} liquidation prices and ${String(trades)} trades (${String(passing)} pass) as in TypeScript`
}

export async function checkHostile({ url }: Rig): Promise<string> {
  const wrong = await tryHostile(url)
  require(wrong.length === 0, `Not refused with a 4xx: ${wrong.join('; ')}`)
  return 'hostile requests get a 4xx'
}

async function sameTables(one: Rig, other: Rig): Promise<void> {
  const [a, b] = [await tablesOf(one), await tablesOf(other)]
  const differing = Object.keys(a).filter((name) => a[name] !== b[name])
  require(differing.length ===
    0, `These tables differ: ${differing.map((n) => `${n} (${a[n] ?? ''} / ${b[n] ?? ''})`).join(', ')}`)
}

async function tablesOf({ url }: Rig): Promise<Readonly<Record<string, string>>> {
  return (await askIndexer<Record<string, string>>(url, 'digest')).data
}

async function digestOf(rig: Rig): Promise<string> {
  return JSON.stringify(await tablesOf(rig))
}

function require(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(words)
}
