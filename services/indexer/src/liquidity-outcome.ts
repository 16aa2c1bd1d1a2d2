import type { Hex } from 'viem'
import { max } from '@/lib/core/fixed-point'

/** A payment of the pool, tokens. */
export interface Payment {
  readonly to: Hex
  readonly amount: bigint
}

/** What became of a request to enter or leave a pool; tokens, and of a refused exit shares. */
export interface EndedRequest {
  readonly kind: 'deposit' | 'redeem'
  readonly done: boolean
  /** Tokens or shares that waited. */
  readonly amount: bigint
  /** Of the deposit or withdrawal that came of it, as the pool books it: less the reward on the way in, with it on the way out. */
  readonly assets: bigint
  /** The pool's payments just before, in their order. */
  readonly payments: readonly Payment[]
  /** Of a refused exit: shares given back. */
  readonly returned: bigint
}

export interface LiquidityOutcome {
  /** Tokens; of a refused exit shares. */
  readonly reward: bigint
  /** Who got it, where it was tokens. */
  readonly paidTo: Hex | undefined
  /** Tokens that the owner paid or got when it was done, and what a refusal has cost them: tokens or shares. */
  readonly owners: bigint
}

/**
 * What the executor got, and what that leaves of the owner's move. The events do not say; what waited, what was booked and what the
 * pool paid do.
 */
export function liquidityOutcome(ended: EndedRequest): LiquidityOutcome {
  const { kind, done, amount, assets, payments, returned } = ended
  if (kind === 'redeem' && !done) return { reward: amount - returned, paidTo: undefined, owners: amount - returned }
  const paid = rewardIn(payments, kind === 'redeem' ? assets : amount)
  if (kind === 'redeem') return { ...rewarded(paid), owners: assets - paid.amount }
  if (!done) return { ...rewarded(paid), owners: paid.amount }
  const reward = max(amount - assets, 0n)
  return { ...rewarded({ amount: reward, to: payments.at(-1)?.to }), owners: amount }
}

/** The last payment, when it and the one before, to the owner, are all that was paid out. */
function rewardIn(payments: readonly Payment[], total: bigint): Partial<Payment> & { readonly amount: bigint } {
  const [before, last] = payments.slice(-2)
  if (before === undefined || last === undefined || before.amount + last.amount !== total) return { amount: 0n }
  return last
}

function rewarded({ amount, to }: { readonly amount: bigint; readonly to?: Hex | undefined }) {
  return { reward: amount, paidTo: amount > 0n ? to : undefined }
}
