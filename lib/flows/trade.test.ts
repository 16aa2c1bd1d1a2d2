import { decodeFunctionData, encodeErrorResult, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { allErrorsAbi } from '@/contracts-abi/errors'
import { encodeAccount } from '@/lib/chain/series'
import { testSet } from '@/lib/server/testing/overview'
import type { FlowContext } from './context'
import { costLimit, supportsPermit, tradeSteps } from './trade'

const signer = (code: string | undefined) =>
  supportsPermit({
    set: { token: '0x1' },
    account: { address: '0x2' },
    reader: { getCode: async () => code, readContract: async () => 0n },
  } as unknown as FlowContext)

describe('a permit', () => {
  it('is asked of accounts that can sign one', async () => {
    expect(await signer(undefined)).toBe(true)
    expect(await signer(`0xef0100${'11'.repeat(20)}`)).toBe(true)
  })

  it('is not asked of a contract, whose signature the token would not take', async () => {
    expect(await signer('0x6080')).toBe(false)
  })
})

describe('the limit', () => {
  it('lets no more be paid, and no less be received, than the slippage allows', () => {
    expect(costLimit(10_000n, 50)).toBe(10_050n)
    expect(costLimit(1n, 50)).toBe(1n)
    expect(costLimit(-10_000n, 50)).toBe(-9950n)
    expect(costLimit(-1n, 50)).toBe(-1n)
  })
})

const account = encodeAccount('0x0000000000000000000000000000000000000009')

/** A set that takes requests; `refusal` is what a tried trade answers. */
function requestContext(refusal?: Hex) {
  const sent: { readonly functionName: string; readonly args: readonly unknown[]; readonly value?: bigint }[] = []
  const context = {
    account: { address: '0x9' },
    set: testSet,
    execution: { delay: 3n, window: 60n },
    user: { clearinghouseAllowance: 10n, account: { account } },
    reader: {
      getBlock: async () => ({ timestamp: 1000n }),
      simulateContract: async (call: { functionName: string }) => {
        if (call.functionName === 'tryTrade') throw Object.assign(new Error(), { data: refusal })
        return { request: call }
      },
      estimateContractGas: async () => 100n,
    },
    wallet: { writeContract: async (call: (typeof sent)[number]) => (sent.push(call), '0x1') },
  } as unknown as FlowContext
  return { context, sent }
}

const open = {
  kind: 'open',
  title: 'Open long',
  set: 0,
  legs: [{ series: 7n, quantity: 5n }],
  expectedCost: 10_000n,
  slippageBps: 50,
  assets: ['BTC'],
  deposit: 0n,
} as const

describe('a trade where requests are taken', () => {
  it('is asked for with its limit and deadline, without prices, and its outcome is waited for', async () => {
    const { context, sent } = requestContext()
    const [step] = tradeSteps(context, open, false)
    expect(step?.asks).toBe(true)
    await step?.run()
    expect(sent).toMatchObject([{ functionName: 'request', args: [account, open.legs, 10_050n, 1120n] }])
    expect(sent[0]?.value).toBeUndefined()
  })

  it('is asked for behind its deposit in one transaction', async () => {
    const { context, sent } = requestContext()
    await tradeSteps(context, { ...open, deposit: 10n }, false)[0]?.run()
    const [calls] = sent[0]?.args as [Hex[]]
    const names = calls.map((data) => decodeFunctionData({ abi: clearinghouseAbi, data }).functionName)
    expect(names).toEqual(['deposit', 'request'])
  })

  it('is not asked for when it would surely be refused; what a later price may change is no reason (F3)', async () => {
    const full = encodeErrorResult({ abi: allErrorsAbi, errorName: 'CapacityExceeded', args: [2n, 1n] })
    const certain = requestContext(full)
    await expect(tradeSteps(certain.context, open, false)[0]?.run()).rejects.toThrow()
    expect(certain.sent).toEqual([])
    const stale = requestContext(encodeErrorResult({ abi: allErrorsAbi, errorName: 'StalePrice', args: [0n, 1n, 2n] }))
    await tradeSteps(stale.context, open, false)[0]?.run()
    expect(stale.sent).toHaveLength(1)
  })
})
