import {
  ageOf,
  chainPrice,
  collateralInputOf,
  marketTermsOf,
  newestPrice,
  stalenessTermsOf,
  strikeStatesOf,
  unitOf,
  volatilityOf,
  type AssetPrice,
} from '@/lib/chain/market-inputs'
import { strikeFromTicks } from '@/lib/chain/series'
import type { MarketView, Overview, SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import {
  abs,
  divTrunc,
  divUp,
  max,
  mulDiv,
  mulWad,
  WAD,
  YEAR_SECONDS,
  type Raw,
  type Wad,
} from '@/lib/core/fixed-point'
import {
  quoteOn,
  stressLimit,
  toTokensUp,
  valueMarket,
  type Leg,
  type Quote,
  type QuoteInput,
  type Valuation,
} from '@/lib/core/pricing'

/** What the ticket works on: one collateral set, one market, at the prices of this moment. */
export interface TicketMarket {
  readonly overview: Overview
  readonly set: SetView
  readonly setIndex: number
  readonly market: MarketView
  readonly asset: string
  readonly stock: string
  readonly spot: AssetPrice
  readonly stockPrice: AssetPrice
  readonly valuation: Valuation
  readonly shared: Omit<QuoteInput, 'market' | 'strikes' | 'legs'>
  /** Chain time of the prices' ages, seconds. */
  readonly now: bigint
}

/** The market of an asset and period; undefined while a price or the volatility is missing. */
export function ticketMarket(
  snapshot: Snapshot,
  choice: { readonly set: number; readonly asset: number; readonly period: number },
): TicketMarket | undefined {
  const { overview, prices } = snapshot
  const set = overview?.sets[choice.set]
  const market = set?.markets.find(({ config }) => config.asset === choice.asset && config.period === choice.period)
  if (overview === undefined || set === undefined || market === undefined) return undefined
  const spot = newestPrice(overview, prices, choice.asset)
  const stockPrice = newestPrice(overview, prices, Number(set.collateralAsset))
  const volatility = volatilityOf(overview, choice.asset)
  if (spot === undefined || stockPrice === undefined || volatility === 0n) return undefined
  const now = max(overview.blockTime, max(spot.publishTime, 0n))
  return {
    overview,
    set,
    setIndex: choice.set,
    market,
    asset: overview.assets[choice.asset]?.symbol ?? '',
    stock: overview.assets[Number(set.collateralAsset)]?.symbol ?? '',
    spot,
    stockPrice,
    valuation: valueMarket(marketTermsOf(market), spot.value, volatility, strikeStatesOf(market)),
    shared: {
      spot: spot.value,
      spotAge: ageOf(spot, now),
      volatility,
      terms: stalenessTermsOf(set),
      collateral: collateralInputOf(overview, set, stockPrice, now),
    },
    now,
  }
}

export function quoteLegs({ valuation, shared }: TicketMarket, legs: readonly Leg[]): Quote {
  return quoteOn(valuation, { ...shared, legs })
}

/** Strikes that can be chosen: those listed around the price, and those in use. USD, WAD, ascending. */
export function listedStrikes({ set, market, spot }: TicketMarket): Wad[] {
  const grid = set.grids[market.config.asset]
  const step = strikeFromTicks(grid?.step ?? 0n)
  if (step === 0n) return []
  const range = mulDiv(spot.value, BigInt(grid?.range ?? 0), 10_000n)
  const strikes = new Set(market.strikes.map(({ strike }) => strikeFromTicks(strike)))
  for (let strike = divUp(spot.value - range, step) * step; strike <= spot.value + range; strike += step) {
    strikes.add(strike)
  }
  return [...strikes].filter((strike) => abs(strike - spot.value) <= range).sort((a, b) => (a < b ? -1 : 1))
}

export function nearestStrike(strikes: readonly Wad[], spot: Wad): Wad | undefined {
  return strikes.reduce<Wad | undefined>(
    (best, strike) => (best === undefined || abs(strike - spot) < abs(best - spot) ? strike : best),
    undefined,
  )
}

/** Why a trade cannot be made now, in words. */
export interface Obstacle {
  readonly code: 'paused' | 'stale' | 'small' | 'skew' | 'capacity' | 'margin' | 'positions' | 'strikes' | 'retired'
  readonly words: string
}

/** What the trader could spend: margin in the account and tokens in the wallet, in the token's smallest unit. */
export interface Means {
  readonly cash: Raw
  readonly wallet: Raw
  readonly fundingOwed: Wad
  readonly fundingPerYear: Wad
  readonly positions: number
}

export function meansOf(user: UserSetView | undefined): Means {
  if (user === undefined) return { cash: 0n, wallet: 0n, fundingOwed: 0n, fundingPerYear: 0n, positions: 0 }
  const { account, tokenBalance } = user
  return {
    cash: account.cash,
    wallet: tokenBalance,
    fundingOwed: account.fundingOwed,
    fundingPerYear: account.fundingPerYear,
    positions: account.positions.length,
  }
}

/** A purchase with everything that its buyer must know before signing. */
export interface Ticket {
  readonly leg: Leg
  readonly quote: Quote
  /** Tokens that the account must hold: the cost, funding owed, and a day of funding ahead. */
  readonly needed: Raw
  /** Tokens that are missing in the account and come from the wallet. */
  readonly deposit: Raw
  /** USD a day for this position. */
  readonly costPerDay: Wad
  /** Seconds that the account's margin pays all its funding; undefined: it receives funding. */
  readonly runway: bigint | undefined
  readonly notional: Wad
  /** Impact as a fraction of the premium (WAD). */
  readonly impactShare: Wad
}

const DAY = 86_400n

export function makeTicket(ticketMarket_: TicketMarket, leg: Leg, means: Means): Ticket {
  const quote = quoteLegs(ticketMarket_, [leg])
  const { set, stockPrice } = ticketMarket_
  const rate = mulWad(quote.legs[0]?.fundingRate ?? 0n, leg.quantity)
  const perYear = means.fundingPerYear + rate
  const ahead = perYear > 0n ? mulDiv(perYear, BigInt(set.terms.runway), YEAR_SECONDS) + 2n : 0n
  const reserve = toTokensUp(max(means.fundingOwed + ahead, 0n), stockPrice.value, quote.conversionSpread, unitOf(set))
  // The rates at the chain's own moment may differ by a little: keep a hundredth more.
  const needed = max(quote.costTokens, 0n) + reserve + divUp(reserve, 100n)
  const deposit = max(needed - means.cash, 0n)
  const left = means.cash + deposit - quote.costTokens
  return {
    leg,
    quote,
    needed,
    deposit,
    costPerDay: mulDiv(rate, DAY, YEAR_SECONDS),
    runway: runwayOf(ticketMarket_, left, means.fundingOwed, perYear),
    notional: mulWad(leg.quantity, ticketMarket_.spot.value),
    impactShare: quote.premium > 0n ? mulDiv(max(quote.impact, 0n), WAD, quote.premium) : 0n,
  }
}

/** Seconds until the cash (tokens) no longer pays the funding at these rates (USD). */
export function runwayOf(
  { set, stockPrice }: Pick<TicketMarket, 'set' | 'stockPrice'>,
  cash: Raw,
  owed: Wad,
  perYear: Wad,
): bigint | undefined {
  if (perYear <= 0n) return undefined
  const dollars = mulDiv(cash, stockPrice.value, unitOf(set)) - owed
  return dollars <= 0n ? 0n : mulDiv(dollars, YEAR_SECONDS, perYear)
}

/** Everything that would make the contract refuse this purchase; the first is what to say. */
export function findObstacles(ticketMarket_: TicketMarket, ticket: Ticket, means: Means): Obstacle[] {
  const { set, market, asset } = ticketMarket_
  const { quote, notional } = ticket
  const minimum = BigInt(set.terms.minimumNotional) * WAD
  const isNewStrike = !market.strikes.some(({ strike }) => strikeFromTicks(strike) === ticket.leg.strike)
  const obstacles: (Obstacle | false)[] = [
    set.openingsPaused && { code: 'paused', words: 'Opening is paused; closing goes on' },
    !market.config.listed && { code: 'retired', words: 'This market is being retired' },
    stale(ticketMarket_),
    notional < minimum && { code: 'small', words: `At least $${set.terms.minimumNotional} of ${asset}` },
    quote.skewAfter >= WAD &&
      quote.skewAfter > quote.skewBefore && { code: 'skew', words: 'Too much: the pool would lean too far' },
    capacityExceeded(ticketMarket_, quote) && { code: 'capacity', words: 'Too much: the pool has no room for it' },
    means.positions >= 8 && { code: 'positions', words: 'Eight positions are the most: close one first' },
    isNewStrike && market.strikes.length >= 32 && { code: 'strikes', words: 'No room for a new strike' },
    ticket.deposit > means.wallet && { code: 'margin', words: `Not enough ${set.symbol}` },
  ]
  return obstacles.filter((obstacle) => obstacle !== false)
}

function stale({ set, shared, asset, stock }: TicketMarket): Obstacle | false {
  if (shared.spotAge > BigInt(set.terms.maxAgeOpen)) {
    return { code: 'stale', words: `The price of ${asset} is ${shared.spotAge} s old: too old to open` }
  }
  if (shared.collateral.age > BigInt(set.terms.maxAgeCollateralOpen)) {
    return { code: 'stale', words: `The price of ${stock} is too old to open` }
  }
  return false
}

/** The contract's own rule, at these prices: see `_requireRoom` in contracts/src/clearinghouse/Trading.sol. */
function capacityExceeded({ set, stockPrice }: TicketMarket, quote: Quote): boolean {
  const { pool, riskTerms } = set
  if (!pool.exposureOk) return true
  const others = max(pool.stressLoss - quote.stressBefore, 0n)
  const limit = stressLimit({
    price: stockPrice.value,
    unit: unitOf(set),
    cash: pool.cash,
    other: pool.receivable - pool.liability - quote.premium,
    limitBps: BigInt(riskTerms.stressLimit),
    shockBps: BigInt(riskTerms.collateralShock),
  })
  return others + quote.stressAfter > limit && quote.stressAfter > quote.stressBefore
}

/** The largest quantity that the contract would take now, by bisection on the exact quote; and what stops more. */
export function findMaximum(
  ticketMarket_: TicketMarket,
  series: Pick<Leg, 'strike' | 'isPut'>,
  means: Means,
): { readonly quantity: Wad; readonly reason: string } {
  const blockedAt = (quantity: Wad): Obstacle | undefined => {
    const obstacles = findObstacles(ticketMarket_, makeTicket(ticketMarket_, { ...series, quantity }, means), means)
    return obstacles.find(({ code }) => code === 'skew' || code === 'capacity' || code === 'margin')
  }
  // No purchase costs less than its fee, so this is beyond what can be paid for or insured.
  let high = mulDiv(BigInt(ticketMarket_.market.config.depth) * 100n * WAD, WAD, ticketMarket_.spot.value)
  let low = 0n
  let reason = ''
  for (let i = 0; i < 48; i++) {
    const middle = divTrunc(low + high, 2n)
    const obstacle = blockedAt(middle)
    if (obstacle === undefined) low = middle
    else {
      high = middle
      reason = obstacle.words
    }
  }
  return { quantity: low, reason }
}

export type Unit = 'tokens' | 'usd' | 'units'

/** The quantity that an amount stands for: tokens to pay now, dollars of notional, or units of the asset. */
export function quantityFor(
  ticketMarket_: TicketMarket,
  series: Pick<Leg, 'strike' | 'isPut'>,
  amount: Wad,
  unit: Unit,
): Wad {
  if (unit === 'units') return amount
  if (unit === 'usd') return mulDiv(amount, WAD, ticketMarket_.spot.value)
  return quantityForCost(ticketMarket_, series, mulDiv(amount, unitOf(ticketMarket_.set), WAD))
}

function quantityForCost(market: TicketMarket, series: Pick<Leg, 'strike' | 'isPut'>, tokens: Raw): Wad {
  let low = 0n
  let high = mulDiv(BigInt(market.market.config.depth) * 100n * WAD, WAD, market.spot.value)
  for (let i = 0; i < 60; i++) {
    const middle = divTrunc(low + high, 2n)
    if (quoteLegs(market, [{ ...series, quantity: middle }]).costTokens <= tokens) low = middle
    else high = middle
  }
  return low
}

/** The amount in another unit, for switching the unit without changing the size. */
export function amountFor(market: TicketMarket, leg: Leg, unit: Unit): Wad {
  if (unit === 'units') return leg.quantity
  if (unit === 'usd') return mulWad(leg.quantity, market.spot.value)
  return mulDiv(quoteLegs(market, [leg]).costTokens, WAD, unitOf(market.set))
}

/** Seconds since the price on chain was published, undefined when there is none. */
export function chainPriceAge(overview: Overview, asset: number, now: number): number | undefined {
  const price = chainPrice(overview, asset)
  return price === undefined ? undefined : Math.max(0, now - Number(price.publishTime))
}
