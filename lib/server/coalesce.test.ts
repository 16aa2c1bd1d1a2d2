import { describe, expect, it, vi } from 'vitest'
import { createCoalescer } from './coalesce'

describe('createCoalescer', () => {
  const clock = { now: 0 }
  const settings = { keepMs: 400, maxEntries: 2, now: () => clock.now }

  it('A2: identical requests share one question until the answer is old', async () => {
    const coalescer = createCoalescer<number>(settings)
    const question = vi.fn(() => Promise.resolve(question.mock.calls.length))
    expect(await Promise.all([coalescer.ask('a', question), coalescer.ask('a', question)])).toEqual([1, 1])
    clock.now += 400
    expect(await coalescer.ask('a', question)).toBe(2)
  })

  it('does not keep a failure', async () => {
    const coalescer = createCoalescer<number>(settings)
    await expect(coalescer.ask('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect(await coalescer.ask('a', () => Promise.resolve(1))).toBe(1)
  })

  it('stays bounded', async () => {
    const coalescer = createCoalescer<number>(settings)
    for (const key of ['a', 'b', 'c']) await coalescer.ask(key, () => Promise.resolve(1))
    expect(coalescer.size()).toBe(2)
  })
})
