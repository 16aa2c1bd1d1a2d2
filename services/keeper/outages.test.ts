import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createPublicClient, http } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { keeper as keeperAccount, traders } from '@/scripts/stack/accounts'
import { startStack, type Stack } from '@/scripts/stack'
import { findPort } from '@/scripts/stack/ports'
import { System } from './system'

// The real node, contracts, price service and keeper, each killed and started again.
const LIMIT_MS = 120_000
let stack: Stack
let keeper: ChildProcess | undefined
let rival: ChildProcess | undefined

beforeAll(async () => {
  stack = await startStack({
    name: `keeper-test-${process.pid}`,
    web: 'none',
    withKeeper: false,
    chainPort: 0,
    pricePort: 0,
    blockSeconds: 1,
  })
}, LIMIT_MS)

afterAll(async () => {
  keeper?.kill('SIGKILL')
  rival?.kill('SIGKILL')
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

function spawnKeeper(key: string, port: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'services/keeper/main.ts'], {
    env: { ...process.env, ...stack.env, KEEPER_PRIVATE_KEY: key, KEEPER_HEALTH_PORT: port },
    stdio: 'ignore',
  })
}

function startKeeper(): void {
  keeper = spawnKeeper(keeperAccount.key, new URL(stack.urls.keeper).port)
}

async function shock(factor: number): Promise<void> {
  const body = JSON.stringify({ symbol: 'BTC', factor })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${stack.urls.prices}/demo/shock`, { method: 'POST', body, headers })
}

async function spot(): Promise<number> {
  const client = createPublicClient({ transport: http(stack.urls.rpc, { retryCount: 0 }) })
  const system = await System.open(client, stack.deploymentFile, 31_337)
  const { oracle } = system.deployment
  const price = await client.readContract({ address: oracle, abi: pythOracleAbi, functionName: 'latest', args: [0n] })
  return Number(price.value) / 1e18
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error('It has not happened in time.')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

it(
  'brings prices on chain, and again after it, the price service and the node were killed',
  { timeout: LIMIT_MS },
  async () => {
    startKeeper()
    await shock(1.2)
    await until(async () => (await spot()) > 75_000)

    keeper?.kill('SIGKILL')
    await shock(1.2)
    startKeeper()
    await until(async () => (await spot()) > 90_000)

    await stack.services.prices?.stop()
    await stack.services.prices?.start()
    await stack.services.node?.stop()
    await shock(1.2)
    await stack.services.node?.start()
    await until(async () => (await spot()) > 108_000)
    await until(async () => (await fetch(`${stack.urls.keeper}/health`)).ok)
  },
)

// K2: two instances, one of them even with the same key.
it('does its work beside a second keeper', { timeout: LIMIT_MS }, async () => {
  for (const key of [traders[2]!.key, keeperAccount.key]) {
    const port = String(await findPort(0))
    rival = spawnKeeper(key, port)
    await until(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok)
    const before = await spot()
    await shock(1.1)
    await until(async () => (await spot()) > before * 1.08)
    await until(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok)
    await until(async () => (await fetch(`${stack.urls.keeper}/health`)).ok)
    expect([keeper?.exitCode, rival.exitCode]).toEqual([null, null])
    rival.kill('SIGTERM')
    await until(() => Promise.resolve(rival?.exitCode === 0))
  }
})
