// Starts the whole system on the loopback interface: chain, prices, contracts, orders, keeper, web. The demo, the browser tests and
// the benchmark all use it, so they all see the same system.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureIndexer } from '@/scripts/indexer/install'
import { stateRoot } from '@/scripts/lib/paths'
import { launch, tail } from '@/scripts/lib/processes'
import { deployer } from './accounts'
import { failure } from './health'
import { claim } from './lock'
import { networkFile } from './network'
import {
  type Plan,
  type StackOptions,
  type StackUrls,
  chainFile,
  crowdFile,
  alertsFile,
  indexerDirectory,
  makePlan,
  ordersDirectory,
} from './plan'
import { Service } from './service'
import {
  alertsSpec,
  crowdSpec,
  indexerSpec,
  keeperSpec,
  nodeSpec,
  ordersSpec,
  priceSpec,
  typescriptRun,
  webSpec,
} from './specs'
import { ensureWebBuild } from './webBuild'

export type { StackOptions } from './plan'

export type ServiceName = 'node' | 'prices' | 'orders' | 'keeper' | 'indexer' | 'alerts' | 'web' | 'crowd'

export interface Stack {
  readonly urls: StackUrls
  readonly directory: string
  readonly deploymentFile: string
  /** The environment of a program that works on this stack. */
  readonly env: Readonly<Record<string, string>>
  readonly services: Readonly<Partial<Record<ServiceName, Service>>>
  /** Settles with words when a service ends unasked; the indexer's end is only said, for pages work without it. */
  readonly crashed: Promise<string>
  /** Settles once history is told, or cannot be; nothing else waits for that. */
  readonly indexing: Promise<void>
  stop(): Promise<void>
}

/** Starts everything and waits until it answers; when anything fails, stops what was started and throws. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const say = options.onProgress ?? (() => undefined)
  const release = await claim(join(stateRoot, options.name), say)
  // Only now: the ports of the last run are free again.
  const plan = await makePlan(options)
  const kept = [chainFile, ordersDirectory, indexerDirectory, crowdFile, alertsFile]
  const data = [plan.deploymentFile, ...kept.map((path) => path(plan))]
  if (!plan.keepData) for (const path of data) rmSync(path, { force: true, recursive: true })
  const services: Partial<Record<ServiceName, Service>> = {}
  let stopping = false
  const stop = async () => {
    stopping = true
    // First those that use the others.
    await Promise.all([services.web?.stop(), services.alerts?.stop(), services.keeper?.stop(), services.crowd?.stop()])
    await Promise.all([services.orders?.stop(), services.indexer?.stop()])
    await Promise.all([services.prices?.stop(), services.node?.stop()])
    release()
  }
  try {
    await startAll(plan, services, say)
  } catch (error) {
    await stop()
    throw error
  }
  const crashed = Promise.race(Object.values(services).map((service) => service.crashed))
  const indexing = plan.withIndexer ? startIndexer(plan, services, say, () => stopping) : Promise.resolve()
  const { urls, directory, deploymentFile, env } = plan
  return { urls, directory, deploymentFile, env, services, crashed, indexing, stop }
}

async function startAll(plan: Plan, services: Partial<Record<ServiceName, Service>>, say: (line: string) => void) {
  // The build takes longest and needs nothing of the rest.
  const build = plan.web === 'production' ? ensureWebBuild(say) : Promise.resolve()
  build.catch(() => undefined)
  const begin = async (name: ServiceName, service: Service, words: string) => {
    services[name] = service
    await service.start()
    say(words)
  }
  await begin(
    'node',
    new Service(nodeSpec(plan)),
    `chain: blocks every ${String(plan.blockSeconds)} s at ${plan.urls.rpc}`,
  )
  await begin(
    'prices',
    new Service(priceSpec(plan)),
    `prices: simulated, in the Hermes interface, at ${plan.urls.prices}`,
  )
  await deploy(plan, say)
  if (plan.pastFrom !== undefined) await walkThePast(plan, plan.pastFrom, say)
  // Its database takes a few seconds to start; the keeper waits for nothing there.
  const orders = plan.withOrders
    ? begin('orders', new Service(ordersSpec(plan)), `orders: ${plan.urls.orders}`)
    : Promise.resolve()
  orders.catch(() => undefined)
  if (plan.withKeeper) await begin('keeper', new Service(keeperSpec(plan)), 'keeper: running')
  const webhook = process.env.UNDATED_ALERT_WEBHOOK_URL
  if (webhook) await begin('alerts', new Service(alertsSpec(plan, webhook)), 'alerts: watching')
  await Promise.all([build, orders])
  if (plan.web !== 'none') await begin('web', new Service(webSpec(plan)), `web: ${plan.urls.web}`)
  const crowdStays = plan.crowdStays && existsSync(crowdFile(plan))
  if (crowdStays) await begin('crowd', new Service(crowdSpec(plan)), 'demo data: a simulated crowd goes on trading')
}

/** Last, so that pages do not wait for it, and its first start may install packages. */
async function startIndexer(
  plan: Plan,
  services: Partial<Record<ServiceName, Service>>,
  say: (line: string) => void,
  isStopping: () => boolean,
): Promise<void> {
  try {
    await ensureIndexer(say)
    if (isStopping()) return
    const service = new Service(indexerSpec(plan))
    services.indexer = service
    void service.crashed.then((words) => say(`history is not told: ${words}`))
    await service.start()
    say(`history: ${plan.urls.indexer}/graphql`)
  } catch (error) {
    if (!isStopping()) say(`history is not told: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function deploy(plan: Plan, say: (line: string) => void): Promise<void> {
  const network = networkFile(plan)
  const run = launch({
    name: 'deployment',
    ...typescriptRun('scripts/deploy/main.ts', network === undefined ? [] : ['--config', network]),
    env: { ...plan.env, DEPLOYER_PRIVATE_KEY: deployer.key },
    logFile: join(plan.directory, 'deploy.log'),
  })
  if ((await run.exited) !== 0) throw failure(run, 'failed')
  if (!existsSync(plan.deploymentFile)) throw failure(run, `has not written ${plan.deploymentFile}`)
  say(`contracts: ${tail(run.logFile, 1)}`)
}

/** Demo data: a simulated crowd trades from the chain's beginning until now. */
async function walkThePast(plan: Plan, from: number, say: (line: string) => void): Promise<void> {
  const { seed, blockSeconds } = plan
  const options = ['--from', from, '--seed', seed, '--blocks', blockSeconds].map(String)
  const run = launch({
    name: 'simulated crowd',
    ...typescriptRun('scripts/crowd/main.ts', ['walk', ...options]),
    env: plan.env,
    logFile: join(plan.directory, 'crowd-walk.log'),
  })
  if ((await run.exited) !== 0) throw failure(run, 'failed')
  say(`demo data: ${tail(run.logFile, 1)}`)
}
