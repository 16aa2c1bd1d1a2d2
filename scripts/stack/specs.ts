import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { localDefaults } from '@/lib/env/server'
import { indexerCommand } from '@/scripts/indexer/command'
import { binary } from '@/scripts/lib/paths'
import { keeper } from './accounts'
import { answers, nodeAnswers, webAnswers } from './health'
import { type Plan, alertsFile, chainFile, crowdFile, indexerDirectory, ordersDirectory } from './plan'
import type { ServiceSpec } from './service'
import { nextBinary } from './webBuild'

/** How a TypeScript program of this repository is run. */
export function typescriptRun(path: string, args: readonly string[]): { command: string; args: readonly string[] } {
  return { command: process.execPath, args: ['--import', 'tsx', path, ...args] }
}

export function nodeSpec(plan: Plan): ServiceSpec {
  const { directory, ports, urls, blockSeconds } = plan
  const options = {
    host: '127.0.0.1',
    port: ports.chain,
    'chain-id': localDefaults.chainId,
    'block-time': blockSeconds,
    // As on the public chains aimed at; where a block is full, Anvil drops what else the same sender has queued.
    'gas-limit': 200_000_000,
    // Saved when it ends, so that a restarted node goes on where it was.
    state: chainFile(plan),
    'prune-history': keptStates(plan),
    'cache-path': join(directory, 'anvil'),
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return {
    name: 'local chain',
    command: binary('anvil'),
    // Where a chain begins in the past, a node that is started again must go on at the present.
    get args() {
      const begins = plan.pastFrom !== undefined && !existsSync(chainFile(plan))
      return [...args, ...(begins ? ['--timestamp', String(plan.pastFrom)] : []), '--quiet']
    },
    logFile: join(directory, 'chain.log'),
    timeoutMs: 20_000,
    probe: () => nodeAnswers(urls.rpc),
  }
}

/** States of old blocks that the node keeps: of a walked past two for each hour and some more, which the indexer reads afterwards. */
function keptStates({ pastFrom, crowdWeeks }: Plan): number {
  const hours = pastFrom === undefined ? 0 : crowdWeeks * 7 * 24
  return 512 + Math.ceil(hours * 2)
}

export function priceSpec({ directory, ports, urls, seed, alwaysOpen, pastFrom, env }: Plan): ServiceSpec {
  const session = alwaysOpen ? ['--always-open'] : []
  const past = pastFrom === undefined ? [] : ['--past-from', String(pastFrom)]
  return {
    name: 'price service',
    ...typescriptRun('services/price-service/main.ts', [
      '--port',
      String(ports.prices),
      '--seed',
      String(seed),
      ...session,
      ...past,
    ]),
    env,
    logFile: join(directory, 'prices.log'),
    timeoutMs: 20_000,
    probe: () => answers(`${urls.prices}/v2/price_feeds`),
  }
}

export function keeperSpec({ directory, ports, urls, env }: Plan): ServiceSpec {
  return {
    name: 'keeper',
    ...typescriptRun('services/keeper/main.ts', []),
    env: { ...env, KEEPER_PRIVATE_KEY: keeper.key, KEEPER_HEALTH_PORT: String(ports.keeper) },
    logFile: join(directory, 'keeper.log'),
    timeoutMs: 60_000,
    probe: () => answers(`${urls.keeper}/health`),
  }
}

export function ordersSpec(plan: Plan): ServiceSpec {
  const { directory, ports, urls, env } = plan
  return {
    name: 'order service',
    ...typescriptRun('services/orders/main.ts', []),
    // A chain that begins anew must not meet the orders of an earlier one in somebody's database.
    env: { ...env, DATABASE_URL: '', ORDERS_PORT: String(ports.orders), ORDERS_DATA_DIR: ordersDirectory(plan) },
    logFile: join(directory, 'orders.log'),
    timeoutMs: 60_000,
    probe: () => answers(`${urls.orders}/health`),
  }
}

/** The crowd that goes on trading, once there is a page to look at. */
export function crowdSpec(plan: Plan): ServiceSpec {
  const { directory, env } = plan
  return {
    name: 'simulated crowd',
    ...typescriptRun('scripts/crowd/main.ts', ['live']),
    env,
    logFile: join(directory, 'crowd.log'),
    timeoutMs: 20_000,
    probe: async () => existsSync(crowdFile(plan)),
  }
}

export function indexerSpec(plan: Plan): ServiceSpec {
  const { directory, ports, urls, env, deploymentFile } = plan
  const run = indexerCommand({ port: ports.indexer, dataDirectory: indexerDirectory(plan), deploymentFile })
  return {
    ...run,
    name: 'indexer',
    env: { ...env, ...run.env },
    logFile: join(directory, 'indexer.log'),
    timeoutMs: 120_000,
    probe: () => answers(`${urls.indexer}/ready`),
  }
}

/** Tells the given webhook when something is wrong. */
export function alertsSpec(plan: Plan, webhookUrl: string): ServiceSpec {
  const { directory, ports, urls, env } = plan
  return {
    name: 'alert service',
    ...typescriptRun('services/alerts/main.ts', []),
    env: {
      ...env,
      UNDATED_ALERT_WEBHOOK_URL: webhookUrl,
      ALERTS_KEEPER_URL: urls.keeper,
      ALERTS_PORT: String(ports.alerts),
      ALERTS_STATE_FILE: alertsFile(plan),
    },
    logFile: join(directory, 'alerts.log'),
    timeoutMs: 60_000,
    probe: () => answers(`http://127.0.0.1:${String(ports.alerts)}/health`),
  }
}

export function webSpec({ directory, ports, urls, web, env, webEnv }: Plan): ServiceSpec {
  const mode = web === 'development' ? 'dev' : 'start'
  return {
    name: 'web server',
    command: process.execPath,
    args: [nextBinary, mode, '--hostname', '127.0.0.1', '--port', String(ports.web)],
    env: {
      ...env,
      NODE_ENV: web,
      NEXT_TELEMETRY_DISABLED: '1',
      ...webEnv,
    },
    logFile: join(directory, 'web.log'),
    timeoutMs: 90_000,
    probe: () => webAnswers(urls.web),
  }
}
