import { encodeFunctionData, maxUint256, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { divTrunc } from '@/lib/core/fixed-point'
import { encodeAccount, encodeSeries } from '@/lib/chain/series'
import type { DeployedSet } from '@/lib/chain/deployment'
import { feeds } from '@/lib/chain/feeds'
import { hermesSource } from '@/services/keeper/prices'
import { Forks } from './forks'

const WAD = 10n ** 18n
/** Strikes of BTC lie so far apart, USD. */
const STEP = 1000n
const QUANTITY = 10n ** 16n
const DEPOSITS = 100
const TRADES = 10
const SUB_ACCOUNTS = 500
const UPDATE_FEE = 1n
const GAS = 14_000_000n

/** Events of one transaction of each kind, the token's own included. */
export const eventsOf = { deposits: DEPOSITS * 2, trades: TRADES * 2 * 3 } as const

/** Many events in few transactions: deposits into many accounts, and trades that open and close. */
export class Traffic extends Forks {
  private series: bigint | undefined
  private next = 0n

  constructor(
    url: string,
    private readonly house: DeployedSet,
    private readonly pricesUrl: string,
  ) {
    super(url, house)
  }

  /** Tokens and an allowance, and enough cash in the account that trades. */
  async prepare(): Promise<void> {
    const { token, clearinghouse } = this.house
    const call = { address: token, abi: demoStockTokenAbi } as const
    await this.done(await this.wallet.writeContract({ ...call, functionName: 'claim' }))
    await this.done(
      await this.wallet.writeContract({ ...call, functionName: 'approve', args: [clearinghouse, maxUint256] }),
    )
    const deposit = this.encodeDeposit(0n, 20n * WAD)
    await this.done(await this.wallet.sendTransaction({ to: clearinghouse, data: deposit }))
  }

  /** A transaction of deposits, into another account each. */
  sendDeposits(): Promise<Hex> {
    const calls = Array.from({ length: DEPOSITS }, () => this.encodeDeposit(this.next++ % BigInt(SUB_ACCOUNTS), 1n))
    return this.sendAll(calls, 0n)
  }

  /** A transaction of trades at the newest price. */
  async sendTrades(): Promise<Hex> {
    const offers = await hermesSource(this.pricesUrl, undefined)(feeds.map(({ id }) => id))
    const btc = feeds.find(({ symbol }) => symbol === 'BTC')
    const spot = offers.find(({ feedId }) => feedId === btc?.id)?.value ?? 0n
    this.series ??= encodeSeries({ market: 0, strike: divTrunc(spot, STEP * WAD) * STEP * WAD, isPut: false })
    const updates = offers.map(({ updateData }) => updateData)
    const calls = Array.from({ length: TRADES }, (_, i) => [
      this.encodeTrade(QUANTITY, i === 0 ? updates : []),
      this.encodeTrade(-QUANTITY, []),
    ])
    return this.sendAll(calls.flat(), UPDATE_FEE * BigInt(updates.length))
  }

  async done(hash: Hex): Promise<void> {
    const { status } = await this.client.waitForTransactionReceipt({ hash, pollingInterval: 100 })
    if (status !== 'success') throw new Error(`Transaction ${hash} failed.`)
  }

  private sendAll(calls: readonly Hex[], value: bigint): Promise<Hex> {
    const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'multicall', args: [calls] })
    return this.wallet.sendTransaction({ to: this.house.clearinghouse, data, value, gas: GAS })
  }

  private encodeDeposit(subAccount: bigint, amount: bigint): Hex {
    const account = encodeAccount(this.wallet.account.address, subAccount)
    return encodeFunctionData({ abi: clearinghouseAbi, functionName: 'deposit', args: [account, amount] })
  }

  private encodeTrade(quantity: bigint, updates: readonly Hex[]): Hex {
    const account = encodeAccount(this.wallet.account.address)
    const legs = [{ series: this.series ?? 0n, quantity }]
    const args = [account, legs, quantity > 0n ? 10n * WAD : 0n, maxUint256, updates] as const
    return encodeFunctionData({ abi: clearinghouseAbi, functionName: 'trade', args })
  }
}
