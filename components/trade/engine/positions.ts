import { decodeSeries, strikeFromTicks, type Series } from '@/lib/chain/series'
import type { MarketView, PositionView } from '@/lib/chain/snapshot/types'
import {
  abs,
  divUp,
  max,
  min,
  mulDiv,
  WAD,
  YEAR_SECONDS,
  zeroFloorSub,
  type Raw,
  type Wad,
} from '@/lib/core/fixed-point'
import { accrued, type Quote } from '@/lib/core/pricing'
import { accountFunding, hasWritten, healthOf, type RiskAccount } from '@/lib/core/risk'
import { largest } from './amount'
import { quoteLegs, type Board } from './board'
import type { Basis } from './basis'

/** A position at its live value. USD in WAD, tokens in their smallest unit. */
export interface LivePosition {
  readonly id: bigint
  readonly series: Series
  readonly quantity: Wad
  /** What closing all of it would bring now, as the contract computes it. */
  readonly closing: Quote
  readonly valueUsd: Wad
  readonly valueTokens: Raw
  readonly fundingOwed: Wad
  readonly fundingPerDay: Wad
  readonly profit: Profit | undefined
}

/**
 * Profit and loss in USD at today's prices, in parts that add up to `total`.
 *
 * The basis is the average cost of the units still held; what was closed before is not part of it.
 * - premium: what the options would be sold for, less what they were bought for;
 * - funding: settled and owed, for the units held;
 * - fees: paid to open, and to be paid to close;
 * - collateral: what was paid in tokens would be worth more (or less) today: the stock moved since.
 * `total` is therefore the change against having kept the tokens, valued at the stock's price now.
 */
export interface Profit {
  readonly premium: Wad
  readonly funding: Wad
  readonly fees: Wad
  readonly collateral: Wad
  readonly total: Wad
}

const DAY_SECONDS = 86_400n

/** Undefined when the position belongs to another market than the board's. */
export function livePosition(
  board: Board,
  position: PositionView,
  basis: Basis | undefined,
  now: bigint,
): LivePosition | undefined {
  const series = decodeSeries(position.series)
  if (BigInt(series.market) !== board.market.market || position.quantity === 0n) return undefined
  const closing = quoteClose(board, series, position.quantity, now)
  const fundingOwed = afterInsurance(board, fundingOwedOf(board.market, series, position, now))
  return {
    id: position.series,
    series,
    quantity: position.quantity,
    closing,
    valueUsd: 0n - closing.premium - closing.fee,
    valueTokens: 0n - closing.costTokens,
    fundingOwed,
    fundingPerDay: afterInsurance(board, fundingPerDayOf(board.market, series, position.quantity)),
    profit: basis?.quantity === position.quantity ? profitOf(board, closing, fundingOwed, basis) : undefined,
  }
}

export function quoteClose(board: Board, { strike, isPut }: Series, quantity: Wad, now: bigint): Quote {
  return quoteLegs(board, [{ strike, isPut, quantity: 0n - quantity }], now)
}

function profitOf(board: Board, closing: Quote, owed: Wad, basis: Basis): Profit {
  const premium = 0n - closing.premium - basis.premium
  const funding = 0n - basis.funding - owed
  const fees = 0n - basis.fees - closing.fee
  const spent = basis.premium + basis.fees + basis.funding
  const collateral = spent - mulDiv(basis.tokens, board.collateral.value, WAD)
  return { premium, funding, fees, collateral, total: premium + funding + fees + collateral }
}

/** USD that the position owes now, as the chain's ledger counts it. */
export function fundingOwedOf(market: MarketView, series: Series, position: PositionView, now: bigint): Wad {
  const funding = fundingOf(market, series)
  if (funding === undefined) return 0n
  const index = funding.index + accrued(funding.rate, max(now - funding.touchedAt, 0n))
  return divUp(position.quantity * (index - position.entryIndex), WAD)
}

function fundingPerDayOf(market: MarketView, series: Series, quantity: Wad): Wad {
  const rate = fundingOf(market, series)?.rate ?? 0n
  return divUp(quantity * rate * DAY_SECONDS, WAD * YEAR_SECONDS)
}

function fundingOf(market: MarketView, { strike, isPut }: Series) {
  const place = market.strikes.findIndex((active) => strikeFromTicks(active.strike) === strike)
  return (isPut ? market.putFunding : market.callFunding)[place]
}

/** Whoever earns funding gives the insurance pool its share. */
function afterInsurance({ set }: Board, owed: Wad): Wad {
  return owed >= 0n ? owed : mulDiv(owed, 10_000n - set.pool.insuranceShareOfIncome, 10_000n)
}

/** A part of a position in percent, such that what remains is zero or not dust. */
export function partOf(quantity: Wad, percent: number): Wad {
  return percent >= 100 ? quantity : mulDiv(quantity, BigInt(percent), 100n)
}

/** Whether closing `quantity` would leave less than a position must be worth. */
export function leavesDust(board: Board, held: Wad, quantity: Wad): boolean {
  const left = abs(held) - abs(quantity)
  return left > 0n && mulDiv(left, board.spot.value, WAD) < BigInt(board.set.terms.minimumNotional) * WAD
}

/** Tokens that can be withdrawn while the positions keep their runway and, with written options, the initial margin. */
export function withdrawable(account: RiskAccount): Raw {
  if (account.positions.length === 0) return account.cash
  const { owed, perYear } = accountFunding(account)
  const ahead = max(mulDiv(perYear, account.trading.runway, YEAR_SECONDS), 0n)
  const { price, unit } = account.collateral
  // Five per cent for the price and the funding until the transaction is mined.
  const usd = mulDiv(max(owed + ahead, 0n), 105n, 100n)
  const kept = usd === 0n ? 0n : mulDiv(usd, unit, price) + 1n
  const free = min(zeroFloorSub(account.cash, kept), account.cash)
  return hasWritten(account) ? largest(free, (amount) => covered(account, amount)) : free
}

function covered(account: RiskAccount, amount: Raw): boolean {
  const { openingEquity, initialMargin } = healthOf({ ...account, cash: account.cash - amount })
  return openingEquity * 100n >= initialMargin * 102n
}
