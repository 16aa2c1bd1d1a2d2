import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStreamHub, type StreamEvent } from './stream-hub'

const settings = { maxClients: 3, maxPerClient: 2, heartbeatMs: 15_000, maxBufferedBytes: 200 }
const event: StreamEvent = { name: 'snapshot', id: '7', data: '{"block":7}' }
const live = () => new AbortController().signal

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const { value } = await reader.read()
  return value && new TextDecoder().decode(value)
}

describe('createStreamHub', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('starts with what is known, then sends each event and heartbeats', async () => {
    const hub = createStreamHub(settings)
    const reader = hub.open('a', [event], live())!.getReader()
    expect(await next(reader)).toBe('event: snapshot\nid: 7\ndata: {"block":7}\n\n')
    hub.publish({ name: 'prices', id: undefined, data: '[]' })
    expect(await next(reader)).toBe('event: prices\ndata: []\n\n')
    vi.advanceTimersByTime(15_000)
    expect(await next(reader)).toBe(': still here\n\n')
    hub.close()
  })

  it('bounds the streams in all and per client', () => {
    const hub = createStreamHub(settings)
    expect(hub.open('a', [], live())).toBeDefined()
    expect(hub.open('a', [], live())).toBeDefined()
    expect(hub.open('a', [], live())).toBeUndefined()
    expect(hub.open('b', [], live())).toBeDefined()
    expect(hub.open('c', [], live())).toBeUndefined()
    hub.close()
  })

  it('forgets a client that leaves, by either way', async () => {
    const hub = createStreamHub(settings)
    const leaving = new AbortController()
    hub.open('a', [], leaving.signal)
    const stream = hub.open('b', [], live())!
    leaving.abort()
    expect(hub.clientCount()).toBe(1)
    await stream.cancel()
    expect(hub.clientCount()).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('lets a client go that does not read, and keeps the others', async () => {
    const hub = createStreamHub(settings)
    hub.open('slow', [], live())
    const reader = hub.open('quick', [], live())!.getReader()
    for (let i = 0; i < 20; i++) {
      hub.publish(event)
      await next(reader)
    }
    expect(hub.clientCount()).toBe(1)
    hub.close()
  })
})
