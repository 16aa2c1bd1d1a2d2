import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { OrderRecord } from '@/lib/chain/orders'
import { problemAnswer } from '../answers'
import { endpoint } from '../http/endpoint'
import { createRateLimit } from '../http/rate-limit'
import { createOrderHandlers } from './handlers'
import { orderDesk } from './service'

const hash = `0x${'12'.repeat(32)}` as const
const order = {
  owner: `0x${'ab'.repeat(20)}`,
  subAccount: '0',
  clearinghouse: `0x${'cd'.repeat(20)}`,
  legs: [{ series: '1', quantity: '-1' }],
  condition: { trigger: 1, asset: 0, price: '5' },
  maxCost: '-3',
  reduceOnly: true,
  reward: '0',
  validFrom: '1',
  expiry: '2',
  nonce: '9',
  epoch: '0',
  parent: `0x${'0'.repeat(64)}`,
} as const
const record: OrderRecord = {
  hash,
  order,
  status: 'open',
  reason: null,
  error: null,
  transaction: null,
  createdAt: 1,
  updatedAt: 1,
}
const list = { contract: { chainId: 1, address: order.owner }, orders: [record] }

const report = vi.fn()

function routesOn(fetchIt: typeof fetch, url: string | undefined = 'http://orders.internal') {
  const host = { rateLimit: createRateLimit({ perMinute: 1e6, instances: 1 }), trustedProxies: 1, report }
  const handlers = createOrderHandlers(() => orderDesk(url, fetchIt))
  return endpoint(() => host, handlers.list, 1, { POST: handlers.place, DELETE: handlers.withdraw })
}

function answering(status: number, body: unknown) {
  return vi.fn<typeof fetch>(() => Promise.resolve(Response.json(body, { status })))
}

const noParams = { params: Promise.resolve({}) }
const address = 'http://undated.test/api/v1/orders'

function sending(method: 'POST' | 'DELETE', body: unknown, type = 'application/json'): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Request(address, { method, body: text, headers: { 'content-type': type } })
}

describe('the order interface', () => {
  it('A3: passes on what it knows to the one service, and nothing else', async () => {
    const service = answering(200, list)
    const routes = routesOn(service)
    const response = await routes.GET(
      new Request(`${address}?account=${hash.toUpperCase().replace('X', 'x')}`),
      noParams,
    )
    expect(await response.json()).toEqual(list)
    expect(service.mock.calls[0]?.[0]).toBe(`http://orders.internal/orders?account=${hash}`)
    expect((await routes.GET(new Request(`${address}?account=${hash}&x=1`), noParams)).status).toBe(400)
    expect((await routes.GET(new Request(`${address}?account=../health`), noParams)).status).toBe(400)
    expect(service).toHaveBeenCalledTimes(1)
  })

  it('places and withdraws', async () => {
    const routes = routesOn(answering(201, record))
    const placed = await routes.POST(sending('POST', { order, signature: '0xab' }), noParams)
    expect([placed.status, await placed.json()]).toEqual([201, record])
    const withdrawn = await routesOn(answering(200, record)).DELETE(
      sending('DELETE', { hash, signature: '0x' }),
      noParams,
    )
    expect(withdrawn.status).toBe(200)
    expect((await routes.PUT(new Request(address, { method: 'PUT' }), noParams)).headers.get('allow')).toBe(
      'GET, HEAD, OPTIONS, POST, DELETE',
    )
  })

  it('tells why an order was refused', async () => {
    const routes = routesOn(answering(409, { detail: 'Nothing is held.', error: 'NothingToReduce', secret: 'x' }))
    const response = await routes.POST(sending('POST', { order, signature: '0xab' }), noParams)
    expect(response.status).toBe(409)
    expect(problemAnswer.parse(await response.json())).toMatchObject({
      detail: 'Nothing is held.',
      error: 'NothingToReduce',
    })
  })

  it('takes JSON only, and not too much of it', async () => {
    const routes = routesOn(answering(201, record))
    const statusOf = async (request: Request) => (await routes.POST(request, noParams)).status
    expect(await statusOf(sending('POST', { order, signature: '0xab' }, 'text/plain'))).toBe(415)
    expect(await statusOf(sending('POST', 'x'.repeat(33_000)))).toBe(413)
    expect(await statusOf(sending('POST', '{'))).toBe(400)
    expect(await statusOf(sending('POST', { order: { ...order, more: 1 }, signature: '0xab' }))).toBe(400)
  })

  it('says 503 when no service is configured', async () => {
    const host = { rateLimit: createRateLimit({ perMinute: 1e6, instances: 1 }), trustedProxies: 1, report }
    const handlers = createOrderHandlers(() => orderDesk(undefined))
    const response = await endpoint(() => host, handlers.list).GET(new Request(`${address}?account=${hash}`), noParams)
    expect(response.status).toBe(503)
  })

  it('A4: tells nothing of what fails behind it', async () => {
    for (const service of [answering(500, { detail: 'node at http://secret' }), answering(200, { orders: 'x' })]) {
      const response = await routesOn(service).GET(new Request(`${address}?account=${hash}`), noParams)
      expect(response.status).toBe(500)
      expect(await response.text()).not.toContain('secret')
    }
    report.mockClear()
  })

  it('A1: answers any body with data or with a problem of the client’s', async () => {
    const routes = routesOn(answering(201, record))
    const field = fc.oneof(fc.string(), fc.bigInt().map(String), fc.integer(), fc.constant(null), fc.boolean())
    const changed = fc
      .tuple(fc.constantFrom(...Object.keys(order)), fc.oneof(field, fc.array(field), fc.jsonValue()))
      .map(([name, value]) => ({ order: { ...order, [name]: value }, signature: '0x' }))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), changed), fc.constantFrom('POST', 'DELETE'), async (body, method) => {
        const response = await routes[method](sending(method, body), noParams)
        expect(response.status).toBeLessThan(500)
        if (response.status >= 400) problemAnswer.parse(await response.json())
      }),
      { numRuns: 500 },
    )
    expect(report).not.toHaveBeenCalled()
  })
})
