import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createPublicClient, http } from 'viem'
import { afterAll, beforeAll, it } from 'vitest'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { keeper as keeperAccount } from '@/scripts/stack/accounts'
import { startStack, type Stack } from '@/scripts/stack'
import { System } from './system'

// The real node, contracts, price service and keeper, each killed and started again.
const LIMIT_MS = 60_000
let stack: Stack
let keeper: ChildProcess | undefined

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
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

function startKeeper(): void {
  const env = { ...process.env, ...stack.env, KEEPER_PRIVATE_KEY: keeperAccount.key }
  const port = new URL(stack.urls.keeper).port
  keeper = spawn(process.execPath, ['--import', 'tsx', 'services/keeper/main.ts'], {
    env: { ...env, KEEPER_HEALTH_PORT: port },
    stdio: 'ignore',
  })
}

async function shock(factor: number): Promise<void> {
  const body = JSON.stringify({ symbol: 'BTC', factor })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${stack.urls.prices}/demo/shock`, { method: 'POST', body, headers })
}

async function spot(): Promise<number> {
  const client = createPublicClient({ transport: http(stack.urls.rpc, { retryCount: 0 }) })
  const system = await System.open(client, stack.deploymentFile, 31_337, 1000n)
  const { oracle } = system.deployment
  const price = await client.readContract({ address: oracle, abi: pythOracleAbi, functionName: 'latest', args: [0n] })
  return Number(price.value) / 1e18
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
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
