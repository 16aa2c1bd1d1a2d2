// Keeps a deployment going: prices, requests, volatility samples, funding, exhausted accounts, signed orders. npm run keeper (KEEPER_PRIVATE_KEY in the environment)
import { pino } from 'pino'
import { createPublicClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { EnvError } from '@/lib/env/server'
import { readConfig, type KeeperConfig } from './config'
import { serveHealth } from './health'
import { Keeper } from './keeper'
import { brief } from '../log'
import { keeperRegistry } from './metrics'
import { readMinReward } from './orders/config'
import { OrderJobs } from './orders/order-jobs'
import { serviceSource } from './orders/source'
import { hermesSource } from './prices'
import { Sender } from './sender'

const NODE_TIMEOUT_MS = 5000

async function main(config: KeeperConfig): Promise<void> {
  const {
    orderServiceUrl,
    privateKey,
    rpcUrl,
    chainId,
    deploymentFile,
    hermesUrl,
    hermesToken,
    settings,
    healthPort,
    logLevel,
  } = config
  const log = pino({ level: logLevel, name: 'keeper' })
  const account = privateKeyToAccount(privateKey)
  const client = createPublicClient({ transport: http(rpcUrl, { timeout: NODE_TIMEOUT_MS, retryCount: 0 }) })
  const sender = new Sender({ client, account, chainId, inclusionMs: settings.inclusionMs, log })
  const prices = hermesSource(hermesUrl, hermesToken)
  const rewardTo = account.address
  const minReward = readMinReward()
  const orderJobs = (url: string) =>
    new OrderJobs({ client, prices, rewardTo, minReward, log, source: serviceSource(url) })
  const keeper = new Keeper({
    client,
    sender,
    prices,
    orders: orderServiceUrl === undefined ? undefined : orderJobs(orderServiceUrl),
    address: account.address,
    chainId,
    deploymentFile,
    settings,
    log,
  })
  const server = serveHealth(
    healthPort,
    () => keeper.state,
    keeperRegistry(() => keeper.state),
  )
  server.once('error', (error) => {
    log.fatal({ trouble: brief(error) }, 'the health endpoint cannot be served')
    process.exit(1)
  })
  const stop = new AbortController()
  const end = () => {
    if (stop.signal.aborted) process.exit(0)
    stop.abort()
    // A transaction under way is not waited for: the next start finds it by its nonce.
    setTimeout(() => process.exit(0), settings.roundMs).unref()
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  log.info({ address: account.address, healthPort }, 'keeper started')
  await keeper.run(stop.signal)
  server.closeAllConnections()
  server.close()
  log.info('keeper ended')
}

try {
  await main(readConfig())
} catch (error) {
  if (!(error instanceof EnvError)) throw error
  console.error(`keeper: ${error.message}`)
  process.exitCode = 1
}
