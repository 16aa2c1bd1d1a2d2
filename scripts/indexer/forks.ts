import {
  createTestClient,
  createWalletClient,
  defineChain,
  http,
  maxUint256,
  publicActions,
  type Hex,
  type TransactionReceipt,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import type { Address, DeployedSet } from '@/lib/chain/deployment'
import { feeds } from '@/lib/chain/feeds'
import { encodeAccount } from '@/lib/chain/series'
import { traders } from '@/scripts/stack/accounts'
import { hermesSource } from '@/services/keeper/prices'

const local = defineChain({
  id: 31_337,
  name: 'local',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [] } },
})

/** A local chain on which somebody acts, and on which what happened can be taken back. */
export class Forks {
  readonly client
  protected readonly wallet

  constructor(
    url: string,
    private readonly set: DeployedSet,
  ) {
    const transport = http(url)
    this.client = createTestClient({ mode: 'anvil', chain: local, transport }).extend(publicActions)
    const [trader] = traders
    if (trader === undefined) throw new Error('There is no trader.')
    this.wallet = createWalletClient({ account: privateKeyToAccount(trader.key), chain: local, transport })
  }

  /** Stops the clock's blocks and gives the actor tokens. */
  async begin(): Promise<void> {
    await this.client.setIntervalMining({ interval: 0 })
    const { token, clearinghouse, insurancePool } = this.set
    const call = { address: token, abi: demoStockTokenAbi } as const
    await this.mine(() => this.wallet.writeContract({ ...call, functionName: 'claim' }))
    for (const spender of [clearinghouse, insurancePool]) {
      await this.mine(() =>
        this.wallet.writeContract({ ...call, functionName: 'approve', args: [spender, maxUint256] }),
      )
    }
  }

  /** A block with the vendor's newest prices. */
  async bringPrices(pricesUrl: string, oracle: Address): Promise<void> {
    const offers = await hermesSource(pricesUrl, undefined)(feeds.map(({ id }) => id))
    const updates = offers.map(({ updateData }) => updateData)
    const call = { address: oracle, abi: pythOracleAbi, args: [updates] } as const
    const value = await this.client.readContract({ ...call, functionName: 'updateFee' })
    await this.mine(() => this.wallet.writeContract({ ...call, functionName: 'update', value }))
  }

  /** So many blocks, each with a deposit of its own amount into the account and one into the insurance pool, which needs no price. */
  async act(blocks: number, amount: bigint): Promise<void> {
    const { clearinghouse, insurancePool } = this.set
    const { address } = this.wallet.account
    for (let i = 0n; i < BigInt(blocks); i++) {
      await this.mine(() =>
        i % 3n === 2n
          ? this.wallet.writeContract({
              address: insurancePool,
              abi: insurancePoolAbi,
              functionName: 'deposit',
              args: [amount + i, address],
            })
          : this.wallet.writeContract({
              address: clearinghouse,
              abi: clearinghouseAbi,
              functionName: 'deposit',
              args: [encodeAccount(address, i), amount + i],
            }),
      )
    }
  }

  /** Lets something happen for `depth` blocks, waits, takes it back and lets something else happen for one block more. */
  async reorganise(depth: number, amount: bigint, seen: () => Promise<void>): Promise<void> {
    const id = await this.client.snapshot()
    await this.act(depth, amount)
    await seen()
    await this.client.revert({ id })
    await this.act(depth + 1, amount * 7n)
  }

  protected async mine(send: () => Promise<Hex>): Promise<TransactionReceipt> {
    const hash = await send()
    await this.client.mine({ blocks: 1 })
    const receipt = await this.client.getTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new Error(`Transaction ${hash} failed.`)
    return receipt
  }
}
