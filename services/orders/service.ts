import type { PublicClient } from 'viem'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { brief, type Logger } from '../log'
import { pause } from '../pause'
import type { Desk, Health } from './app'
import { OrdersChain, type Block } from './chain'
import type { OrderServiceConfig } from './config'
import type { Database } from './database'
import { Intake } from './intake'
import { OrderStore } from './store'
import { Tracker } from './tracker'

/** Seconds after which a service that follows no blocks counts as broken. */
const MAX_BLOCK_AGE = 60
const MAX_PAUSE_MS = 10_000

interface Running extends Desk {
  readonly tracker: Tracker
}

/** Finds the contract, follows the chain, and finds it anew after any trouble: node and contracts may have been replaced. */
export class OrderService {
  private running: Running | undefined
  /** Whether the contract is to be looked for (again). */
  private lost = true
  private followed: Block | undefined
  private trouble: string | undefined
  private readonly writesOfOwner: RateLimiterMemory

  constructor(
    private readonly client: PublicClient,
    private readonly database: Database,
    private readonly config: OrderServiceConfig,
    private readonly log: Logger,
  ) {
    this.writesOfOwner = new RateLimiterMemory({ points: config.writesPerMinute, duration: 60 })
  }

  get desk(): Desk | undefined {
    return this.running
  }

  /** Round after round, never two at once, until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      this.trouble = await this.round().then(
        () => undefined,
        (error: unknown) => brief(error),
      )
      failures = this.trouble === undefined ? 0 : failures + 1
      if (this.trouble !== undefined) this.log.warn({ trouble: this.trouble, failures }, 'round failed')
      await pause(Math.min(this.config.roundMs * 2 ** Math.min(failures, 10), MAX_PAUSE_MS), signal)
    }
  }

  async health(): Promise<Health> {
    const database = await this.databaseAnswers()
    const blockAge = this.followed === undefined ? null : now() - Number(this.followed.time)
    return {
      healthy: database && blockAge !== null && blockAge <= MAX_BLOCK_AGE,
      blockNumber: this.followed?.number.toString() ?? null,
      blockAge,
      database,
      trouble: this.trouble ?? null,
    }
  }

  private async round(): Promise<void> {
    // Until it is found again the one known before is told about: what is stored needs no node.
    const running = this.lost || this.running === undefined ? await this.open() : this.running
    this.running = running
    this.lost = true
    this.followed = await running.tracker.round()
    this.lost = false
  }

  private async open(): Promise<Running> {
    const { deploymentFile, chainId, maxPerOwner, maxTotal, maxLifeDays } = this.config
    const chain = await OrdersChain.open(this.client, deploymentFile, chainId)
    const { address } = chain.contract
    const store = new OrderStore(this.database, `${chainId}:${address.toLowerCase()}`, now)
    const limits = { perOwner: maxPerOwner, total: maxTotal, life: BigInt(maxLifeDays) * 86_400n }
    const intake = new Intake({ chain, store, limits, writesOfOwner: this.writesOfOwner })
    this.log.info({ contract: address }, 'orders of a contract are being kept')
    return { store, intake, contract: chain.contract, tracker: new Tracker(chain, store, now) }
  }

  private async databaseAnswers(): Promise<boolean> {
    return this.database.query('select 1').then(
      () => true,
      () => false,
    )
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}
