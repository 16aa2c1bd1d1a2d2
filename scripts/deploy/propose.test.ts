import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import type { Address, Deployment } from '@/lib/chain/deployment'
import { readNetwork } from './networks'
import type { NetworkParameters } from './parameters'
import { Pipeline } from './pipeline'
import { proposeSet, type ProposedCall } from './propose'
import { placeholderPrices, startSandbox, type Sandbox } from './sandbox'
import { prepareSystem } from './system'
import { verifySystem } from './verify'

const DELAY = 3600
const sending = { inFlight: 1000, pollMs: 20 }

describe('a proposal of a new set', () => {
  const all = readNetwork('local')
  const stocks = all.stocks.filter(({ symbol }) => symbol !== 'SPY')
  const before: NetworkParameters = { ...all, stocks, governorDelay: DELAY }
  let sandbox: Sandbox
  let deployment: Deployment
  let token: Address

  beforeAll(async () => {
    sandbox = await startSandbox(before.chainId)
    const { sender } = sandbox
    const pipeline = await Pipeline.start(sender)
    const contracts = prepareSystem(pipeline, before, sender.account.address, placeholderPrices(before.feeds))
    token = pipeline.deploy('DemoStockToken', demoStockTokenAbi, ['SPY', 'SPY', 0n, sender.account.address, 0n])
    await pipeline.send(sending)
    deployment = { ...contracts, fromBlock: 0 }
  }, 60_000)

  afterAll(() => sandbox.stop())

  it('waits for the governor’s delay, is seen meanwhile, and becomes a set as configured', async () => {
    const after: NetworkParameters = { ...before, stocks: [...stocks, { symbol: 'SPY', name: 'SPY', token }] }
    const { calls, set } = await proposeSet(sandbox.sender.reader, deployment, after, 'SPY')
    const creation = calls.at(-1)
    if (creation === undefined) throw new Error('Nothing is proposed.')
    for (const call of calls.slice(0, -1)) expect(await send(call), call.what).toBe('success')
    const { notes, faults } = await verifySystem(sandbox.sender.reader, deployment, before)
    expect(faults).toEqual([])
    expect(notes.map((note) => note.split(' can ')[0])).toEqual(['createSet on factory'])
    expect(await send(creation)).toBe('reverted')
    await rpc('evm_increaseTime', [DELAY])
    expect(await send(creation)).toBe('success')
    const report = await verifySystem(sandbox.sender.reader, { ...deployment, sets: [...deployment.sets, set] }, after)
    expect(report.faults).toEqual([])
    expect(report.notes).toEqual([])
  }, 30_000)

  it('is refused for a token that is not configured or has a set', async () => {
    const { reader } = sandbox.sender
    await expect(proposeSet(reader, deployment, before, 'SPY')).rejects.toThrow('names no token for SPY')
    const named = { ...before, stocks: [{ symbol: 'TSLA', name: 'Tesla', token }] }
    await expect(proposeSet(reader, deployment, named, 'TSLA')).rejects.toThrow('TSLA has a set already')
  })

  async function send({ to, data }: ProposedCall): Promise<string> {
    const { wallet, reader, account, chain } = sandbox.sender
    const hash = await wallet.sendTransaction({ account, chain, to, data, gas: 16_000_000n })
    return (await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 })).status
  }

  function rpc(method: string, params: readonly unknown[]): Promise<unknown> {
    const request = sandbox.sender.reader.request as (call: object) => Promise<unknown>
    return request({ method, params })
  }
})
