import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { Health } from './health'
import { createWebMetrics, serveMetrics } from './metrics'

const part = { ok: true, detail: '', heardSecondsAgo: 1, newestSecondsAgo: 2 }
const health: Health = { ok: true, chain: { ...part, block: '7' }, prices: { ...part, newestSecondsAgo: null } }

it('tells Prometheus of health and requests, on the loopback interface, whatever addresses are asked for', async () => {
  const metrics = createWebMetrics({ health: () => health, streams: () => 3 })
  metrics.observe('/api/v1/quote', 200, 0.01)
  for (let i = 0; i < 100; i++) metrics.observe(`/api/v1/made-up-${i}`, 404, 0.01)
  const server = serveMetrics(0, metrics, (error) => expect(error).toBeUndefined())
  await once(server, 'listening')
  const { port, address } = server.address() as AddressInfo
  expect(address).toBe('127.0.0.1')
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  expect(text).toContain('undated_web_healthy{service="web"} 1')
  expect(text).toContain('undated_web_streams{service="web"} 3')
  expect(text).toMatch(/undated_web_newest_age_seconds\{part="chain",service="web"\} 2/)
  expect(text).not.toMatch(/undated_web_newest_age_seconds\{part="prices"/)
  expect(text).toMatch(/undated_web_request_seconds_count\{.*path="quote",status="200".*\} 1/)
  expect(text).toMatch(/undated_web_request_seconds_count\{.*path="other",status="404".*\} 100/)
  expect(text).not.toContain('made-up')
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
  server.close()
})
