import { divUp, max, min, mulDiv, mulDivUp, WAD, YEAR_SECONDS, type Raw, type Wad } from '@/lib/core/fixed-point'
import { breakEven, toTokensUp, type Quote } from '@/lib/core/pricing'
import { largest, significant, unitsOfUsd, type AmountUnit } from './amount'
import { collateralOf, executionRewardOf, quoteLegs, tokenUnit, type Board } from './board'
import { closingProfit, wadNumber } from './closing'
import { needsOf, poolLimit, violatedLimit, type Funds, type Limit, type OpeningLeg } from './limits'

export interface TicketInput {
  readonly board: Board
  readonly leg: OpeningLeg
  readonly amount: bigint
  readonly unit: AmountUnit
  readonly funds: Funds | undefined
  readonly slippageBps: number
  /** Seconds of funding to pay in beyond the cost, as far as the wallet reaches. */
  readonly reserve: bigint
  /** The chain's clock, seconds. */
  readonly now: bigint
}

/** Everything that the ticket shows. Tokens in their smallest unit, USD in WAD. */
export interface TicketQuote {
  readonly quote: Quote
  readonly quantity: Wad
  readonly notionalUsd: Wad
  readonly paidTokens: Raw
  readonly paidUsd: Wad
  /** The most that the trade may cost, its slippage included; tokens. */
  readonly costLimit: Raw
  /** Impact as a fraction (WAD) of what the options are worth. */
  readonly impactFraction: Wad
  /** Funding of this position at its rate after the trade. */
  readonly costPerDayUsd: Wad
  readonly costPerDayTokens: Raw
  /** USD gained if the price moved at once to `spot` (USD) and all was closed there; for charts. */
  readonly profitAt: (spot: number) => number
  /** USD; undefined when no price in reach brings the payment back. */
  readonly breakEven: number | undefined
  /** Paid from the wallet into the margin by the same transaction. */
  readonly deposit: Raw
  readonly cashAfter: Raw
  /** What can be lost in all: payment, whoever executes it, and the whole margin left. */
  readonly maxLossTokens: Raw
  readonly maxLossUsd: Wad
  /** How long the margin left pays the account's funding at these rates; undefined: for ever. */
  readonly runwaySeconds: number | undefined
  readonly violated: Limit | undefined
  readonly tooSmall: boolean
}

const DAY_SECONDS = 86_400n

/** The quantity (units of the underlying, WAD) that a typed amount stands for. */
export function quantityOf({ board, leg, amount, unit, now }: TicketInput): Wad {
  if (amount <= 0n) return 0n
  if (unit === 'units') return amount
  if (unit === 'usd') return significant(unitsOfUsd(amount, board.spot.value), 12)
  return quantityForTokens(board, leg, amount, now)
}

/** The largest quantity that costs at most `tokens` to open. */
function quantityForTokens(board: Board, leg: OpeningLeg, tokens: Raw, now: bigint): Wad {
  const usd = mulDiv(tokens, board.collateral.value, tokenUnit(board))
  const [sample] = quoteLegs(board, [{ ...leg, quantity: 10n ** 15n }], now).legs
  if (sample === undefined || sample.value <= 0n) return 0n
  const upper = mulDiv(usd * 3n, WAD, sample.value * 2n)
  const fits = (quantity: Wad) => {
    if (quantity === 0n) return true
    const quote = quoteLegs(board, [{ ...leg, quantity }], now)
    return quote.costTokens <= tokens && poolLimit(board, quote) !== 'skew'
  }
  return significant(largest(upper, fits), 9)
}

/** Undefined when the amount stands for nothing. */
export function quoteTicket(input: TicketInput): TicketQuote | undefined {
  const { board, leg, now, funds } = input
  const quantity = quantityOf(input)
  if (quantity <= 0n) return undefined
  const quote = quoteLegs(board, [{ ...leg, quantity }], now)
  const paidUsd = quote.premium + quote.fee
  const notionalUsd = mulDiv(quantity, board.spot.value, WAD)
  const profitAt = closingProfit(board, [{ ...leg, quantity }], paidUsd)
  const atValue = paidUsd - quote.fee - quote.impact
  return {
    quote,
    quantity,
    notionalUsd,
    paidTokens: quote.costTokens,
    paidUsd,
    impactFraction: atValue > 0n ? mulDiv(quote.impact, WAD, atValue) : 0n,
    ...fundingFigures(board, quote, now),
    profitAt,
    breakEven: breakEven(profitAt, wadNumber(board.spot.value), leg.isPut),
    ...marginFigures(input, quote),
    violated: violatedLimit({ board, quote, funds, slippageBps: input.slippageBps, now }),
    tooSmall: notionalUsd < BigInt(board.set.terms.minimumNotional) * WAD,
  }
}

function fundingFigures(board: Board, quote: Quote, now: bigint) {
  const [leg] = quote.legs
  const perYear = leg === undefined ? 0n : mulDivUp(leg.quantity, max(leg.fundingRate, 0n), WAD)
  const costPerDayUsd = divUp(perYear * DAY_SECONDS, YEAR_SECONDS)
  const { price, unit } = collateralOf(board, now)
  return { costPerDayUsd, costPerDayTokens: toTokensUp(costPerDayUsd, price, quote.conversionSpread, unit) }
}

function marginFigures(input: TicketInput, quote: Quote) {
  const { board, funds, now } = input
  const { price, unit } = collateralOf(board, now)
  const least = needsOf({ ...input, quote, runway: BigInt(board.set.terms.runway) })
  const wanted = needsOf({ ...input, quote, runway: max(input.reserve, BigInt(board.set.terms.runway)) })
  const cash = funds?.cash ?? 0n
  const reward = executionRewardOf(board)
  const lacking = (runway: Raw) => max(wanted.costLimit + wanted.reward + runway - cash, 0n)
  // What is paid in beyond the least needed stays the trader's margin; a wallet that holds less pays in what it has.
  const deposit = max(min(lacking(wanted.runway), funds?.wallet ?? lacking(wanted.runway)), lacking(least.runway))
  const cashAfter = max(cash + deposit - quote.costTokens - reward, 0n)
  const maxLossTokens = quote.costTokens + reward + cashAfter
  return {
    costLimit: least.costLimit,
    deposit,
    cashAfter,
    maxLossTokens,
    maxLossUsd: mulDiv(maxLossTokens, price, unit),
    runwaySeconds: runwayOf(mulDiv(cashAfter, price, unit) - (funds?.fundingOwed ?? 0n), wanted.fundingPerYear),
  }
}

/** Seconds for which `usd` pays funding of `perYear` (USD, WAD). */
export function runwayOf(usd: Wad, perYear: Wad): number | undefined {
  if (perYear <= 0n) return undefined
  return Number(mulDiv(max(usd, 0n), YEAR_SECONDS, perYear))
}
