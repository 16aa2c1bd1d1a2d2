import { encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { ordersAbi } from '@/contracts-abi/Orders'
import type { Address } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { OpenOrder } from '@/lib/chain/orders'
import type { Job } from '../jobs'
import { brief, type Logger } from '../log'
import type { PriceSource } from '../prices'
import type { System } from '../system'
import { CostEstimate } from './estimate'
import { dueOrders, type DueOrder } from './select'
import type { OrderSource } from './source'

interface OrderJobsParts {
  readonly client: PublicClient
  readonly source: OrderSource
  readonly prices: PriceSource
  /** Who gets the rewards. */
  readonly rewardTo: Address
  readonly log: Logger
}

const LEAST_PAUSE_MS = 2000
/** Milliseconds to wait for each order on the last list, so that a long list is not fetched all the time. */
const PAUSE_PER_ORDER_MS = 1
/** Orders tried in one round; the others' turn comes in the next. */
const MAX_TRIED = 25
/** A refused order is tried again after this time. */
const REFUSED_PAUSE_MS = 3000
const NO_PARENT = 0n

/** Finds the signed orders that can be executed now. Knows nothing that the service and the chain do not tell it again. */
export class OrderJobs {
  private open: readonly OpenOrder[] = []
  private fetchAgainAt = 0
  private turn = 0
  /** Only what has happened; seconds. */
  private readonly executions = new Map<Hex, bigint>()

  constructor(private readonly parts: OrderJobsParts) {}

  /** What to send now. An order service or vendor out of reach stops nothing else. */
  async due(system: System, overview: Overview): Promise<readonly Job[]> {
    try {
      return await this.find(system, overview)
    } catch (error) {
      this.parts.log.warn({ trouble: brief(error) }, 'orders could not be looked at')
      return []
    }
  }

  private async find(system: System, overview: Overview): Promise<readonly Job[]> {
    await this.refresh()
    if (this.open.length === 0) return []
    await this.learnExecutions(system.deployment.orders)
    const offered = await this.parts.prices(overview.assets.map(({ feedId }) => feedId))
    const executedAt = (hash: Hex) => this.executions.get(hash)
    const estimate = new CostEstimate(overview, offered)
    const isBeyondLimit = estimate.isBeyondLimit.bind(estimate)
    const due = this.inTurn(dueOrders(this.open, { overview, offered, executedAt, isBeyondLimit }))
    return Promise.all(due.map((one) => this.toJob(system, one)))
  }

  private async refresh(): Promise<void> {
    if (Date.now() < this.fetchAgainAt) return
    this.open = await this.parts.source()
    this.fetchAgainAt = Date.now() + Math.max(LEAST_PAUSE_MS, this.open.length * PAUSE_PER_ORDER_MS)
    const parents = new Set(this.open.map(({ order }) => order.parent))
    for (const hash of this.executions.keys()) if (!parents.has(hash)) this.executions.delete(hash)
  }

  /** When the entries that orders wait for were executed. */
  private async learnExecutions(address: Address): Promise<void> {
    const parents = new Set(this.open.map(({ order }) => order.parent))
    const unknown = [...parents].filter((hash) => BigInt(hash) !== NO_PARENT && !this.executions.has(hash))
    for (const hash of unknown) {
      const call = { address, abi: ordersAbi, functionName: 'executedAt', args: [hash] } as const
      const time = await this.parts.client.readContract(call)
      if (time > 0n) this.executions.set(hash, time)
    }
  }

  /** So many at a time, beginning where the last round ended when there are more. */
  private inTurn(due: readonly DueOrder[]): readonly DueOrder[] {
    if (due.length <= MAX_TRIED) return due
    const start = this.turn % due.length
    this.turn = start + MAX_TRIED
    return [...due.slice(start), ...due.slice(0, start)].slice(0, MAX_TRIED)
  }

  private async toJob(system: System, { open, order, updates }: DueOrder): Promise<Job> {
    const value = updates.length === 0 ? 0n : await system.updateFee(updates)
    const args = [order, open.signature, updates, this.parts.rewardTo] as const
    const data = encodeFunctionData({ abi: ordersAbi, functionName: 'execute', args })
    const call = { to: system.deployment.orders, data, value }
    return { key: `order ${open.hash}`, call, pauseMs: REFUSED_PAUSE_MS }
  }
}
