import { encodeDeployData, encodeFunctionData, getContractAddress, type Abi, type Hex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Chain, PublicClient, WalletClient } from 'viem'
import type { Address } from '@/lib/chain/deployment'
import { bytecodeOf } from './artefacts'
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
const CALL_GAS = 900_000n
/** How often over the base fee may grow while the transactions wait. */
const FEE_HEADROOM = 10n

/**
 * Transactions of one sender in order. Addresses follow from the nonce, so everything is prepared at once and sent many at
 * a time: a deployment takes a few blocks, not one block for each step.
 */
export class Pipeline {
  private readonly prepared: Prepared[] = []

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

  /** Adds a deployment; returns where the contract will be. */
  deploy(name: string, abi: Abi, args: readonly unknown[]): Address {
    const { bytecode, deployedBytes } = bytecodeOf(name)
    const address = getContractAddress({ from: this.sender.account.address, nonce: BigInt(this.nextNonce()) })
    const data = encodeDeployData({ abi, bytecode, args: [...args] })
    this.prepared.push({ label: `deploy ${name}`, data, gas: BigInt(deployedBytes) * GAS_PER_BYTE + DEPLOY_OVERHEAD })
    return address
  }

  /** Adds a call. */
  call(to: Address, abi: Abi, functionName: string, args: readonly unknown[], value = 0n): void {
    const data = encodeFunctionData({ abi, functionName, args: [...args] })
    this.prepared.push({ label: functionName, to, data, value, gas: CALL_GAS })
  }

  /** What would be sent, for a dry run. */
  plan(): readonly string[] {
    return this.prepared.map(({ label, to }) => (to === undefined ? label : `${label} on ${to}`))
  }

  /** Sends everything, so many at once, and waits for all of it; throws naming the first step that failed. */
  async send({ inFlight, pollMs }: NetworkParameters['sending']): Promise<void> {
    for (let from = 0; from < this.prepared.length; from += inFlight) {
      const hashes: Hex[] = []
      const steps = this.prepared.slice(from, from + inFlight)
      for (const [i, step] of steps.entries()) hashes.push(await this.sendOne(step, this.firstNonce + from + i))
      const receipts = await Promise.all(
        hashes.map((hash) => this.sender.reader.waitForTransactionReceipt({ hash, pollingInterval: pollMs })),
      )
      const failed = receipts.findIndex(({ status }) => status !== 'success')
      if (failed !== -1) throw new Error(`Step ${from + failed + 1} failed on chain: ${steps[failed]?.label ?? ''}.`)
    }
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
