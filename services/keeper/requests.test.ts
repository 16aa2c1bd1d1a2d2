import { rmSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  maxUint256,
  parseEventLogs,
  type Hex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Deployment } from '@/lib/chain/deployment'
import { encodeAccount, encodeSeries } from '@/lib/chain/series'
import { keeper as keeperAccount, traders } from '@/scripts/stack/accounts'
import { startStack, type Stack } from '@/scripts/stack'
import { findPort } from '@/scripts/stack/ports'
import type { Health } from './health'
import { System } from './system'

// The real node, contracts and price service; keepers are killed while requests are open, and two work at once.
const LIMIT_MS = 180_000
const WAD = 10n ** 18n
const trader = privateKeyToAccount(traders[0]!.key)
const margin = encodeAccount(trader.address)
const keepers: ChildProcess[] = []
let stack: Stack
let deployment: Deployment
const clientOf = () => createPublicClient({ chain: foundry, transport: http(stack.urls.rpc), pollingInterval: 200 })
const walletOf = () => createWalletClient({ chain: foundry, transport: http(stack.urls.rpc), account: trader })

beforeAll(async () => {
  const name = `requests-test-${process.pid}`
  stack = await startStack({ name, web: 'none', withKeeper: false, chainPort: 0, pricePort: 0, blockSeconds: 1 })
  deployment = (await System.open(clientOf(), stack.deploymentFile, foundry.id)).deployment
  await fund()
}, LIMIT_MS)

afterAll(async () => {
  for (const one of keepers) one.kill('SIGKILL')
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

async function startKeeper(key: Hex = keeperAccount.key): Promise<{ process: ChildProcess; url: string }> {
  const port = String(await findPort(0))
  const child = spawn(process.execPath, ['--import', 'tsx', 'services/keeper/main.ts'], {
    env: { ...process.env, ...stack.env, KEEPER_PRIVATE_KEY: key, KEEPER_HEALTH_PORT: port },
    stdio: 'ignore',
  })
  keepers.push(child)
  return { process: child, url: `http://127.0.0.1:${port}/health` }
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 50_000
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`never ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function done(sent: Promise<Hex>): Promise<void> {
  const receipt = await clientOf().waitForTransactionReceipt({ hash: await sent })
  expect(receipt.status).toBe('success')
}

/** Tokens in the account, and the pool may take the rest. */
async function fund(): Promise<void> {
  const { token, clearinghouse, mainPool } = deployment.sets[0]!
  const wallet = walletOf()
  const onToken = { address: token, abi: demoStockTokenAbi } as const
  await done(wallet.writeContract({ ...onToken, functionName: 'claim' }))
  for (const spender of [clearinghouse, mainPool]) {
    await done(wallet.writeContract({ ...onToken, functionName: 'approve', args: [spender, maxUint256] }))
  }
  const args = [margin, 5n * WAD] as const
  await done(wallet.writeContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'deposit', args }))
}

async function requestTrade(): Promise<void> {
  const address = deployment.sets[0]!.clearinghouse
  const legs = [{ series: encodeSeries({ market: 0, strike: 65_000n * WAD, isPut: false }), quantity: WAD / 100n }]
  const { timestamp } = await clientOf().getBlock()
  const args = [margin, legs, WAD, timestamp + 60n] as const
  // Roundings differ from block to block: an exact estimate may fall short by some gas.
  const gas = 500_000n
  await done(walletOf().writeContract({ address, abi: clearinghouseAbi, functionName: 'request', args, gas }))
}

async function requestDeposit(): Promise<void> {
  const args = [WAD, 0n] as const
  const address = deployment.sets[0]!.mainPool
  await done(walletOf().writeContract({ address, abi: mainPoolAbi, functionName: 'requestDeposit', args }))
}

/** How often each has been executed, or has ended without. */
async function ends() {
  const { clearinghouse, mainPool } = deployment.sets[0]!
  const logs = await clientOf().getLogs({ address: [clearinghouse, mainPool], fromBlock: 0n })
  const closed = parseEventLogs({ abi: mainPoolAbi, logs, eventName: 'LiquidityRequestClosed' })
  return {
    trades: parseEventLogs({ abi: clearinghouseAbi, logs, eventName: 'RequestExecuted' }).length,
    refused: parseEventLogs({ abi: clearinghouseAbi, logs, eventName: 'RequestRefused' }).length,
    deposits: closed.filter(({ args }) => args.done).length,
    returned: closed.filter(({ args }) => !args.done).length,
  }
}

async function healthAt(url: string): Promise<Health> {
  return (await (await fetch(url)).json()) as Health
}

it('executes a trade and a deposit, each once, though it is killed in between', { timeout: LIMIT_MS }, async () => {
  await requestTrade()
  const first = await startKeeper()
  await until('traded', async () => (await ends()).trades === 1)
  first.process.kill('SIGKILL')
  // With a position open the pool takes no plain deposit.
  await requestDeposit()
  expect((await ends()).deposits).toBe(0)
  const second = await startKeeper()
  await until('entered', async () => (await ends()).deposits === 1)
  expect(await ends()).toEqual({ trades: 1, refused: 0, deposits: 1, returned: 0 })

  // A trader who watches waits a few seconds; the keeper dies at it.
  await requestTrade()
  second.process.kill('SIGKILL')
  const both = [await startKeeper(), await startKeeper(traders[2]!.key)]
  await until('traded again', async () => (await ends()).trades === 2)
  for (const { url } of both) await until('idle', async () => (await healthAt(url)).requestsOpen === 0)
  const began = Date.now()
  await Promise.all([requestTrade(), until('three trades', async () => (await ends()).trades === 3)])
  expect(Date.now() - began).toBeLessThan(20_000)
  expect(await ends()).toEqual({ trades: 3, refused: 0, deposits: 1, returned: 0 })
  const position = { address: deployment.sets[0]!.clearinghouse, abi: clearinghouseAbi } as const
  const held = await clientOf().readContract({ ...position, functionName: 'positionsOf', args: [margin] })
  expect(held.map(({ quantity }) => quantity)).toEqual([(3n * WAD) / 100n])
})

it('ends requests that have lapsed', { timeout: LIMIT_MS }, async () => {
  for (const one of keepers) one.kill('SIGKILL')
  await requestTrade()
  await requestDeposit()
  await createTestClient({ chain: foundry, transport: http(stack.urls.rpc), mode: 'anvil' }).increaseTime({
    seconds: 90,
  })
  const { url } = await startKeeper()
  await until('ended', async () => (await ends()).refused === 1 && (await ends()).returned === 1)
  await until('idle', async () => (await healthAt(url)).requestsOpen === 0)
  expect(await ends()).toEqual({ trades: 3, refused: 1, deposits: 1, returned: 1 })
})
