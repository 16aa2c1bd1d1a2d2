import { encodeErrorResult, type Hex } from 'viem'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { allErrorsAbi } from '@/contracts-abi/errors'
import { encodeAccount } from '@/lib/chain/series'
import { testOverview, testSet } from '@/lib/server/testing/overview'
import type { Asked } from './asked'
import type { Sender } from './context'
import { awaitOutcome, type Offer } from './outcome'

const OWNER = '0x0000000000000000000000000000000000000009'
const ASKED_AT = 100n
const NOT_BEFORE = 1003n
const overview = { ...testOverview, execution: [{ delay: 3n, window: 60n }] }

const trade: Asked = {
  kind: 'trade',
  clearinghouse: testSet.clearinghouse,
  account: encodeAccount(OWNER),
  request: { legs: [], maxCost: 5n, cash: 9n, notBefore: NOT_BEFORE, requester: OWNER },
  place: { blockNumber: ASKED_AT, logIndex: 1 },
}
const liquidity: Asked = {
  kind: 'liquidity',
  mainPool: testSet.mainPool,
  id: 4n,
  request: { owner: OWNER, entering: true, amount: 10n, least: 1n, notBefore: NOT_BEFORE },
  place: { blockNumber: ASKED_AT, logIndex: 1 },
}

interface Log {
  readonly eventName: string
  readonly blockNumber: bigint
  readonly logIndex: number
  readonly args: Record<string, unknown>
}

/** A chain whose newest block and logs the test sets, and which notes what is simulated on it. */
function chainOf() {
  const state = { number: ASKED_AT, timestamp: 1000n, logs: [] as Log[] }
  const sent: { readonly functionName: string; readonly args: readonly unknown[]; readonly value?: bigint }[] = []
  const reader = {
    getBlock: async () => ({ ...state }),
    getContractEvents: async ({ eventName }: Log) => state.logs.filter((log) => log.eventName === eventName),
    readContract: async ({ functionName }: { functionName: string }) => (functionName === 'executionWindow' ? 60n : 7n),
    simulateContract: async (call: unknown) => ({ request: call }),
    estimateContractGas: async () => 100n,
    waitForTransactionReceipt: async () => ({ status: 'success' }),
  }
  const wallet = { writeContract: async (call: (typeof sent)[number]) => (sent.push(call), '0x1' as const) }
  const sender = async () => ({ account: { address: OWNER }, reader, wallet }) as unknown as Sender
  return { state, sent, reader, sender }
}

/** Watches a request on such a chain. `pass` moves the chain on by a block. */
function watch(asked: Asked) {
  const chain = chainOf()
  const said: string[] = []
  const offers: (Offer | undefined)[] = []
  const signal = new AbortController()
  const done = awaitOutcome({
    reader: chain.reader as never,
    overview,
    sender: chain.sender,
    asked,
    watch: { say: (words) => said.push(words), offer: (offer) => offers.push(offer), signal: signal.signal },
  })
  done.catch(() => undefined)
  const pass = async (timestamp: bigint, ...logs: Log[]) => {
    Object.assign(chain.state, { number: chain.state.number + 1n, timestamp, logs: [...chain.state.logs, ...logs] })
    await vi.advanceTimersByTimeAsync(1000)
  }
  return { ...chain, said, offers, done, pass }
}

const log = (eventName: string, args: Log['args'], blockNumber = ASKED_AT + 1n): Log => ({
  eventName,
  blockNumber,
  logIndex: 0,
  args,
})
const refused = (reason: Hex) => log('RequestRefused', { reason })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async () => Response.json({ updateData: ['0xfeed'] }))
  return () => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})

