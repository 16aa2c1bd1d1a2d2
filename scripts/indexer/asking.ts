import { maxUint256, type Hex, type TransactionReceipt } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Address, DeployedSet } from '@/lib/chain/deployment'
import { feeds } from '@/lib/chain/feeds'
import { encodeAccount, encodeSeries } from '@/lib/chain/series'
import { divTrunc } from '@/lib/core/fixed-point'
import { requestIn } from '@/scripts/crowd/requests'
import { delay } from '@/scripts/lib/processes'
import { hermesSource } from '@/services/keeper/prices'
import { Forks } from './forks'

const WAD = 10n ** 18n
/** Strikes of BTC lie so far apart, USD. */
const STEP = 1000n
const QUANTITY = 10n ** 16n
const CASH = 5n * WAD
/** Tokens to enter with, and shares to leave with: a tenth of a token. */
const ENTRY = 2n * WAD
const EXIT = 10n ** 23n
/** Gets rewards and does nothing else. */
const EXECUTOR: Address = '0x00000000000000000000000000000000000ecec0'

/** What is asked for and executed: of each kind what passes and what does not, and rewards that go where nobody wants them. */
const PLAN = [
  { kind: 'trade', passes: true },
  { kind: 'trade', passes: false },
  { kind: 'trade', passes: true, rewardTo: 'clearinghouse' },
  { kind: 'deposit', passes: true },
  { kind: 'deposit', passes: false },
  { kind: 'deposit', passes: false, rewardTo: 'mainPool' },
  { kind: 'redeem', passes: true },
  { kind: 'redeem', passes: false },
  { kind: 'redeem', passes: true, rewardTo: 'clearinghouse' },
] as const
const LEFT_OPEN = ['trade', 'deposit', 'redeem'] as const

type Kind = (typeof LEFT_OPEN)[number]

/** How each request should have ended, in the order in which they were made. */
export const expected: readonly string[] = [
  ...PLAN.map(({ kind, passes }) => `${kind} ${passes ? 'executed' : 'refused'}`),
  ...LEFT_OPEN.map((kind) => `${kind} open`),
]

interface Place {
  readonly rpcUrl: string
  readonly pricesUrl: string
  readonly oracle: Address
  readonly set: DeployedSet
}

/** Somebody who asks for trades, entries and exits, and executes them at the next price. */
export class Asking extends Forks {
  constructor(private readonly place: Place) {
    super(place.rpcUrl, place.set)
  }

  get asker(): Address {
    return this.wallet.account.address
  }

  /** Everything that is planned, one after the other; in the end one of each kind stays open. */
  async askForAll(): Promise<void> {
    const { token, clearinghouse, mainPool } = this.place.set
    const approval = { address: token, abi: demoStockTokenAbi, functionName: 'approve' } as const
    await this.mine(() => this.wallet.writeContract({ ...approval, args: [mainPool, maxUint256] }))
    const deposit = { address: clearinghouse, abi: clearinghouseAbi, functionName: 'deposit' } as const
    await this.mine(() => this.wallet.writeContract({ ...deposit, args: [encodeAccount(this.asker), CASH] }))
    await this.newPrices()
    for (const { kind, passes, ...reward } of PLAN) {
      const rewardTo = 'rewardTo' in reward ? this.place.set[reward.rewardTo] : EXECUTOR
      await this.execute(await this.ask(kind, passes), rewardTo)
    }
    for (const kind of LEFT_OPEN) await this.ask(kind, true)
  }

  private async ask(kind: Kind, passes: boolean): Promise<TransactionReceipt> {
    const { clearinghouse, mainPool } = this.place.set
    const pool = { address: mainPool, abi: mainPoolAbi } as const
    const least = passes ? 0n : maxUint256
    if (kind === 'deposit') {
      const call = { ...pool, functionName: 'requestDeposit', args: [ENTRY, least] } as const
      return this.mine(() => this.wallet.writeContract(call))
    }
    if (kind === 'redeem') {
      const call = { ...pool, functionName: 'requestRedeem', args: [EXIT, least] } as const
      return this.mine(() => this.wallet.writeContract(call))
    }
    const legs = [{ series: await this.series(), quantity: QUANTITY }]
    const args = [encodeAccount(this.asker), legs, passes ? CASH : 0n, maxUint256] as const
    const call = { address: clearinghouse, abi: clearinghouseAbi, functionName: 'request', args } as const
    return this.mine(() => this.wallet.writeContract(call))
  }

  private async execute({ logs }: TransactionReceipt, rewardTo: Hex): Promise<void> {
    const asked = requestIn(logs)
    if (asked === undefined) throw new Error('Nothing was asked for.')
    while (Date.now() < 1000 * (asked.notBefore + 1)) await delay(200)
    await this.newPrices()
    await this.mine(() => this.wallet.sendTransaction(asked.execution(rewardTo)))
  }

  private newPrices(): Promise<void> {
    return this.bringPrices(this.place.pricesUrl, this.place.oracle)
  }

  /** A call near the money. */
  private async series(): Promise<bigint> {
    const offers = await hermesSource(this.place.pricesUrl, undefined)(feeds.map(({ id }) => id))
    const btc = feeds.find(({ symbol }) => symbol === 'BTC')
    const spot = offers.find(({ feedId }) => feedId === btc?.id)?.value ?? 0n
    return encodeSeries({ market: 0, strike: divTrunc(spot, STEP * WAD) * STEP * WAD, isPut: false })
  }
}
