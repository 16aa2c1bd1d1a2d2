import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { clientAddress } from './client-address'
import { endpoint, unknownEndpoint, type ApiHandler, type EndpointHost } from './endpoint'
import { jsonResponse } from './json'
import { ProblemError } from './problem'
import { createRateLimit } from './rate-limit'

const noParams = { params: Promise.resolve({}) }

function host(perMinute = 1000) {
  const report = vi.fn<EndpointHost['report']>()
  return { rateLimit: createRateLimit({ perMinute, instances: 1 }), trustedProxies: 1, report }
}

function request(method = 'GET', address = '203.0.113.7'): Request {
  return new Request('http://undated.test/api/v1/x?a=1', { method, headers: { 'x-forwarded-for': address } })
}

async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return (await response.json()) as Record<string, unknown>
}

const works: ApiHandler = () => jsonResponse({ amount: 10n })

describe('endpoint', () => {
  it('answers GET, and HEAD without a body', async () => {
    const routes = endpoint(() => host(), works)
    const response = await routes.GET(request(), noParams)
    expect(await response.json()).toEqual({ amount: '10' })
    const head = await routes.HEAD(request('HEAD'), noParams)
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('refuses other methods with the problem 405 and says what is allowed', async () => {
    const routes = endpoint(() => host(), works)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const response = await routes[method](request(method), noParams)
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expect(await problemOf(response)).toMatchObject({ status: 405 })
    }
  })

  it('passes a problem on, with the parameters at fault', async () => {
    const invalidParams = [{ name: 'leg', reason: 'must be given' }]
    const routes = endpoint(
      () => host(),
      () => {
        throw new ProblemError('invalid-request', 'One parameter is wrong.', { invalidParams })
      },
    )
    const response = await routes.GET(request(), noParams)
    expect(response.status).toBe(400)
    expect(await problemOf(response)).toMatchObject({ status: 400, 'invalid-params': invalidParams })
  })

  it('A4: reports what failed, and does not tell the client', async () => {
    const surroundings = host()
    const failure = new Error('connect ECONNREFUSED node.internal:8545')
    const routes = endpoint(
      () => surroundings,
      () => Promise.reject(failure),
    )
    const response = await routes.GET(request(), noParams)
    expect(response.status).toBe(500)
    expect(JSON.stringify(await problemOf(response))).not.toContain('ECONNREFUSED')
    expect(surroundings.report).toHaveBeenCalledWith(failure, '/api/v1/x')
  })

  it('A2: counts requests by client and says when to come back', async () => {
    const surroundings = host(3)
    const routes = endpoint(() => surroundings, works)
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await routes.GET(request(), noParams)).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await routes.GET(request(), noParams)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await routes.GET(request('GET', '203.0.113.8'), noParams)).status).toBe(200)
  })

  it('answers unknown addresses with the problem 404, whatever the method', async () => {
    const response = await unknownEndpoint(() => host()).POST(request('POST'), noParams)
    expect(await problemOf(response)).toMatchObject({ status: 404 })
  })
})

describe('createRateLimit', () => {
  it('A2: several instances together grant no more than the limit', async () => {
    const instances = [1, 2, 3].map(() => createRateLimit({ perMinute: 10, instances: 3 }))
    const attempts = instances.flatMap((limit) => Array.from({ length: 10 }, () => limit.take('client', 1)))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(9)
  })

  it('gives invented addresses no more than the instance can bear', async () => {
    const limit = createRateLimit({ perMinute: 2, instances: 1 })
    const attempts = Array.from({ length: 300 }, (_, i) => limit.take(`client ${i}`, 1))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(100)
  })
})

describe('clientAddress', () => {
  const from = (chain: string, proxies = 1) => clientAddress(new Headers({ 'x-forwarded-for': chain }), proxies)

  it('believes as many entries as there are trusted proxies', () => {
    expect(from('198.51.100.1, 203.0.113.7')).toBe('203.0.113.7')
    expect(from('198.51.100.1, 203.0.113.7, 10.0.0.1', 2)).toBe('203.0.113.7')
    expect(from('203.0.113.7', 0)).toBe('203.0.113.7')
    expect(clientAddress(new Headers(), 1)).toBe('')
  })

  it('counts an IPv6 network as one client', () => {
    expect(from('2001:db8:1:2:aaaa::1')).toBe(from('2001:db8:1:2:bbbb:1:2:3'))
    expect(from('2001:db8::1')).toBe('2001:db8:0:0')
    expect(from('::1')).toBe('0:0:0:0')
    expect(from('::ffff:203.0.113.7')).toBe('203.0.113.7')
  })

  it('never throws and stays short, whatever the header', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('0', '1', '25', 'f', 'abcd', ':', '::', '.', ',', ' ', 'x') }),
        fc.integer({ min: 0, max: 4 }),
        (chain, n) => {
          expect(from(chain, n).length).toBeLessThanOrEqual(45)
        },
      ),
    )
  })
})
