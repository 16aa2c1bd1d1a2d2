import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createPublicClient, createTestClient, http } from 'viem'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeSeries } from '@/lib/chain/series'
import { hashOrder, type OrderRecord } from '@/lib/chain/orders'
import { bracket, limitOrder, Trigger, type Hex } from '@/lib/core/orders'
import { deployer, keeper as keeperAccount, traders } from '@/scripts/stack/accounts'
import { startStack, type Stack } from '@/scripts/stack'
import { System } from '../keeper/system'
import { TestTrader } from './testing/desk'

// The real node, contracts, price service, order service and two keepers.
const LIMIT_MS = 180_000
const WAD = 10n ** 18n
const keepers: ChildProcess[] = []
let stack: Stack
let alice: TestTrader
let bob: TestTrader
let spot: bigint

beforeAll(async () => {
  const name = `orders-test-${process.pid}`
  const ports = { chainPort: 0, pricePort: 0 }
  stack = await startStack({ name, web: 'none', withKeeper: false, withOrders: true, blockSeconds: 1, ...ports })
  const client = createPublicClient({ transport: http(stack.urls.rpc) })
  const system = await System.open(client, stack.deploymentFile, 31_337)
  const traderOf = (key: Hex) => new TestTrader(key, stack.urls.rpc, stack.urls.orders, system.deployment)
  alice = traderOf(traders[0]!.key)
  bob = traderOf(traders[1]!.key)
  spot = (await system.overview()).assets[0]!.price.value
  await Promise.all([alice.fund(), bob.fund()])
}, LIMIT_MS)

