import { encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { ordersAbi } from '@/contracts-abi/Orders'
import type { Address } from '@/lib/chain/deployment'
import { explainError } from '@/lib/chain/errors'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { OpenOrder } from '@/lib/chain/orders'
import type { Job } from '../jobs'
import { brief, type Logger } from '../../log'
import { TradeTrials } from '../../orders/trade-trials'
import type { PriceSource } from '../prices'
import type { System } from '../system'
import { CostEstimate } from './estimate'
import { dueOrders, type DueOrder } from './select'
import type { OrderSource } from './source'

/** What the orders of a round are tried with. */
interface Trial {
  readonly system: System
  readonly trades: TradeTrials
  /** What an order's trade costs at the newest prices, tokens; undefined when only a trial run can tell. */
  readonly costOf: (due: DueOrder) => bigint | undefined
}

interface OrderJobsParts {
  readonly client: PublicClient
  readonly source: OrderSource
  readonly prices: PriceSource
  /** Who gets the rewards. */
  readonly rewardTo: Address
  /** Least reward for which an order is executed, USD (WAD). */
  readonly minReward: bigint
  readonly log: Logger
}

const LEAST_PAUSE_MS = 2000
/** Milliseconds to wait for each order on the last list, so that a long list is not fetched all the time. */
const PAUSE_PER_ORDER_MS = 1
/** Orders tried in one round; the others' turn comes in the next. */
const MAX_TRIED = 25
/** A refused order is tried again after this time. */
const REFUSED_PAUSE_MS = 3000
/** Three times what eight legs take. A contract wallet that burns more to say yes is left to others, and looked at rarely. */
const MAX_GAS = 6_000_000n
const COSTLY_PAUSE_MS = 600_000
/** The contract lets an order rest for a minute after its trade was refused. */
const RESTING_PAUSE_MS = 10_000
/** An execution brings newer prices than these errors speak of. */
const ageErrors: readonly (string | undefined)[] = ['StalePrice', 'PriceUnavailable']
const NO_PARENT = 0n

/** Finds the signed orders that can be executed now. Knows nothing that the service and the chain do not tell it again. */
export class OrderJobs {
  private open: readonly OpenOrder[] = []
  private fetchAgainAt = 0
  private turn = 0
  /** Only what has happened; seconds. */
  private readonly executions = new Map<Hex, bigint>()
  /** Milliseconds since the epoch before which an order is not tried again. */
  private readonly pausedUntil = new Map<Hex, number>()
  private trades: TradeTrials | undefined

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
    const { minReward } = this.parts
    const ready = this.open.filter(({ hash }) => (this.pausedUntil.get(hash) ?? 0) <= Date.now())
    const due = this.inTurn(dueOrders(ready, { overview, offered, executedAt, isBeyondLimit, minReward }))
    const { riskLens } = system.deployment
    if (this.trades?.riskLens !== riskLens) this.trades = new TradeTrials(this.parts.client, riskLens)
    const trial = { system, trades: this.trades, costOf: (one: DueOrder) => estimate.estimate(one.order, one.set) }
    const jobs = await Promise.all(due.map((one) => this.tryOut(trial, one)))
    return jobs.filter((job) => job !== undefined)
  }

  private async refresh(): Promise<void> {
    if (Date.now() < this.fetchAgainAt) return
    this.open = await this.parts.source()
    this.fetchAgainAt = Date.now() + Math.max(LEAST_PAUSE_MS, this.open.length * PAUSE_PER_ORDER_MS)
    const parents = new Set(this.open.map(({ order }) => order.parent))
    for (const hash of this.executions.keys()) if (!parents.has(hash)) this.executions.delete(hash)
    const known = new Set(this.open.map(({ hash }) => hash))
    for (const hash of this.pausedUntil.keys()) if (!known.has(hash)) this.pausedUntil.delete(hash)
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

  /** The job, once a trial run has passed at a bearable price; what is refused waits. */
  private async tryOut(trial: Trial, due: DueOrder): Promise<Job | undefined> {
    const { client, rewardTo, log } = this.parts
    const { hash } = due.open
    const job = await this.toJob(trial.system, due)
    const pauseFor = (ms: number) => this.pausedUntil.set(hash, Date.now() + ms)
    pauseFor(REFUSED_PAUSE_MS)
    try {
      const gas = await client.estimateGas({ account: rewardTo, ...job.call })
      if (gas <= MAX_GAS) return (await this.wouldTrade(trial, due)) ? job : undefined
      log.info({ order: hash, gas: gas.toString() }, 'order takes too much gas')
      pauseFor(COSTLY_PAUSE_MS)
    } catch (error) {
      const { name } = explainError(error)
      if (name === 'OrderRefusedRecently') pauseFor(RESTING_PAUSE_MS)
      log.debug({ order: hash, reason: name ?? brief(error) }, 'order cannot be executed now')
    }
    return undefined
  }

  /** Where executing only asks for the trade, whether that would pass now: a refusal at the next price costs the owner. */
  private async wouldTrade({ trades, costOf }: Trial, due: DueOrder): Promise<boolean> {
    const { order } = due
    if (!(await trades.isDeferred(order.clearinghouse))) return true
    const estimated = costOf(due)
    if (estimated !== undefined && estimated > order.maxCost) return false
    try {
      const { cost, limit } = await trades.run(order)
      // The estimate knows the prices that are brought, the trial those on chain.
      return estimated !== undefined || cost <= limit
    } catch (error) {
      if (estimated !== undefined && ageErrors.includes(explainError(error).name)) return true
      throw error
    }
  }

  private async toJob(system: System, { open, order, updates }: DueOrder): Promise<Job> {
    const value = updates.length === 0 ? 0n : await system.updateFee(updates)
    const args = [order, open.signature, updates, this.parts.rewardTo] as const
    const data = encodeFunctionData({ abi: ordersAbi, functionName: 'execute', args })
    const call = { to: system.deployment.orders, data, value }
    return { key: `order ${open.hash}`, call, pauseMs: REFUSED_PAUSE_MS }
  }
}
