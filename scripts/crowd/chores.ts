import type { PublicClient } from 'viem'
import { lensAbi } from '@/contracts-abi/Lens'
import { feeds } from '@/lib/chain/feeds'
import type { Address, DeployedSet, Deployment } from '@/lib/chain/deployment'
import { decodeSeries, encodeAccount } from '@/lib/chain/series'
import type { OfferedPrice } from '@/services/keeper/decisions'
import { sampleJob, sweepJob, touchJob, updateJob } from '@/services/keeper/jobs'
import { inBulk } from '@/services/keeper/liquidation/bulk'
import { confirmWeak } from '@/services/keeper/liquidation/find'
import type { Crowd } from './crowd'
import type { Call } from './moves'
import type { Person } from './people'
import { readStanding, setOf } from './standings'

/** What the keeper would do along the way, with its own jobs: prices, samples, funding, income, liquidations. */

const SAMPLE_SECONDS = 2 * 3600
const TOUCH_HOURS = 6
const SWEEP_HOURS = 24
const NO_ONE_ALONE: ReadonlySet<`0x${string}`> = new Set()

export class Chores {
  /** Publish time of each feed's newest sample. */
  private readonly sampled = new Map<string, number>()

  constructor(
    private readonly client: PublicClient,
    private readonly deployment: Deployment,
    private readonly crowd: Crowd,
    private readonly rewardTo: Address,
  ) {}

  /** Due in this hour, prices first. */
  due(hour: number, offered: readonly OfferedPrice[]): readonly Call[] {
    const { oracle, sets } = this.deployment
    const updates = offered.map(({ updateData }) => updateData)
    return [
      updateJob(oracle, updates, BigInt(updates.length)).call,
      ...this.samples(offered),
      ...(hour % TOUCH_HOURS === 0 ? this.touches() : []),
      ...(hour % SWEEP_HOURS === 0 ? sets.map(({ mainPool }) => sweepJob(mainPool).call) : []),
    ]
  }

  private samples(offered: readonly OfferedPrice[]): readonly Call[] {
    return feeds.flatMap(({ id }, asset) => {
      const publishTime = offered.find(({ feedId }) => feedId === id)?.publishTime ?? 0
      const last = this.sampled.get(id) ?? publishTime - SAMPLE_SECONDS
      if (publishTime < last + SAMPLE_SECONDS) return []
      this.sampled.set(id, publishTime)
      return [sampleJob(this.deployment.volatility, BigInt(asset)).call]
    })
  }

  /** The markets in which somebody holds something. */
  private touches(): readonly Call[] {
    const refs = new Map<string, Call>()
    for (const person of this.crowd.people) {
      const { clearinghouse } = setOf(this.deployment, person)
      for (const { series } of this.crowd.entry(person).holdings.flatMap(({ legs }) => legs)) {
        const market = BigInt(decodeSeries(BigInt(series)).market)
        refs.set(`${clearinghouse}/${market}`, touchJob({ clearinghouse, market }).call)
      }
    }
    return [...refs.values()]
  }

  /** Liquidations, as the contracts confirm them at the newest block. */
  liquidations(): Promise<readonly Call[]> {
    return this.ofAll('liquidate', (set, holders) => this.weak(set, holders))
  }

  /** Closings of those who have run out of cash; with a delay they are asked for. */
  closings(): Promise<readonly Call[]> {
    return this.ofAll('closeExhausted', (set, holders) => this.exhausted(set, holders))
  }

  private async ofAll(
    deed: 'liquidate' | 'closeExhausted',
    find: (set: DeployedSet, holders: readonly Person[]) => Promise<readonly `0x${string}`[]>,
  ): Promise<readonly Call[]> {
    const found = await Promise.all(
      this.deployment.sets.map(async (set) => {
        const holders = this.crowd.people.filter(
          (person) => person.stock === set.symbol && this.crowd.entry(person).holdings.length > 0,
        )
        const accounts = holders.length === 0 ? [] : await find(set, holders)
        return inBulk(deed, set.clearinghouse, { accounts, rewardTo: this.rewardTo, alone: NO_ONE_ALONE })
      }),
    )
    return found.flat().map(({ call }) => call)
  }

  private async weak({ clearinghouse }: DeployedSet, holders: readonly Person[]) {
    const writers = holders.filter((person) =>
      this.crowd.entry(person).holdings.some(({ legs }) => legs.some(({ quantity }) => quantity.startsWith('-'))),
    )
    const standings = await Promise.all(writers.map((person) => readStanding(this.client, this.deployment, person)))
    const suspects = writers.flatMap(({ account }, i) => {
      const standing = standings[i]
      const written = standing !== undefined && [...standing.positions.values()].some((quantity) => quantity < 0n)
      return written ? [{ account: encodeAccount(account.address), cash: standing.cash }] : []
    })
    return confirmWeak(this.client, clearinghouse, suspects)
  }

  private async exhausted({ clearinghouse }: DeployedSet, holders: readonly Person[]) {
    const accounts = holders.map(({ account }) => encodeAccount(account.address))
    const lens = { address: this.deployment.lens, abi: lensAbi, functionName: 'exhausted' } as const
    const answers = await this.client.readContract({ ...lens, args: [clearinghouse, accounts] })
    return accounts.filter((_, i) => answers[i] === true)
  }
}
