import { setTimeout as sleep } from 'node:timers/promises'
import {
  createPublicClient,
  createWalletClient,
  http,
  type PublicClient,
  type TransactionReceipt,
  type WalletClient,
} from 'viem'
import type { Deployment } from '@/lib/chain/deployment'
import { Random } from '@/scripts/study/random'
import { Crowd, type PlannedMove } from './crowd'
import type { Diary } from './diary'
import { habits } from './habits'
import type { Call } from './moves'
import type { Person } from './people'
import { requestIn, type OpenRequest } from './requests'
import { spotOf, type Prices } from './prices'
import type { Quotes } from './scene'
import { readVolatilities } from './standings'

/** Demo data: the crowd after the walk, trading slowly on the running chain; the keeper executes what it asks for. */

export interface LiveOptions {
  readonly rpcUrl: string
  readonly prices: Prices
  readonly deployment: Deployment
  readonly diary: Diary
}

export interface Pace {
  /** Mean time between two people, milliseconds. */
  readonly paceMs: number
  /** Called when somebody has done something. */
  readonly save: () => void
  readonly log: (line: string) => void
}

const POLL_MS = 500

export class LiveCrowd {
  private readonly client: PublicClient
  private readonly wallet: WalletClient
  private readonly crowd: Crowd
  private readonly dice: Random

  constructor(private readonly options: LiveOptions) {
    const transport = http(options.rpcUrl, { batch: true })
    this.client = createPublicClient({ transport, pollingInterval: POLL_MS })
    this.wallet = createWalletClient({ transport })
    this.crowd = new Crowd(this.client, options.deployment, options.diary)
    this.dice = new Random(options.diary.seed)
  }

  /** One after the other until aborted. What fails is logged; the next one tries their own luck. */
  async run({ paceMs, save, log }: Pace, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.turn(log, signal).then(save, (error: unknown) => log(firstLine(error)))
      await pause(this.dice.exponential(paceMs), signal)
    }
  }

  /** Lets these people look at the market now, all at once; answers how many transactions they have made. */
  async act(people: readonly Person[]): Promise<number> {
    const quotes = await this.quotes()
    const counts = await Promise.all(people.map((person) => this.actOne(person, quotes)))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  private async turn(log: (line: string) => void, signal: AbortSignal): Promise<void> {
    const quotes = await this.quotes()
    const person = this.next(quotes.time)
    const count = await this.actOne(person, quotes, signal)
    if (count > 0) log(`${person.habit} ${person.number}: ${count} transactions`)
  }

  private async quotes(): Promise<Quotes> {
    const { prices, deployment } = this.options
    const [{ timestamp }, offered, volatility] = await Promise.all([
      this.client.getBlock(),
      prices.latest(),
      readVolatilities(this.client, deployment),
    ])
    const updates = offered.map(({ updateData }) => updateData)
    return { time: Number(timestamp), spot: spotOf(offered), volatility, updates }
  }

  private async actOne(person: Person, quotes: Quotes, signal?: AbortSignal): Promise<number> {
    const plan = await this.crowd.plan(person, quotes)
    if (plan === undefined) return 0
    const { move } = plan
    const receipts = await this.carryOut(plan)
    move.note(this.crowd.entry(person))
    const request = requestIn(receipts.flatMap(({ logs }) => logs))
    const since = receipts.at(-1)?.blockNumber
    const done = request === undefined || (await this.isExecuted(person, request, since, signal))
    if (done) move.noteDone(this.crowd.entry(person))
    return move.calls.length
  }

  /** Waits until somebody has executed a request, or nobody can any more; the keeper ends what has lapsed. */
  private async isExecuted(
    person: Person,
    { to, notBefore, outcome }: OpenRequest,
    fromBlock: bigint | undefined,
    signal = new AbortController().signal,
  ): Promise<boolean> {
    const { window } = await this.crowd.terms(person)
    while (!signal.aborted) {
      const { timestamp } = await this.client.getBlock()
      const done = outcome(await this.client.getLogs({ address: to, fromBlock }))
      if (done !== undefined) return done
      if (Number(timestamp) > notBefore + window) return false
      await pause(POLL_MS, signal)
    }
    return false
  }

  private next(time: number): Person {
    const { people } = this.crowd
    const due = people.find((person) => this.crowd.isDue(person, time))
    if (due !== undefined) return due
    let left = this.dice.uniform() * people.reduce((sum, { habit }) => sum + habits[habit].rate, 0)
    const found = people.find(({ habit }) => (left -= habits[habit].rate) < 0)
    if (found === undefined) throw new RangeError('The crowd is empty.')
    return found
  }

  private async carryOut({ person, move }: PlannedMove): Promise<readonly TransactionReceipt[]> {
    const receipts: TransactionReceipt[] = []
    for (const call of move.calls) receipts.push(await this.send(person, call))
    return receipts
  }

  private async send({ account }: Person, { to, data, value }: Call): Promise<TransactionReceipt> {
    // Refused here, it costs nothing and leaves no failed transaction behind.
    const gas = await this.client.estimateGas({ account, to, data, value, blockTag: 'pending' })
    const hash = await this.wallet.sendTransaction({ account, to, data, value, gas: (gas * 3n) >> 1n, chain: null })
    const receipt = await this.client.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new Error(`${hash} failed.`)
    return receipt
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
