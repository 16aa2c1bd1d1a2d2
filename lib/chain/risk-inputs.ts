import { accrued, uncertainty, valueMarket } from '@/lib/core/pricing'
import { BPS, mulDiv, WAD, YEAR_SECONDS, type Wad } from '@/lib/core/fixed-point'
import type { MarginMarket, MarginTerms, RiskAccount, RiskMarket, RiskPosition } from '@/lib/core/risk'
import {
  ageOf,
  marketTermsOf,
  stalenessTermsOf,
  strikeStatesOf,
  unitOf,
  volatilityOf,
  type AssetPrice,
} from './market-inputs'
import { decodeSeries, strikeFromTicks } from './series'
import type { AccountView, MarketView, Overview, PositionView, SetView } from './snapshot/types'

/** From what the chain reports to what `lib/core/risk` takes. */

export interface RiskInput {
  readonly overview: Overview
  readonly set: SetView
  readonly account: Pick<AccountView, 'cash' | 'positions'>
  /** The price to value an asset at; see `newestPrice` and `chainPrice`. */
  readonly priceOf: (asset: number) => AssetPrice | undefined
  /** Seconds since the epoch, as the chain counts them. */
  readonly now: bigint
}

/** The account with all of its set's markets, in their order, so that a market's number is its place; undefined: a price is missing. */
export function riskAccountOf({ overview, set, account, priceOf, now }: RiskInput): RiskAccount | undefined {
  const asset = Number(set.collateralAsset)
  const collateral = priceOf(asset)
  const markets = set.markets.map((market) => riskMarketOf(overview, market, priceOf(market.config.asset), now))
  if (collateral === undefined || !markets.every((market) => market !== undefined)) return undefined
  const spread = uncertainty(stalenessTermsOf(set), volatilityOf(overview, asset), ageOf(collateral, now))
  return {
    cash: account.cash,
    collateral: { asset, price: collateral.value, spread, unit: unitOf(set) },
    terms: marginTermsOf(set),
    trading: {
      staleness: stalenessTermsOf(set),
      runway: BigInt(set.terms.runway),
      minimumNotional: BigInt(set.terms.minimumNotional),
      insuranceShare: set.pool.insuranceShareOfIncome,
    },
    markets,
    positions: account.positions.map((position) => riskPositionOf(set, position, now)),
    pool: {
      cash: set.pool.cash,
      receivable: set.pool.receivable,
      recorded: { liability: set.pool.liability, stressLoss: set.pool.stressLoss },
      stressLimitBps: BigInt(set.riskTerms.stressLimit),
      shockBps: BigInt(set.riskTerms.collateralShock),
    },
  }
}

export function marginTermsOf({ riskTerms }: SetView): MarginTerms {
  return {
    haircut: BigInt(riskTerms.haircut) * BPS,
    collateralShock: BigInt(riskTerms.collateralShock) * BPS,
    writtenMinimum: BigInt(riskTerms.writtenMinimum) * BPS,
    maintenance: BigInt(riskTerms.maintenance) * BPS,
  }
}

export function marginMarketOf({ config }: MarketView, spot: Wad, volatility: Wad): MarginMarket {
  return {
    asset: config.asset,
    spot,
    volatility,
    period: mulDiv(BigInt(config.period), WAD, YEAR_SECONDS),
    shock: BigInt(config.shock) * BPS,
    volatilityShock: BigInt(config.volatilityShock) * BPS,
  }
}

function riskMarketOf(
  overview: Overview,
  market: MarketView,
  price: AssetPrice | undefined,
  now: bigint,
): RiskMarket | undefined {
  const volatility = volatilityOf(overview, market.config.asset)
  if (price === undefined || volatility === 0n) return undefined
  return {
    ...marginMarketOf(market, price.value, volatility),
    spotAge: ageOf(price, now),
    book: valueMarket(marketTermsOf(market), price.value, volatility, strikeStatesOf(market)),
  }
}

function riskPositionOf(set: SetView, { series, quantity, entryIndex }: PositionView, now: bigint): RiskPosition {
  const { market, strike, isPut } = decodeSeries(series)
  const view = set.markets[market]
  const place = view?.strikes.findIndex((each) => strikeFromTicks(each.strike) === strike) ?? -1
  const funding = (isPut ? view?.putFunding : view?.callFunding)?.[place]
  const elapsed = funding ? now - funding.touchedAt : 0n
  return {
    market,
    strike,
    isPut,
    quantity,
    fundingRate: funding?.rate ?? 0n,
    due: funding ? funding.index + accrued(funding.rate, elapsed > 0n ? elapsed : 0n) - entryIndex : 0n,
  }
}
