import type { PublicClient } from 'viem'
import { feeds } from '@/lib/chain/feeds'
import type { Address } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { KeeperSettings } from './config'
import { countAction, countFailure, noCounts, type Counts } from './counts'
import { samplesDue, sweepsDue, touchesDue, updatesDue, type OfferedPrice } from './decisions'
import type { Watched } from './liquidation/liquidator'
import { Liquidator } from './liquidation/liquidator'
import type { Bulk } from './liquidation/bulk'
import { sampleJob, sweepJob, touchJob, updateJob, type Job } from './jobs'
import { brief, type Logger } from '../log'
import { pause } from '../pause'
import type { OrderJobs } from './orders/order-jobs'
import type { PriceSource } from './prices'
import { awaitingPrices, noRequests, summaryOf, type OpenRequests } from './requests/decide'
import { RequestJobs } from './requests/jobs'
import type { Outcome, Sender } from './sender'
import { System } from './system'
import { LogWatch } from './watch'

export interface KeeperParts {
  readonly client: PublicClient
  readonly sender: Pick<Sender, 'send' | 'sendMany'>
  readonly prices: PriceSource
  readonly address: Address
  readonly chainId: number
  readonly deploymentFile: string
  readonly settings: KeeperSettings
  readonly log: Logger
  /** Signed orders to execute, when an order service is configured. */
  readonly orders?: Pick<OrderJobs, 'due'> | undefined
}

/** What the keeper last did, for its health report. Times in seconds since the epoch. */
export interface KeeperState {
  readonly handled: { readonly blockNumber: bigint; readonly blockTime: bigint } | undefined
  /** Why the last round failed. */
  readonly trouble: string | undefined
  /** Why prices could not be fetched or brought. */
  readonly priceTrouble: string | undefined
  /** Why logs could not be read: accounts may be missing until they can. */
  readonly logTrouble: string | undefined
  readonly watched: Watched
  /** Transactions for accounts (liquidations and the like) found and not yet sent. */
  readonly due: number
  readonly requests: OpenRequests
  /** What was done last, and when. */
  readonly lastAction: { readonly what: string; readonly at: number } | undefined
  /** Accounts acted on since the start, by what was done. */
  readonly done: Readonly<Partial<Record<Bulk['deed'], number>>>
  readonly counts: Counts
}

/** After so long a round ends, so that the next one can bring prices. */
const ROUND_BUDGET_MS = 5000
/** Part of it for reading logs; a long history is read over many rounds. */
const LOG_BUDGET_MS = 2000
/** And for reading accounts. */
const READ_BUDGET_MS = 3000
/** Liquidations take precedence, but prices must not grow old meanwhile. */
const BULK_BUDGET_MS = 8000
/** For executing requests, with prices brought and once more after that: many of them do not hold up liquidations for long. */
const REQUEST_BUDGET_MS = 4000
const REFUSED_PAUSE_MS = 30_000
/** Prices are what everything else waits for. */
const PRICE_PAUSE_MS = 2000
const MAX_PAUSE_MS = 10_000
/** While somebody waits for a request, other jobs get no more than this of a round. */
const URGENT_BUDGET_MS = 1000
/** A request that cannot be executed for so long, seconds, is no longer worth hurrying for. */
const URGENT_SECONDS = 60n

const agingFeeds = new Set<string>(feeds.filter(({ kind }) => kind === 'crypto').map(({ id }) => id))

const nothingYet: KeeperState = {
  handled: undefined,
  trouble: undefined,
  priceTrouble: undefined,
  logTrouble: undefined,
  watched: { accounts: 0, unread: 0 },
  due: 0,
  requests: noRequests,
  lastAction: undefined,
  done: {},
  counts: noCounts,
}

/** Keeps one deployment going. All it knows it reads from the chain, so it can be ended and started again at any moment. */
export class Keeper {
  private system: System | undefined
  private watch: LogWatch | undefined
  private current: KeeperState = nothingYet
  private readonly pausedUntil = new Map<string, number>()
  private sweptAt = 0n
  private readonly liquidator: Liquidator
  private readonly requests: RequestJobs
  /** Whether a request is open that may be executed soon. */
  private isUrgent = false

  constructor(private readonly parts: KeeperParts) {
    this.liquidator = new Liquidator(parts.client, parts.address)
    this.requests = new RequestJobs(parts.client, parts.address)
  }

  get state(): KeeperState {
    return this.current
  }

