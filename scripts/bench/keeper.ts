import { setTimeout as sleep } from 'node:timers/promises'
import { rmSync } from 'node:fs'
import { z } from 'zod'
import { startStack, type Stack } from '@/scripts/stack'
import { ownPorts } from '@/scripts/stack/ports'
import { connect, weakAt, type LoadChain } from './keeper/chain'
import { openAccounts } from './keeper/crowd'
import { blocksTaken, liquidationsAfter } from './keeper/delays'
import { type Figure, note } from './measure'

/** Accounts with written options; the keeper has to watch them all. */
const ACCOUNTS = 10_000
/** What the prices of BTC and ETH are multiplied by, one after the other. */
const SHOCKS = [0.91, 0.985, 0.98]
const CALM_MS = 16_000
const WATCH_LIMIT_MS = 120_000

const healthSchema = z.object({ accountsWatched: z.number(), accountsUnread: z.number(), backlog: z.number() })

/**
 * Ten thousand accounts on a chain of their own, with the keeper as it is run everywhere; falling prices make a part of them
 * liquidatable. How long each had to wait is read from the chain's past states, not from the keeper.
 */
export async function measureKeeper(count = ACCOUNTS): Promise<readonly Figure[]> {
  const stack = await startStack({
    name: 'bench-keeper',
    ...{ ...ownPorts(), web: 'none', withOrders: false, blockSeconds: 2 },
    // Ten thousand accounts are opened quickly; what is measured comes afterwards.
    tradesAtOnce: true,
  })
  try {
    return await measure(stack, count)
  } finally {
    await stack.stop()
    rmSync(stack.directory, { recursive: true, force: true })
  }
}

async function measure(stack: Stack, count: number): Promise<readonly Figure[]> {
  const chain = connect(stack)
  const accounts = await openAccounts(chain, count)
  const watched = await untilWatched(stack, count)
  const first = await chain.client.getBlockNumber()
  for (const factor of SHOCKS) await shock(stack, chain, factor)
  const acted = await liquidationsAfter(chain, first)
  const last = await chain.client.getBlockNumber()
  // Whoever is still weak has been waiting since.
  const waiting = [...(await weakAt(chain, accounts, last))].map((account) => ({ account, blockNumber: last + 1n }))
  const taken = await blocksTaken(chain, [...acted, ...waiting])
  note(`keeper: ${acted.length} liquidations, ${waiting.length} accounts left weak; blocks taken: ${countsOf(taken)}`)
  return [
    { name: 'keeper.accounts', value: watched, unit: 'accounts', limit: '>=10000' },
    { name: 'keeper.liquidations', value: acted.length, unit: 'liquidations', limit: '>=500' },
    {
      name: 'keeper.blocks.max',
      value: Number(taken.reduce((a, b) => (a > b ? a : b), 0n)),
      unit: 'blocks',
      limit: '<=2',
    },
  ]
}

async function untilWatched(stack: Stack, count: number): Promise<number> {
  const deadline = Date.now() + WATCH_LIMIT_MS
  for (;;) {
    const { accountsWatched, accountsUnread } = await readHealth(stack)
    if ((accountsWatched >= count && accountsUnread === 0) || Date.now() > deadline) return accountsWatched
    await sleep(500)
  }
}

async function readHealth({ urls }: Stack) {
  const response = await fetch(`${urls.keeper}/health`)
  return healthSchema.parse(await response.json())
}

/** Moves both prices and waits until nothing has been liquidated for a while. */
async function shock({ urls }: Stack, chain: LoadChain, factor: number): Promise<void> {
  const before = await chain.client.getBlockNumber()
  for (const symbol of ['BTC', 'ETH']) {
    await fetch(`${urls.prices}/demo/shock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ symbol, factor }),
    })
  }
  let count = -1
  for (;;) {
    const found = (await liquidationsAfter(chain, before)).length
    if (found === count) break
    count = found
    await sleep(CALM_MS)
  }
  note(`keeper: prices times ${factor}: ${count} liquidations`)
}

/** Such as `1: 300, 2: 41`. */
function countsOf(taken: readonly bigint[]): string {
  const counts = new Map<bigint, number>()
  for (const blocks of taken) counts.set(blocks, (counts.get(blocks) ?? 0) + 1)
  const sorted = [...counts].sort(([a], [b]) => Number(a - b))
  return sorted.map(([blocks, count]) => `${blocks}: ${count}`).join(', ')
}
