import { concat, size, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { chunksOf, dataContract } from './setCode'

const code = (bytes: number): Hex => `0x${'ab'.repeat(bytes)}`

describe('creation code on chain', () => {
  it.each([
    [1, [1]],
    [24_575, [24_575]],
    [24_576, [24_575, 1]],
    [60_000, [24_575, 24_575, 10_850]],
  ])('of %i bytes is cut into %o', (bytes, sizes) => {
    const chunks = chunksOf(code(bytes))
    expect(chunks.map(size)).toEqual(sizes)
    expect(concat(chunks)).toBe(code(bytes))
  })

  it('lies after a byte that stops whoever calls it, in the form of SSTORE2', () => {
    expect(dataContract('0xabcd')).toBe('0x61000380600a3d393df300abcd')
    // With its first byte the largest chunk is as long as code may be: 24,576 = 0x6000.
    expect(dataContract(code(24_575)).slice(0, 8)).toBe('0x616000')
  })
})
