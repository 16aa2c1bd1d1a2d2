import { numberToHex, type PublicClient } from 'viem'
import type { Deployment } from '@/lib/chain/deployment'
import { auditEventsOf, auditSelectors } from '@/lib/chain/governance/events'
import {
  blockTimeOf,
  decisionsOf,
  governedContracts,
  pendingOperations,
  readExpiration,
  readMembers,
  readVolatilityInForce,
} from '@/lib/chain/governance/read'
import type { GovernanceState } from '@/lib/chain/governance/state'
import { createCoalescer } from '../coalesce'
import { createLogFollower } from './log-follower'

export interface GovernanceReader {
  /** Roles, decisions under way and what was decided, as of `newestBlock`. */
  read(newestBlock: bigint): Promise<GovernanceState>
}

const followerSettings = { blocksPerRead: 10_000n, readsPerRequest: 20, budgetMs: 4000, unsettledBlocks: 20n }
const maxEvents = 200
/** Pages that ask within this time share one answer. */
const keepMs = 1000

/** Follows the logs of everything that governance acts on; one per deployment. */
export function createGovernanceReader(
  client: PublicClient,
  deployment: Deployment,
  now: () => number,
): GovernanceReader {
  const { manager, volatility, oracle, registry, sets, fromBlock } = deployment
  const address = [manager, volatility, oracle, registry, ...sets.map(({ clearinghouse }) => clearinghouse)]
  const follow = createLogFollower({
    ...followerSettings,
    firstBlock: BigInt(fromBlock),
    now,
    read: (from, to) => {
      const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) }
      return client.request({ method: 'eth_getLogs', params: [{ address, topics: [[...auditSelectors]], ...range }] })
    },
  })
  const contracts = governedContracts(deployment)
  const knownTimes = new Map<string, number>()
  const read = async (newestBlock: bigint): Promise<GovernanceState> => {
    const { logs, throughBlock, complete } = await follow(newestBlock)
    const times = await Promise.all(logs.map((log) => blockTimeOf(client, log, knownTimes)))
    const events = auditEventsOf(logs, times)
    const [members, inForce, expiration] = await Promise.all([
      readMembers(client, manager, events),
      readVolatilityInForce(client, volatility),
      readExpiration(client, manager),
    ])
    const newest = events.slice(-maxEvents).reverse()
    return {
      ...{ manager, throughBlock, complete, members, volatility: inForce },
      operations: pendingOperations(events, contracts, expiration),
      decisions: decisionsOf(newest, contracts),
      events: newest,
    }
  }
  const coalescer = createCoalescer<GovernanceState>({ keepMs, maxEntries: 4, now })
  return { read: (newest) => coalescer.ask(String(newest), () => read(newest)) }
}
