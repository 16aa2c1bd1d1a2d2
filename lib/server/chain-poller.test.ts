import { describe, expect, it, vi } from 'vitest'
import { createChainPoller, type ChainReader } from './chain-poller'

function setUp(overrides: Partial<ChainReader<string>> = {}) {
  const chain = { block: 1n, now: 1000, failure: undefined as Error | undefined }
  const reader = {
    verify: vi.fn(() => Promise.resolve()),
    blockNumber: vi.fn(() => (chain.failure ? Promise.reject(chain.failure) : Promise.resolve(chain.block))),
    read: vi.fn(() => Promise.resolve({ blockNumber: chain.block, data: `block ${chain.block}` })),
    ...overrides,
  }
  const onData = vi.fn()
  const onHealth = vi.fn()
  const poller = createChainPoller({ reader, intervalMs: 1000, now: () => chain.now, onData, onHealth })
  return { chain, reader, onData, onHealth, poller }
}

describe('createChainPoller', () => {
  it('P2: reads once per new block', async () => {
    const { chain, reader, onData, poller } = setUp()
    await poller.poll()
    await poller.poll()
    expect(reader.read).toHaveBeenCalledTimes(1)
    chain.block = 2n
    await poller.poll()
    expect(onData.mock.calls).toEqual([['block 1'], ['block 2']])
  })

  it('never overlaps itself', async () => {
    const { reader, poller } = setUp()
    await Promise.all([poller.poll(), poller.poll(), poller.poll()])
    expect(reader.blockNumber).toHaveBeenCalledTimes(1)
  })

  it('F8: keeps the last data with its age while the node is away, and heals unaided', async () => {
    const { chain, onHealth, poller } = setUp()
    await poller.poll()
    chain.now = 60_000
    chain.failure = new Error('node away')
    await poller.poll()
    expect(poller.state()).toMatchObject({ data: 'block 1', answeredAt: 1000, failure: new Error('node away') })
    chain.failure = undefined
    await poller.poll()
    expect(poller.state()).toMatchObject({ data: 'block 1', answeredAt: 60_000, failure: undefined })
    expect(onHealth.mock.calls).toEqual([[new Error('node away')], [undefined]])
  })

  it('F7: shows nothing of the wrong chain, and looks again after every failure', async () => {
    const verify = vi.fn(() => Promise.reject(new Error('wrong chain')))
    const { reader, poller } = setUp({ verify })
    await poller.poll()
    await poller.poll()
    expect(reader.read).not.toHaveBeenCalled()
    expect(poller.state().data).toBeUndefined()
    expect(verify).toHaveBeenCalledTimes(2)
  })
})
