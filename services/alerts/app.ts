import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import { createRegistry, gauge, gauges, totals, metricsResponse } from '../metrics/registry'
import type { Ledger } from './ledger'
import type { AlertService } from './service'
import type { Webhook } from './webhook'

/** `/health`, `/alerts` (those open) and `/metrics`. */
export function createApp(service: AlertService, ledger: Ledger, webhook: Webhook): Hono {
  const registry = alertRegistry(service, ledger, webhook)
  const app = new Hono()
  const headers = { 'cache-control': 'no-store' }
  app.get('/health', (c) => {
    const health = service.health()
    return c.json(health, health.healthy ? 200 : 503, headers)
  })
  app.get('/alerts', (c) => c.json({ open: ledger.open }, 200, headers))
  app.get('/metrics', () => metricsResponse(registry))
  return app
}

function alertRegistry(service: AlertService, ledger: Ledger, webhook: Webhook): Registry {
  const registry = createRegistry('alerts')
  gauge(registry, 'undated_alerts_healthy', '1 while looking', () => Number(service.health().healthy))
  gauge(registry, 'undated_alerts_waiting', 'Messages not taken yet', () => ledger.waiting.length)
  const open = { name: 'undated_alerts_open', help: 'Alerts that are open', label: 'rule' }
  gauges(registry, open, () => {
    const counts: Record<string, number> = {}
    for (const { rule } of ledger.open) counts[rule] = (counts[rule] ?? 0) + 1
    return Promise.resolve(counts)
  })
  const deliveries = { name: 'undated_alerts_deliveries_total', help: 'Attempts to send', label: 'outcome' }
  totals(registry, deliveries, () => ({ delivered: webhook.delivered, failed: webhook.failed }))
  return registry
}
