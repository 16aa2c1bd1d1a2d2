import { decodeFunctionResult, encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address } from '@/lib/chain/deployment'
import type { HeldAccount } from './estimate'

const ACCOUNTS_PER_CALL = 100
const WAD = 1e18

/** The results of several calls on a clearinghouse, of one block, in one request. All fail when one does. */
export async function readMany(client: PublicClient, clearinghouse: Address, calls: readonly Hex[]) {
  const { result } = await client.simulateContract({
    address: clearinghouse,
    abi: clearinghouseAbi,
    functionName: 'multicall',
    args: [calls],
  })
  return result
}

/** The accounts of one clearinghouse that hold positions, as last read. */
export class AccountBook {
  private readonly held = new Map<Hex, HeldAccount>()
  private readonly unread = new Set<Hex>()
  private cursor: Iterator<Hex> | undefined

  constructor(
    private readonly client: PublicClient,
    readonly clearinghouse: Address,
    /** Base units of one token. */
    private readonly unit: number,
  ) {}

  /** Accounts to be read anew: something has happened to them. */
  mark(accounts: readonly Hex[]): void {
    for (const account of accounts) this.unread.add(account)
  }

  /** Accounts still to be read. */
  get backlog(): number {
    return this.unread.size
  }

  get size(): number {
    return this.held.size
  }

  entries(): IterableIterator<[Hex, HeldAccount]> {
    return this.held.entries()
  }

  /** Reads those marked while time lasts; with time to spare, some others again: a reorganisation may have changed them. */
  async refresh(deadline: number): Promise<void> {
    if (this.unread.size === 0) this.mark(this.nextInTurn(ACCOUNTS_PER_CALL))
    while (this.unread.size > 0 && Date.now() < deadline) {
      const some = [...this.unread].slice(0, ACCOUNTS_PER_CALL)
      await this.read(some)
      for (const account of some) this.unread.delete(account)
    }
  }

  private nextInTurn(count: number): readonly Hex[] {
    const chosen: Hex[] = []
    this.cursor ??= this.held.keys()
    while (chosen.length < count) {
      const next = this.cursor.next()
      if (next.done === true) {
        this.cursor = undefined
        break
      }
      chosen.push(next.value)
    }
    return chosen
  }

  private async read(accounts: readonly Hex[]): Promise<void> {
    const calls = accounts.flatMap((account) => [
      encodeFunctionData({ abi: clearinghouseAbi, functionName: 'cashOf', args: [account] }),
      encodeFunctionData({ abi: clearinghouseAbi, functionName: 'positionsOf', args: [account] }),
    ])
    const results = await readMany(this.client, this.clearinghouse, calls)
    accounts.forEach((account, i) => {
      const cash = decodeFunctionResult({ abi: clearinghouseAbi, functionName: 'cashOf', data: results[2 * i] ?? '0x' })
      const data = results[2 * i + 1] ?? '0x'
      const positions = decodeFunctionResult({ abi: clearinghouseAbi, functionName: 'positionsOf', data })
      if (positions.length === 0) this.held.delete(account)
      else this.held.set(account, { cash: Number(cash) / this.unit, rawCash: cash, positions: positions.map(toFloat) })
    })
  }
}

function toFloat({ series, quantity, entryIndex }: { series: bigint; quantity: bigint; entryIndex: bigint }) {
  return { series, quantity: Number(quantity) / WAD, entryIndex: Number(entryIndex) / WAD }
}
