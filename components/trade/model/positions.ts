import { newestPrice, unitOf } from '@/lib/chain/market-inputs'
import { decodeSeries, type Series } from '@/lib/chain/series'
import type { PositionView, SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import { divUp, mulDiv, WAD, YEAR_SECONDS, type Raw, type Wad } from '@/lib/core/fixed-point'
import { parseDecimal } from '@/lib/core/fixed-point/decimal'
import { accrued, type Quote } from '@/lib/core/pricing'
import { quoteLegs, ticketMarket, type TicketMarket } from './ticket'

/** What an account's trades in one series came to, from the chain's own log. USD, WAD. */
export interface SeriesHistory {
  readonly quantity: Wad
  readonly premium: Wad
  readonly fee: Wad
  readonly funding: Wad
  /** Σ premium in tokens at the collateral price of the time (WAD tokens). */
  readonly premiumTokens: Wad
}

/** One leg of `/api/v1/accounts/…/trades`. */
export interface TradeLegAnswer {
  readonly series: string
  readonly quantity: string
  readonly premium: string
  readonly fee: string
  readonly funding: string
  readonly collateralPrice: string
}

export interface TradeAnswer {
  readonly collateral: string
  readonly legs: readonly TradeLegAnswer[]
}

const EMPTY: SeriesHistory = { quantity: 0n, premium: 0n, fee: 0n, funding: 0n, premiumTokens: 0n }

/**
 * What the position held now was bought for, by series, oldest trade first. A partial sale takes its part of everything off;
 * what was closed whole begins anew.
 */
export function historyBySeries(
  trades: readonly TradeAnswer[],
  collateral: string,
): ReadonlyMap<bigint, SeriesHistory> {
  const histories = new Map<bigint, SeriesHistory>()
  for (const { collateral: of, legs } of trades) {
    if (of !== collateral) continue
    for (const leg of legs) {
      const series = BigInt(leg.series)
      histories.set(series, addLeg(histories.get(series) ?? EMPTY, leg))
    }
  }
  return histories
}

function addLeg(history: SeriesHistory, leg: TradeLegAnswer): SeriesHistory {
  const quantity = parseDecimal(leg.quantity)
  const funding = history.funding + parseDecimal(leg.funding)
  if (quantity < 0n) return scale({ ...history, funding }, history.quantity + quantity, history.quantity)
  const premium = parseDecimal(leg.premium)
  return {
    quantity: history.quantity + quantity,
    premium: history.premium + premium,
    fee: history.fee + parseDecimal(leg.fee),
    funding,
    premiumTokens: history.premiumTokens + mulDiv(premium, WAD, parseDecimal(leg.collateralPrice)),
  }
}

function scale(history: SeriesHistory, kept: Wad, of: Wad): SeriesHistory {
  if (kept <= 0n || of === 0n) return EMPTY
  const part = (value: Wad) => mulDiv(value, kept, of)
  return {
    quantity: kept,
    premium: part(history.premium),
    fee: part(history.fee),
    funding: part(history.funding),
    premiumTokens: part(history.premiumTokens),
  }
}

/** A position as its holder sees it. USD, WAD, unless said otherwise. */
export interface PositionFigures {
  readonly id: bigint
  readonly series: Series
  readonly asset: string
  readonly quantity: Wad
  readonly market: TicketMarket
  /** The sale of all of it now. */
  readonly sale: Quote
  /** What closing would bring now, before its fee. */
  readonly value: Wad
  /** Tokens that closing would bring, fee and spread taken off. */
  readonly proceeds: Raw
  readonly fundingOwed: Wad
  readonly costPerDay: Wad
  readonly pnl: PnlSplit | undefined
}

/** Profit by where it comes from. `total` is their sum without `collateral`, which is the stock's own doing. */
export interface PnlSplit {
  readonly premium: Wad
  readonly funding: Wad
  readonly fees: Wad
  readonly total: Wad
  /** What the tokens once paid would have gained or lost in dollars since: not part of the option's result. */
  readonly collateral: Wad
}

export function describePositions(
  snapshot: Snapshot,
  setIndex: number,
  user: UserSetView | undefined,
  histories: ReadonlyMap<bigint, SeriesHistory> | undefined,
): PositionFigures[] {
  const set = snapshot.overview?.sets[setIndex]
  if (set === undefined || user === undefined) return []
  return user.account.positions.flatMap((position) => {
    const figures = describePosition(snapshot, setIndex, set, position, histories)
    return figures === undefined ? [] : [figures]
  })
}

function describePosition(
  snapshot: Snapshot,
  setIndex: number,
  set: SetView,
  position: PositionView,
  histories: ReadonlyMap<bigint, SeriesHistory> | undefined,
): PositionFigures | undefined {
  const series = decodeSeries(position.series)
  const config = set.markets[series.market]?.config
  if (config === undefined) return undefined
  const market = ticketMarket(snapshot, { set: setIndex, asset: config.asset, period: config.period })
  if (market === undefined) return undefined
  const sale = quoteLegs(market, [{ ...series, quantity: -position.quantity }])
  const { owed, rate } = fundingOf(market, series, position)
  const value = -sale.premium
  const history = histories?.get(position.series)
  return {
    id: position.series,
    series,
    asset: market.asset,
    quantity: position.quantity,
    market,
    sale,
    value,
    proceeds: -sale.costTokens,
    fundingOwed: owed,
    costPerDay: mulDiv(mulDiv(rate, position.quantity, WAD), 86_400n, YEAR_SECONDS),
    pnl: history === undefined ? undefined : splitPnl(snapshot, set, { value, owed, history }),
  }
}

/** Funding not yet settled, as the contract extrapolates it, and the rate in force (USD per unit and year). */
function fundingOf({ market, now }: TicketMarket, series: Series, position: PositionView): { owed: Wad; rate: Wad } {
  const place = market.strikes.findIndex(({ strike }) => strike * 10n ** 12n === series.strike)
  const funding = (series.isPut ? market.putFunding : market.callFunding)[place]
  if (funding === undefined) return { owed: 0n, rate: 0n }
  const elapsed = now > funding.touchedAt ? now - funding.touchedAt : 0n
  const index = funding.index + accrued(funding.rate, elapsed)
  return { owed: divUp(position.quantity * (index - position.entryIndex), WAD), rate: funding.rate }
}

function splitPnl(
  snapshot: Snapshot,
  set: SetView,
  { value, owed, history }: { readonly value: Wad; readonly owed: Wad; readonly history: SeriesHistory },
): PnlSplit {
  const premium = value - history.premium
  const funding = -(history.funding + owed)
  const fees = -history.fee
  const stock =
    snapshot.overview === undefined
      ? undefined
      : newestPrice(snapshot.overview, snapshot.prices, Number(set.collateralAsset))
  const worthNow = stock === undefined ? history.premium : mulDiv(history.premiumTokens, stock.value, WAD)
  return { premium, funding, fees, total: premium + funding + fees, collateral: worthNow - history.premium }
}

/** Tokens in dollars at the stock's newest price. */
export function tokensInUsd({ set, stockPrice }: Pick<TicketMarket, 'set' | 'stockPrice'>, tokens: Raw): Wad {
  return mulDiv(tokens, stockPrice.value, unitOf(set))
}
