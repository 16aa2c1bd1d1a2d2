import { floatValue } from '@/lib/core/pricing/float'
import { encodeSeries } from '@/lib/chain/series'
import type { Leg } from '../moves'
import { markets, priceOf, TOKEN, volatilityOf, type Market, type Scene } from '../scene'

/** Rough figures that people go by, and the limits that they send with their trades. */

export interface Option {
  readonly market: Market
  /** USD. */
  readonly strike: number
  readonly isPut: boolean
}

const MICRO = 1e6
const TICK = 10n ** 12n
/** Part of the expected cost, and dollars, by which a trade may cost more than expected. */
const SLIPPAGE = { part: 0.3, usd: 25 }

export function marketOf(scene: Scene): Market {
  const market = markets[pick(scene, [0.4, 0.15, 0.3, 0.15])]
  if (market === undefined) throw new RangeError('There is no such market.')
  return market
}

/** The number of one of the weighted possibilities. */
export function pick({ dice }: Scene, weights: readonly number[]): number {
  let left = dice.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex((weight) => (left -= weight) < 0)
  return Math.max(found, 0)
}

/** The listed option nearest to so far from the price (0.05: 5 % above). */
export function optionAt(scene: Scene, market: Market, distance: number, isPut: boolean): Option {
  const strike = Math.round((priceOf(scene, market.asset) * (1 + distance)) / market.step) * market.step
  return { market, strike, isPut }
}

/** USD for one unit, at a price and a volatility that may be moved. */
export function valueOf(scene: Scene, { market, strike, isPut }: Option, move = 0, more = 0): number {
  const spot = priceOf(scene, market.asset) * (1 + move)
  const volatility = volatilityOf(scene, market.asset) * (1 + more)
  return floatValue({ spot, strike, volatility, period: market.period, isPut }).value
}

/** @param quantity units of the underlying, signed. */
export function legOf({ market, strike, isPut }: Option, quantity: number): Leg {
  const wad = BigInt(Math.round(quantity * MICRO)) * TICK
  return {
    series: encodeSeries({ market: market.number, strike: BigInt(Math.round(strike * MICRO)) * TICK, isPut }),
    quantity: wad,
  }
}

/** The most that a trade expected to cost so many dollars may take, in tokens' smallest units. */
export function limitFor(scene: Scene, usd: number): bigint {
  const limit = usd + Math.abs(usd) * SLIPPAGE.part + SLIPPAGE.usd
  return BigInt(Math.round((limit / priceOf(scene, scene.set.symbol)) * MICRO)) * BigInt(TOKEN / MICRO)
}
