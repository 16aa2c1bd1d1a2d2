import {
  chainPrice,
  collateralInputOf,
  ageOf,
  marketTermsOf,
  newestPrice,
  stalenessTermsOf,
  strikeStatesOf,
  unitOf,
  volatilityOf,
  type AssetPrice,
} from '@/lib/chain/market-inputs'
import { executionOf, executionReward } from '@/lib/chain/execution'
import { decodeSeries } from '@/lib/chain/series'
import type { ExecutionView, MarketView, Overview, SetView, Snapshot } from '@/lib/chain/snapshot/types'
import { mulDivUp, type Raw, type Wad } from '@/lib/core/fixed-point'
import {
  quoteOn,
  stressLoss,
  liabilityNow,
  valueMarket,
  type CollateralInput,
  type Leg,
  type Quote,
  type StalenessTerms,
  type Valuation,
} from '@/lib/core/pricing'

/** One market at one state of chain and prices, with what every quote on it shares computed once. */
export interface Board {
  readonly overview: Overview
  readonly setIndex: number
  readonly set: SetView
  readonly market: MarketView
  /** Ticker of the underlying and of the stock behind the collateral. */
  readonly symbol: string
  readonly stock: string
  readonly spot: AssetPrice
  readonly collateral: AssetPrice
  /** Annualised, WAD. */
  readonly volatility: Wad
  readonly terms: StalenessTerms
  readonly execution: ExecutionView
  readonly valuation: Valuation
  /** USD (WAD) over all markets of the set at these prices. */
  readonly stressLoss: Wad
  readonly liability: Wad
}

export interface MarketChoice {
  readonly setIndex: number
  readonly asset: number
  /** Funding period, seconds. */
  readonly period: number
}

/** What keeps a market from being quoted: which data is missing. */
export type MissingData = 'chain' | 'market' | 'price' | 'collateral' | 'volatility'

/** Values a market and what the set owes in all of its markets. */
export function boardOf(snapshot: Snapshot, choice: MarketChoice): Board | MissingData {
  const { overview } = snapshot
  const set = overview?.sets[choice.setIndex]
  if (overview === undefined || set === undefined) return 'chain'
  const market = set.markets.find(({ config }) => config.asset === choice.asset && config.period === choice.period)
  if (market === undefined) return 'market'
  const spot = newestPrice(overview, snapshot.prices, choice.asset)
  if (spot === undefined) return 'price'
  const collateral = newestPrice(overview, snapshot.prices, Number(set.collateralAsset))
  if (collateral === undefined) return 'collateral'
  const volatility = volatilityOf(overview, choice.asset)
  if (volatility === 0n) return 'volatility'
  const valuation = valueMarket(marketTermsOf(market), spot.value, volatility, strikeStatesOf(market))
  return {
    overview,
    setIndex: choice.setIndex,
    set,
    market,
    symbol: overview.assets[choice.asset]?.symbol ?? '',
    stock: overview.assets[Number(set.collateralAsset)]?.symbol ?? set.symbol,
    spot,
    collateral,
    volatility,
    terms: stalenessTermsOf(set),
    execution: executionOf(overview, choice.setIndex),
    valuation,
    ...exposureOf(snapshot, overview, set, { market, valuation }),
  }
}

/** The other markets are valued at the prices on chain: a trade does not bring theirs. */
function exposureOf(
  snapshot: Snapshot,
  overview: Overview,
  set: SetView,
  own: { readonly market: MarketView; readonly valuation: Valuation },
): { readonly stressLoss: Wad; readonly liability: Wad } {
  const valuations = set.markets
    .filter(({ strikes }) => strikes.length > 0)
    .flatMap((market) => {
      if (market === own.market) return [own.valuation]
      const { asset } = market.config
      const sameAsset = asset === own.market.config.asset
      const price = sameAsset ? newestPrice(overview, snapshot.prices, asset) : chainPrice(overview, asset)
      const volatility = volatilityOf(overview, asset)
      if (price === undefined || volatility === 0n) return []
      return [valueMarket(marketTermsOf(market), price.value, volatility, strikeStatesOf(market))]
    })
  return {
    stressLoss: valuations.reduce((sum, valuation) => sum + stressLoss(valuation), 0n),
    liability: valuations.reduce((sum, valuation) => sum + liabilityNow(valuation), 0n),
  }
}

/** The chain's clock: this device's, unless the newest block is ahead of it. `seconds` = 0 before the page runs. */
export function chainClock(overview: Overview, seconds: number): bigint {
  const now = BigInt(seconds)
  return now > overview.blockTime ? now : overview.blockTime
}

export function collateralOf(board: Board, now: bigint): CollateralInput {
  return collateralInputOf(board.overview, board.set, board.collateral, now)
}

/** The exact quote of some legs at `now` (seconds): what the contract would charge at these prices and this time. */
export function quoteLegs(board: Board, legs: readonly Leg[], now: bigint): Quote {
  return quoteOn(board.valuation, {
    spot: board.spot.value,
    spotAge: ageOf(board.spot, now),
    volatility: board.volatility,
    terms: board.terms,
    collateral: collateralOf(board, now),
    legs,
  })
}

export function tokenUnit(board: Board): bigint {
  return unitOf(board.set)
}

/** What whoever executes a trade gets out of the margin, tokens; nothing where trades are carried out at once. */
export function executionRewardOf(board: Board): Raw {
  return executionReward(board.execution, board.collateral.value, tokenUnit(board))
}

/** The same, and 2 % more: the collateral's price moves between quote and block. */
export function rewardToKeep(board: Board): Raw {
  return mulDivUp(executionRewardOf(board), 102n, 100n)
}

/**
 * Tickers whose prices a trade must bring: its market's and the collateral's, and, as written options are judged with everything
 * else in the account, those of all positions held.
 */
export function assetsOf(board: Board, held: readonly bigint[]): readonly string[] {
  const { overview, set, symbol, stock } = board
  const others = held.map((series) => {
    const asset = set.markets[decodeSeries(series).market]?.config.asset
    return asset === undefined ? undefined : overview.assets[asset]?.symbol
  })
  return [...new Set([symbol, stock, ...others.filter((name) => name !== undefined)])]
}
