import { describe, expect, it } from 'vitest'
import type { FlowContext } from './context'
import { costLimit, supportsPermit } from './trade'

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
