import { privateKeyToAccount } from 'viem/accounts'
import type { Deployment } from '@/lib/chain/deployment'
import { keeper } from '@/scripts/stack/accounts'
import { Chores } from './chores'
import { Crowd, type PlannedMove } from './crowd'
import type { Diary } from './diary'
import { WalkedNode, type Outcome, type Sent } from './node'
import { spotOf, type Prices } from './prices'
import { requestIn, tradesIn, type OpenRequest } from './requests'
import type { Quotes } from './scene'
import { readVolatilities } from './standings'

/** Demo data: walks a fresh local chain hour by hour from its beginning to now, with a crowd that trades on the way. */

const HOUR = 3600
/** Hours between two looks at volatilities and at accounts that may have to be liquidated. */
const VOLATILITY_HOURS = 6
const RESCUE_HOURS = 2
/** Seconds after the full hour at which the keeper acts on accounts. */
const RESCUE_DELAY = 12

/** Seconds that a request is made earlier than it must be to be executed at the full hour. */
const REQUEST_LEAD = 1

export interface WalkOptions {
  readonly rpcUrl: string
  readonly prices: Prices
  readonly deployment: Deployment
  readonly seed: number
  /** Full hour at which the chain's and the prices' past begins, seconds since the epoch. */
  readonly from: number
  readonly blockSeconds: number
  readonly now: () => number
}

export interface Walked {
  readonly diary: Diary
  readonly hours: number
  readonly transactions: number
  /** Those that the contracts refused, at once or when they were to be executed. */
  readonly refused: number
  readonly rescues: number
}

export async function walk(options: WalkOptions): Promise<Walked> {
  const node = new WalkedNode(options.rpcUrl)
  const crowd = Crowd.begin(node.client, options.deployment, options.seed, options.from)
  await node.hold()
  await node.giveEther(crowd.people.map(({ account }) => account))
  const walker = new Walker(options, node, crowd)
  let hours = 0
  while (options.from + (hours + 1) * HOUR <= options.now()) await walker.step(++hours)
  await node.release(Math.floor(options.now()), options.blockSeconds)
  return { diary: crowd.diary, hours, ...walker.count }
}

interface Waiting extends PlannedMove {
  readonly request: OpenRequest
}

class Walker {
  readonly count = { transactions: 0, refused: 0, rescues: 0 }
  private readonly keeper = privateKeyToAccount(keeper.key)
  private readonly chores: Chores
  private readonly waiting: Waiting[] = []
  /** Closings that the keeper has asked for. */
  private closing: readonly OpenRequest[] = []
  private volatility: ReadonlyMap<string, number> = new Map()

  constructor(
    private readonly options: WalkOptions,
    private readonly node: WalkedNode,
    private readonly crowd: Crowd,
  ) {
    this.chores = new Chores(node.client, options.deployment, crowd, this.keeper.address)
  }

  async step(hour: number): Promise<void> {
    const time = this.options.from + hour * HOUR
    if (hour % VOLATILITY_HOURS === 1) {
      this.volatility = await readVolatilities(this.node.client, this.options.deployment)
    }
    const offered = await this.options.prices.at(time)
    const quotes: Quotes = { time, spot: spotOf(offered), volatility: this.volatility, updates: [] }
    const awake = this.crowd.awake(time).filter((person) => !this.waiting.some((plan) => plan.person === person))
    const found = await Promise.all(awake.map((person) => this.crowd.plan(person, quotes)))
    const plans = found.filter((plan) => plan !== undefined)
    const closings = hour % RESCUE_HOURS === 0 ? this.byKeeper(await this.chores.closings()) : []
    await this.ask(
      time,
      plans.filter(({ move }) => move.asks),
      closings,
    )
    await this.carryOut(
      time,
      this.byKeeper(this.chores.due(hour, offered)),
      plans.filter(({ move }) => !move.asks),
    )
    if (hour % RESCUE_HOURS === 0) await this.rescue(time + RESCUE_DELAY)
  }

  /** Shortly before the full hour, so that its prices, the next that there are, execute what is asked for. */
  private async ask(hour: number, plans: readonly PlannedMove[], closings: readonly Sent[]): Promise<void> {
    if (plans.length + closings.length === 0) return
    const terms = await Promise.all(this.crowd.people.slice(0, 1).map((person) => this.crowd.terms(person)))
    const lead = Math.max(...terms.map(({ delay }) => delay)) + REQUEST_LEAD
    const calls = callsOf(plans)
    const outcomes = await this.mine(hour - lead, [...calls, ...closings])
    this.count.rescues += closings.length
    this.note(plans, outcomes.slice(0, calls.length))
    const asked = outcomes.slice(calls.length).flatMap(({ logs }) => tradesIn(logs))
    this.closing = [...this.closing, ...asked]
  }

  /** The keeper's chores, the requests that wait, and what people do at once. */
  private async carryOut(time: number, chores: readonly Sent[], plans: readonly PlannedMove[]): Promise<void> {
    const waiting = this.waiting.splice(0)
    const { closing } = this
    const due = [...waiting.map(({ request }) => request), ...closing]
    const executions = this.byKeeper(due.map((request) => request.execution(this.keeper.address)))
    const outcomes = await this.mine(time, [...chores, ...executions, ...callsOf(plans)])
    const executed = chores.length + executions.length
    waiting.forEach((one, i) => this.end(one, outcomes[chores.length + i]))
    const ends = outcomes.slice(chores.length + waiting.length, executed)
    this.closing = closing.filter((request, i) => request.outcome(ends[i]?.logs ?? []) === undefined)
    this.note(plans, outcomes.slice(executed))
  }

  /** Writes down what has succeeded, and what waits from now on. */
  private note(plans: readonly PlannedMove[], outcomes: readonly Outcome[]): void {
    let next = 0
    for (const plan of plans) {
      const { person, move } = plan
      const own = outcomes.slice(next, (next += move.calls.length))
      if (!own.every(({ success }) => success)) continue
      const request = requestIn(own.flatMap(({ logs }) => logs))
      move.note(this.crowd.entry(person))
      if (request === undefined) move.noteDone(this.crowd.entry(person))
      else this.waiting.push({ ...plan, request })
    }
  }

  /** What was not ended waits on: the next attempt finds that it has lapsed. */
  private end(waiting: Waiting, outcome: Outcome | undefined): void {
    const { person, move, request } = waiting
    const done = request.outcome(outcome?.logs ?? [])
    if (done === undefined) this.waiting.push(waiting)
    else if (done) move.noteDone(this.crowd.entry(person))
    else this.count.refused += 1
  }

  private async rescue(time: number): Promise<void> {
    const calls = await this.chores.liquidations()
    if (calls.length === 0) return
    this.count.rescues += calls.length
    await this.mine(time, this.byKeeper(calls))
  }

  private async mine(time: number, sent: readonly Sent[]): Promise<readonly Outcome[]> {
    const outcomes = await this.node.mine(time, sent)
    this.count.transactions += sent.length
    this.count.refused += outcomes.filter(({ success }) => !success).length
    return outcomes
  }

  private byKeeper(calls: readonly Sent['call'][]): readonly Sent[] {
    return calls.map((call) => ({ account: this.keeper, call }))
  }
}

function callsOf(plans: readonly PlannedMove[]): readonly Sent[] {
  return plans.flatMap(({ person, move }) => move.calls.map((call) => ({ account: person.account, call })))
}
