import { ageOf, strikeStatesOf } from '@/lib/chain/market-inputs'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { feeRate, floatLiability, floatValue, type FloatBook, type FloatStrike, type Leg } from '@/lib/core/pricing'
import { YEAR_SECONDS, type Wad } from '@/lib/core/fixed-point'
import type { Board } from './board'

/** A WAD as a plain number, for charts only. */
export function wadNumber(value: Wad): number {
  return Number(toDecimal(value))
}

/**
 * USD gained if the price jumped right after opening and everything was closed there, the closing fee paid. What counts is what the
 * market maker would pay, not the option's value: opening moved its prices, and closing moves them back.
 */
export function closingProfit(board: Board, legs: readonly Leg[], paid: Wad): (spot: number) => number {
  const without = bookOf(board)
  const own = legs.map(({ strike, isPut, quantity }): FloatStrike => {
    const size = wadNumber(quantity)
    return { strike: wadNumber(strike), calls: isPut ? 0 : size, puts: isPut ? size : 0 }
  })
  const within = { ...without, strikes: [...without.strikes, ...own] }
  const spent = wadNumber(paid)
  const rate = wadNumber(feeRate(board.terms, board.volatility, ageOf(board.spot, board.overview.blockTime)))
  const cap = wadNumber(board.terms.feeCapOfPremium)
  const { volatility, period } = without
  const feeOf = ({ strike, calls, puts }: FloatStrike, spot: number) => {
    const { value } = floatValue({ spot, strike, volatility, period, isPut: puts !== 0 })
    const size = Math.abs(calls + puts)
    return Math.min(rate * size * spot, cap * size * value)
  }
  return (spot) => {
    const proceeds = floatLiability(within, spot) - floatLiability(without, spot)
    return proceeds - own.reduce((sum, leg) => sum + feeOf(leg, spot), 0) - spent
  }
}

function bookOf({ market, volatility }: Board): FloatBook {
  const { period, kappaGamma, kappaDelta, depth } = market.config
  return {
    volatility: wadNumber(volatility),
    period: period / Number(YEAR_SECONDS),
    kappaGamma: kappaGamma / 10_000,
    kappaDelta: kappaDelta / 10_000,
    depth: Number(depth),
    strikes: strikeStatesOf(market).map(({ strike, calls, puts }) => ({
      strike: wadNumber(strike),
      calls: wadNumber(calls),
      puts: wadNumber(puts),
    })),
  }
}
