import { YEAR_SECONDS } from '../fixed-point'
import { floatValue, type FloatBook } from '../pricing/float'
import type { PoolMarket, PoolState } from './pool-stress'

/**
 * What a pool gains or loses when a price or a volatility moves a little, in double precision: estimates for people. Seen from
 * the pool, which owes Λ = Σ q·V + κ_γ X²/2D + κ_δ (S·Y)²/2D: its delta is −∂Λ/∂S, and so on, the impact terms included.
 */

/** USD unless said otherwise; the pool's gains are positive. */
export interface AssetExposure {
  readonly asset: number
  readonly spot: number
  /** Units of the underlying that the pool is in effect long (negative: short). */
  readonly delta: number
  /** The same in dollars: 1 % of it is gained when the price rises by 1 %. */
  readonly deltaUsd: number
  /** By how much the delta grows when the price rises by 1 %, at today's price. */
  readonly gammaUsd: number
  /** Gain when the volatility rises by one point (0.55 → 0.56). */
  readonly vegaUsd: number
  /** What the pool receives per day through funding if nothing moves, before the insurance pool's share. */
  readonly fundingPerDay: number
}

/** What traders hold of one strike in one market. */
export interface StrikeExposure {
  /** Place in the pool's list of markets. */
  readonly market: number
  readonly asset: number
  /** Seconds. */
  readonly period: bigint
  readonly strike: number
  /** Net of all traders, units of the underlying: bought (positive), written (negative). */
  readonly calls: number
  readonly puts: number
  /** (|calls| + |puts|) · S, USD. */
  readonly notional: number
  /** Part of all strikes' notional, 0 to 1. */
  readonly share: number
}

/** Exposure by asset, in the order of the markets. */
export function exposureByAsset({ markets }: Pick<PoolState, 'markets'>): AssetExposure[] {
  const assets = [...new Set(markets.map(({ asset }) => asset))]
  return assets.map((asset) => {
    const own = markets.filter((market) => market.asset === asset)
    const parts = own.map((market) => sensitivities(floatBookOf(market), toFloat(market.spot)))
    const sum = (name: keyof Sensitivities) => parts.reduce((total, part) => total + part[name], 0)
    const spot = toFloat(own[0]?.spot ?? 0n)
    const delta = 0 - sum('perSpot')
    return {
      asset,
      spot,
      delta,
      deltaUsd: delta * spot,
      gammaUsd: 0 - (sum('perSpotTwice') * spot * spot) / 100,
      vegaUsd: 0 - sum('perVolatility') / 100,
      fundingPerDay: sum('fundingRate') / 365,
    }
  })
}

/** Where the traders' positions are, the largest notional first; strikes at which they cancel out are left out. */
export function exposureByStrike({ markets }: Pick<PoolState, 'markets'>): StrikeExposure[] {
  const strikes = markets.flatMap(({ asset, terms, spot, strikes: states }, market) =>
    states.map(({ strike, calls, puts }) => {
      const [netCalls, netPuts] = [toFloat(calls), toFloat(puts)]
      const notional = (Math.abs(netCalls) + Math.abs(netPuts)) * toFloat(spot)
      return { market, asset, period: terms.period, strike: toFloat(strike), calls: netCalls, puts: netPuts, notional }
    }),
  )
  const total = strikes.reduce((sum, { notional }) => sum + notional, 0)
  return strikes
    .filter(({ notional }) => notional > 0)
    .map((each) => ({ ...each, share: each.notional / total }))
    .sort((a, b) => b.notional - a.notional)
}

/** A market for the floating-point module. */
export function floatBookOf({ terms, volatility, strikes }: PoolMarket): FloatBook {
  return {
    volatility: toFloat(volatility),
    period: Number(terms.period) / Number(YEAR_SECONDS),
    kappaGamma: Number(terms.kappaGammaBps) / 10_000,
    kappaDelta: Number(terms.kappaDeltaBps) / 10_000,
    depth: Number(terms.depth),
    strikes: strikes.map(({ strike, calls, puts }) => ({
      strike: toFloat(strike),
      calls: toFloat(calls),
      puts: toFloat(puts),
    })),
  }
}

/** Derivatives of Λ, and Σ q · funding rate at the marks. */
interface Sensitivities {
  readonly perSpot: number
  readonly perSpotTwice: number
  readonly perVolatility: number
  readonly fundingRate: number
}

/** Σ over the strikes: V's and X's derivatives, Y and its own. */
function bookSums({ volatility, period, strikes }: FloatBook, spot: number) {
  const variance = volatility * volatility * period
  const u = Math.sqrt(1 + 8 / variance)
  const uPerVolatility = -8 / (variance * volatility * u)
  const sums = { x: 0, xPerSpot: 0, y: 0, gamma: 0, gammaPerSpot: 0, vega: 0, vanna: 0 }
  for (const { strike, calls, puts } of strikes) {
    const { timeValue, gamma, vega } = floatValue({ spot, strike, volatility, period, isPut: false })
    const slope = spot > strike ? (1 - u) / 2 : (1 + u) / 2
    const perSpot = (timeValue * slope) / spot
    const both = calls + puts
    sums.x += both * timeValue
    sums.xPerSpot += both * perSpot
    sums.y += both * perSpot + (spot > strike ? calls : 0 - puts)
    sums.gamma += both * gamma
    sums.gammaPerSpot += (both * gamma * (slope - 2)) / spot
    sums.vega += both * vega
    sums.vanna += both * ((vega * slope) / spot + (timeValue * (spot > strike ? -1 : 1) * uPerVolatility) / (2 * spot))
  }
  return sums
}

function sensitivities(book: FloatBook, spot: number): Sensitivities {
  const { kappaGamma, kappaDelta, depth, period } = book
  const { x, xPerSpot, y, gamma, gammaPerSpot, vega, vanna } = bookSums(book, spot)
  const [perX, perY] = [kappaGamma / depth, kappaDelta / depth]
  const dollars = spot * y
  const dollarsPerSpot = y + spot * gamma
  return {
    perSpot: y + perX * x * xPerSpot + perY * dollars * dollarsPerSpot,
    perSpotTwice:
      gamma +
      perX * (xPerSpot ** 2 + x * gamma) +
      perY * (dollarsPerSpot ** 2 + dollars * (2 * gamma + spot * gammaPerSpot)),
    perVolatility: vega + perX * x * vega + perY * dollars * spot * vanna,
    // Σ q·(mark − intrinsic): the impact terms are quadratic forms, so weighting the marks by q counts them twice.
    fundingRate: (x + perX * x * x + perY * dollars * dollars) / period,
  }
}

/** WAD to a plain number. */
function toFloat(wad: bigint): number {
  return Number(wad) / 1e18
}
