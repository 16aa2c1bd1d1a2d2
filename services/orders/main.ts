// Keeps signed orders until they are executed, cancelled or expired: npm run orders (see docs/orders.md)
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { pino } from 'pino'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { createPublicClient, http } from 'viem'
import { EnvError } from '@/lib/env/server'
import { brief } from '../log'
import { createApp } from './app'
import { readConfig, type OrderServiceConfig } from './config'
import { openDatabase } from './database'
import { orderRegistry } from './metrics'
import { OrderService } from './service'

const NODE_TIMEOUT_MS = 5000
const END_MS = 3000

async function main(config: OrderServiceConfig): Promise<void> {
  const log = pino({ level: config.logLevel, name: 'orders' })
  const database = await openDatabase(config.dataDirectory, config.databaseUrl)
  const client = createPublicClient({ transport: http(config.rpcUrl, { timeout: NODE_TIMEOUT_MS, retryCount: 0 }) })
  const service = new OrderService(client, database, config, log)
  const app = createApp({
    desk: () => service.desk,
    health: () => service.health(),
    requests: new RateLimiterMemory({ points: config.requestsPerMinute, duration: 60 }),
    clientOf: (c) => getConnInfo(c).remote.address ?? '',
    log,
    registry: orderRegistry({
      health: () => service.health(),
      stored: async () => (await service.desk?.store.countByStatus().catch(() => undefined)) ?? {},
    }),
  })
  const server = serve({ fetch: app.fetch, port: config.port, hostname: '127.0.0.1' }, ({ port }) =>
    log.info({ port, database: config.databaseUrl === undefined ? 'embedded' : 'served' }, 'orders are being taken'),
  )
  server.once('error', (error: Error) => {
    log.fatal({ trouble: brief(error) }, 'orders cannot be taken')
    process.exit(1)
  })
  const stop = new AbortController()
  const end = () => {
    stop.abort()
    setTimeout(() => process.exit(1), END_MS).unref()
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  await service.run(stop.signal)
  server.close()
  await database.close()
  log.info('orders ended')
  process.exit(0)
}

try {
  await main(readConfig())
} catch (error) {
  if (!(error instanceof EnvError)) throw error
  console.error(`orders: ${error.message}`)
  process.exitCode = 1
}
