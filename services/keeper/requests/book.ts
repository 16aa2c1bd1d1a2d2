import type { ContractFunctionArgs, Hex } from 'viem'
import type { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Address } from '@/lib/chain/deployment'

/** A trade as its event describes it, and as it is handed back to be executed. */
export type TradeAsked = ContractFunctionArgs<typeof clearinghouseAbi, 'payable', 'executeRequest'>[1]
/** An LP's entry or exit, likewise. */
export type LiquidityAsked = ContractFunctionArgs<typeof mainPoolAbi, 'nonpayable', 'executeRequest'>[1]

export interface TradeRequest {
  readonly kind: 'trade'
  /** The clearinghouse. */
  readonly to: Address
  readonly account: Hex
  readonly asked: TradeAsked
}

export interface LiquidityRequest {
  readonly kind: 'liquidity'
  /** The main pool. */
  readonly to: Address
  readonly id: bigint
  readonly asked: LiquidityAsked
}

export type OpenRequest = TradeRequest | LiquidityRequest

/** Names what a contract has at most one open request of: an account, or a pool's number. */
export function requestKey(to: Address, what: Hex | bigint): string {
  return `${to.toLowerCase()}/${what}`
}

function keyOf(request: OpenRequest): string {
  return requestKey(request.to, request.kind === 'trade' ? request.account : request.id)
}

/** Blocks in which it was asked for and in which it ended. */
interface Entry {
  readonly key: string
  readonly request: OpenRequest
  readonly openedAt: bigint
  closedAt: bigint | undefined
}

/** Requests that have not ended, as told by logs in their order. Ends can be taken back until they are settled. */
export class RequestBook {
  private entries: Entry[] = []

  open(): readonly OpenRequest[] {
    return this.entries.filter(isOpen).map(({ request }) => request)
  }

  add(request: OpenRequest, block: bigint): void {
    const key = keyOf(request)
    // The contract takes no second one: the first has ended, whatever was read.
    this.close(key, block)
    this.entries.push({ key, request, openedAt: block, closedAt: undefined })
  }

  close(key: string, block: bigint): void {
    for (const entry of this.entries) if (entry.key === key && isOpen(entry)) entry.closedAt = block
  }

  /** Forgets a request of which the contract knows nothing. */
  drop(request: OpenRequest): void {
    this.entries = this.entries.filter((entry) => entry.request !== request)
  }

  /** Blocks after this one are of another branch. */
  rollBack(block: bigint): void {
    this.entries = this.entries.filter(({ openedAt }) => openedAt <= block)
    for (const entry of this.entries)
      if (entry.closedAt !== undefined && entry.closedAt > block) entry.closedAt = undefined
  }

  /** Blocks up to this one are not asked for again: what ended there has ended. */
  settle(block: bigint): void {
    this.entries = this.entries.filter(({ closedAt }) => closedAt === undefined || closedAt > block)
  }
}

function isOpen({ closedAt }: Entry): boolean {
  return closedAt === undefined
}
