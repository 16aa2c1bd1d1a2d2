import { rmSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import {
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
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
import { lensAbi } from '@/contracts-abi/Lens'
import { encodeAccount, encodeSeries } from '@/lib/chain/series'
import type { Deployment } from '@/lib/chain/deployment'
import { keeper as keeperAccount, traders } from '@/scripts/stack/accounts'
import { startStack, type Stack } from '@/scripts/stack'
import { findPort } from '@/scripts/stack/ports'
import { AccountBook } from './liquidation/accounts'
import { SetFigures } from './liquidation/estimate'
import { System } from './system'

// The real node, contracts and price service; keepers are killed while they liquidate, and two work at once.
const LIMIT_MS = 180_000
const WAD = 10n ** 18n
const COUNT = 24
const STRIKE = 65_000n * WAD
const trader = privateKeyToAccount(traders[0]!.key)
const accounts = Array.from({ length: COUNT }, (_, i) => encodeAccount(trader.address, BigInt(i)))
const keepers: ChildProcess[] = []
let stack: Stack
let deployment: Deployment
const clientOf = () => createPublicClient({ chain: foundry, transport: http(stack.urls.rpc), pollingInterval: 200 })

beforeAll(async () => {
  const name = `liquidation-test-${process.pid}`
  const ports = { chainPort: 0, pricePort: 0 }
  // Nobody is there to execute requests while the test opens its positions.
  stack = await startStack({ name, web: 'none', withKeeper: false, blockSeconds: 1, tradesAtOnce: true, ...ports })
  deployment = (await System.open(clientOf(), stack.deploymentFile, foundry.id)).deployment
}, LIMIT_MS)

afterAll(async () => {
  for (const one of keepers) one.kill('SIGKILL')
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

async function startKeeper(key: Hex): Promise<{ process: ChildProcess; url: string }> {
  const port = String(await findPort(0))
  const child = spawn(process.execPath, ['--import', 'tsx', 'services/keeper/main.ts'], {
    env: { ...process.env, ...stack.env, KEEPER_PRIVATE_KEY: key, KEEPER_HEALTH_PORT: port },
    stdio: 'ignore',
  })
  keepers.push(child)
  return { process: child, url: `http://127.0.0.1:${port}/health` }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error('It has not happened in time.')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Accounts that have written puts, with as little cash as this. */
async function openWriters(cash: bigint): Promise<void> {
  const { token, clearinghouse } = deployment.sets[0]!
  const client = clientOf()
  const wallet = createWalletClient({ chain: foundry, transport: http(stack.urls.rpc), account: trader })
  const done = async (hash: Hex) => {
    expect((await client.waitForTransactionReceipt({ hash })).status).toBe('success')
  }
  await done(await wallet.writeContract({ address: token, abi: demoStockTokenAbi, functionName: 'claim' }))
  const approve = { abi: demoStockTokenAbi, functionName: 'approve', args: [clearinghouse, maxUint256] } as const
  await done(await wallet.writeContract({ address: token, ...approve }))
  // Not as estimated: what a trade uses depends on what the keeper does in the same block.
  const house = { address: clearinghouse, abi: clearinghouseAbi, gas: 2_000_000n } as const
  const legs = [{ series: encodeSeries({ market: 0, strike: STRIKE, isPut: true }), quantity: (-3n * WAD) / 200n }]
  for (const account of accounts) {
    const deposit = { abi: clearinghouseAbi, functionName: 'deposit', args: [account, cash] } as const
    const args = [account, legs, 2n ** 255n - 1n, 2n ** 63n, []] as const
    const trade = { abi: clearinghouseAbi, functionName: 'trade', args } as const
    const both = [encodeFunctionData(deposit), encodeFunctionData(trade)]
    await done(await wallet.writeContract({ ...house, functionName: 'multicall', args: [both] }))
  }
}

async function weakCount(): Promise<number> {
  const { clearinghouse: address } = deployment.sets[0]!
  const client = clientOf()
  const house = { address, abi: clearinghouseAbi } as const
  const checks = accounts.map(async (account) => {
    const cash = await client.readContract({ ...house, functionName: 'cashOf', args: [account] })
    const args = [account, cash, false] as const
    const { result } = await client.simulateContract({ ...house, functionName: 'accountHealth', args })
    return result.equity < result.maintenanceMargin
  })
  return (await Promise.all(checks)).filter(Boolean).length
}

async function liquidations(): Promise<readonly Hex[]> {
  const { clearinghouse: address } = deployment.sets[0]!
  const logs = await clientOf().getLogs({ address, fromBlock: 0n })
  const found = parseEventLogs({ abi: clearinghouseAbi, logs, eventName: 'Liquidated' })
  return found.map(({ args }) => args.account)
}

it('estimates margin within its stated error of what the contract says', { timeout: LIMIT_MS }, async () => {
  // A keeper brings prices; nobody is weak yet.
  const first = await startKeeper(keeperAccount.key)
  await until(async () => (await fetch(first.url)).ok)
  await openWriters((3n * WAD) / 2n)
  const client = clientOf()
  const { clearinghouse } = deployment.sets[0]!
  const book = new AccountBook(client, clearinghouse, 1e18)
  book.mark(accounts)
  await book.refresh(Date.now() + 20_000)
  expect([book.size, book.backlog]).toEqual([COUNT, 0])
  const blockNumber = await client.getBlockNumber()
  const overview = await client.readContract({
    address: deployment.lens,
    abi: lensAbi,
    functionName: 'overview',
    blockNumber,
  })
  const figures = new SetFigures(overview, overview.sets[0]!)
  for (const [account, held] of book.entries()) {
    const estimate = figures.estimate(held)!
    const args = [account, held.rawCash, true] as const
    const house = { address: clearinghouse, abi: clearinghouseAbi, blockNumber } as const
    const { result } = await client.simulateContract({ ...house, functionName: 'accountHealth', args })
    const slack = Number(result.equity - result.maintenanceMargin) / 1e18
    expect(Math.abs(estimate.slack - slack)).toBeLessThan(estimate.error)
    expect(estimate.error).toBeLessThan(0.01)
  }
  first.process.kill('SIGKILL')
})

// K1: killed at random moments while it liquidates; K2: beside a second keeper. Everybody weak is liquidated, each once.
it('liquidates all who are weak though it is killed, and beside a second keeper', { timeout: LIMIT_MS }, async () => {
  const body = JSON.stringify({ symbol: 'BTC', factor: 0.7 })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${stack.urls.prices}/demo/shock`, { method: 'POST', body, headers })
  for (const ms of [2500, 3500, 4500]) {
    const victim = await startKeeper(keeperAccount.key)
    await new Promise((resolve) => setTimeout(resolve, ms))
    victim.process.kill('SIGKILL')
  }
  const [one, two] = [await startKeeper(keeperAccount.key), await startKeeper(traders[2]!.key)]
  await until(async () => (await weakCount()) === 0 && (await liquidations()).length > 0)
  const found = await liquidations()
  expect(new Set(found).size).toBe(COUNT)
  // Wholly or until the initial margin is met again: either way once at one price.
  expect(found.length).toBeLessThanOrEqual(COUNT + 2)
  for (const { url } of [one, two]) await until(async () => (await fetch(url)).ok)
})
