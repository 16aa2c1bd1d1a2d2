import 'server-only'
import type { History } from '@/lib/core/history/types'
import { lensAbi } from '@/contracts-abi/Lens'
import type { Snapshot, UserView } from '@/lib/chain/snapshot/types'
import { readServerEnv, type ServerEnv } from '@/lib/env/server'
import type { HeldAccount } from '@/lib/chain/governance/risk-set'
import type { GovernanceState } from '@/lib/chain/governance/state'
import { createCoalescer } from './coalesce'
import { createGovernanceReader, type GovernanceReader } from './governance/reader'
import { judgeHealth } from './health'
import { fetchSignedUpdate, type SignedUpdate } from './hermes'
import { addressOf, historySource, type HistorySource } from './history/client'
import type { EndpointHost } from './http/endpoint'
import { ProblemError } from './http/problem'
import { createRateLimit } from './http/rate-limit'
import { createLog, type Logger } from './log'
import { createOpenAccountsReader, type OpenAccountsReader } from './open-accounts'
import { createWebMetrics, serveMetrics } from './metrics'
import { orderDesk, type OrderDesk } from './orders/service'
import { ServerData } from './server-data'
import { createTradeHistory, type TradeHistory, type TradePage } from './trade-history'
import { createTradeReader } from './trade-logs'

/** What the process has once, however many bundles the framework makes of this module. */
interface Runtime {
  readonly env: ServerEnv
  readonly log: Logger
  readonly data: ServerData
  readonly host: EndpointHost
  readonly updates: ReturnType<typeof createCoalescer<SignedUpdate>>
  readonly histories: ReturnType<typeof createCoalescer<string>>
  readonly accounts: ReturnType<typeof createCoalescer<UserView>>
  history: { readonly value: TradeHistory; readonly deployment: object } | undefined
  governance: { readonly value: GovernanceReader; readonly deployment: object } | undefined
  openAccounts: OpenAccountsReader | undefined
}

const updateKeepMs = 400
const updateEntries = 64
/** Answers of the indexer may be megabytes; few are kept. */
const histories = { keepMs: 1000, maxEntries: 24 }
const accounts = { keepMs: 1000, maxEntries: 500 }
const historySettings = {
  blocksPerRead: 10_000n,
  readsPerRequest: 20,
  budgetMs: 4000,
  unsettledBlocks: 20n,
  maxAccounts: 500,
  maxTrades: 1000,
}

function createRuntime(): Runtime {
  const env = readServerEnv()
  const log = createLog(env.logLevel)
  const data = new ServerData({ env, log, now: Date.now }).start()
  return {
    env,
    log,
    data,
    host: {
      rateLimit: createRateLimit({ perMinute: env.rateLimitPerMinute, instances: env.instances }),
      trustedProxies: env.trustedProxies,
      report: (error, path) => log.error({ err: error, path }, 'a request failed'),
      ...startMetrics(env.metricsPort, data, log),
    },
    updates: createCoalescer({ keepMs: updateKeepMs, maxEntries: updateEntries, now: Date.now }),
    histories: createCoalescer({ ...histories, now: Date.now }),
    accounts: createCoalescer({ ...accounts, now: Date.now }),
    history: undefined,
    governance: undefined,
    openAccounts: undefined,
  }
}

function startMetrics(port: number | undefined, data: ServerData, log: Logger): Pick<EndpointHost, 'observe'> {
  if (port === undefined) return {}
  const health = () => judgeHealth(data.snapshot(), Date.now(), data.chainNow())
  const metrics = createWebMetrics({ health, streams: () => data.hub.clientCount() })
  serveMetrics(port, metrics, (error) => log.error({ err: error, port }, 'metrics cannot be served'))
  return { observe: metrics.observe }
}

function runtime(): Runtime {
  const holder = globalThis as typeof globalThis & { undatedRuntime?: Runtime }
  return (holder.undatedRuntime ??= createRuntime())
}

export function getServerData(): ServerData {
  return runtime().data
}

export function getHost(): EndpointHost {
  return runtime().host
}

