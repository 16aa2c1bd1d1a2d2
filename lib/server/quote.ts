import { collateralInputOf, ageOf, stalenessTermsOf, volatilityOf } from '@/lib/chain/market-inputs'
import { marginMarketOf, marginTermsOf } from '@/lib/chain/risk-inputs'
import { encodeSeries } from '@/lib/chain/series'
import type { MarketView, SetView } from '@/lib/chain/snapshot/types'
import { divUp, max, mulDiv, WAD, YEAR_SECONDS, type Wad } from '@/lib/core/fixed-point'
import { parseDecimal, toDecimal } from '@/lib/core/fixed-point/decimal'
import {
  liabilityNow,
  quoteOn,
  stressLoss,
  toTokensSigned,
  toTokensUp,
  type CollateralInput,
  type Leg,
  type LegQuote,
} from '@/lib/core/pricing'
import { assess } from '@/lib/core/risk'
import { requirePrice, type Desk, type PriceSource } from './desk'
import { findBlockers, writes, type QuotedRun } from './quote-blockers'
import { invalidRequest, type LegRequest } from './schemas'

export interface QuoteRequest {
  readonly collateral: string
  readonly leg: readonly LegRequest[]
  readonly prices: PriceSource
}

interface PlacedLeg extends Leg {
  readonly market: MarketView
  readonly place: number
}

interface QuotedRunInOrder extends QuotedRun {
  readonly places: readonly number[]
}

const DAY_SECONDS = 86_400n

/** Quotes a trade at one state of chain and prices; equal to the wei to what the contract charges at these prices and time. */
export function makeQuote(desk: Desk, request: QuoteRequest, now: bigint) {
  const { prices } = request
  const set = findSet(desk, request.collateral)
  const legs = request.leg.map((leg, place) => placeLeg(desk, set, leg, place))
  const asset = Number(set.collateralAsset)
  const collateralPrice = requirePrice(desk.priceOf(asset, prices), desk.symbolOf(asset))
  const collateral = collateralInputOf(desk.overview, set, collateralPrice, now)
  const runs = groupByMarket(legs).map((run) => quoteRun(desk, set, run, { prices, now, collateral }))
  const opening = runs.some((run) => run.legs.some((leg) => leg.quantity > 0n || writes(run, leg)))
  const blockers = findBlockers({
    set,
    runs,
    opening,
    collateral: collateralPrice,
    collateralSymbol: desk.symbolOf(asset),
    now,
    ...sumExposure(desk, set, prices),
  })
  return {
    block: desk.overview.blockNumber.toString(),
    time: now.toString(),
    prices,
    ...describeTotals(set, runs, collateral),
    initialMargin: toDecimal(marginOf(desk, set, runs)),
    collateral: {
      symbol: set.symbol,
      token: set.token,
      price: toDecimal(collateralPrice.value),
      publishTime: collateralPrice.publishTime.toString(),
      ageSeconds: ageOf(collateralPrice, now).toString(),
    },
    legs: describeLegs(desk, runs, now),
    opening,
    tradable: blockers.length === 0,
    blockers,
  }
}

function findSet(desk: Desk, symbol: string): SetView {
  const set = desk.findSet(symbol)
  if (set) return set
  const known = desk.overview.sets.map((each) => each.symbol).join(', ')
  throw invalidRequest([{ name: 'collateral', reason: `is not a collateral here; there are ${known}` }])
}

function placeLeg(desk: Desk, set: SetView, leg: LegRequest, place: number): PlacedLeg {
  const market = set.markets.find(
    ({ config }) => config.period === leg.period && desk.symbolOf(config.asset).toUpperCase() === leg.asset,
  )
  if (!market) {
    const known = set.markets.map((each) => desk.marketName(each)).join(', ')
    throw invalidRequest([{ name: 'leg', reason: `has no market; there are ${known}` }])
  }
  const strike = parseDecimal(leg.strike)
  const quantity = parseDecimal(leg.quantity)
  if (strike === 0n) throw invalidRequest([{ name: 'leg', reason: 'must have a strike above 0' }])
  if (quantity === 0n) throw invalidRequest([{ name: 'leg', reason: 'must have a quantity other than 0' }])
  return { market, strike, isPut: leg.isPut, quantity, place }
}

/** Legs of a market together, in their order; the contract's cost does not depend on the order of markets. */
function groupByMarket(legs: readonly PlacedLeg[]): PlacedLeg[][] {
  const groups = new Map<bigint, PlacedLeg[]>()
  for (const leg of legs) {
    const group = groups.get(leg.market.market)
    if (group) group.push(leg)
    else groups.set(leg.market.market, [leg])
  }
  return [...groups.values()]
}

interface QuoteContext {
  readonly prices: PriceSource
  readonly now: bigint
  readonly collateral: CollateralInput
}

