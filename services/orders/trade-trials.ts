import type { PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { riskLensAbi } from '@/contracts-abi/RiskLens'
import type { Address } from '@/lib/chain/deployment'
import { encodeAccount } from '@/lib/chain/series'
import type { SignedOrder } from '@/lib/core/orders'
import { reduced } from './reduce'

/** Tokens. */
export interface TriedTrade {
  readonly cost: bigint
  /** What it may cost. */
  readonly limit: bigint
}

/** Tries the trades of orders that are executed in two steps: that an order can be placed says nothing of its trade. */
export class TradeTrials {
  /** Fixed when a set is created. */
  private readonly deferred = new Map<Address, boolean>()

  constructor(
    private readonly client: PublicClient,
    readonly riskLens: Address,
  ) {}

  /** Whether executing an order of this clearinghouse only asks for its trade. */
  async isDeferred(address: Address): Promise<boolean> {
    const known = this.deferred.get(address)
    if (known !== undefined) return known
    const call = { address, abi: clearinghouseAbi, functionName: 'executionDelay' } as const
    const isDeferred = (await this.client.readContract(call)) > 0n
    this.deferred.set(address, isDeferred)
    return isDeferred
  }

  /** What the order's trade would come to at the prices on chain. Throws the error that the trade would end with. */
  async run(order: SignedOrder): Promise<TriedTrade> {
    const { clearinghouse, owner, subAccount } = order
    const account = encodeAccount(owner, subAccount)
    const { legs, maxCost } = order.reduceOnly ? reduced(await this.positionsOf(clearinghouse, account), order) : order
    const { result } = await this.client.simulateContract({
      address: this.riskLens,
      abi: riskLensAbi,
      functionName: 'marginAfter',
      args: [clearinghouse, account, legs],
    })
    return { cost: result.cost, limit: maxCost }
  }

  private positionsOf(address: Address, account: `0x${string}`) {
    return this.client.readContract({ address, abi: clearinghouseAbi, functionName: 'positionsOf', args: [account] })
  }
}
