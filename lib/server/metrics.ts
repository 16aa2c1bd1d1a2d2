import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Health, PartHealth } from './health'

/** What the web server tells Prometheus of itself; `docs/operations.md` lists the names. */
export interface WebMetrics {
  readonly observe: (path: string, status: number, seconds: number) => void
  readonly text: () => Promise<string>
  readonly contentType: string
}

export interface WebFigures {
  readonly health: () => Health
  readonly streams: () => number
}

/** Addresses that are told apart; whatever else is asked for counts as one, so that nobody can fill the memory. */
const paths = new Set(['health', 'history', 'markets', 'openapi.json', 'orders', 'prices', 'quote', 'stream', 'trades'])
const buckets = [0.005, 0.02, 0.1, 0.5, 2, 10]

export function createWebMetrics({ health, streams }: WebFigures): WebMetrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service: 'web' })
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'undated_web_request_seconds',
    help: 'Time to answer requests of the API',
    labelNames: ['path', 'status'] as const,
    ...{ buckets, registers: [registry] },
  })
  addHealth(registry, health)
  new Gauge({
    ...{ name: 'undated_web_streams', help: 'Streams open', registers: [registry] },
    collect() {
      this.set(streams())
    },
  })
  return {
    observe: (path, status, time) => seconds.observe({ path: labelOf(path), status: String(status) }, time),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function addHealth(registry: Registry, health: () => Health): void {
  new Gauge({
    ...{ name: 'undated_web_healthy', help: '1 while chain and prices are fresh', registers: [registry] },
    collect() {
      this.set(Number(health().ok))
    },
  })
  const ages: readonly [string, string, (part: PartHealth) => number | null][] = [
    ['heard_age', 'Seconds since the part was last heard', ({ heardSecondsAgo }) => heardSecondsAgo],
    ['newest_age', 'Age of the newest block or price', ({ newestSecondsAgo }) => newestSecondsAgo],
  ]
  for (const [name, help, read] of ages) {
    new Gauge({
      ...{ name: `undated_web_${name}_seconds`, help, labelNames: ['part'] as const, registers: [registry] },
      collect() {
        const { chain, prices } = health()
        this.reset()
        for (const [part, age] of [['chain', read(chain)] as const, ['prices', read(prices)] as const]) {
          if (age !== null) this.set({ part }, age)
        }
      },
    })
  }
}

function labelOf(path: string): string {
  const part = path.split('/')[3] ?? ''
  return paths.has(part) ? part : 'other'
}

/** On the loopback interface alone, beside the port that visitors reach. */
export function serveMetrics(port: number, metrics: WebMetrics, onError: (error: Error) => void): Server {
  const server = createServer(({ url, method }, response) => {
    if (url !== '/metrics' || method !== 'GET') {
      response.writeHead(404).end()
      return
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  server.once('error', onError)
  server.unref()
  return server.listen(port, '127.0.0.1')
}
