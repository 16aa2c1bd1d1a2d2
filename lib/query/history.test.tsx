import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { useHistory } from './history'

const head = { throughBlock: 7n, throughTime: 70 }
const asked = vi.fn<() => Promise<Response>>()
const answers = (data: unknown) => asked.mockImplementation(async () => new Response(encodeWire({ head, data })))
const fails = () => asked.mockImplementation(async () => new Response('{}', { status: 503 }))
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', asked)
  asked.mockReset()
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('useHistory', () => {
  it('is loading, then ready, and asks once for all who show the same', async () => {
    answers([1n])
    const first = renderHook(() => useHistory('/a'))
    const second = renderHook(() => useHistory('/a'))
    expect(first.result.current).toEqual({ status: 'loading' })
    await wait(0)
    expect(first.result.current).toEqual({ status: 'ready', history: { head, data: [1n] } })
    expect(second.result.current).toBe(first.result.current)
    expect(asked).toHaveBeenCalledTimes(1)
    await wait(10_000)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('keeps the last answer while none comes, says so, and recovers', async () => {
    answers([1n])
    const { result } = renderHook(() => useHistory('/b'))
    await wait(0)
    fails()
    await wait(10_000)
    expect(result.current).toEqual({ status: 'unavailable', history: { head, data: [1n] } })
    answers([2n])
    await wait(5_000)
    expect(result.current).toMatchObject({ status: 'ready', history: { data: [2n] } })
  })

  it('is unavailable when no answer came, and asks nothing without a path or after it has gone', async () => {
    fails()
    const { result, unmount, rerender } = renderHook(({ path }: { path: string | undefined }) => useHistory(path), {
      initialProps: { path: undefined as string | undefined },
    })
    await wait(60_000)
    expect(asked).not.toHaveBeenCalled()
    expect(result.current).toEqual({ status: 'loading' })
    rerender({ path: '/c' })
    await wait(0)
    expect(result.current).toEqual({ status: 'unavailable' })
    unmount()
    await wait(60_000)
    expect(asked).toHaveBeenCalledTimes(1)
  })
})
