import { encodeDeployData, encodeFunctionData, getContractAddress, type Abi, type Hex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Chain, PublicClient, WalletClient } from 'viem'
import type { Address } from '@/lib/chain/deployment'
import { bytecodeOf } from './artefacts'
import { chunksOf, dataContract } from './setCode'
import type { NetworkParameters } from './parameters'

export interface Sender {
  readonly account: PrivateKeyAccount
  readonly chain: Chain
  readonly reader: PublicClient
  readonly wallet: WalletClient
}

interface Prepared {
  readonly label: string
  readonly to?: Address
  readonly data: Hex
  readonly value?: bigint
  readonly gas: bigint
}

/** Code costs 200 gas a byte to store and 16 to send; constructors here do little else. */
const GAS_PER_BYTE = 240n
const DEPLOY_OVERHEAD = 900_000n
/** Enough for any call that creates no contract. */
const CALL_GAS = 900_000n
/** A local block takes this much of one sender at once; where it is full, Anvil drops what else is queued. */
const BATCH_GAS = 150_000_000n
/** How often over the base fee may grow while the transactions wait. */
const FEE_HEADROOM = 10n

export interface SentStep {
  readonly label: string
  readonly gasUsed: bigint
}

interface CallOptions {
  readonly value?: bigint
  readonly creates?: readonly string[]
  readonly overhead?: bigint
}

/**
 * Transactions of one sender in order. Addresses follow from the nonce, so everything is prepared at once and sent many at
 * a time: a deployment takes a few blocks, not one block for each step.
 */
export class Pipeline {
  private readonly prepared: Prepared[] = []
  private readonly done: SentStep[] = []

  private constructor(
    private readonly sender: Sender,
    private readonly firstNonce: number,
    private readonly fees: { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint },
  ) {}

  static async start(sender: Sender): Promise<Pipeline> {
    const nonce = await sender.reader.getTransactionCount({ address: sender.account.address, blockTag: 'pending' })
    // The blocks that a deployment fills raise the base fee by an eighth each; a transaction capped below it would be dropped.
    const maxPriorityFeePerGas = await sender.reader.estimateMaxPriorityFeePerGas()
    const { baseFeePerGas } = await sender.reader.getBlock()
    const maxFeePerGas = (baseFeePerGas ?? 0n) * FEE_HEADROOM + maxPriorityFeePerGas
    return new Pipeline(sender, nonce, { maxFeePerGas, maxPriorityFeePerGas })
  }

  /** Where the contract will be that is deployed after so many more steps. */
  addressAfter(steps: number): Address {
    return getContractAddress({ from: this.sender.account.address, nonce: BigInt(this.nextNonce() + steps) })
  }

  /** Adds a deployment; returns where the contract will be. */
  deploy(name: string, abi: Abi, args: readonly unknown[], overhead = DEPLOY_OVERHEAD): Address {
    const { bytecode, deployedBytes } = bytecodeOf(name)
    const data = encodeDeployData({ abi, bytecode, args: [...args] })
    return this.create(`deploy ${name}`, data, gasOfCode(deployedBytes, overhead))
  }

  /** Adds the data contracts that hold a contract's creation code; returns where they will be. */
  store(name: string): readonly Address[] {
    const chunks = chunksOf(bytecodeOf(name).bytecode)
    return chunks.map((chunk, i) => {
      const label = `store ${name} (${i + 1} of ${chunks.length})`
      return this.create(label, dataContract(chunk), gasOfCode(chunk.length / 2, DEPLOY_OVERHEAD))
    })
  }

  /** Adds a call; `creates` names the contracts whose code it stores on chain. */
  call(to: Address, abi: Abi, functionName: string, args: readonly unknown[], more: CallOptions = {}): void {
    const { value = 0n, creates = [], overhead = CALL_GAS } = more
    const data = encodeFunctionData({ abi, functionName, args: [...args] })
    const bytes = creates.reduce((sum, name) => sum + bytecodeOf(name).deployedBytes, 0)
    this.prepared.push({ label: functionName, to, data, value, gas: gasOfCode(bytes, overhead) })
  }

  private create(label: string, data: Hex, gas: bigint): Address {
    const address = this.addressAfter(0)
    this.prepared.push({ label, data, gas })
    return address
  }

  /** What was sent, in order. */
  get sent(): readonly SentStep[] {
    return this.done
  }

  /** Sends everything, so many at once, and waits for all of it; throws naming the first step that failed. */
  async send(sending: NetworkParameters['sending']): Promise<void> {
    let from = 0
    while (from < this.prepared.length) {
      const count = this.batchFrom(from, sending.inFlight)
      await this.sendBatch(from, count, sending.pollMs)
      from += count
    }
  }

  private async sendBatch(from: number, count: number, pollingInterval: number): Promise<void> {
    const hashes: Hex[] = []
    const steps = this.prepared.slice(from, from + count)
    for (const [i, step] of steps.entries()) hashes.push(await this.sendOne(step, this.firstNonce + from + i))
    const receipts = await Promise.all(
      hashes.map((hash) => this.sender.reader.waitForTransactionReceipt({ hash, pollingInterval })),
    )
    const failed = receipts.findIndex(({ status }) => status !== 'success')
    if (failed !== -1) throw new Error(`Step ${from + failed + 1} failed on chain: ${steps[failed]?.label ?? ''}.`)
    receipts.forEach(({ gasUsed }, i) => this.done.push({ label: steps[i]?.label ?? '', gasUsed }))
  }

  /** How many steps fit one batch: at most so many, and so much gas. */
  private batchFrom(from: number, most: number): number {
    let gas = 0n
    const steps = this.prepared.slice(from, from + most)
    const full = steps.findIndex((step) => (gas += step.gas) > BATCH_GAS)
    return full === -1 ? steps.length : Math.max(1, full)
  }

  private sendOne({ label, to, data, value = 0n, gas }: Prepared, nonce: number): Promise<Hex> {
    const { account, chain, wallet } = this.sender
    return wallet
      .sendTransaction({ account, chain, data, value, gas, nonce, ...this.fees, ...(to === undefined ? {} : { to }) })
      .catch((cause: unknown) => {
        throw new Error(`Could not send "${label}".`, { cause })
      })
  }

  private nextNonce(): number {
    return this.firstNonce + this.prepared.length
  }
}

function gasOfCode(bytes: number, overhead: bigint): bigint {
  return BigInt(bytes) * GAS_PER_BYTE + overhead
}
