import { rmSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import { createPublicClient, createTestClient, createWalletClient, http, type Address } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { feeds } from '@/lib/chain/feeds'
import { encodeAccount, encodeSeries } from '@/lib/chain/series'
import { keeper as keeperAccount, traders } from '@/scripts/stack/accounts'
import { startStack, type Stack } from '@/scripts/stack'
import { toHermesUpdate } from '../price-service/hermes'
import { System } from './system'

const LIMIT_MS = 120_000
const WAD = 10n ** 18n
const YEAR = 31_536_000
let stack: Stack
let keeper: ChildProcess | undefined

beforeAll(async () => {
  const name = `exhausted-test-${process.pid}`
  const ports = { chainPort: 0, pricePort: 0 }
  // Nobody is there to execute requests while the test opens its positions.
  stack = await startStack({ name, web: 'none', withKeeper: false, blockSeconds: 1, tradesAtOnce: true, ...ports })
}, LIMIT_MS)

afterAll(async () => {
  keeper?.kill('SIGKILL')
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

it('closes an account whose funding has eaten its cash', { timeout: LIMIT_MS }, async () => {
  const transport = http(stack.urls.rpc)
  const chain = foundry
  const client = createPublicClient({ chain, transport, pollingInterval: 200 })
  const { deployment } = await System.open(client, stack.deploymentFile, chain.id)
  const { token, clearinghouse } = deployment.sets[0]!
  const account = privateKeyToAccount(traders[0]!.key)
  const wallet = createWalletClient({ chain, transport, account })
  const margin = encodeAccount(account.address)
  const cash = () =>
    client.readContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'cashOf', args: [margin] })
  const positions = () =>
    client.readContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'positionsOf', args: [margin] })
  const done = async (hash: Promise<`0x${string}`>) => {
    const receipt = await client.waitForTransactionReceipt({ hash: await hash })
    expect(receipt.status).toBe('success')
  }
  const legs = [{ series: encodeSeries({ market: 0, strike: 65_000n * WAD, isPut: false }), quantity: WAD / 20n }]
  const trade = [margin, legs, 2n ** 255n - 1n, 2n ** 63n, []] as const
  await done(wallet.writeContract({ address: token, abi: demoStockTokenAbi, functionName: 'claim' }))
  await done(
    wallet.writeContract({
      address: token,
      abi: demoStockTokenAbi,
      functionName: 'approve',
      args: [clearinghouse, 10n * WAD],
    }),
  )
  await done(
    wallet.writeContract({
      address: clearinghouse,
      abi: clearinghouseAbi,
      functionName: 'deposit',
      args: [margin, 10n * WAD],
    }),
  )
  await done(
    wallet.writeContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'trade', args: trade }),
  )
  expect(await positions()).toHaveLength(1)

  await createTestClient({ chain, transport, mode: 'anvil' }).increaseTime({ seconds: YEAR })
  await bringPricesOfTheFuture(deployment.oracle)
  expect(await cash()).toBeGreaterThan(0n)
  keeper = spawn(process.execPath, ['--import', 'tsx', 'services/keeper/main.ts'], {
    env: { ...process.env, ...stack.env, KEEPER_PRIVATE_KEY: keeperAccount.key, KEEPER_HEALTH_PORT: '0' },
    stdio: 'ignore',
  })
  const deadline = Date.now() + 40_000
  while ((await positions()).length > 0 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await positions()).toHaveLength(0)

  async function bringPricesOfTheFuture(oracle: Address): Promise<void> {
    const { timestamp } = await client.getBlock()
    const publishTime = Math.max(Number(timestamp), Math.floor(Date.now() / 1000) + YEAR)
    const values = [65_000n, 3500n, 250n, 130n, 560n]
    const prices = feeds.map(({ id, symbol }, i) => {
      const price = values[i]! * 10n ** 8n
      return { id, symbol, price, confidence: 10n ** 5n, exponent: -8, publishTime }
    })
    const updates = toHermesUpdate(prices, 'hex', false).binary.data.map((hex) => `0x${hex}` as const)
    const fee = await client.readContract({
      address: oracle,
      abi: pythOracleAbi,
      functionName: 'updateFee',
      args: [updates],
    })
    await done(
      wallet.writeContract({
        address: oracle,
        abi: pythOracleAbi,
        functionName: 'update',
        args: [updates],
        value: fee,
      }),
    )
  }
})
