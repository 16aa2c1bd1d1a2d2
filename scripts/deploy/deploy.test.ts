import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deployment } from '@/lib/chain/deployment'
import { local } from './networks/local'
import { Pipeline } from './pipeline'
import { placeholderPrices, startSandbox, type Sandbox } from './sandbox'
import { prepareSystem } from './system'
import { verifySystem } from './verify'

const BLOCK_GAS = 200_000_000n

describe('a deployment', () => {
  let sandbox: Sandbox
  let deployment: Deployment

  beforeAll(async () => {
    sandbox = await startSandbox(local.chainId, BLOCK_GAS)
    const { sender } = sandbox
    const pipeline = await Pipeline.start(sender)
    const contracts = prepareSystem(pipeline, local, sender.account.address, placeholderPrices(local.feeds))
    await pipeline.send({ inFlight: 1000, pollMs: 20 })
    deployment = { ...contracts, fromBlock: 0 }
  }, 60_000)

  afterAll(() => sandbox.stop())

  it('is found as configured', async () => {
    await verifySystem(sandbox.sender.reader, deployment, local, sandbox.sender.account.address)
    expect(deployment.sets).toHaveLength(3)
  })
})
