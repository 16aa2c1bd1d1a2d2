import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createPublicClient, createTestClient, createWalletClient, http, parseGwei } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { binary } from '@/scripts/lib/paths'
import { launch, type RunningProcess } from '@/scripts/lib/processes'
import { keeper, traders } from '@/scripts/stack/accounts'
import { nodeAnswers, waitUntilReady } from '@/scripts/stack/health'
import { findPort } from '@/scripts/stack/ports'
import { Sender } from './sender'

// A real node that mines only when told to (RELIABILITY K1–K3).
const directory = mkdtempSync(join(tmpdir(), 'sender-'))
const account = privateKeyToAccount(keeper.key)
const call = { to: traders[0]!.address, data: '0x', value: 1n } as const
const log = pino({ level: 'silent' })
let node: RunningProcess
let url: string

beforeAll(async () => {
  const port = await findPort(0)
  url = `http://127.0.0.1:${port}`
  const args = ['--port', String(port), '--no-mining', '--silent']
  node = launch({ name: 'node', command: binary('anvil'), args, env: {}, logFile: join(directory, 'node.log') })
  await waitUntilReady({ process: node, timeoutMs: 20_000, probe: () => nodeAnswers(url) })
}, 30_000)

afterAll(async () => {
  await node.stop()
  rmSync(directory, { recursive: true, force: true })
})

function clients(inclusionMs = 600) {
  const transport = http(url, { retryCount: 0 })
  const client = createPublicClient({ transport })
  const wallet = createWalletClient({ account, chain: foundry, transport })
  const control = createTestClient({ chain: foundry, transport, mode: 'anvil' })
  const sender = new Sender({ client, account, chainId: foundry.id, inclusionMs, log })
  const count = (blockTag: 'latest' | 'pending') => client.getTransactionCount({ address: account.address, blockTag })
  return { client, wallet, control, sender, count }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50)
}

/** The transaction of the account that waits in the pool with this nonce. */
async function waiting(nonce: number) {
  const { pending } = await clients().control.getTxpoolContent()
  const address = account.address.toLowerCase()
  return Object.entries(pending).find(([sender]) => sender.toLowerCase() === address)?.[1][nonce]
}

async function mineUntil<Result>(settled: Promise<Result>): Promise<Result> {
  const mining = setInterval(() => void clients().control.mine({ blocks: 1 }), 200)
  return settled.finally(() => clearInterval(mining))
}

describe('sender', { timeout: 30_000 }, () => {
  beforeEach(async () => {
    await clients().control.mine({ blocks: 1 })
  })

  it('raises the fee of a stuck transaction; one version is included', async () => {
    const { client, sender, count } = clients()
    const nonce = await count('latest')
    const sent = sender.send(call)
    await until(async () => (await waiting(nonce)) !== undefined)
    const first = await waiting(nonce)
    await until(async () => (await waiting(nonce))?.hash !== first?.hash)
    const outcome = await mineUntil(sent)
    if (outcome.status !== 'done') throw new Error(`The outcome is ${outcome.status}.`)
    const { maxPriorityFeePerGas = 0n } = await client.getTransaction({ hash: outcome.hash })
    expect(maxPriorityFeePerGas).toBeGreaterThan(BigInt(first?.maxPriorityFeePerGas ?? 0))
    expect(await count('latest')).toBe(nonce + 1)
  })

  it('replaces what an earlier life has left in the pool', async () => {
    const { client, wallet, sender, count } = clients()
    const nonce = await count('latest')
    const fees = { maxFeePerGas: parseGwei('3'), maxPriorityFeePerGas: 1n }
    const stuck = await wallet.sendTransaction({ ...call, nonce, gas: 21_000n, ...fees })
    const sent = sender.send(call)
    await until(async () => (await waiting(nonce))?.hash !== stuck)
    expect((await mineUntil(sent)).status).toBe('done')
    expect(await count('latest')).toBe(nonce + 2)
    await expect(client.getTransactionReceipt({ hash: stuck })).rejects.toThrow()
  })

  it('hands a transaction to the node again that it has let go of', async () => {
    const { control, sender, count } = clients(20_000)
    const nonce = await count('latest')
    const sent = sender.send(call)
    await until(async () => (await waiting(nonce)) !== undefined)
    const first = await waiting(nonce)
    await control.dropTransaction({ hash: first!.hash })
    await until(async () => (await waiting(nonce)) !== undefined)
    const outcome = await mineUntil(sent)
    // The same one, not a dearer one.
    expect(outcome).toMatchObject({ status: 'done', hash: first!.hash })
  })

  it('waits for what an earlier life has sent and is being included', async () => {
    const { client, wallet, sender, count } = clients(10_000)
    const nonce = await count('latest')
    const earlier = await wallet.sendTransaction({ ...call, nonce, gas: 21_000n })
    const sent = sender.send(call)
    await sleep(300)
    expect((await mineUntil(sent)).status).toBe('done')
    expect((await client.getTransactionReceipt({ hash: earlier })).status).toBe('success')
    expect(await count('latest')).toBe(nonce + 2)
  })

  it('does not send what would revert', async () => {
    const { control, sender, count } = clients()
    const before = await count('pending')
    const to = '0x00000000000000000000000000000000000000fe'
    await control.setCode({ address: to, bytecode: '0x60006000fd' })
    expect((await sender.send({ to, data: '0x', value: 0n })).status).toBe('refused')
    expect(await count('pending')).toBe(before)
  })

  it('sends many without waiting for each, and answers for those that it has begun when time is up', async () => {
    const { control, sender, count } = clients(10_000)
    const before = await count('latest')
    const broken = '0x00000000000000000000000000000000000000fe'
    await control.setCode({ address: broken, bytecode: '0x60006000fd' })
    const calls = [call, call, { ...call, to: broken, value: 0n }, call, call, call] as const
    const all = sender.sendMany(calls, Date.now() + 10_000)
    await until(async () => (await waiting(before + 4)) !== undefined)
    expect((await mineUntil(all)).map(({ status }) => status)).toEqual([
      ...['done', 'done', 'refused', 'done', 'done', 'done'],
    ])
    expect(await count('latest')).toBe(before + 5)
    const some = sender.sendMany(calls, Date.now() - 1)
    expect((await mineUntil(some)).map(({ status }) => status)).toEqual(['done', 'done', 'refused', 'done'])
  })

  it('does no harm beside another sender with the same key', async () => {
    const { count } = clients()
    const before = await count('latest')
    const senders = [clients().sender, clients().sender]
    const outcomes = await mineUntil(Promise.allSettled(senders.map((sender) => sender.send(call))))
    const done = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.status === 'done')
    expect(done.length).toBeGreaterThanOrEqual(1)
    expect(await count('latest')).toBeGreaterThan(before)
    expect(await count('pending')).toBe(await count('latest'))
  })
})