afterAll(async () => {
  for (const keeper of keepers) keeper.kill('SIGKILL')
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

function startKeeper(key: Hex): void {
  const env = { ...process.env, ...stack.env, KEEPER_PRIVATE_KEY: key, KEEPER_HEALTH_PORT: '0' }
  keepers.push(spawn(process.execPath, ['--import', 'tsx', 'services/keeper/main.ts'], { env, stdio: 'ignore' }))
}

async function shock(factor: number): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ symbol: 'BTC', factor })
  await fetch(`${stack.urls.prices}/demo/shock`, { method: 'POST', headers, body })
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`never ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** A twentieth of an option at the money. */
function legs() {
  const strike = (spot / (1000n * WAD)) * 1000n * WAD
  return [{ series: encodeSeries({ market: 0, strike, isPut: false }), quantity: WAD / 20n }]
}

function at(trigger: Trigger, percent: bigint) {
  return { trigger, asset: 0, price: (spot * percent) / 100n }
}

describe('handing in', () => {
  it('takes only what the owner signed and what can happen', { timeout: LIMIT_MS }, async () => {
    const order = limitOrder(await alice.place(1n), { legs: legs(), maxCost: WAD })
    expect(hashOrder(alice.contract, order)).toBe(await alice.hashOnChain(order))
    expect(await alice.submit(order, await bob.sign(order))).toMatchObject({
      status: 403,
      body: { error: 'InvalidSignature' },
    })
    expect(await alice.submit(order)).toMatchObject({ status: 409, body: { error: 'NotAuthorised' } })
    await alice.allowOrders()
    const late = { ...order, expiry: order.validFrom + 1n }
    expect(await alice.submit(late)).toMatchObject({ status: 400, body: { error: 'OrderExpired' } })
    const foreign = { ...order, clearinghouse: bob.account.address }
    expect(await alice.submit(foreign)).toMatchObject({ status: 400 })
    const greedy = { ...order, reward: 50n * WAD }
    expect((await alice.submit(greedy)).status).toBe(409)
    expect(await alice.orders()).toEqual([])
  })

  it('asks a contract wallet whether it signed (ERC-1271)', { timeout: LIMIT_MS }, async () => {
    const wallet = '0x00000000000000000000000000000000000a11e7'
    const order = { ...limitOrder(await alice.place(1n), { legs: legs(), maxCost: WAD }), owner: wallet } as const
    const test = createTestClient({ chain: foundry, transport: http(stack.urls.rpc), mode: 'anvil' })
    // Code that answers every call with one word: yes, or no.
    const answering = (word: string): Hex => `0x7f${word.padEnd(64, '0')}60005260206000f3`
    await test.setCode({ address: wallet, bytecode: answering('1626ba7e') })
    expect(await alice.submit(order, '0x1234')).toMatchObject({ status: 409, body: { error: 'NotAuthorised' } })
    await test.setCode({ address: wallet, bytecode: answering('ffffffff') })
    expect(await alice.submit(order, '0x1234')).toMatchObject({ status: 403, body: { error: 'InvalidSignature' } })
  })

  it('keeps one order however often it comes, and lets its owner take it out', { timeout: LIMIT_MS }, async () => {
    const order = limitOrder(await alice.place(2n), { legs: legs(), maxCost: 0n })
    const first = await alice.submit(order)
    expect(first).toMatchObject({ status: 201, body: { status: 'open' } })
    expect(await alice.submit(order)).toMatchObject({ status: 200, body: { hash: first.body.hash } })
    expect((await bob.withdraw(first.body.hash)).status).toBe(403)
    expect(await alice.withdraw(first.body.hash)).toMatchObject({ status: 200, body: { status: 'cancelled' } })
  })

  it('follows what is cancelled on the chain', { timeout: LIMIT_MS }, async () => {
    const order = limitOrder(await alice.place(3n), { legs: legs(), maxCost: 0n })
    const { body } = await alice.submit(order)
    await alice.cancel(3n)
    await until('cancelled', async () => (await alice.statusOf(body.hash)) === 'cancelled')
  })
})

describe('a bracket', () => {
  it('is entered and left at its prices, once each, with two keepers at work', { timeout: LIMIT_MS }, async () => {
    const place = await alice.place(10n)
    const { entry, exits } = bracket(
      place,
      { draft: { legs: legs(), maxCost: WAD }, condition: at(Trigger.atOrAbove, 102n) },
      {
        profit: { condition: at(Trigger.atOrAbove, 120n), maxCost: 0n },
        loss: { condition: at(Trigger.atOrBelow, 95n), maxCost: 0n },
        nonce: 11n,
      },
      (order) => hashOrder(alice.contract, order),
    )
    const placed: OrderRecord[] = []
    for (const order of [entry, ...exits]) placed.push((await alice.submit(order)).body)
    expect(placed.map(({ status }) => status)).toEqual(['open', 'waiting', 'waiting'])
    const [entered, profit, loss] = placed.map(({ hash }) => hash) as [Hex, Hex, Hex]

    startKeeper(keeperAccount.key)
    startKeeper(deployer.key)
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(await alice.statusOf(entered)).toBe('open')

    await shock(1.04)
    await until('entered', async () => (await alice.positions()).length === 1)
    await until('told', async () => (await alice.statusOf(loss)) === 'open')

    // The service is ended and started again in between: it forgets nothing.
    await stack.services.orders!.stop()
    await stack.services.orders!.start()
    expect((await alice.orders()).length).toBeGreaterThanOrEqual(5)

    // A keeper dies at its work, and another takes over.
    await shock(0.88)
    keepers[0]?.kill('SIGKILL')
    startKeeper(keeperAccount.key)
    await until('left', async () => (await alice.positions()).length === 0)
    await until('told', async () => (await alice.statusOf(loss)) === 'executed')
    await until('told', async () => (await alice.statusOf(profit)) === 'cancelled')
    const orders = await alice.orders()
    expect(orders.find(({ hash }) => hash === loss)?.transaction).toMatch(/^0x[0-9a-f]{64}$/)
    expect(orders.find(({ hash }) => hash === profit)?.reason).toContain('alternative')
    expect(await alice.executionsOf(entered)).toBe(1)
    expect(await alice.executionsOf(loss)).toBe(1)
    expect(await alice.executionsOf(profit)).toBe(0)
    expect((await fetch(`${stack.urls.orders}/health`)).status).toBe(200)
  })
})
