import { fromWire } from '@/lib/chain/orders'
import type { Block, ChainState, OrdersChain } from './chain'
import { WITHDRAWN } from './intake'
import { isWorthTelling } from './reasons'
import type { Change, OrderStore, StoredOrder } from './store'

const PAGE = 200
/** Pages of orders that one round looks at; the next round goes on after them. */
const PAGES_PER_ROUND = 10
const TRIALS_PER_ROUND = 8
/** Seconds for which a state that has just been reached is looked at again: a block can be undone. */
const UNSETTLED_SECONDS = 600

/** What the state of one order follows from. */
export interface Facts {
  readonly chain: ChainState
  /** Block time, seconds. */
  readonly time: bigint
  /** Whether another order of the same owner and nonce was executed. */
  readonly alternativeExecuted: boolean
  /** How the entry stands that this order waits for; undefined when it waits for none, or for one not known here. */
  readonly parent: StoredOrder['status'] | undefined
}

type Verdict = Pick<Change, 'status' | 'reason'>

/** Where an order stands. Pure. */
export function judge({ order, withdrawn }: StoredOrder, facts: Facts): Verdict {
  if (facts.chain === 'executed') return { status: 'executed', reason: null }
  if (facts.chain === 'cancelled' && facts.alternativeExecuted) {
    return { status: 'cancelled', reason: 'Its alternative was executed.' }
  }
  if (facts.chain === 'cancelled') return { status: 'cancelled', reason: 'Its owner cancelled it on the chain.' }
  if (withdrawn) return { status: 'cancelled', reason: WITHDRAWN }
  if (facts.time > BigInt(order.expiry))
    return { status: 'expired', reason: 'Its time passed before it could be executed.' }
  if (facts.chain === 'open') return { status: 'open', reason: null }
  const { parent } = facts
  if (parent === 'cancelled' || parent === 'expired' || parent === 'failed') {
    return { status: 'failed', reason: 'Its entry can no longer be executed.' }
  }
  return { status: 'waiting', reason: null }
}

/** Brings what is stored in line with the chain, page by page, and finds out why due orders are not executed. */
export class Tracker {
  private after = 0n
  private trialsAfter = 0n

  constructor(
    private readonly chain: OrdersChain,
    private readonly store: OrderStore,
    private readonly now: () => number,
  ) {}

  /** One look at the chain. Repeating it changes nothing. */
  async round(): Promise<Block> {
    const block = await this.chain.block()
    for (let page = 0; page < PAGES_PER_ROUND; page++) {
      const orders = await this.store.unsettled(this.after, this.now() - UNSETTLED_SECONDS, PAGE)
      await this.settle(orders, block)
      this.after = orders.length < PAGE ? 0n : (orders.at(-1)?.seq ?? 0n)
      if (this.after === 0n) break
    }
    await this.tryOut()
    return block
  }

  private async settle(stored: readonly StoredOrder[], block: Block): Promise<void> {
    const states = await this.statesOf(stored)
    for (const [i, order] of stored.entries()) {
      const chain = states[i]
      if (chain !== undefined) await this.apply(order, await this.factsOf(order, chain, block.time), block)
    }
  }

  private async statesOf(stored: readonly StoredOrder[]): Promise<readonly ChainState[]> {
    if (stored.length === 0) return []
    return this.chain.states(stored.map(({ hash, order }) => ({ hash, order: fromWire(order) })))
  }

  private async factsOf({ hash, order }: StoredOrder, chain: ChainState, time: bigint): Promise<Facts> {
    const { owner, nonce, parent } = order
    const alternatives = chain === 'cancelled' ? await this.store.alternatives(owner, nonce) : []
    const others = alternatives.filter((other) => other.hash !== hash)
    const alternativeExecuted = (await this.statesOf(others)).includes('executed')
    const entry = chain === 'waiting' ? await this.store.find(parent) : undefined
    return { chain, time, alternativeExecuted, parent: entry?.status }
  }

  private async apply(stored: StoredOrder, facts: Facts, block: Block): Promise<void> {
    const { status, reason } = judge(stored, facts)
    const unchanged = status === stored.status && (status === 'open' || reason === stored.reason)
    const isTransactionKnown = status !== 'executed' || stored.transaction !== null
    if (unchanged && isTransactionKnown) return
    const transaction = status === 'executed' ? await this.chain.executionOf(stored.hash, block.number) : undefined
    // A node's logs may come later than its state.
    if (unchanged && transaction === undefined) return
    const change = { status, reason, error: null, transaction: transaction ?? null }
    await this.store.change(stored.hash, stored.status, change)
  }

  /** A few open orders in turn: an owner wants to know why an order whose price has come is not executed. */
  private async tryOut(): Promise<void> {
    const orders = await this.store.open(this.trialsAfter, TRIALS_PER_ROUND)
    this.trialsAfter = orders.length < TRIALS_PER_ROUND ? 0n : (orders.at(-1)?.seq ?? 0n)
    for (const stored of orders) {
      const trial = await this.chain.tryOut(fromWire(stored.order), stored.signature)
      const told = trial !== undefined && isWorthTelling(trial.name) ? trial : undefined
      const reason = told?.title ?? null
      const error = told?.name ?? null
      if (reason === stored.reason && error === stored.error) continue
      await this.store.change(stored.hash, 'open', { status: 'open', reason, error, transaction: null })
    }
  }
}