  /** Round after round, never two at once, until aborted. Trouble is logged and waited out. */
  async run(signal: AbortSignal): Promise<void> {
    const { settings, log } = this.parts
    let failures = 0
    while (!signal.aborted) {
      const trouble = await this.round().then(
        () => undefined,
        (error: unknown) => brief(error),
      )
      failures = trouble === undefined ? 0 : failures + 1
      this.report(trouble)
      if (trouble !== undefined) log.warn({ trouble, failures }, 'round failed')
      // Whatever happened, the deployment is looked at anew: node and contracts may have been replaced.
      if (trouble !== undefined) this.system = undefined
      const roundMs = failures === 0 && this.isUrgent ? settings.urgentRoundMs : settings.roundMs
      await pause(Math.min(roundMs * 2 ** Math.min(failures, 10), MAX_PAUSE_MS), signal)
    }
  }

  /** Reads the chain once and does what is due. */
  async round(): Promise<void> {
    const { system, watch } = await this.open()
    const before = await system.overview()
    // Logs first: a request that has just been made is executed with the prices of this round.
    const [offered] = await Promise.all([this.offers(before), this.readLogs(watch, before)])
    const brought = await this.bringPrices(system, { watch, overview: before, offered })
    const overview = brought ? await system.overview() : before
    if (brought) await this.readLogs(watch, overview)
    await this.performMany(await this.requests.due(watch, overview))
    await this.actOnAccounts(system, watch, overview)
    const deadline = Date.now() + (this.isUrgent ? URGENT_BUDGET_MS : ROUND_BUDGET_MS)
    for (const job of await this.jobs(system, watch, overview)) {
      if (Date.now() > deadline) break
      await this.perform(job)
    }
    const { blockNumber, blockTime } = overview
    this.current = { ...this.current, handled: { blockNumber, blockTime } }
  }

  private async open(): Promise<{ readonly system: System; readonly watch: LogWatch }> {
    const { client, deploymentFile, chainId, settings, log } = this.parts
    if (this.system !== undefined && this.watch !== undefined) return { system: this.system, watch: this.watch }
    const system = await System.open(client, deploymentFile, chainId)
    const watch = await LogWatch.resume(this.watch, client, system.deployment, settings.logRange)
    this.system = system
    this.watch = watch
    log.info({ lens: system.deployment.lens }, 'keeping a deployment')
    return { system, watch }
  }

  /** Logs out of reach stop nothing else. */
  private async readLogs(watch: LogWatch, { sets, blockNumber, blockTime }: Overview): Promise<void> {
    const { log } = this.parts
    const contracts = sets.flatMap(({ clearinghouse, mainPool }) => [clearinghouse, mainPool])
    const trouble = await watch.advance(contracts, blockNumber, Date.now() + LOG_BUDGET_MS).then(
      () => undefined,
      (error: unknown) => brief(error),
    )
    const open = watch.requests()
    this.current = { ...this.current, logTrouble: trouble, requests: summaryOf(open) }
    this.isUrgent = open.some(({ asked }) => asked.notBefore + URGENT_SECONDS >= blockTime)
    if (trouble !== undefined) {
      this.countFailure('logs')
      log.warn({ trouble }, 'logs could not be read')
    }
    const behind = watch.behind(blockNumber)
    if (behind > 0n) log.info({ behind: behind.toString() }, 'reading the history')
  }

  /** A vendor out of reach stops nothing else. */
  private async offers(overview: Overview): Promise<readonly OfferedPrice[]> {
    const { prices, log } = this.parts
    const offered = await prices(overview.assets.map(({ feedId }) => feedId)).catch((error: unknown) => {
      this.current = { ...this.current, priceTrouble: brief(error) }
      this.countFailure('prices')
      log.warn({ trouble: brief(error) }, 'prices could not be fetched')
      return []
    })
    if (offered.length > 0) this.current = { ...this.current, priceTrouble: undefined }
    return offered
  }

  /** Brings what is due, and in the same block executes the trades that have waited for it. */
  private async bringPrices(
    system: System,
    {
      watch,
      overview,
      offered,
    }: { readonly watch: LogWatch; readonly overview: Overview; readonly offered: readonly OfferedPrice[] },
  ): Promise<boolean> {
    const waiting = awaitingPrices(watch.requests(), overview, offered)
    const limits = { ...this.parts.settings, agingFeeds, isAwaited: waiting.length > 0 }
    const updates = updatesDue(overview.assets, offered, limits)
    if (updates.length === 0) return false
    const fee = await system.updateFee(updates)
    const update = { ...updateJob(system.deployment.oracle, updates, fee), pauseMs: PRICE_PAUSE_MS }
    await this.performMany([update, ...this.requests.withPrices(waiting, { updates, fee })])
    return true
  }

