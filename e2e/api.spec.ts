import type { APIResponse } from '@playwright/test'
import { problemAnswer } from './support/answers'
import { expect, test } from './support/fixtures'

// The running server, not only its handlers: framework, routing and headers are in the way here.

const quote = '/api/v1/quote?collateral=TSLA&leg=BTC-7D-65000-C:0.05'

async function expectProblem(response: APIResponse, status: number): Promise<void> {
  expect(response.status()).toBe(status)
  expect(response.headers()['content-type']).toContain('application/problem+json')
  expect(problemAnswer.parse(await response.json()).status).toBe(status)
}

test.describe('A1: bad input gets a problem document, never a 5xx', () => {
  const bad: readonly (readonly [path: string, status: number])[] = [
    ['/api/v1/quote', 400],
    ['/api/v1/quote?collateral=TSLA', 400],
    ['/api/v1/quote?collateral=NOPE&leg=BTC-7D-65000-C:1', 400],
    ['/api/v1/quote?collateral=TSLA&leg=DOGE-7D-1-C:1', 400],
    ['/api/v1/quote?collateral=TSLA&leg=BTC-7D-65000-C:0', 400],
    ['/api/v1/quote?collateral=TSLA&leg=BTC-7D-65000-C:1e9', 400],
    ['/api/v1/quote?collateral=TSLA&leg=BTC-7D-65000-C:99999999999999999999', 400],
    ['/api/v1/quote?collateral[]=TSLA&leg[]=x', 400],
    [`/api/v1/quote?collateral=TSLA${'&leg=BTC-7D-65000-C:1'.repeat(9)}`, 400],
    ['/api/v1/quote?collateral=%00&leg=%F0%28%8C%28', 400],
    ['/api/v1/quote?collateral=%E0%A4%A&leg=%', 400],
    ['/api/v1/quote?__proto__[x]=1&constructor=2', 400],
    [`/api/v1/quote?collateral=${'A'.repeat(5000)}`, 400],
    ['/api/v1/markets?x=1', 400],
    ['/api/v1/prices', 400],
    ['/api/v1/prices?assets=', 400],
    ['/api/v1/prices?assets=BTC,DOGE', 400],
    ['/api/v1/prices?assets=http://169.254.169.254/', 400],
    ['/api/v1/accounts/0x12', 400],
    [`/api/v1/accounts/0x${'1'.repeat(40)}?x=1`, 400],
    ['/api/v1/accounts/0x12/trades', 400],
    ['/api/v1/accounts/..%2f..%2fetc/trades', 400],
    [`/api/v1/accounts/0x${'1'.repeat(40)}/trades?subAccount=-1`, 400],
    [`/api/v1/accounts/0x${'1'.repeat(40)}/trades?subAccount=${'9'.repeat(30)}`, 400],
    ['/api/v1/stream?x=1', 400],
    ['/api/v1', 404],
    ['/api/v1/nothing', 404],
    ['/api/v1/accounts', 404],
    ['/api/v1/quote/extra', 404],
  ]
  for (const [path, status] of bad) {
    test(`${path.slice(0, 80)} → ${status}`, async ({ request }) => {
      await expectProblem(await request.get(path), status)
    })
  }

  test('a path that cannot be decoded is the client’s fault', async ({ request }) => {
    for (const path of ['/api/v1/%E0%A4%A', '/api/v1/accounts/%E0%A4%A/trades']) {
      const response = await request.get(path)
      expect(response.status()).toBeGreaterThanOrEqual(400)
      expect(response.status()).toBeLessThan(500)
    }
  })

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    test(`${method} → 405`, async ({ request }) => {
      const response = await request.fetch('/api/v1/quote', { method, data: '{"a":' })
      await expectProblem(response, 405)
      expect(response.headers().allow).toBe('GET, HEAD, OPTIONS')
    })
  }
})

test('figures agree with the chain’s book and the answers are not kept', async ({ request, chain }) => {
  const response = await request.get(quote)
  expect(response.status()).toBe(200)
  expect(response.headers()['cache-control']).toBe('no-store')
  const body = (await response.json()) as { block: string; costRaw: string; collateral: { token: string } }
  const { blockNumber, sets } = await chain.overview()
  expect(Number(blockNumber) - Number(body.block)).toBeLessThan(5)
  expect(sets.map(({ token }) => token)).toContain(body.collateral.token)
  expect(BigInt(body.costRaw)).toBeGreaterThan(0n)
})

test('health is good while everything runs', async ({ request }) => {
  const response = await request.get('/api/v1/health')
  expect(await response.json()).toMatchObject({ ok: true, chain: { ok: true }, prices: { ok: true } })
})

test('the OpenAPI document names what is served', async ({ request }) => {
  const { paths } = (await (await request.get('/api/v1/openapi.json')).json()) as { paths: Record<string, unknown> }
  expect(Object.keys(paths)).toContain('/api/v1/quote')
})
