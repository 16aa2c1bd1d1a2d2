import { max, mulDiv, mulDivUp, WAD, YEAR_SECONDS, zeroFloorSub, type Raw, type Wad } from '@/lib/core/fixed-point'
import { stressLimit, toTokensUp, type Quote } from '@/lib/core/pricing'
import { collateralOf, quoteLegs, rewardToKeep, tokenUnit, type Board } from './board'
import { largest } from './amount'

/** What the contract would refuse an opening trade for, as far as its size matters. */
export type Limit = 'funds' | 'capacity' | 'skew'

/** What a trader can spend, and what the account owes already. */
export interface Funds {
  /** Token balance of the wallet, which a trade can pay in. */
  readonly wallet: Raw
  /** Margin in the account. */
  readonly cash: Raw
  /** USD, WAD: funding owed and per year of the positions held. */
  readonly fundingOwed: Wad
  readonly fundingPerYear: Wad
}

export interface OpeningLeg {
  readonly strike: Wad
  readonly isPut: boolean
}

/** What an opening trade asks of the account; tokens. */
export interface Needs {
  /** The quoted cost and the allowed slippage on it. */
  readonly costLimit: Raw
  /** Margin that must be left for funding. */
  readonly runway: Raw
  /** Margin for whoever executes the trade. */
  readonly reward: Raw
  /** USD per year that the account pays after the trade, WAD. */
  readonly fundingPerYear: Wad
}

const BPS = 10_000n
const MILLIUNIT = 10n ** 15n
/** The price moves between quote and block: 2 % more is kept for the runway than asked at the quote. */
const RUNWAY_ROOM = 102n

export interface NeedsInput {
  readonly board: Board
  readonly quote: Quote
  readonly funds: Funds | undefined
  readonly slippageBps: number
  readonly now: bigint
  /** Seconds of funding to keep in margin. */
  readonly runway: bigint
}

export function needsOf({ board, quote, funds, slippageBps, now, runway }: NeedsInput): Needs {
  const [leg] = quote.legs
  const added = leg === undefined ? 0n : mulDivUp(leg.quantity, max(leg.fundingRate, 0n), WAD)
  const fundingPerYear = (funds?.fundingPerYear ?? 0n) + added
  const ahead = fundingPerYear > 0n ? mulDiv(fundingPerYear, runway, YEAR_SECONDS) + 1n : 0n
  const usd = max((funds?.fundingOwed ?? 0n) + ahead, 0n)
  const { price, unit } = collateralOf(board, now)
  const exact = toTokensUp(usd, price, quote.conversionSpread, unit)
  return {
    costLimit: mulDivUp(max(quote.costTokens, 0n), BPS + BigInt(slippageBps), BPS),
    runway: mulDivUp(exact, RUNWAY_ROOM, 100n),
    reward: rewardToKeep(board),
    fundingPerYear,
  }
}

/** The limit of the pool's stress loss after a trade that changes what it owes by `premium` (USD, WAD); a premium paid out has left. */
export function stressLimitAfter(board: Board, premium: Wad): Wad {
  const { pool, riskTerms } = board.set
  const leaving = mulDiv(max(0n - premium, 0n), tokenUnit(board), board.collateral.value)
  return stressLimit({
    price: board.collateral.value,
    unit: tokenUnit(board),
    cash: zeroFloorSub(pool.cash, leaving),
    other: pool.receivable - board.liability - premium,
    limitBps: BigInt(riskTerms.stressLimit),
    shockBps: BigInt(riskTerms.collateralShock),
  })
}

/** Whether the pool takes the trade: mirrors Trading._requireRoom. */
export function poolLimit(board: Board, quote: Quote): Exclude<Limit, 'funds'> | undefined {
  if (quote.skewAfter >= WAD && quote.skewAfter > quote.skewBefore) return 'skew'
  if (quote.stressAfter <= quote.stressBefore) return undefined
  const stress = board.stressLoss + quote.stressAfter - quote.stressBefore
  return stress > stressLimitAfter(board, quote.premium) ? 'capacity' : undefined
}

export function violatedLimit(input: Omit<NeedsInput, 'runway'>): Limit | undefined {
  const { board, quote, funds } = input
  const refused = poolLimit(board, quote)
  if (refused !== undefined || funds === undefined) return refused
  const needs = needsOf({ ...input, runway: BigInt(board.set.terms.runway) })
  return needs.costLimit + needs.runway + needs.reward > funds.cash + funds.wallet ? 'funds' : undefined
}

export interface MaxQuantity {
  /** Units of the underlying, WAD. */
  readonly quantity: Wad
  /** What ends it. */
  readonly limit: Limit | undefined
}

export interface MaxInput {
  readonly board: Board
  readonly leg: OpeningLeg
  /** Undefined without a wallet: then only the pool's limits count. */
  readonly funds: Funds | undefined
  readonly slippageBps: number
  readonly now: bigint
}

/** The largest quantity that the contract would let this account open, to one part in a million. */
export function maxQuantity({ board, leg, funds, slippageBps, now }: MaxInput): MaxQuantity {
  let binding: Limit | undefined
  const fits = (quantity: Wad) => {
    if (quantity === 0n) return true
    const quote = quoteLegs(board, [{ ...leg, quantity }], now)
    const limit = violatedLimit({ board, quote, funds, slippageBps, now })
    if (limit !== undefined) binding = limit
    return limit === undefined
  }
  const quantity = largest(upperBound(board, leg, funds, now), fits)
  return { quantity, limit: binding }
}

/** Nothing above can fit: what the funds buy at value without impact, or twenty times the market's depth. */
function upperBound(board: Board, leg: OpeningLeg, funds: Funds | undefined, now: bigint): Wad {
  const byDepth = mulDiv(board.market.config.depth * 20n * WAD, WAD, board.spot.value)
  if (funds === undefined) return byDepth
  const [atMargin] = quoteLegs(board, [{ ...leg, quantity: MILLIUNIT }], now).legs
  const usd = mulDiv(funds.cash + funds.wallet, board.collateral.value, tokenUnit(board))
  if (atMargin === undefined || atMargin.value <= 0n) return byDepth
  // The light side of the book is sold below value: one and a half times leaves room for that.
  const byFunds = mulDiv(usd * 3n, WAD, atMargin.value * 2n)
  return byFunds < byDepth ? byFunds : byDepth
}

export function describeLimit(limit: Limit | undefined, symbol: string): string {
  switch (limit) {
    case 'funds':
      return `All your ${symbol}: cost, and funding of the first day`
    case 'capacity':
      return 'All that the pool may risk now'
    case 'skew':
      return 'All that keeps the market balanced'
    case undefined:
      return 'The largest size'
  }
}
