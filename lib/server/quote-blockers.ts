import { ageOf, type AssetPrice } from '@/lib/chain/market-inputs'
import type { MarketView, SetView } from '@/lib/chain/snapshot/types'
import { abs, max, mulDiv, mulWadUp, WAD, zeroFloorSub, type Wad } from '@/lib/core/fixed-point'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { stressLimit, type Leg, type Quote } from '@/lib/core/pricing'

/** Why the contract would refuse a trade now: the name of its error, and words. */
export interface Blocker {
  readonly error: string
  readonly detail: string
}

/** One market's legs, quoted. */
export interface QuotedRun {
  readonly market: MarketView
  readonly legs: readonly Leg[]
  readonly quote: Quote
  readonly price: AssetPrice
  readonly symbol: string
}

export interface BlockerInput {
  readonly set: SetView
  readonly runs: readonly QuotedRun[]
  readonly opening: boolean
  readonly collateral: AssetPrice
  readonly collateralSymbol: string
  /** Seconds since the epoch. */
  readonly now: bigint
  /** Σ over the set's markets of stress loss and Λ at these prices, before the trade (USD, WAD). */
  readonly stressBefore: Wad
  readonly liabilityBefore: Wad
}

const MAX_STRIKES = 32
const CONFIDENCE_DIVISOR = 100n
const TICKS_PER_USD = 1_000_000n

/** Everything public that would make the contract refuse the trade. What depends on the account is not known here. */
export function findBlockers(input: BlockerInput): Blocker[] {
  const { set, runs, opening } = input
  const general = opening && set.openingsPaused ? [blocker('OpeningsPaused', 'Opening is paused; closing is not.')] : []
  return [
    ...general,
    ...priceBlockers(input),
    ...runs.flatMap((run) => marketBlockers(run, opening)),
    ...runs.flatMap((run) => run.legs.flatMap((leg) => legBlockers(set, run, leg))),
    ...(opening ? capacityBlockers(input) : []),
  ]
}

function priceBlockers({ set, runs, opening, collateral, collateralSymbol, now }: BlockerInput): Blocker[] {
  const { terms } = set
  const assetLimit = opening ? terms.maxAgeOpen : terms.maxAgeReduce
  const collateralLimit = opening ? terms.maxAgeCollateralOpen : terms.maxAgeCollateralReduce
  const used = [
    ...runs.map(({ price, symbol }) => ({ price, symbol, limit: assetLimit })),
    { price: collateral, symbol: collateralSymbol, limit: collateralLimit },
  ]
  return used.flatMap(({ price, symbol, limit }) => {
    const age = ageOf(price, now)
    const stale = age > BigInt(limit)
    const uncertain = opening && price.confidence > mulDiv(price.value, 1n, CONFIDENCE_DIVISOR)
    return [
      ...(stale ? [blocker('StalePrice', `The price of ${symbol} is ${age} s old; the limit is ${limit} s.`)] : []),
      ...(uncertain ? [blocker('UncertainPrice', `The price of ${symbol} is too uncertain to open.`)] : []),
    ]
  })
}

function marketBlockers({ market, quote }: QuotedRun, opening: boolean): Blocker[] {
  if (!opening) return []
  const skewed = quote.skewAfter >= WAD && quote.skewAfter > quote.skewBefore
  return [
    ...(market.config.listed ? [] : [blocker('MarketNotListed', 'The market is being retired: close only.')]),
    ...(skewed ? [blocker('BookTooSkewed', 'The pool would lean too far to one side; trade less.')] : []),
  ]
}

/** Whether the legs leave more of this series written than bought: then some of it is surely written by them. */
export function writes({ market, legs }: Pick<QuotedRun, 'market' | 'legs'>, leg: Leg): boolean {
  const active = activeStrike(market, leg)
  const held = active ? (leg.isPut ? active.netPuts : active.netCalls) : 0n
  const change = legs
    .filter(({ strike, isPut }) => strike === leg.strike && isPut === leg.isPut)
    .reduce((sum, { quantity }) => sum + quantity, 0n)
  return leg.quantity < 0n && held + change < 0n
}

function activeStrike(market: MarketView, leg: Leg): MarketView['strikes'][number] | undefined {
  return market.strikes.find(({ strike }) => strike === mulDiv(leg.strike, TICKS_PER_USD, WAD))
}

function legBlockers(set: SetView, run: QuotedRun, leg: Leg): Blocker[] {
  const { market, price } = run
  const active = activeStrike(market, leg)
  const tooSmall =
    (leg.quantity > 0n || writes(run, leg)) &&
    mulWadUp(abs(leg.quantity), price.value) < BigInt(set.terms.minimumNotional) * WAD
  return [
    ...(active ? [] : listingBlockers(set, market, price, leg)),
    ...(tooSmall
      ? [blocker('BelowMinimumNotional', `A position must be worth ${set.terms.minimumNotional} USD of the asset.`)]
      : []),
  ]
}

function listingBlockers(set: SetView, market: MarketView, price: AssetPrice, leg: Leg): Blocker[] {
  const grid = set.grids[market.config.asset]
  const step = grid?.step ?? 0n
  const range = mulDiv(price.value, BigInt(grid?.range ?? 0), 10_000n)
  const onGrid = step > 0n && mulDiv(leg.strike, TICKS_PER_USD, WAD) % step === 0n
  const inRange = abs(leg.strike - price.value) <= range
  const words = `A new strike must be a multiple of ${toDecimal(step, 6)} USD within ${toDecimal(range)} USD of the price.`
  return [
    ...(onGrid && inRange ? [] : [blocker('StrikeNotListed', words)]),
    ...(market.strikes.length < MAX_STRIKES ? [] : [blocker('TooManyStrikes', 'The market has no room for a strike.')]),
  ]
}

function capacityBlockers({ set, runs, collateral, stressBefore, liabilityBefore }: BlockerInput): Blocker[] {
  const change = (figure: (quote: Quote) => Wad): Wad => runs.reduce((sum, { quote }) => sum + figure(quote), 0n)
  const stressAfter = stressBefore + change(({ stressAfter: after, stressBefore: before }) => after - before)
  const liabilityAfter = liabilityBefore + change(({ premium }) => premium)
  const unit = 10n ** BigInt(set.decimals)
  const leaving = mulDiv(max(liabilityBefore - liabilityAfter, 0n), unit, collateral.value)
  const limit = stressLimit({
    price: collateral.value,
    unit,
    cash: zeroFloorSub(set.pool.cash, leaving),
    other: set.pool.receivable - liabilityAfter,
    limitBps: BigInt(set.riskTerms.stressLimit),
    shockBps: BigInt(set.riskTerms.collateralShock),
  })
  if (stressAfter <= limit || stressAfter <= stressBefore) return []
  const words = `The pool's stress loss would be ${toDecimal(stressAfter)} USD, above its limit of ${toDecimal(limit)} USD.`
  return [blocker('CapacityExceeded', words)]
}

function blocker(error: string, detail: string): Blocker {
  return { error, detail }
}