function quoteRun(
  desk: Desk,
  set: SetView,
  legs: readonly PlacedLeg[],
  { prices, now, collateral }: QuoteContext,
): QuotedRunInOrder {
  const [{ market }] = legs as readonly [PlacedLeg, ...PlacedLeg[]]
  const { asset } = market.config
  const symbol = desk.symbolOf(asset)
  const price = requirePrice(desk.priceOf(asset, prices), symbol)
  const quote = quoteOn(desk.valuationOf(set, market, prices), {
    spot: price.value,
    spotAge: ageOf(price, now),
    volatility: volatilityOf(desk.overview, asset),
    terms: stalenessTermsOf(set),
    collateral,
    legs,
  })
  return { market, legs, quote, price, symbol, places: legs.map(({ place }) => place) }
}

function sumExposure(desk: Desk, set: SetView, prices: PriceSource) {
  const active = set.markets.filter(({ strikes }) => strikes.length > 0)
  const valuations = active.map((market) => desk.valuationOf(set, market, prices))
  return {
    stressBefore: valuations.reduce((sum, valuation) => sum + stressLoss(valuation), 0n),
    liabilityBefore: valuations.reduce((sum, valuation) => sum + liabilityNow(valuation), 0n),
  }
}

function describeTotals(set: SetView, runs: readonly QuotedRun[], collateral: CollateralInput) {
  const sum = (figure: (run: QuotedRun) => Wad): Wad => runs.reduce((total, run) => total + figure(run), 0n)
  const premium = sum(({ quote }) => quote.premium)
  const fee = sum(({ quote }) => quote.fee)
  const spread = runs[0]?.quote.conversionSpread ?? 0n
  const { price, unit } = collateral
  const cost = toTokensSigned(premium + fee, price, spread, unit)
  const perYear = sum(({ quote }) => quote.legs.reduce((total, leg) => total + fundingOf(leg), 0n))
  const ahead = perYear > 0n ? mulDiv(perYear, BigInt(set.terms.runway), YEAR_SECONDS) + 1n : 0n
  return {
    costTokens: toDecimal(cost, set.decimals),
    costRaw: cost.toString(),
    costUsd: toDecimal(premium + fee),
    premium: toDecimal(premium),
    fee: toDecimal(fee),
    impact: toDecimal(sum(({ quote }) => quote.impact)),
    conversionSpread: toDecimal(spread),
    fundingPerDay: toDecimal(perDay(perYear)),
    runwaySeconds: set.terms.runway,
    runwayTokens: toDecimal(toTokensUp(max(ahead, 0n), price, spread, unit), set.decimals),
  }
}

/** What the legs by themselves ask of an account that holds nothing else: the worst of the scenarios (USD); 0 when all are bought. */
function marginOf(desk: Desk, set: SetView, runs: readonly QuotedRun[]): Wad {
  if (!runs.some(({ legs }) => legs.some(({ quantity }) => quantity < 0n))) return 0n
  const { initialMargin } = assess({
    cash: 0n,
    funding: 0n,
    collateralAsset: Number(set.collateralAsset),
    terms: marginTermsOf(set),
    markets: runs.map(({ market, price }) =>
      marginMarketOf(market, price.value, volatilityOf(desk.overview, market.config.asset)),
    ),
    positions: runs.flatMap(({ quote }, market) => quote.legs.map((leg) => ({ ...leg, market }))),
  })
  return initialMargin
}

function describeLegs(desk: Desk, runs: readonly QuotedRunInOrder[], now: bigint) {
  const described = runs.flatMap((run) =>
    run.quote.legs.map((leg, i) => ({ place: run.places[i] ?? i, leg: describeLeg(desk, run, leg, now) })),
  )
  return described.sort((a, b) => a.place - b.place).map(({ leg }) => leg)
}

function describeLeg(desk: Desk, { market, price }: QuotedRun, leg: LegQuote, now: bigint) {
  const { strike, isPut, quantity } = leg
  return {
    name: `${desk.marketName(market)}-${toDecimal(strike)}-${isPut ? 'P' : 'C'}`,
    series: encodeSeries({ market: Number(market.market), strike, isPut }).toString(),
    quantity: toDecimal(quantity),
    spot: toDecimal(price.value),
    publishTime: price.publishTime.toString(),
    ageSeconds: ageOf(price, now).toString(),
    volatility: toDecimal(volatilityOf(desk.overview, market.config.asset)),
    value: toDecimal(leg.value),
    timeValue: toDecimal(leg.timeValue),
    mark: toDecimal(leg.mark),
    delta: toDecimal(leg.delta),
    gamma: toDecimal(leg.gamma),
    vega: toDecimal(leg.vega),
    fundingPerDay: toDecimal(perDay(leg.fundingRate)),
    premium: toDecimal(leg.premium),
    fee: toDecimal(leg.fee),
  }
}

/** USD per year that the leg's whole quantity costs, rounded up; only what is bought counts. */
function fundingOf({ quantity, fundingRate }: LegQuote): Wad {
  return quantity > 0n ? divUp(quantity * fundingRate, WAD) : 0n
}

function perDay(perYear: Wad): Wad {
  return divUp(perYear * DAY_SECONDS, YEAR_SECONDS)
}