/** What every visitor may know; for server components. Waits a moment at most when the server has just started. */
export async function getSnapshot(): Promise<Snapshot> {
  const { data } = runtime()
  await data.whenReady()
  return data.snapshot()
}

/** Signed updates for these feeds; identical requests within 0.4 s share one answer. */
export function getSignedUpdate(feedIds: readonly `0x${string}`[]): Promise<SignedUpdate> {
  const { updates, data } = runtime()
  const question = () => fetchSignedUpdate(data.hermes, feedIds)
  return shield('The price service', () => updates.ask(feedIds.join(), question))
}

/** An account's trades up to `newestBlock`, on the deployment in use. */
export function readTrades(account: `0x${string}`, newestBlock: bigint): Promise<TradePage> {
  return shield('The node', () => getTradeHistory().read(account, newestBlock))
}

/** Roles, decisions under way and what was decided, on the deployment in use. */
export function readGovernance(newestBlock: bigint): Promise<GovernanceState> {
  return shield('The node', () => getGovernanceReader().read(newestBlock))
}

/** What the chain says of an owner's sub-account now; identical questions within a second share one answer. */
export function readAccount(owner: `0x${string}`, subAccount: bigint): Promise<UserView> {
  const { accounts: answers, data } = runtime()
  return shield('The node', () => {
    const deployment = data.deployment()
    if (!deployment) throw unavailable('The node')
    const call = { address: deployment.lens, abi: lensAbi, functionName: 'user', args: [owner, subAccount] } as const
    return answers.ask(`${deployment.lens}/${owner}/${subAccount}`, () => data.nodeClient.readContract(call))
  })
}

/** The order service that is configured; what fails there is ours to know (RELIABILITY A4). */
export function getOrderDesk(): OrderDesk {
  const desk = orderDesk(runtime().env.orderServiceUrl)
  const who = 'The order service'
  return {
    list: (account) => shield(who, () => desk.list(account)),
    place: (order, signature) => shield(who, () => desk.place(order, signature)),
    withdraw: (hash, signature) => shield(who, () => desk.withdraw(hash, signature)),
  }
}

/** What the index tells; identical questions within a second share one answer. */
export function getHistory(): HistorySource {
  const { env, histories } = runtime()
  const source = historySource(env.indexerUrl)
  return (question) => shield('The history', () => histories.ask(addressOf('', question), () => source(question)))
}

/** Every account of a clearinghouse that holds positions, as the chain has them now. */
export function readOpenAccounts(house: `0x${string}`): Promise<History<readonly HeldAccount[]>> {
  const state = runtime()
  const { nodeClient: client } = state.data
  state.openAccounts ??= createOpenAccountsReader({ client, source: getHistory, now: Date.now })
  const read = state.openAccounts
  return shield('The node', () => read(house))
}

function getTradeHistory(): TradeHistory {
  const state = runtime()
  const deployment = state.data.deployment()
  if (!deployment) throw unavailable('The node')
  if (state.history?.deployment !== deployment) {
    const houses = deployment.sets.map(({ clearinghouse }) => clearinghouse)
    const reader = createTradeReader(state.data.nodeClient, houses)
    const firstBlock = BigInt(deployment.fromBlock)
    const value = createTradeHistory({ ...historySettings, reader, firstBlock, now: Date.now })
    state.history = { value, deployment }
  }
  return state.history.value
}

function getGovernanceReader(): GovernanceReader {
  const state = runtime()
  const deployment = state.data.deployment()
  if (!deployment) throw unavailable('The node')
  if (state.governance?.deployment !== deployment) {
    const value = createGovernanceReader(state.data.nodeClient, deployment, Date.now)
    state.governance = { value, deployment }
  }
  return state.governance.value
}

/** What fails upstream goes to the log; the client learns only who does not answer (RELIABILITY A4). */
async function shield<Value>(who: string, ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ProblemError) throw error
    runtime().log.warn({ err: error, who }, 'no answer for a client')
    throw unavailable(who)
  }
}

function unavailable(who: string): ProblemError {
  return new ProblemError('unavailable', `${who} does not answer now. Try again in a moment.`, {
    headers: { 'retry-after': '2' },
  })
}
