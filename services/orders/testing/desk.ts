import {
  createPublicClient,
  createWalletClient,
  http,
  type Account,
  type Chain,
  type HttpTransport,
  type PublicClient,
  type WalletClient,
} from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { ordersAbi } from '@/contracts-abi/Orders'
import type { Deployment } from '@/lib/chain/deployment'
import { encodeAccount } from '@/lib/chain/series'
import { orderTypedData, toWire, withdrawalTypedData, type OrderRecord } from '@/lib/chain/orders'
import type { Hex, OrderPlace, SignedOrder } from '@/lib/core/orders'

const WAD = 10n ** 18n
/** A hundredth of a token. */
const REWARD = 10n ** 16n

/** A trader of the local system who signs orders; for tests. */
export class TestTrader {
  readonly account: PrivateKeyAccount
  readonly client: PublicClient
  private readonly wallet: WalletClient<HttpTransport, Chain, Account>

  constructor(
    key: Hex,
    rpc: string,
    private readonly service: string,
    private readonly deployment: Deployment,
  ) {
    const transport = http(rpc)
    this.account = privateKeyToAccount(key)
    this.client = createPublicClient({ chain: foundry, transport, pollingInterval: 200 })
    this.wallet = createWalletClient({ chain: foundry, transport, account: this.account })
  }

  get contract() {
    return { chainId: this.deployment.chainId, address: this.deployment.orders }
  }

  private get set() {
    const [first] = this.deployment.sets
    if (first === undefined) throw new Error('There is no set to trade in.')
    return first
  }

  get marginAccount(): Hex {
    return encodeAccount(this.account.address)
  }

  /** Puts ten tokens of margin in. */
  async fund(): Promise<void> {
    const { token, clearinghouse } = this.set
    const amount = 10n * WAD
    const onToken = { address: token, abi: demoStockTokenAbi } as const
    await this.done(this.wallet.writeContract({ ...onToken, functionName: 'claim' }))
    await this.done(this.wallet.writeContract({ ...onToken, functionName: 'approve', args: [clearinghouse, amount] }))
    const args = [this.marginAccount, amount] as const
    await this.done(
      this.wallet.writeContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'deposit', args }),
    )
  }

  /** Lets signed orders trade. */
  async allowOrders(): Promise<void> {
    const { clearinghouse } = this.set
    const args = [this.deployment.orders, true] as const
    await this.done(
      this.wallet.writeContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'setOperator', args }),
    )
  }

  async cancel(nonce: bigint): Promise<void> {
    const call = { ...this.onOrders, functionName: 'cancel', args: [[nonce]] } as const
    await this.done(this.wallet.writeContract(call))
  }

  async positions() {
    const { clearinghouse } = this.set
    const args = [this.marginAccount] as const
    return this.client.readContract({
      address: clearinghouse,
      abi: clearinghouseAbi,
      functionName: 'positionsOf',
      args,
    })
  }

  /** Terms of an order of this trader, valid as of the newest block for an hour. */
  async place(nonce: bigint): Promise<OrderPlace> {
    const { timestamp } = await this.client.getBlock()
    const { clearinghouse } = this.set
    const times = { validFrom: timestamp - 1n, expiry: timestamp + 3600n }
    return { owner: this.account.address, clearinghouse, reward: REWARD, ...times, nonce, epoch: 0n }
  }

  sign(order: SignedOrder): Promise<Hex> {
    return this.account.signTypedData(orderTypedData(this.contract, order))
  }

  /** Signs an order and hands it in. */
  async submit(order: SignedOrder, signature?: Hex): Promise<{ readonly status: number; readonly body: OrderRecord }> {
    return this.send('POST', { order: toWire(order), signature: signature ?? (await this.sign(order)) })
  }

  async withdraw(hash: Hex): Promise<{ readonly status: number; readonly body: OrderRecord }> {
    const signature = await this.account.signTypedData(withdrawalTypedData(this.contract, hash))
    return this.send('DELETE', { hash, signature })
  }

  async orders(): Promise<readonly OrderRecord[]> {
    const response = await fetch(`${this.service}/orders?account=${this.marginAccount}`)
    return ((await response.json()) as { readonly orders: readonly OrderRecord[] }).orders
  }

  async statusOf(hash: Hex): Promise<string | undefined> {
    return (await this.orders()).find((order) => order.hash === hash)?.status
  }

  /** The order's name as the contract computes it. */
  hashOnChain(order: SignedOrder): Promise<Hex> {
    return this.client.readContract({ ...this.onOrders, functionName: 'hashOrder', args: [order] })
  }

  /** How often the contract has executed an order. */
  async executionsOf(hash: Hex): Promise<number> {
    const filter = { ...this.onOrders, eventName: 'OrderExecuted', args: { hash } } as const
    return (await this.client.getContractEvents({ ...filter, fromBlock: 0n, toBlock: 'latest' })).length
  }

  private get onOrders() {
    return { address: this.deployment.orders, abi: ordersAbi } as const
  }

  private async send(method: string, body: unknown) {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${this.service}/orders`, { method, headers, body: JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as OrderRecord }
  }

  private async done(sent: Promise<Hex>): Promise<void> {
    const receipt = await this.client.waitForTransactionReceipt({ hash: await sent })
    if (receipt.status !== 'success') throw new Error('A transaction of the test failed.')
  }
}
