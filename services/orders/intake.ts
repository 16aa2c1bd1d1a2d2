import type { RateLimiterMemory } from 'rate-limiter-flexible'
import { divTrunc } from '@/lib/core/fixed-point'
import { fromWire, withdrawalTypedData, type WireOrder } from '@/lib/chain/orders'
import type { Hex, SignedOrder } from '@/lib/core/orders'
import { hashTypedData } from 'viem'
import type { OrdersChain } from './chain'
import { Refusal } from './problem'
import { canStillHappen } from './reasons'
import type { OrderStore, StoredOrder } from './store'

export interface IntakeLimits {
  /** Live orders of one owner. */
  readonly perOwner: number
  /** Live orders of all. */
  readonly total: number
  /** Longest life of an order, seconds. */
  readonly life: bigint
}

interface IntakeParts {
  readonly chain: OrdersChain
  readonly store: OrderStore
  readonly limits: IntakeLimits
  readonly writesOfOwner: RateLimiterMemory
}

export const WITHDRAWN = 'You took it out of the order service. On the chain it ends when you cancel it there.'

/** Takes orders in, after checking all that can be checked, and lets owners take them out. */
export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  /** @returns the order as stored, and whether it is new. */
  async place(wire: WireOrder, signature: Hex): Promise<{ readonly stored: StoredOrder; readonly isNew: boolean }> {
    const { chain, store } = this.parts
    const order = fromWire(wire)
    const hash = chain.hash(order)
    const known = await store.find(hash)
    if (known !== undefined) return { stored: known, isNew: false }
    await this.checkTerms(order)
    await this.requireSignature(order, hash, signature)
    await this.countWrite(order.owner)
    await this.requireRoom(order.owner)
    const trial = await chain.tryOut(order, signature)
    if (trial !== undefined && !canStillHappen(trial.name)) throw new Refusal(409, trial.title, trial.name)
    const status = trial?.name === 'ParentNotExecuted' ? 'waiting' : 'open'
    return { stored: await store.insert({ hash, order: wire, signature, status }), isNew: true }
  }

  async withdraw(hash: Hex, signature: Hex): Promise<StoredOrder> {
    const { chain, store } = this.parts
    const stored = await store.find(hash)
    if (stored === undefined) throw new Refusal(404, 'This order is not known here.')
    const { owner } = stored.order
    const digest = hashTypedData(withdrawalTypedData(chain.contract, hash))
    if (!(await chain.isSignedBy(owner, digest, signature))) {
      throw new Refusal(403, "The signature is not that of the order's owner.", 'InvalidSignature')
    }
    await this.countWrite(owner)
    await store.withdraw(hash, WITHDRAWN)
    return (await store.find(hash)) ?? stored
  }

  private async checkTerms(order: SignedOrder): Promise<void> {
    const { chain, limits } = this.parts
    if (!chain.isClearinghouse(order.clearinghouse)) {
      throw new Refusal(400, 'The order names no clearinghouse of this deployment.', 'NotClearinghouseContract')
    }
    const { time } = await chain.block()
    if (order.expiry <= time) throw new Refusal(400, 'The order has expired.', 'OrderExpired')
    if (order.expiry > time + limits.life) {
      throw new Refusal(400, `The order must expire within ${divTrunc(limits.life, 86_400n)} days.`)
    }
    if (order.validFrom >= order.expiry) throw new Refusal(400, 'The order would expire before it is valid.')
  }

  private async requireSignature({ owner }: SignedOrder, hash: Hex, signature: Hex): Promise<void> {
    if (await this.parts.chain.isSignedBy(owner, hash, signature)) return
    throw new Refusal(403, 'The signature is not that of the owner.', 'InvalidSignature')
  }

  /** Only what an owner has signed counts against the owner. */
  private async countWrite(owner: string): Promise<void> {
    await this.parts.writesOfOwner.consume(owner).catch(() => {
      throw new Refusal(429, 'This account has sent too many orders. Wait a minute.')
    })
  }

  private async requireRoom(owner: string): Promise<void> {
    const { store, limits } = this.parts
    if ((await store.countLiveOf(owner)) >= limits.perOwner) {
      throw new Refusal(409, `An account may have ${limits.perOwner} open orders. Cancel one first.`)
    }
    if ((await store.countLive()) >= limits.total) throw new Refusal(503, 'The order service is full. Try again later.')
  }
}
