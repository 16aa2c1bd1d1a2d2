// Watches coverage, prices, keeper, utilisation, bad debt, open requests and the index's books, and tells a webhook. npm run alerts (UNDATED_ALERT_WEBHOOK_URL in the environment)
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { createPublicClient, http } from 'viem'
import { EnvError } from '@/lib/env/server'
import { brief } from '../log'
import { createApp } from './app'
import { readConfig, type AlertConfig } from './config'
import { FactReader } from './facts'
import { Ledger } from './ledger'
import { AlertService } from './service'
import { Webhook } from './webhook'

const NODE_TIMEOUT_MS = 5000
const FIRST_PAUSE_MS = 1000
const MOST_PAUSE_MS = 300_000

async function main(config: AlertConfig): Promise<void> {
  const { deploymentFile, chainId, keeperUrl, indexerUrl, stateFile, limits, intervalMs, port } = config
  const log = pino({ level: config.logLevel, name: 'alerts' })
  const client = createPublicClient({ transport: http(config.rpcUrl, { timeout: NODE_TIMEOUT_MS, retryCount: 1 }) })
  const ledger = new Ledger(stateFile, chainId)
  const reader = new FactReader({ client, deploymentFile, chainId, keeperUrl, indexerUrl, log })
  const pauses = { pauseMs: FIRST_PAUSE_MS, mostPauseMs: MOST_PAUSE_MS }
  const webhook = new Webhook({ url: config.webhookUrl, secret: config.webhookSecret, log, ...pauses })
  const service = new AlertService({ read: (known) => reader.read(known), ledger, webhook, limits, intervalMs, log })
  const app = createApp(service, ledger, webhook)
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, ({ port: served }) =>
    log.info({ port: served, open: ledger.open.length }, 'watching'),
  )
  server.once('error', (error: Error) => {
    log.fatal({ trouble: brief(error) }, 'the health endpoint cannot be served')
    process.exit(1)
  })
  const stop = new AbortController()
  const end = () => stop.abort()
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  await service.run(stop.signal)
  server.close()
  log.info('alerts ended')
  process.exit(0)
}

try {
  await main(readConfig())
} catch (error) {
  if (!(error instanceof EnvError)) throw error
  console.error(`alerts: ${error.message}`)
  process.exitCode = 1
}
