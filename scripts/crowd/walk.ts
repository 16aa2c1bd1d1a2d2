import { privateKeyToAccount } from 'viem/accounts'
import type { Deployment } from '@/lib/chain/deployment'
import { keeper } from '@/scripts/stack/accounts'
import { Chores } from './chores'
import { Crowd, type PlannedMove } from './crowd'
import type { Diary } from './diary'
import { WalkedNode, type Sent } from './node'
import { spotOf, type Prices } from './prices'
import type { Quotes } from './scene'
import { readVolatilities } from './standings'

/** Demo data: walks a fresh local chain hour by hour from its beginning to now, with a crowd that trades on the way. */

const HOUR = 3600
/** Hours between two looks at volatilities and at accounts that may have to be liquidated. */
const VOLATILITY_HOURS = 6
const RESCUE_HOURS = 2
/** Seconds after the full hour at which the keeper acts on accounts. */
const RESCUE_DELAY = 12

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
  /** Those that the contracts refused. */
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

class Walker {
  readonly count = { transactions: 0, refused: 0, rescues: 0 }
  private readonly keeper = privateKeyToAccount(keeper.key)
  private readonly chores: Chores
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
    const chores = this.byKeeper(this.chores.due(hour, offered))
    const plans = await Promise.all(this.crowd.awake(time).map((person) => this.crowd.plan(person, quotes)))
    await this.carryOut(
      time,
      chores,
      plans.filter((plan) => plan !== undefined),
    )
    if (hour % RESCUE_HOURS === 0) await this.rescue(time + RESCUE_DELAY)
  }

  private async carryOut(time: number, chores: readonly Sent[], plans: readonly PlannedMove[]): Promise<void> {
    const moves = plans.map(({ person, move }) => move.calls.map((call) => ({ account: person.account, call })))
    const outcomes = await this.mine(time, [...chores, ...moves.flat()])
    let next = chores.length
    plans.forEach(({ person, move }, i) => {
      const count = moves[i]?.length ?? 0
      const done = outcomes.slice(next, next + count).every(Boolean)
      next += count
      if (done) move.note(this.crowd.entry(person))
    })
  }

  private async rescue(time: number): Promise<void> {
    const calls = await this.chores.rescues()
    if (calls.length === 0) return
    this.count.rescues += calls.length
    await this.mine(time, this.byKeeper(calls))
  }

  private async mine(time: number, sent: readonly Sent[]): Promise<readonly boolean[]> {
    const outcomes = await this.node.mine(time, sent)
    this.count.transactions += sent.length
    this.count.refused += outcomes.filter((success) => !success).length
    return outcomes
  }

  private byKeeper(calls: readonly Sent['call'][]): readonly Sent[] {
    return calls.map((call) => ({ account: this.keeper, call }))
  }
}
