import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { problemAnswer } from '../answers'
import { endpoint } from '../http/endpoint'
import { ProblemError } from '../http/problem'
import { createRateLimit } from '../http/rate-limit'
import { historySource, type HistoryQuestion, type HistorySource } from './client'
import { createHistoryHandlers, type HistoryHandlers } from './handlers'

const owner = `0x${'Ab'.repeat(20)}`
const empty = encodeWire({ head: { throughBlock: 7n, throughTime: 1 }, data: [] })
const report = vi.fn()

async function get(name: keyof HistoryHandlers, query: string, params: Record<string, string>, source: HistorySource) {
  const host = { rateLimit: createRateLimit({ perMinute: 1e6, instances: 1 }), trustedProxies: 1, report }
  const route = endpoint(() => host, createHistoryHandlers(() => source)[name])
  return route.GET(new Request(`http://undated.test/x${query}`), { params: Promise.resolve(params) })
}

describe('history handlers', () => {
  it('ask for what was checked, in one form', async () => {
    const source = vi.fn<HistorySource>(() => Promise.resolve(empty))
    const response = await get('pools', '?resolution=day&from=86400', { symbol: 'tsla' }, source)
    expect([response.status, await response.text()]).toEqual([200, empty])
    await get('accounts', '', { owner }, source)
    await get('requests', `?status=open&owner=${owner}`, {}, source)
    expect(source.mock.calls.map(([question]) => question)).toEqual<HistoryQuestion[]>([
      { topic: 'pools', parameters: { symbol: 'TSLA', resolution: 'day', from: 86_400 } },
      { topic: 'accounts', parameters: { owner: owner.toLowerCase(), subAccount: 0n } },
      { topic: 'requests', parameters: { owner: owner.toLowerCase(), status: 'open' } },
    ])
  })

  it(
    'A1: answer any query with data or with a problem document of the client’s, never a 5xx',
    { timeout: 30_000 },
    async () => {
      const names = [
        'pools',
        'assets',
        'accounts',
        'providers',
        'audit',
        'badDebt',
        'requests',
        'conservation',
      ] as const
      const key = fc.oneof(
        fc.constantFrom('resolution', 'from', 'to', 'cursor', 'subAccount', 'owner', 'status', '__proto__'),
        fc.string(),
      )
      const value = fc.oneof(fc.constantFrom('hour', 'day', '7', '1-2', '9'.repeat(40)), fc.string({ unit: 'binary' }))
      const query = fc.array(fc.tuple(key, value), { maxLength: 6 })
      const inPath = fc.oneof(fc.constantFrom('TSLA', owner), fc.string())
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), query, inPath, async (name, entries, given) => {
          const search = `?${new URLSearchParams(entries).toString()}`
          const response = await get(name, search, { symbol: given, owner: given }, () => Promise.resolve(empty))
          if (response.status === 200) return
          expect(response.status).toBeLessThan(500)
          problemAnswer.parse(await response.json())
        }),
        { numRuns: 500 },
      )
      expect(report).not.toHaveBeenCalled()
    },
  )
})

describe('historySource', () => {
  const question: HistoryQuestion = { topic: 'pools', parameters: { symbol: 'A&b=c', from: undefined } }
  const answering = (status: number, text: string) =>
    vi.fn<typeof fetch>(() => Promise.resolve(new Response(text, { status })))

  it('A3: asks the indexer for known topics only, whatever the parameters', async () => {
    const asked = answering(200, empty)
    expect(await historySource('http://indexer.internal', asked)(question)).toBe(empty)
    expect(asked.mock.calls[0]?.[0]).toBe('http://indexer.internal/history/pools?symbol=A%26b%3Dc')
  })

  it('says 503 without an indexer and 404 for what the index does not know', async () => {
    const problemOf = async (source: HistorySource) => {
      const error: unknown = await source(question).catch((thrown: unknown) => thrown)
      return error instanceof ProblemError ? error.problem.status : error
    }
    expect(await problemOf(historySource(undefined))).toBe(503)
    expect(await problemOf(historySource('http://indexer.internal', answering(404, 'x')))).toBe(404)
  })

  it('A4: passes on nothing but a history', async () => {
    const wrong = [answering(500, 'secret'), answering(200, 'secret'), answering(200, '{"data":"secret"}')]
    for (const asked of wrong) {
      const error: unknown = await historySource('http://x.internal', asked)(question).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(Error)
      expect(error).not.toBeInstanceOf(ProblemError)
    }
  })
})
