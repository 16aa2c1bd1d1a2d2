// SIMULATED prices in the interface of Pyth's Hermes, for local use: npm run prices -- --port 8600 --seed 1 [--always-open] [--past-from <seconds>]
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { serve } from '@hono/node-server'
import { Command, InvalidArgumentError } from 'commander'
import { pino } from 'pino'
import { feeds } from '@/lib/chain/feeds'
import { readServerEnv } from '@/lib/env/server'
import { createApp } from './app'
import { Market } from './market'

interface Options {
  readonly port: number
  readonly seed: number
  readonly alwaysOpen: boolean
  readonly tickMs: number
  readonly pastFrom?: number
}

const integer = (text: string): number => {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}

const { port, seed, alwaysOpen, tickMs, pastFrom } = new Command('price-service')
  .option('--port <number>', 'port on the loopback interface', integer, 8600)
  .option('--seed <number>', 'which path the prices take', integer, 1)
  .option('--always-open', 'stocks trade around the clock', false)
  .option('--tick-ms <number>', 'milliseconds between two looks at the clock', integer, 500)
  .option(
    '--past-from <seconds>',
    'when the past of a new path begins (seconds since the epoch); none by default',
    integer,
  )
  .parse()
  .opts<Options>()

const env = readServerEnv()
const log = pino({ level: env.logLevel, name: 'price-service' })
const directory = dirname(env.deploymentFile)
mkdirSync(directory, { recursive: true })

const market = new Market({
  seed,
  feeds,
  alwaysOpen,
  stateFile: join(directory, 'prices.json'),
  // A chain that is yet to be deployed begins with a path of its own.
  fresh: !existsSync(env.deploymentFile),
  pastFrom,
  now: () => Date.now() / 1000,
})
market.tick()

const listeners = new Set<() => void>()
const onTick = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const timer = setInterval(() => {
  market.tick()
  for (const listener of listeners) listener()
}, tickMs)

const server = serve({ fetch: createApp(market, feeds, onTick).fetch, port, hostname: '127.0.0.1' }, (address) =>
  log.info({ port: address.port, seed, alwaysOpen }, 'simulated prices are being served'),
)

server.once('error', (error: Error) => {
  log.fatal({ port, trouble: error.message }, 'prices cannot be served')
  process.exit(1)
})

const stop = () => {
  clearInterval(timer)
  server.close()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