  /** Liquidates, closes and settles, many accounts in a transaction and many transactions in a block. */
  private async actOnAccounts(system: System, watch: LogWatch, overview: Overview): Promise<void> {
    const began = Date.now()
    await this.liquidator.sync(watch, overview, began + READ_BUDGET_MS)
    const read = Date.now()
    this.current = { ...this.current, watched: this.liquidator.watched }
    const due = await this.liquidator.due(system, overview)
    const judged = Date.now()
    this.current = { ...this.current, due: due.length }
    const calls = due.map(({ call }) => call)
    const outcomes = calls.length === 0 ? [] : await this.parts.sender.sendMany(calls, judged + BULK_BUDGET_MS)
    outcomes.forEach((outcome, i) => this.takeOutcome(due[i], outcome))
    this.current = { ...this.current, due: due.length - outcomes.length }
    const times = { readMs: read - began, judgeMs: judged - read, sendMs: Date.now() - judged }
    this.parts.log.debug({ due: due.length, sent: outcomes.length, ...times }, 'accounts')
  }

  private takeOutcome(bulk: Bulk | undefined, outcome: Outcome): void {
    if (bulk === undefined) return
    this.liquidator.take(bulk, outcome)
    const { deed, clearinghouse, accounts } = bulk
    const job = `${deed} ${accounts.length} of ${clearinghouse}`
    if (outcome.status !== 'done') {
      this.countFailure(outcome.status)
      this.parts.log.info({ job, ...outcome }, 'not needed or not possible')
      return
    }
    const count = (this.current.done[deed] ?? 0) + Math.max(accounts.length, 1)
    this.current = { ...this.current, done: { ...this.current.done, [deed]: count } }
    this.recordDone(job, outcome)
  }

  private recordDone(job: string, outcome: { hash: string; gasUsed: bigint; spent: bigint }): void {
    const kind = job.split(' ', 1)[0] ?? job
    this.current = {
      ...this.current,
      lastAction: { what: job, at: Math.floor(Date.now() / 1000) },
      counts: countAction(this.current.counts, kind, outcome),
    }
    this.parts.log.info({ job, hash: outcome.hash, gas: outcome.gasUsed.toString() }, 'done')
  }

  private countFailure(kind: string): void {
    this.current = { ...this.current, counts: countFailure(this.current.counts, kind) }
  }

  private async jobs(system: System, watch: LogWatch, overview: Overview): Promise<readonly Job[]> {
    const { volatility } = system.deployment
    const touches = touchesDue(overview, (ref) => watch.lastSpot(ref), this.parts.settings)
    const samples = samplesDue(overview.assets)
    return [
      ...((await this.parts.orders?.due(system, overview)) ?? []),
      ...samples.map((asset) => sampleJob(volatility, asset)),
      ...touches.map(touchJob),
      ...this.sweeps(overview),
    ]
  }

  private sweeps({ sets, blockTime }: Overview): readonly Job[] {
    if (blockTime < this.sweptAt + BigInt(this.parts.settings.sweepInterval)) return []
    this.sweptAt = blockTime
    return sweepsDue(sets).map(sweepJob)
  }

  private async perform(job: Job): Promise<void> {
    if (!this.isPaused(job.key)) this.takeJob(job, await this.parts.sender.send(job.call))
  }

  /** Many transactions in a block, in this order. */
  private async performMany(jobs: readonly Job[]): Promise<void> {
    const ready = jobs.filter(({ key }) => !this.isPaused(key))
    if (ready.length === 0) return
    const calls = ready.map(({ call }) => call)
    const outcomes = await this.parts.sender.sendMany(calls, Date.now() + REQUEST_BUDGET_MS)
    outcomes.forEach((outcome, i) => this.takeJob(ready[i], outcome))
  }

  private isPaused(key: string): boolean {
    const until = this.pausedUntil.get(key) ?? 0
    // Names of requests do not come again.
    for (const [other, time] of this.pausedUntil) if (Date.now() >= time) this.pausedUntil.delete(other)
    return Date.now() < until
  }

  /** What the contract refuses is left alone for a while: most often another keeper has done it. */
  private takeJob(job: Job | undefined, outcome: Outcome): void {
    if (job === undefined) return
    const { key, pauseMs = REFUSED_PAUSE_MS } = job
    if (outcome.status === 'done') {
      this.recordDone(key, outcome)
      return
    }
    this.pausedUntil.set(key, Date.now() + pauseMs)
    this.countFailure(outcome.status)
    this.parts.log.info({ job: key, ...outcome }, 'not needed or not possible')
  }

  private report(trouble: string | undefined): void {
    this.current = { ...this.current, trouble }
    if (trouble !== undefined) this.countFailure('round')
  }
}
