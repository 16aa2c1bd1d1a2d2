import type { APIRequestContext, APIResponse } from '@playwright/test'
import { problemAnswer } from './support/answers'
import { expect, test } from './support/fixtures'

// A1: what anybody may send to the questions about the past, on the running server with its index.

const someone = `0x${'1'.repeat(40)}`
const injections = [
  `' OR 1=1 --`,
  `"; DROP TABLE trades; --`,
  '${7*7}{{7*7}}',
  '{ __schema { types { name } } }',
  `TSLA") { id } }`,
  '../../../../etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  '<script>alert(1)</script>',
  '\u0000',
  '💥'.repeat(500),
  'A'.repeat(6000),
]

async function expectRefusal(response: APIResponse, what: string): Promise<void> {
  expect(response.status(), what).toBeGreaterThanOrEqual(400)
  expect(response.status(), what).toBeLessThan(500)
  expect(response.headers()['content-type'], what).toContain('application/problem+json')
  const text = await response.text()
  expect(problemAnswer.parse(JSON.parse(text)).status, what).toBe(response.status())
  expect(text, `${what}: nothing of what lies behind is told`).not.toMatch(
    /ponder|postgres|pglite|select |graphql|\.ts:\d/i,
  )
}

async function refuseAll(request: APIRequestContext, paths: readonly string[]): Promise<void> {
  for (const path of paths) await expectRefusal(await request.get(path), path.slice(0, 120))
}

test('A1: injections in every place of a history question are refused as the client’s fault', async ({ request }) => {
  for (const text of injections) {
    const value = encodeURIComponent(text)
    await refuseAll(request, [
      `/api/v1/history/pools/${value}`,
      `/api/v1/history/assets/${value}`,
      `/api/v1/history/accounts/${value}`,
      `/api/v1/history/providers/${value}`,
      `/api/v1/history/pools/TSLA?resolution=${value}`,
      `/api/v1/history/pools/TSLA?from=${value}`,
      `/api/v1/history/accounts/${someone}?subAccount=${value}`,
      `/api/v1/history/accounts/${someone}?cursor=${value}`,
      `/api/v1/history/audit?cursor=${value}`,
      `/api/v1/history/conservation?x=${value}`,
    ])
  }
})

test('A1: addresses, ranges and cursors out of bounds are refused', async ({ request }) => {
  await refuseAll(request, [
    '/api/v1/history',
    '/api/v1/history/nothing',
    '/api/v1/history/pools',
    '/api/v1/history/pools/NOPE',
    '/api/v1/history/pools/TSLA/x',
    '/api/v1/history/pools/TSLA?resolution=second',
    '/api/v1/history/pools/TSLA?from=-1',
    '/api/v1/history/pools/TSLA?from=1e9',
    `/api/v1/history/pools/TSLA?to=${'9'.repeat(30)}`,
    '/api/v1/history/pools/TSLA?from=1&from=2',
    '/api/v1/history/assets/TSLA?resolution[]=hour',
    '/api/v1/history/accounts/0x12',
    `/api/v1/history/accounts/0x${'g'.repeat(40)}`,
    `/api/v1/history/accounts/${someone}?subAccount=-1`,
    `/api/v1/history/accounts/${someone}?subAccount=${'9'.repeat(40)}`,
    `/api/v1/history/accounts/${someone}?cursor=-1-0`,
    `/api/v1/history/accounts/${someone}?cursor=${'9'.repeat(20)}-0`,
    `/api/v1/history/providers/${someone}00`,
    `/api/v1/history/providers/${someone}?__proto__[x]=1`,
    '/api/v1/history/audit?cursor=x&constructor=y',
    '/api/v1/history/bad-debt?limit=1000000000',
  ])
  for (const path of ['/api/v1/history/pools/%E0%A4%A', '/api/v1/history/accounts/%']) {
    const status = (await request.get(path)).status()
    expect(status, path).toBeGreaterThanOrEqual(400)
    expect(status, path).toBeLessThan(500)
  }
})

test('A1: a whole age in hours is answered in bounded size, and writing is not possible', async ({ request }) => {
  const age = await request.get('/api/v1/history/pools/TSLA?resolution=hour&from=0&to=9999999999')
  expect(age.status()).toBeLessThan(500)
  expect((await age.body()).length).toBeLessThan(20_000_000)
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const response = await request.fetch('/api/v1/history/audit', { method, data: '{"query":"{ __typename }"}' })
    expect(response.status(), method).toBe(405)
  }
})
