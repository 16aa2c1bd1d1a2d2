import { decodeSeries } from '@/lib/chain/series'
import type { SetView } from '@/lib/chain/snapshot/types'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import type { Desk } from './desk'
import type { TradePage, TradeRecord, TradedLeg } from './trade-history'

/** Trades as the API tells them: USD and units as decimals, token amounts in tokens. */
export function describeTradePage(desk: Desk, account: `0x${string}`, page: TradePage) {
  return {
    account,
    throughBlock: page.throughBlock.toString(),
    complete: page.complete,
    truncated: page.truncated,
    trades: page.trades.flatMap((trade) => {
      const set = desk.overview.sets.find(({ clearinghouse }) => isSame(clearinghouse, trade.clearinghouse))
      return set ? [describeTrade(desk, set, trade)] : []
    }),
  }
}

function describeTrade(desk: Desk, set: SetView, trade: TradeRecord) {
  return {
    collateral: set.symbol,
    transactionHash: trade.transactionHash,
    block: trade.blockNumber.toString(),
    blockTime: trade.blockTime?.toString() ?? null,
    logIndex: trade.logIndex,
    exhausted: trade.exhausted,
    costTokens: toDecimal(trade.cost, set.decimals),
    fundingTokens: toDecimal(trade.funding, set.decimals),
    insuranceIncomeTokens: toDecimal(trade.insuranceIncome, set.decimals),
    legs: trade.legs.map((leg) => describeLeg(desk, set, leg)),
  }
}

function describeLeg(desk: Desk, set: SetView, leg: TradedLeg) {
  const { market: number, strike, isPut } = decodeSeries(leg.series)
  const market = set.markets[number]
  const marketName = market ? desk.marketName(market) : `market ${number}`
  return {
    name: `${marketName}-${toDecimal(strike)}-${isPut ? 'P' : 'C'}`,
    series: leg.series.toString(),
    quantity: toDecimal(leg.quantity),
    premium: toDecimal(leg.premium),
    fee: toDecimal(leg.fee),
    funding: toDecimal(leg.funding),
    spot: toDecimal(leg.spot),
    collateralPrice: toDecimal(leg.collateralPrice),
  }
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
