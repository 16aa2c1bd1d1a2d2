import { abs, mulDiv } from '@/lib/core/fixed-point'

/** What an account holds in one series and what it cost, premium alone; USD, WAD. */
export interface Holding {
  readonly quantity: bigint
  readonly basis: bigint
  /** Gains positive. */
  readonly realisedPremium: bigint
}

/**
 * A holding after one more leg. What enlarges it adds its premium to the basis; what closes a part realises the difference
 * between that part of the basis and the leg's premium. A leg that turns the holding closes it with a part of its premium.
 */
export function afterLeg(held: Holding, quantity: bigint, premium: bigint): Holding {
  const size = abs(held.quantity)
  const reduces = held.quantity !== 0n && held.quantity > 0n !== quantity > 0n
  if (!reduces) return { ...held, quantity: held.quantity + quantity, basis: held.basis + premium }
  const closing = size < abs(quantity) ? size : abs(quantity)
  const closingPremium = part(premium, closing, abs(quantity))
  const closedBasis = part(held.basis, closing, size)
  const opensAnew = closing < abs(quantity)
  return {
    quantity: held.quantity + quantity,
    basis: opensAnew ? premium - closingPremium : held.basis - closedBasis,
    realisedPremium: held.realisedPremium - closingPremium - closedBasis,
  }
}

function part(amount: bigint, of: bigint, whole: bigint): bigint {
  return amount < 0n ? 0n - mulDiv(0n - amount, of, whole) : mulDiv(amount, of, whole)
}
