import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicClient, http } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encodeSeries } from '@/lib/chain/series'
import { limitOrder, type Hex } from '@/lib/core/orders'
import { traders } from '@/scripts/stack/accounts'
import { startStack, type Stack } from '@/scripts/stack'
import { findPort } from '@/scripts/stack/ports'
import { System } from '../keeper/system'
import { TestTrader } from './testing/desk'

// The real service over HTTP, killed while it takes orders.
const LIMIT_MS = 120_000
const WAD = 10n ** 18n
const ORDERS = 45
let stack: Stack
let service: ChildProcess | undefined
let url: string
let trader: TestTrader

beforeAll(async () => {
  const name = `orders-restart-${process.pid}`
  stack = await startStack({ name, web: 'none', withKeeper: false, chainPort: 0, pricePort: 0, blockSeconds: 1 })
  const port = await findPort(0)
  url = `http://127.0.0.1:${port}`
  const client = createPublicClient({ transport: http(stack.urls.rpc) })
  const { deployment } = await System.open(client, stack.deploymentFile, 31_337)
  trader = new TestTrader(traders[0]!.key, stack.urls.rpc, url, deployment)
  await trader.fund()
  await trader.allowOrders()
  await startService()
}, LIMIT_MS)

afterAll(async () => {
  service?.kill('SIGKILL')
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

async function startService(): Promise<void> {
  const own = { DATABASE_URL: '', ORDERS_PORT: new URL(url).port, ORDERS_DATA_DIR: join(stack.directory, 'orders') }
  const env = { ...process.env, ...stack.env, ...own }
  service = spawn(process.execPath, ['--import', 'tsx', 'services/orders/main.ts'], { env, stdio: 'ignore' })
  const deadline = Date.now() + 60_000
  const isReady = () => fetch(`${url}/health`).then((response) => response.ok)
  while (!(await isReady().catch(() => false))) {
    if (Date.now() > deadline) throw new Error('the service never answered')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

it('has every order that it acknowledged before it was killed', { timeout: LIMIT_MS }, async () => {
  const legs = [{ series: encodeSeries({ market: 0, strike: 65_000n * WAD, isPut: false }), quantity: WAD / 20n }]
  const acknowledged: Hex[] = []
  const placeAll = async (nonces: readonly number[]) => {
    for (const nonce of nonces) {
      const order = limitOrder(await trader.place(BigInt(nonce)), { legs, maxCost: 0n })
      const answer = await trader.submit(order).catch(() => undefined)
      if (answer?.status === 201) acknowledged.push(answer.body.hash)
      // In the middle of what the others are writing.
      if (acknowledged.length === ORDERS / 3) service?.kill('SIGKILL')
    }
  }
  const third = (rest: number) => Array.from({ length: ORDERS / 3 }, (_, i) => 3 * i + rest)
  await Promise.all([placeAll(third(0)), placeAll(third(1)), placeAll(third(2))])
  expect(acknowledged.length).toBeGreaterThanOrEqual(ORDERS / 3)
  expect(acknowledged.length).toBeLessThan(ORDERS)

  await startService()
  const kept = (await trader.orders()).map(({ hash }) => hash)
  expect(kept).toEqual(expect.arrayContaining(acknowledged))
  // Only what was under way when it died may be there besides.
  expect(kept.length).toBeLessThanOrEqual(acknowledged.length + 3)
})
