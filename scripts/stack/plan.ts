import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { localDefaults } from '@/lib/env/server'
import { stateRoot } from '@/scripts/lib/paths'
import { findPort } from './ports'

export interface StackOptions {
  /** Name of the directory under .undated/ that holds this stack's chain, addresses and logs. */
  readonly name: string
  /** Preferred ports; a taken one is replaced by a free one. */
  readonly webPort?: number
  readonly chainPort?: number
  readonly pricePort?: number
  /** Seconds between blocks. */
  readonly blockSeconds?: number
  /** Seed of the price paths. */
  readonly seed?: number
  /** Whether stocks trade around the clock instead of keeping New York hours. */
  readonly alwaysOpen?: boolean
  readonly web?: 'production' | 'development' | 'none'
  readonly withKeeper?: boolean
  /** Whether signed orders are taken; by default wherever there are pages. */
  readonly withOrders?: boolean
  /** Whether history is kept; by default wherever there are pages. */
  readonly withIndexer?: boolean
  /** Keep chain and addresses from the last run. */
  readonly keepData?: boolean
  /** Weeks of demo history that a simulated crowd makes on a fresh chain before it goes live; 0: none. */
  readonly crowdWeeks?: number
  /** Whether that crowd goes on trading slowly afterwards. */
  readonly crowdStays?: boolean
  /** Seconds that a governor's decision waits; 0 as on the local network unless said. */
  readonly governorDelay?: number
  /** Whether trades and LPs are carried out at once instead of at the next price; false as on the local network. */
  readonly tradesAtOnce?: boolean
  /** More variables for the web server. */
  readonly webEnv?: Readonly<Record<string, string>>
  readonly onProgress?: (line: string) => void
}

export interface StackUrls {
  readonly web: string
  readonly rpc: string
  readonly prices: string
  /** The keeper's health endpoint. */
  readonly keeper: string
  /** The order service. */
  readonly orders: string
  /** The indexer. */
  readonly indexer: string
}

/** What a service needs to know to be started. */
export interface Plan extends Required<Omit<StackOptions, 'onProgress' | 'name'>> {
  readonly directory: string
  readonly urls: StackUrls
  readonly ports: Readonly<Record<'web' | 'chain' | 'prices' | 'keeper' | 'orders' | 'indexer' | 'alerts', number>>
  readonly deploymentFile: string
  /** Full hour at which a fresh chain and its prices begin, seconds since the epoch; undefined: now. */
  readonly pastFrom: number | undefined
  readonly env: Readonly<Record<string, string>>
}

/** Settles every choice: ports that are free, addresses, environment. */
export async function makePlan(options: StackOptions): Promise<Plan> {
  const { onProgress, name, ...given } = options
  const directory = join(stateRoot, name)
  const wanted = { webPort: 3000, chainPort: 8545, pricePort: 8600, ...given }
  const ports = {
    web: await findPort(wanted.webPort),
    chain: await findPort(wanted.chainPort),
    prices: await findPort(wanted.pricePort),
    keeper: await findPort(beside(wanted.pricePort, 5)),
    orders: await findPort(beside(wanted.pricePort, 6)),
    indexer: await findPort(beside(wanted.pricePort, 7)),
    alerts: await findPort(beside(wanted.pricePort, 9)),
  }
  const urls = {
    web: `http://127.0.0.1:${String(ports.web)}`,
    rpc: `http://127.0.0.1:${String(ports.chain)}`,
    prices: `http://127.0.0.1:${String(ports.prices)}`,
    keeper: `http://127.0.0.1:${String(ports.keeper)}`,
    orders: `http://127.0.0.1:${String(ports.orders)}`,
    indexer: `http://127.0.0.1:${String(ports.indexer)}`,
  }
  const deploymentFile = join(directory, 'deployment.json')
  const withOrders = given.withOrders ?? given.web !== 'none'
  const withIndexer = given.withIndexer ?? given.web !== 'none'
  const env = {
    UNDATED_RPC_URL: urls.rpc,
    UNDATED_CHAIN_ID: String(localDefaults.chainId),
    UNDATED_DEPLOYMENT_FILE: deploymentFile,
    UNDATED_HERMES_URL: urls.prices,
    // Wallets are told to use the local node directly.
    UNDATED_PUBLIC_RPC_URL: urls.rpc,
    ...(withOrders ? { UNDATED_ORDER_SERVICE_URL: urls.orders } : {}),
    ...(withIndexer ? { UNDATED_INDEXER_URL: urls.indexer } : {}),
  }
  const fallback = { blockSeconds: 2, seed: 1, alwaysOpen: true, web: 'production', withKeeper: true } as const
  return {
    ...fallback,
    keepData: false,
    crowdWeeks: 0,
    crowdStays: false,
    governorDelay: 0,
    tradesAtOnce: false,
    webEnv: {},
    ...wanted,
    withOrders,
    withIndexer,
    directory,
    urls,
    ports,
    deploymentFile,
    pastFrom: beginningOf(given, directory),
    env,
  }
}

/** A chain that is kept has its past already. */
function beginningOf(
  { crowdWeeks = 0, keepData = false }: Partial<StackOptions>,
  directory: string,
): number | undefined {
  if (crowdWeeks === 0 || (keepData && existsSync(chainFile({ directory })))) return undefined
  const hour = 3600
  return Math.floor(Date.now() / 1000 / hour) * hour - crowdWeeks * 7 * 24 * hour
}

/** So many ports on; any when the port may be any. */
function beside(port: number, distance: number): number {
  return port === 0 ? 0 : port + distance
}

/** Where the order service keeps its data. */
export function ordersDirectory({ directory }: Plan): string {
  return join(directory, 'orders')
}

/** What the simulated crowd remembers. */
export function crowdFile({ directory }: Pick<Plan, 'directory'>): string {
  return join(directory, 'crowd.json')
}

/** Where the indexer keeps its data. */
export function indexerDirectory({ directory }: Plan): string {
  return join(directory, 'indexer')
}

/** What the alert service remembers: of one chain alone. */
export function alertsFile({ directory }: Plan): string {
  return join(directory, 'alerts.json')
}

/** Where the node saves its state when it ends. */
export function chainFile({ directory }: Pick<Plan, 'directory'>): string {
  return join(directory, 'chain.json')
}
