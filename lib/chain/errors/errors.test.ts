import { encodeErrorResult, UserRejectedRequestError } from 'viem'
import { describe, expect, it } from 'vitest'
import { allErrorsAbi } from '@/contracts-abi/errors'
import { explainError } from './index'
import { sentences } from './sentences'

describe('errors', () => {
  it('of the contracts all have a sentence (DESIGN §5, 10)', () => {
    const missing = allErrorsAbi.map(({ name }) => name).filter((name) => sentences[name] === undefined)
    expect(missing).toEqual([])
  })

  it('are explained by what the contract answered', () => {
    const data = encodeErrorResult({ abi: allErrorsAbi, errorName: 'CapacityExceeded', args: [2n, 1n] })
    const explained = explainError({ name: 'ContractFunctionExecutionError', cause: { raw: data } })
    expect(explained).toMatchObject({ kind: 'revert', name: 'CapacityExceeded' })
    expect(explained.action).toBe('Choose a smaller size.')
  })

  it('tell a refusal from a failure', () => {
    expect(explainError(new UserRejectedRequestError(new Error('no'))).kind).toBe('rejected')
    expect(explainError({ name: 'HttpRequestError' }).kind).toBe('network')
    expect(explainError({ data: '0xdeadbeef' }).kind).toBe('revert')
    expect(explainError(undefined).kind).toBe('unknown')
  })
})
