import { readFile } from 'node:fs/promises'
import { encodeFunctionData, recoverAddress, type PublicClient } from 'viem'
import { ordersAbi } from '@/contracts-abi/Orders'
import { parseDeployment, type Address } from '@/lib/chain/deployment'
import { explainError, type Explanation } from '@/lib/chain/errors'
import { hashOrder, type OrdersContract } from '@/lib/chain/orders'
import type { Hex, SignedOrder } from '@/lib/core/orders'
import { TradeTrials } from './trade-trials'

/** What the contract says of an order, in its own numbering. */
export const chainStates = ['open', 'waiting', 'executed', 'cancelled'] as const
export type ChainState = (typeof chainStates)[number]

export interface Block {
  readonly number: bigint
  /** Seconds. */
  readonly time: bigint
}

/** Half of the curve's order: the contract takes the smaller of the two forms of a signature. */
const HALF_CURVE = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n
const MAGIC = '0x1626ba7e'
const erc1271 = [
  {
    type: 'function',
    name: 'isValidSignature',
    stateMutability: 'view',
    inputs: [
      { name: 'hash', type: 'bytes32' },
      { name: 'signature', type: 'bytes' },
    ],
    outputs: [{ name: 'magic', type: 'bytes4' }],
  },
] as const
/** Gets the reward of trial runs; nobody. */
const NOBODY: Address = '0x000000000000000000000000000000000000dEaD'
/** Bounds what a contract wallet can make the node compute. */
const SIGNATURE_GAS = 2_000_000n
const TRIAL_GAS = 8_000_000n
const LOG_RANGE = 2000n
const LOG_STEPS = 5

/** The contract of signed orders as this service reads it. */
export class OrdersChain {
  private constructor(
    private readonly client: PublicClient,
    readonly contract: OrdersContract,
    private readonly houses: ReadonlySet<string>,
    private readonly trades: TradeTrials,
  ) {}

  /** Finds the contract of the deployment file; throws when the node serves another chain or has no such contract. */
  static async open(client: PublicClient, file: string, chainId: number): Promise<OrdersChain> {
    const deployment = parseDeployment(JSON.parse(await readFile(file, 'utf8')))
    const served = await client.getChainId()
    if (served !== chainId || deployment.chainId !== chainId)
      throw new Error(`The node does not serve chain ${chainId}.`)
    const address = deployment.orders
    if ((await client.getCode({ address })) === undefined) throw new Error(`There is no contract at ${address}.`)
    const houses = deployment.sets.map(({ clearinghouse }) => clearinghouse.toLowerCase())
    const trades = new TradeTrials(client, deployment.riskLens)
    return new OrdersChain(client, { chainId, address }, new Set(houses), trades)
  }

  hash(order: SignedOrder): Hex {
    return hashOrder(this.contract, order)
  }

  isClearinghouse(address: Address): boolean {
    return this.houses.has(address.toLowerCase())
  }

  async block(): Promise<Block> {
    const { number, timestamp } = await this.client.getBlock({ blockTag: 'latest' })
    return { number, time: timestamp }
  }

  /** As the contract judges: by the owner's key, or by the owner's own code if the owner is a contract. */
  async isSignedBy(owner: Address, digest: Hex, signature: Hex): Promise<boolean> {
    const code = await this.client.getCode({ address: owner })
    if (code === undefined) return isKeySignature(owner, digest, signature)
    const data = encodeFunctionData({ abi: erc1271, functionName: 'isValidSignature', args: [digest, signature] })
    try {
      const answer = await this.client.call({ to: owner, data, gas: SIGNATURE_GAS })
      return answer.data?.startsWith(MAGIC) === true
    } catch (error) {
      if (explainError(error).kind === 'network') throw error
      return false
    }
  }

  /** A trial run at the prices on chain: undefined when it would succeed now, else why not. */
  async tryOut(order: SignedOrder, signature: Hex): Promise<Explanation | undefined> {
    const args = [order, signature, [], NOBODY] as const
    const { address } = this.contract
    try {
      const call = { address, abi: ordersAbi, functionName: 'execute', args } as const
      await this.client.simulateContract({ ...call, account: NOBODY, gas: TRIAL_GAS })
      if (await this.trades.isDeferred(order.clearinghouse)) await this.trades.run(order)
      return undefined
    } catch (error) {
      const explained = explainError(error)
      if (explained.kind === 'network') throw error
      return explained
    }
  }

  async states(orders: readonly { readonly hash: Hex; readonly order: SignedOrder }[]): Promise<readonly ChainState[]> {
    const refs = orders.map(({ hash, order: { owner, nonce, epoch, parent } }) => ({
      hash,
      owner,
      nonce,
      epoch,
      parent,
    }))
    const { address } = this.contract
    const call = { address, abi: ordersAbi, functionName: 'statesOf', args: [refs] } as const
    const states = await this.client.readContract(call)
    return states.map((state) => chainStates[state] ?? 'open')
  }

  /** The transaction that executed an order not long before `head`; undefined when it is not found there. */
  async executionOf(hash: Hex, head: bigint): Promise<Hex | undefined> {
    const { address } = this.contract
    let to = head
    for (let step = 0; step < LOG_STEPS && to >= 0n; step++) {
      const from = to > LOG_RANGE ? to - LOG_RANGE : 0n
      const filter = { address, abi: ordersAbi, eventName: 'OrderExecuted', args: { hash } } as const
      const logs = await this.client.getContractEvents({ ...filter, fromBlock: from, toBlock: to })
      const found = logs.at(-1)?.transactionHash
      if (found !== undefined) return found
      to = from - 1n
    }
    return undefined
  }
}

async function isKeySignature(owner: Address, hash: Hex, signature: Hex): Promise<boolean> {
  if (signature.length !== 132 || BigInt(`0x${signature.slice(66, 130)}`) > HALF_CURVE) return false
  const recovered = await recoverAddress({ hash, signature }).catch(() => undefined)
  return recovered?.toLowerCase() === owner.toLowerCase()
}
