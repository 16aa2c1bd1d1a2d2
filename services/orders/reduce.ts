import { abs, max, min, mulDiv, mulDivUp } from '@/lib/core/fixed-point'
import type { SignedOrder } from '@/lib/core/orders'

interface Held {
  readonly series: bigint
  readonly quantity: bigint
}

type Trade = Pick<SignedOrder, 'legs' | 'maxCost'>

/** What a reduce-only order trades of what is held, as the contract cuts it (Reducing.sol): the limit shrinks with the least cut leg. */
export function reduced(positions: readonly Held[], { legs, maxCost }: Trade): Trade {
  const held = new Map(positions.map(({ series, quantity }) => [series, quantity]))
  let [filled, whole] = [0n, 1n]
  const cut = legs.flatMap((leg) => {
    const have = held.get(leg.series) ?? 0n
    const quantity = closable(have, leg.quantity)
    held.set(leg.series, have + quantity)
    if (quantity === 0n) return []
    const [part, all] = [abs(quantity), abs(leg.quantity)]
    if (part * whole > filled * all) [filled, whole] = [part, all]
    return [{ ...leg, quantity }]
  })
  const limit = maxCost >= 0n ? mulDiv(maxCost, filled, whole) : -mulDivUp(-maxCost, filled, whole)
  return { legs: cut, maxCost: limit }
}

function closable(have: bigint, wanted: bigint): bigint {
  if (have > 0n && wanted < 0n) return max(wanted, -have)
  if (have < 0n && wanted > 0n) return min(wanted, -have)
  return 0n
}
