import {
  createTestClient,
  http,
  numberToHex,
  publicActions,
  type Hex,
  type PublicClient,
  type RpcLog,
  type RpcTransactionReceipt,
} from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Call } from './moves'

/** The local node while its time is walked through: blocks come when they are told to, many transactions in each. */

export interface Sent {
  readonly account: PrivateKeyAccount
  readonly call: Call
}

export interface Outcome {
  readonly success: boolean
  readonly logs: readonly RpcLog[]
}

/** Nearly any single step of the crowd or the keeper takes less. */
const GAS = 3_000_000n
/** Within a block the node takes first what pays most: the order in which things were sent. Wei. */
const HIGHEST_FEE = 20_000_000_000n
const FEE_STEP = 1000n
const BATCH = 500
const ETHER = 10n ** 18n

interface ReceiptsRequest {
  readonly Method: 'eth_getBlockReceipts'
  readonly Parameters: [Hex]
  readonly ReturnType: RpcTransactionReceipt[]
}

export class WalkedNode {
  readonly client: PublicClient
  private readonly test
  private readonly nonces = new Map<string, number>()
  private chainId = 0

  constructor(url: string) {
    const client = createTestClient({ mode: 'anvil', transport: http(url, { batch: { batchSize: BATCH } }) })
    this.test = client
    this.client = client.extend(publicActions)
  }

  /** Stops the clock's blocks; from now on blocks are made by `mine` alone. */
  async hold(): Promise<void> {
    this.chainId = await this.client.getChainId()
    await this.test.setIntervalMining({ interval: 0 })
  }

  /** Takes the chain to a time and lets it make blocks by itself again. */
  async release(time: number, blockSeconds: number): Promise<void> {
    await this.mineAt(time)
    await this.test.setIntervalMining({ interval: blockSeconds })
  }

  async giveEther(accounts: readonly PrivateKeyAccount[]): Promise<void> {
    await Promise.all(accounts.map(({ address }) => this.test.setBalance({ address, value: 1000n * ETHER })))
  }

  /** Puts everything into one block of this time, in this order; answers how each ended. */
  async mine(time: number, sent: readonly Sent[]): Promise<readonly Outcome[]> {
    const signed: Hex[] = []
    for (const [i, one] of sent.entries()) signed.push(await this.sign(one, i))
    const hashes = await Promise.all(
      signed.map((serializedTransaction) =>
        this.client.request({ method: 'eth_sendRawTransaction', params: [serializedTransaction] }),
      ),
    )
    await this.mineAt(time)
    const receipts = await this.receipts()
    const byHash = new Map(receipts.map((receipt) => [receipt.transactionHash, receipt]))
    return hashes.map((hash) => {
      const receipt = byHash.get(hash)
      if (receipt === undefined) throw new Error(`The node has left a transaction out of the block of ${time}.`)
      return { success: receipt.status === '0x1', logs: receipt.logs }
    })
  }

  private async mineAt(time: number): Promise<void> {
    await this.test.setNextBlockTimestamp({ timestamp: BigInt(time) })
    await this.test.mine({ blocks: 1 })
  }

  private async receipts(): Promise<readonly RpcTransactionReceipt[]> {
    const block = await this.client.request({ method: 'eth_blockNumber' })
    return this.test.request<ReceiptsRequest>({ method: 'eth_getBlockReceipts', params: [numberToHex(BigInt(block))] })
  }

  private async sign({ account, call }: Sent, place: number): Promise<Hex> {
    const { address } = account
    const nonce = this.nonces.get(address) ?? (await this.client.getTransactionCount({ address }))
    this.nonces.set(address, nonce + 1)
    const fee = HIGHEST_FEE - BigInt(place) * FEE_STEP
    const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee }
    const { to, data, value, gas = GAS } = call
    const more = { type: 'eip1559', chainId: this.chainId, nonce, gas } as const
    return account.signTransaction({ to, data, value, ...fees, ...more })
  }
}
