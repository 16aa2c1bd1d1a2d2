import { describe, expect, it } from 'vitest'
import { testSet } from '@/lib/server/testing/overview'
import type { FlowContext } from './context'
import { PoolPriceMoved, poolDepositSteps, poolRedeemSteps, stakeSteps, unstakeSteps } from './pools'

/** A context whose pools give `gives` for anything, and which notes what the wallet was asked. */
function contextOf(gives: bigint, allowance = 0n, poolByRequest = false) {
  const sent: { readonly functionName: string; readonly args: readonly unknown[] }[] = []
  const context = {
    account: { address: '0x9' },
    set: testSet,
    poolByRequest,
    user: { mainPoolAllowance: allowance, insurancePoolAllowance: allowance },
    reader: {
      readContract: async () => gives,
      simulateContract: async (call: unknown) => ({ request: call }),
      estimateContractGas: async () => 100n,
    },
    wallet: { writeContract: async (call: (typeof sent)[number]) => (sent.push(call), '0x1') },
  } as unknown as FlowContext
  return { context, sent }
}

const exchange = { amount: 10n, least: 100n }

describe('pool flows', () => {
  it('send nothing when the pool would give less than was promised (F4)', async () => {
    for (const steps of [poolDepositSteps, stakeSteps, poolRedeemSteps, unstakeSteps]) {
      const { context, sent } = contextOf(99n, 10n)
      await expect(steps(context, exchange).at(-1)!.run()).rejects.toBeInstanceOf(PoolPriceMoved)
      expect(sent).toEqual([])
    }
  })

  it('approve exactly what is paid in, unless that much is allowed (F5)', async () => {
    const { context, sent } = contextOf(100n)
    for (const step of poolDepositSteps(context, exchange)) await step.run()
    expect(sent.map(({ functionName, args }) => [functionName, args])).toEqual([
      ['approve', [testSet.mainPool, 10n]],
      ['deposit', [10n, '0x9']],
    ])
    expect(stakeSteps(contextOf(100n, 10n).context, exchange)).toHaveLength(1)
  })

  it('ask to enter and to leave, limit included, while shares are bought and sold by request', async () => {
    const { context, sent } = contextOf(100n, 10n, true)
    const steps = [...poolDepositSteps(context, exchange), ...poolRedeemSteps(context, exchange)]
    for (const step of steps) await step.run()
    expect(steps.every(({ asks }) => asks)).toBe(true)
    expect(sent.map(({ functionName, args }) => [functionName, args])).toEqual([
      ['requestDeposit', [10n, 100n]],
      ['requestRedeem', [10n, 100n]],
    ])
    const moved = contextOf(99n, 10n, true)
    await expect(poolDepositSteps(moved.context, exchange)[0]!.run()).rejects.toBeInstanceOf(PoolPriceMoved)
    expect(moved.sent).toEqual([])
  })

  it('redeem shares for their owner', async () => {
    const { context, sent } = contextOf(100n)
    await poolRedeemSteps(context, exchange)[0]!.run()
    expect(sent[0]).toMatchObject({ address: testSet.mainPool, functionName: 'redeem', args: [10n, '0x9', '0x9'] })
  })
})
