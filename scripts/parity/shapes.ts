import { mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { DOMAIN, type MarketTerms, type StalenessTerms, type StrikeState } from '@/lib/core/pricing'
import type { Random } from './random'

/** Random inputs of the shapes that pricing takes, over their whole domain and dense where the formulas change. */

const { price, volatility } = DOMAIN

/** Quantities live in 96 bits on chain. */
const LARGEST_QUANTITY = 2n ** 95n - 1n
/** Quantity × price (36 decimals) of one strike at the utmost: a quadrillion USD. What is larger the contract refuses by overflow. */
const LARGEST_NOTIONAL = 10n ** 51n

export function nextSpot(random: Random): Wad {
  return random.magnitude(price.min, price.max)
}

export function nextVolatility(random: Random): Wad {
  return random.magnitude(volatility.min, volatility.max)
}

/** A strike near the money, exactly at it, one wei beside it, or anywhere. */
export function nextStrike(random: Random, spot: Wad): Wad {
  const roll = random.unit()
  if (roll < 0.1) return spot
  if (roll < 0.15) return spot > price.min ? spot - 1n : spot
  if (roll < 0.2) return spot < price.max ? spot + 1n : spot
  if (roll < 0.7) return inDomain(mulDiv(spot, BigInt(random.integer(300, 3000)), 1000n), spot)
  return random.magnitude(price.min, price.max)
}

/** As above, or at (or a wei beside) what the price becomes under the market's shock. */
function nextBookStrike(random: Random, spot: Wad, { shockBps }: MarketTerms): Wad {
  if (random.unit() < 0.8) return nextStrike(random, spot)
  const factor = 10_000n + (random.unit() < 0.5 ? shockBps : -shockBps)
  return inDomain(mulDiv(spot, factor, 10_000n) + BigInt(random.integer(-1, 1)), spot)
}

function inDomain(value: Wad, otherwise: Wad): Wad {
  return value < price.min || value > price.max ? otherwise : value
}

export function nextMarket(random: Random): MarketTerms {
  return {
    period: BigInt(random.integer(3600, random.pick([86_400, 31_536_000, 315_360_000]))),
    depth: random.magnitude(1000n, 10n ** 12n),
    kappaGammaBps: BigInt(random.integer(0, 1_000_000)),
    kappaDeltaBps: BigInt(random.integer(0, 100_000)),
    shockBps: BigInt(random.integer(100, 9000)),
    volatilityShockBps: BigInt(random.integer(0, 20_000)),
  }
}

export interface Book {
  readonly market: MarketTerms
  readonly spot: Wad
  readonly volatility: Wad
  readonly strikes: readonly StrikeState[]
  /** Largest quantity that may still be traded. */
  readonly room: bigint
}

export function nextBook(random: Random, counts: readonly [number, ...number[]]): Book {
  const market = nextMarket(random)
  const spot = nextSpot(random)
  const prices = Array.from({ length: random.pick(counts) }, () => nextBookStrike(random, spot, market))
  const highest = prices.reduce((a, b) => (a > b ? a : b), spot)
  const notional = mulDiv(LARGEST_NOTIONAL, 1n, highest)
  const room = notional < LARGEST_QUANTITY ? notional : LARGEST_QUANTITY
  const strikes = prices.map((strike) => ({ strike, calls: random.signed(room), puts: random.signed(room) }))
  return { market, spot, volatility: nextVolatility(random), strikes, room }
}

export function nextTerms(random: Random): StalenessTerms {
  return {
    baseFee: random.magnitude(1n, 10n ** 16n),
    feeCapOfPremium: random.magnitude(1n, 25n * 10n ** 16n),
    uncertaintyMultiple: random.magnitude(1n, 5n * WAD),
    grace: BigInt(random.integer(0, 60)),
  }
}

/** Seconds: fresh, a session old, or older than any limit. */
export function nextAge(random: Random): bigint {
  return BigInt(random.integer(0, random.pick([20, 600, 86_400, 5_184_000])))
}

/** 10^decimals of a token. */
export function nextUnit(random: Random): bigint {
  return 10n ** BigInt(random.pick([0, 6, 8, 18]))
}

/** The market as the contract stores it. */
export function configOf(market: MarketTerms) {
  return {
    asset: 0,
    period: Number(market.period),
    depth: market.depth,
    kappaGamma: Number(market.kappaGammaBps),
    kappaDelta: Number(market.kappaDeltaBps),
    shock: Number(market.shockBps),
    volatilityShock: Number(market.volatilityShockBps),
    listed: true,
  }
}
