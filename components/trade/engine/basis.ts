import { abs, mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { parseDecimal } from '@/lib/core/fixed-point/decimal'

/** A trade as `/api/v1/accounts/{owner}/trades` tells it: decimal strings, oldest first. */
export interface TradeEntry {
  readonly collateral: string
  readonly transactionHash: string
  readonly blockTime: string | null
  readonly exhausted: boolean
  readonly costTokens: string
  readonly fundingTokens: string
  readonly legs: readonly TradeLegEntry[]
}

export interface TradeLegEntry {
  readonly name: string
  readonly series: string
  readonly quantity: string
  readonly premium: string
  readonly fee: string
  readonly funding: string
  readonly spot: string
  readonly collateralPrice: string
}

export interface TradePageEntry {
  /** Up to this block everything is known. */
  readonly throughBlock: string
  readonly complete: boolean
  readonly truncated: boolean
  readonly trades: readonly TradeEntry[]
}

/** What the units still held have cost, at average cost. USD in WAD. */
export interface Basis {
  readonly quantity: Wad
  readonly premium: Wad
  readonly fees: Wad
  readonly funding: Wad
  /** All of that in collateral tokens at the prices of the day it was paid, WAD. */
  readonly tokens: Wad
}

const NOTHING: Basis = { quantity: 0n, premium: 0n, fees: 0n, funding: 0n, tokens: 0n }

/** The basis of every series of one collateral, by series number. */
export function basesOf(trades: readonly TradeEntry[], collateral: string): ReadonlyMap<string, Basis> {
  const bases = new Map<string, Basis>()
  for (const trade of trades) {
    if (trade.collateral !== collateral) continue
    for (const leg of trade.legs) bases.set(leg.series, afterLeg(bases.get(leg.series) ?? NOTHING, leg))
  }
  return bases
}

/**
 * What enlarges a position adds its cost (writing: what it brought, negative); what lessens it takes the same share of everything out;
 * what turns it leaves the rest of the trade. Funding settled with a trade is part of the cost before.
 */
export function afterLeg(basis: Basis, leg: TradeLegEntry): Basis {
  const quantity = parseDecimal(leg.quantity)
  const price = parseDecimal(leg.collateralPrice)
  const settled = pay(basis, { premium: 0n, fees: 0n, funding: parseDecimal(leg.funding) }, price)
  const after = settled.quantity + quantity
  const paid = { premium: parseDecimal(leg.premium), fees: parseDecimal(leg.fee), funding: 0n }
  if (settled.quantity === 0n || settled.quantity > 0n === quantity > 0n) {
    return { ...pay(settled, paid, price), quantity: after }
  }
  if (abs(quantity) <= abs(settled.quantity)) return keep(settled, after)
  return keep({ ...pay(NOTHING, paid, price), quantity }, after)
}

function pay(basis: Basis, paid: Pick<Basis, 'premium' | 'fees' | 'funding'>, price: Wad): Basis {
  const usd = paid.premium + paid.fees + paid.funding
  return {
    quantity: basis.quantity,
    premium: basis.premium + paid.premium,
    fees: basis.fees + paid.fees,
    funding: basis.funding + paid.funding,
    tokens: basis.tokens + (price > 0n ? mulDiv(usd, WAD, price) : 0n),
  }
}

function keep(basis: Basis, quantity: Wad): Basis {
  if (quantity === 0n || basis.quantity === 0n) return NOTHING
  const share = (part: Wad) => mulDiv(part, quantity, basis.quantity)
  return {
    quantity,
    premium: share(basis.premium),
    fees: share(basis.fees),
    funding: share(basis.funding),
    tokens: share(basis.tokens),
  }
}