describe('a trade asked for', () => {
  it('waits for its price, then says what it cost; the end of the request before it is not its own', async () => {
    const { said, offers, done, pass } = watch(trade)
    await pass(1001n, log('RequestExecuted', { cost: 1n }, ASKED_AT))
    expect(said).toEqual([expect.stringMatching(/^waits for the first price after \d\d:\d\d:\d\d$/)])
    await pass(1005n, log('RequestExecuted', { cost: 5n * 10n ** 16n }))
    await done
    expect(said.at(-1)).toBe('executed, paid 0.05 dTSLA')
    expect(offers.every((offer) => offer === undefined)).toBe(true)
  })

  it('tells a refusal in the words of the error, and that the reward alone was paid', async () => {
    const { done, pass } = watch(trade)
    await pass(1005n, refused(encodeErrorResult({ abi: allErrorsAbi, errorName: 'CostAboveLimit', args: [6n, 5n] })))
    await expect(done).rejects.toMatchObject({
      title: 'The price moved beyond your limit.',
      action: expect.stringContaining('Nothing was traded; whoever executed the request got 0.10 USD.') as string,
    })
  })

  it('may be executed by its owner after a while, with fresh prices and their fee', async () => {
    const { sent, offers, done, pass } = watch(trade)
    await pass(NOT_BEFORE + 11n)
    expect(offers.filter((offer) => offer !== undefined)).toEqual([])
    await pass(NOT_BEFORE + 12n)
    const offer = offers.at(-1)
    expect(offer?.label).toMatch(/^Execute it myself/)
    expect(sent).toEqual([])
    await offer?.take()
    expect(sent).toMatchObject([
      { functionName: 'executeRequest', args: [trade.account, trade.request, ['0xfeed'], OWNER], value: 7n },
    ])
    await pass(NOT_BEFORE + 14n, log('RequestExecuted', { cost: -(10n ** 17n) }))
    await done
  })

  it('says why the owner could not execute it, and goes on waiting', async () => {
    const { said, offers, done, pass } = watch(trade)
    await pass(NOT_BEFORE + 12n)
    vi.stubGlobal('fetch', async () => new Response('', { status: 503 }))
    await offers.at(-1)?.take()
    expect(said.at(-1)).toContain('The price service does not answer.')
    expect(offers.at(-1)?.label).toBe('Try again')
    await pass(NOT_BEFORE + 14n, log('RequestExecuted', { cost: 1n }))
    await done
  })

  it('has lapsed when nobody executed it; its owner ends it without a price', async () => {
    const { said, sent, offers, done, pass } = watch(trade)
    await pass(NOT_BEFORE + 61n)
    expect(said.at(-1)).toMatch(/^Nobody executed the request in time/)
    await offers.at(-1)?.take()
    expect(sent).toMatchObject([{ functionName: 'executeRequest', args: [trade.account, trade.request, [], OWNER] }])
    await pass(NOT_BEFORE + 63n, refused(encodeErrorResult({ abi: allErrorsAbi, errorName: 'RequestLapsed' })))
    await expect(done).rejects.toMatchObject({
      action: expect.stringContaining('Nothing was traded or paid.') as string,
    })
  })
})

describe('entering a pool asked for', () => {
  it('is done, or given back', async () => {
    const entered = watch(liquidity)
    await entered.pass(1005n, log('LiquidityRequestClosed', { done: true }))
    await entered.done
    const back = watch(liquidity)
    await back.pass(1005n, log('LiquidityRequestClosed', { done: false }))
    await expect(back.done).rejects.toMatchObject({
      action: expect.stringContaining('You have your dTSLA back') as string,
    })
    const late = watch(liquidity)
    await late.pass(NOT_BEFORE + 61n, log('LiquidityRequestClosed', { done: false }))
    await expect(late.done).rejects.toMatchObject({ title: 'Nobody executed the request in time.' })
  })

  it('is executed by its owner after fresh prices were brought', async () => {
    const { sent, offers, done, pass } = watch(liquidity)
    await pass(NOT_BEFORE + 12n)
    await offers.at(-1)?.take()
    expect(sent).toMatchObject([
      { functionName: 'update', args: [['0xfeed']] },
      { functionName: 'executeRequest', args: [4n, liquidity.request, OWNER] },
    ])
    await pass(NOT_BEFORE + 14n, log('LiquidityRequestClosed', { done: true }))
    await done
  })
})
