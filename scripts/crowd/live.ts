import { createPublicClient, createWalletClient, http, type PublicClient, type WalletClient } from 'viem'
import type { Deployment } from '@/lib/chain/deployment'
import { Random } from '@/scripts/study/random'
import { Crowd, type PlannedMove } from './crowd'
import { saveDiary, type Diary } from './diary'
import { habits } from './habits'
import type { Call } from './moves'
import type { Person } from './people'
import { spotOf, type Prices } from './prices'
import { readVolatilities } from './standings'

/** Demo data: the crowd after the walk, trading slowly on the running chain, each trade with its own fresh prices. */

export interface LiveOptions {
  readonly rpcUrl: string
  readonly prices: Prices
  readonly deployment: Deployment
  readonly diary: Diary
  readonly diaryFile: string
  /** Mean time between two people, milliseconds. */
  readonly paceMs: number
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
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.turn().catch((error: unknown) => this.options.log(firstLine(error)))
      await pause(this.dice.exponential(this.options.paceMs), signal)
    }
  }

  private async turn(): Promise<void> {
    const { prices, deployment, diary, diaryFile, log } = this.options
    const { timestamp } = await this.client.getBlock()
    const time = Number(timestamp)
    const offered = await prices.latest()
    const volatility = await readVolatilities(this.client, deployment)
    const updates = offered.map(({ updateData }) => updateData)
    const person = this.next(time)
    const plan = await this.crowd.plan(person, { time, spot: spotOf(offered), volatility, updates })
    if (plan === undefined) return
    await this.carryOut(plan)
    plan.move.note(this.crowd.entry(person))
    saveDiary(diaryFile, diary)
    log(`${person.habit} ${person.number}: ${plan.move.calls.length} transactions`)
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

  private async carryOut({ person, move }: PlannedMove): Promise<void> {
    for (const call of move.calls) await this.send(person, call)
  }

  private async send({ account }: Person, { to, data, value }: Call): Promise<void> {
    // Refused here, it costs nothing and leaves no failed transaction behind.
    const gas = await this.client.estimateGas({ account, to, data, value, blockTag: 'pending' })
    const hash = await this.wallet.sendTransaction({ account, to, data, value, gas: (gas * 3n) >> 1n, chain: null })
    const { status } = await this.client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`${hash} failed.`)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
