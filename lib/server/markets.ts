import { isStock } from '@/lib/chain/feeds'
import { volatilityOf } from '@/lib/chain/market-inputs'
import { encodeSeries, strikeFromTicks } from '@/lib/chain/series'
import type { MarketView, SetView } from '@/lib/chain/snapshot/types'
import { exchangeAt } from '@/lib/core/calendar/new-york'
import { divUp, YEAR_SECONDS, type Wad } from '@/lib/core/fixed-point'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { deltaOf, fundingRateOf, liabilityNow, markOf, skewOf, stressLoss, unitAt, valueOf } from '@/lib/core/pricing'
import type { Desk } from './desk'

const DAY_SECONDS = 86_400n

/** Everything public about every set: prices, markets with their active series, pools. Exact decimal strings. */
export function describeMarkets(desk: Desk) {
  const { overview } = desk
  return {
    block: overview.blockNumber.toString(),
    blockTime: overview.blockTime.toString(),
    assets: overview.assets.map((_, asset) => describeAsset(desk, asset)),
    sets: overview.sets.map((set) => describeSet(desk, set)),
  }
}

function describeAsset(desk: Desk, asset: number) {
  const view = desk.overview.assets[asset]
  const [live, chain] = (['live', 'chain'] as const).map((source) => {
    const price = desk.priceOf(asset, source)
    if (!price) return null
    const { value, confidence, publishTime } = price
    return { value: toDecimal(value), confidence: toDecimal(confidence), publishTime: publishTime.toString() }
  })
  const volatility = volatilityOf(desk.overview, asset)
  return {
    symbol: desk.symbolOf(asset),
    feedId: view?.feedId ?? null,
    live: live ?? null,
    chain: chain ?? null,
    volatility: volatility > 0n ? toDecimal(volatility) : null,
    session: isStock(desk.overview, asset) ? describeSession(desk.overview.blockTime) : null,
  }
}

/** The exchange of a stock as of the block that the answer speaks of. */
function describeSession(blockTime: bigint) {
  const { phase, open, halfDay, changesAt, phaseChangesAt } = exchangeAt(Number(blockTime))
  return { phase, open, halfDay, changesAt: String(changesAt), phaseChangesAt: String(phaseChangesAt) }
}

function describeSet(desk: Desk, set: SetView) {
  return {
    symbol: set.symbol,
    token: set.token,
    decimals: set.decimals,
    clearinghouse: set.clearinghouse,
    mainPool: set.mainPool,
    insurancePool: set.insurancePool,
    openingsPaused: set.openingsPaused,
    pool: describePool(set),
    markets: set.markets.map((market) => describeMarket(desk, set, market)),
  }
}

function describePool({ pool, decimals }: SetView) {
  const inTokens = (amount: bigint): string => toDecimal(amount, decimals)
  return {
    cash: inTokens(pool.cash),
    totalAssets: pool.exposureOk ? inTokens(pool.totalAssets) : null,
    withdrawable: pool.exposureOk ? inTokens(pool.withdrawable) : null,
    liability: pool.exposureOk ? toDecimal(pool.liability) : null,
    receivable: pool.exposureOk ? toDecimal(pool.receivable) : null,
    stressLoss: pool.exposureOk ? toDecimal(pool.stressLoss) : null,
    stressLimit: pool.exposureOk ? toDecimal(pool.stressLimit) : null,
    insuranceAssets: inTokens(pool.insuranceAssets),
    insurancePending: inTokens(pool.insurancePending),
    insuranceShareOfIncome: toDecimal(pool.insuranceShareOfIncome, 4),
  }
}

function describeMarket(desk: Desk, set: SetView, market: MarketView) {
  const { config } = market
  const priced = desk.priceOf(config.asset, 'live') !== undefined && volatilityOf(desk.overview, config.asset) > 0n
  const curve = priced ? desk.valuationOf(set, market, 'live') : undefined
  return {
    name: desk.marketName(market),
    market: market.market.toString(),
    asset: desk.symbolOf(config.asset),
    periodSeconds: config.period,
    listed: config.listed,
    liability: curve ? toDecimal(liabilityNow(curve)) : null,
    stressLoss: curve ? toDecimal(stressLoss(curve)) : null,
    skew: curve ? toDecimal(skewOf(curve)) : null,
    strikeStep: toDecimal(set.grids[config.asset]?.step ?? 0n, 6),
    strikeRange: toDecimal(BigInt(set.grids[config.asset]?.range ?? 0), 4),
    series: market.strikes.flatMap((_, place) => [
      ...describeSeries(desk, set, { market, place, isPut: false }, priced),
      ...describeSeries(desk, set, { market, place, isPut: true }, priced),
    ]),
  }
}

interface Place {
  readonly market: MarketView
  readonly place: number
  readonly isPut: boolean
}

/** The series at a place of the book, if anybody holds it. */
function describeSeries(desk: Desk, set: SetView, { market, place, isPut }: Place, priced: boolean) {
  const slot = market.strikes[place]
  const quantity = isPut ? slot?.netPuts : slot?.netCalls
  if (!slot || quantity === undefined || quantity === 0n) return []
  const strike = strikeFromTicks(slot.strike)
  const inForce = (isPut ? market.putFunding : market.callFunding)[place]?.rate ?? 0n
  return [
    {
      name: `${desk.marketName(market)}-${toDecimal(strike)}-${isPut ? 'P' : 'C'}`,
      series: encodeSeries({ market: Number(market.market), strike, isPut }).toString(),
      strike: toDecimal(strike),
      kind: isPut ? ('put' as const) : ('call' as const),
      quantity: toDecimal(quantity),
      /** USD per unit and day at the rate in force since the last touch. */
      fundingPerDayInForce: toDecimal(perDay(inForce)),
      ...(priced ? describePrice(desk, set, { market, place, isPut }, strike) : unpriced),
    },
  ]
}

const unpriced = { value: null, mark: null, delta: null, fundingPerDay: null }

function describePrice(desk: Desk, set: SetView, { market, isPut }: Place, strike: Wad) {
  const curve = desk.valuationOf(set, market, 'live')
  const unit = unitAt(curve, strike)
  return {
    value: toDecimal(valueOf(unit, isPut)),
    mark: toDecimal(markOf(curve, unit, isPut)),
    delta: toDecimal(deltaOf(unit, isPut)),
    fundingPerDay: toDecimal(perDay(fundingRateOf(curve, unit, isPut))),
  }
}

function perDay(perYear: Wad): Wad {
  return divUp(perYear * DAY_SECONDS, YEAR_SECONDS)
}
