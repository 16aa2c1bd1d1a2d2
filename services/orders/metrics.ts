import type { MiddlewareHandler } from 'hono'
import { Counter, type Registry } from 'prom-client'
import { createRegistry, gauge, gauges } from '../metrics/registry'
import type { Health } from './app'

/** What the metrics are read from. */
export interface OrderFigures {
  readonly health: () => Promise<Health>
  /** Stored orders by status; empty while they cannot be counted. */
  readonly stored: () => Promise<Readonly<Record<string, number>>>
}

/** The order service as Prometheus reads it; `docs/operations.md` lists the names. */
export function orderRegistry({ health, stored }: OrderFigures): Registry {
  const registry = createRegistry('orders')
  const add = (name: string, help: string, pick: (health: Health) => number | null) =>
    gauge(registry, `undated_orders_${name}`, help, async () => pick(await health()))
  add('healthy', '1 while blocks are followed and the database answers', ({ healthy }) => Number(healthy))
  add('block_age_seconds', 'Seconds since the time of the newest block followed', ({ blockAge }) => blockAge)
  add('database_up', '1 while the database answers', ({ database }) => Number(database))
  gauges(registry, { name: 'undated_orders_stored', help: 'Orders stored', label: 'status' }, stored)
  return registry
}

/** Counts requests by what was answered. */
export function countRequests(registry: Registry): MiddlewareHandler {
  const counter = new Counter({
    name: 'undated_orders_requests_total',
    help: 'Requests answered',
    labelNames: ['status'] as const,
    registers: [registry],
  })
  return async (c, next) => {
    await next()
    counter.inc({ status: String(c.res.status) })
  }
}
