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
  /** Keep chain and addresses from the last run. */
  readonly keepData?: boolean
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
}

/** What a service needs to know to be started. */
export interface Plan extends Required<Omit<StackOptions, 'onProgress' | 'name'>> {
  readonly directory: string
  readonly urls: StackUrls
  readonly ports: Readonly<Record<'web' | 'chain' | 'prices' | 'keeper' | 'orders', number>>
  readonly deploymentFile: string
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
  }
  const urls = {
    web: `http://127.0.0.1:${String(ports.web)}`,
    rpc: `http://127.0.0.1:${String(ports.chain)}`,
    prices: `http://127.0.0.1:${String(ports.prices)}`,
    keeper: `http://127.0.0.1:${String(ports.keeper)}`,
    orders: `http://127.0.0.1:${String(ports.orders)}`,
  }
  const deploymentFile = join(directory, 'deployment.json')
  const withOrders = given.withOrders ?? given.web !== 'none'
  const env = {
    UNDATED_RPC_URL: urls.rpc,
    UNDATED_CHAIN_ID: String(localDefaults.chainId),
    UNDATED_DEPLOYMENT_FILE: deploymentFile,
    UNDATED_HERMES_URL: urls.prices,
    // Wallets are told to use the local node directly.
    UNDATED_PUBLIC_RPC_URL: urls.rpc,
    ...(withOrders ? { UNDATED_ORDER_SERVICE_URL: urls.orders } : {}),
  }
  const fallback = { blockSeconds: 2, seed: 1, alwaysOpen: true, web: 'production', withKeeper: true } as const
  return {
    ...fallback,
    keepData: false,
    webEnv: {},
    ...wanted,
    withOrders,
    directory,
    urls,
    ports,
    deploymentFile,
    env,
  }
}

/** So many ports on; any when the port may be any. */
function beside(port: number, distance: number): number {
  return port === 0 ? 0 : port + distance
}

/** Where the order service keeps its data. */
export function ordersDirectory({ directory }: Plan): string {
  return join(directory, 'orders')
}

/** Where the node saves its state when it ends. */
export function chainFile({ directory }: Plan): string {
  return join(directory, 'chain.json')
}
