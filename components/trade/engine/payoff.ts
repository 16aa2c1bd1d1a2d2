import { floatValue, type Leg } from '@/lib/core/pricing'
import { YEAR_SECONDS, type Wad } from '@/lib/core/fixed-point'
import type { Board } from './board'
import { wadNumber } from './closing'

/** What a combination can gain and lose by the price alone, in plain numbers for people. */

/** USD; undefined: not bounded. */
export interface ProfitBounds {
  readonly loss: number | undefined
  readonly gain: number | undefined
}

const FACTOR = 1.02
/** Prices from a fiftieth to the fiftyfold: beyond, nothing but the options' own end values counts. */
const STEPS = 200
const REACH = 60

/** Where the profit changes its sign, ascending; at most four within a factor of three. */
export function breakEvensOf(profitAt: (spot: number) => number, { spot }: Board): readonly number[] {
  const now = wadNumber(spot.value)
  const found: number[] = []
  for (let i = -REACH; i < REACH; i++) {
    const from = now * FACTOR ** i
    const to = now * FACTOR ** (i + 1)
    if (profitAt(from) < 0 !== profitAt(to) < 0) found.push(crossing(profitAt, from, to))
  }
  return found.slice(0, 4)
}

/**
 * The most that the price can take and bring, at what the options are worth (funding and the price of closing apart). At nothing
 * and at infinity options have no time value left, so these ends are known exactly.
 */
export function boundsOf(board: Board, legs: readonly Leg[], paid: Wad): ProfitBounds {
  const spot = wadNumber(board.spot.value)
  const spent = wadNumber(paid)
  const options = legs.map(({ strike, isPut, quantity }) => ({
    strike: wadNumber(strike),
    isPut,
    quantity: wadNumber(quantity),
  }))
  const at = (price: number) => options.reduce((sum, option) => sum + option.quantity * worth(board, option, price), 0)
  const prices = [...Array.from({ length: 2 * STEPS + 1 }, (_, i) => spot * FACTOR ** (i - STEPS))]
  const calls = options.filter(({ isPut }) => !isPut)
  const slope = calls.reduce((sum, { quantity }) => sum + quantity, 0)
  const atNothing = options.reduce((sum, { isPut, quantity, strike }) => sum + (isPut ? quantity * strike : 0), 0)
  const level = calls.reduce((sum, { quantity, strike }) => sum - quantity * strike, 0)
  const flat = Math.abs(slope) < 1e-12
  const ends = [...prices, ...options.map(({ strike }) => strike)].map(at).concat(atNothing, flat ? [level] : [])
  return {
    loss: slope < 0 && !flat ? undefined : Math.max(spent - Math.min(...ends), 0),
    gain: slope > 0 && !flat ? undefined : Math.max(Math.max(...ends) - spent, 0),
  }
}

function worth(board: Board, option: { readonly strike: number; readonly isPut: boolean }, spot: number): number {
  const period = board.market.config.period / Number(YEAR_SECONDS)
  return floatValue({ ...option, spot, volatility: wadNumber(board.volatility), period }).value
}

function crossing(profitAt: (spot: number) => number, from: number, to: number): number {
  const rises = profitAt(from) < 0
  let [low, high] = [from, to]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (profitAt(middle) < 0 === rises) low = middle
    else high = middle
  }
  return (low + high) / 2
}
