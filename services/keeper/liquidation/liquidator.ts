import type { Hex, PublicClient } from 'viem'
import type { Address } from '@/lib/chain/deployment'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import type { Outcome } from '../sender'
import type { System } from '../system'
import type { LogWatch } from '../watch'
import { AccountBook } from './accounts'
import { finishSettlement, inBulk, startSettlement, type Bulk, type Deed } from './bulk'
import { confirmWeak, findCandidates, type Suspect } from './find'
import { stageOf, unpaidClaims } from './settlement'

/** How many accounts are watched, and how many of them still have to be read. */
export interface Watched {
  readonly accounts: number
  readonly unread: number
}

/** After a refusal of one account by itself: most often another keeper has been faster. */
const REFUSED_PAUSE_MS = 4000
/** Settlement is rare, and the question whether it is time is asked of the contract. */
const SETTLEMENT_PAUSE_MS = 30_000

/** Finds what is to be done to accounts: liquidations, exhausted ones to close, and every step of a settlement. */
export class Liquidator {
  private books = new Map<Address, AccountBook>()
  private watch: LogWatch | undefined
  /** Accounts whose bulk failed are tried one by one. */
  private readonly alone = new Set<Hex>()
  private readonly pausedUntil = new Map<string, number>()

  constructor(
    private readonly client: PublicClient,
    private readonly rewardTo: Address,
  ) {}

  get watched(): Watched {
    const books = [...this.books.values()]
    const sum = (count: (book: AccountBook) => number) => books.reduce((total, book) => total + count(book), 0)
    return { accounts: sum((book) => book.size), unread: sum((book) => book.backlog) }
  }

  /** Reads accounts to which something has happened, while time lasts. */
  async sync(watch: LogWatch, { sets }: Overview, deadline: number): Promise<void> {
    const isNew = watch !== this.watch
    if (isNew) this.books = new Map()
    this.watch = watch
    for (const { clearinghouse, decimals } of sets) {
      const book = this.books.get(clearinghouse) ?? new AccountBook(this.client, clearinghouse, 10 ** decimals)
      this.books.set(clearinghouse, book)
      book.mark(watch.takeChanged(clearinghouse))
      if (isNew) book.mark(watch.accounts(clearinghouse))
    }
    for (const book of this.books.values()) await book.refresh(deadline)
  }

  /** What to send now, most urgent first. */
  async due(system: System, overview: Overview): Promise<readonly Bulk[]> {
    const found: Bulk[] = []
    for (const set of overview.sets) found.push(...(await this.dueIn(system, overview, set)))
    return found
  }

  /** Learns what became of a transaction. */
  take({ deed, clearinghouse, accounts }: Bulk, outcome: Outcome): void {
    if (outcome.status === 'done') {
      for (const account of accounts) this.alone.delete(account)
      // Its logs come with the next block; the same is not found again before.
      this.books.get(clearinghouse)?.mark(accounts)
      return
    }
    if (accounts.length > 1) {
      for (const account of accounts) this.alone.add(account)
      return
    }
    const ms = deed === 'startSettlement' ? SETTLEMENT_PAUSE_MS : REFUSED_PAUSE_MS
    this.pausedUntil.set(keyOf(deed, clearinghouse, accounts[0]), Date.now() + ms)
  }

  private async dueIn(system: System, overview: Overview, set: SetView): Promise<readonly Bulk[]> {
    const { clearinghouse } = set
    const book = this.books.get(clearinghouse)
    if (book === undefined) return []
    const stage = await stageOf(this.client, clearinghouse)
    if (stage === 'open') return this.dueInOpenSet(system, overview, { set, book })
    if (stage === 'settling') return this.bulk('settleAccount', clearinghouse, [...book.entries()].map(first))
    if (stage === 'settled') return this.unlessPaused([finishSettlement(clearinghouse)])
    return this.claims(clearinghouse)
  }

  private async dueInOpenSet(
    system: System,
    overview: Overview,
    { set, book }: { readonly set: SetView; readonly book: AccountBook },
  ): Promise<readonly Bulk[]> {
    const { clearinghouse } = set
    const { weak, exhausted, creditor } = findCandidates(overview, set, book)
    // Whose bulk has failed is asked about, however sure the estimate is.
    const isClear = ({ isSure, account }: Suspect) => isSure && !this.alone.has(account)
    const doubtful = weak.filter((suspect) => !isClear(suspect))
    const confirmed = await confirmWeak(this.client, clearinghouse, doubtful)
    const liquidatable = [...weak.filter(isClear).map(({ account }) => account), ...confirmed]
    const taken = new Set(liquidatable)
    const rest = exhausted.filter((account) => !taken.has(account))
    return [
      ...this.bulk('liquidate', clearinghouse, liquidatable),
      ...this.bulk('closeExhausted', clearinghouse, await system.exhausted(clearinghouse, rest)),
      ...this.unlessPaused(creditor === undefined ? [] : [startSettlement(clearinghouse, creditor)]),
    ]
  }

  /** Looked for now and then: nothing is lost by waiting, and there may be many accounts. */
  private async claims(clearinghouse: Address): Promise<readonly Bulk[]> {
    const key = keyOf('claim', clearinghouse, undefined)
    if (this.isPaused(key)) return []
    const unpaid = await unpaidClaims(this.client, clearinghouse, this.watch?.accounts(clearinghouse) ?? [])
    if (unpaid.length === 0) this.pausedUntil.set(key, Date.now() + SETTLEMENT_PAUSE_MS)
    return this.bulk('claim', clearinghouse, unpaid)
  }

  private bulk(deed: Deed, clearinghouse: Address, accounts: readonly Hex[]): readonly Bulk[] {
    const ready = accounts.filter((account) => !this.isPaused(keyOf(deed, clearinghouse, account)))
    return inBulk(deed, clearinghouse, { accounts: ready, rewardTo: this.rewardTo, alone: this.alone })
  }

  private unlessPaused(bulks: readonly Bulk[]): readonly Bulk[] {
    return bulks.filter(({ deed, clearinghouse, accounts }) => !this.isPaused(keyOf(deed, clearinghouse, accounts[0])))
  }

  private isPaused(key: string): boolean {
    if (Date.now() < (this.pausedUntil.get(key) ?? 0)) return true
    this.pausedUntil.delete(key)
    return false
  }
}

function keyOf(deed: string, clearinghouse: Address, account: Hex | undefined): string {
  return `${deed}/${clearinghouse}/${account ?? ''}`
}

function first<First>([value]: readonly [First, ...unknown[]]): First {
  return value
}
