import { BPS, divUp, lnWad, max, mulDiv, WAD, YEAR_SECONDS, zeroFloorSub, type Raw, type Wad } from '../fixed-point'
import {
  addToSums,
  exponent,
  liability,
  logMoneyness,
  NO_SUMS,
  unitValue,
  type MarketTerms,
  type StrikeState,
} from '../pricing'

/**
 * What a pool is worth, and who pays, if prices jumped now: the contracts' own formulas (ValuationLib, MainPool.totalAssets) at
 * other prices and volatilities. It takes for granted that those who have written options pay what they owe.
 */

/** A collateral set's two pools and everything that values them. Prices in USD. */
export interface PoolState {
  /** Tokens. */
  readonly cash: Raw
  /** Funding that traders owe, USD. */
  readonly receivable: Wad
  /** Tokens of the insurance pool, what is collected for it and not yet transferred included. */
  readonly insurance: Raw
  readonly collateral: { readonly asset: number; readonly price: Wad; /** 10^decimals. */ readonly unit: bigint }
  readonly markets: readonly PoolMarket[]
}

/** One market: `terms` as governed, annualised volatility, what all traders together hold of each strike. */
export interface PoolMarket {
  readonly asset: number
  readonly terms: MarketTerms
  readonly spot: Wad
  readonly volatility: Wad
  readonly strikes: readonly StrikeState[]
}

/** A jump of everything at once. Moves are fractions (WAD, −0.4 = −40 %) greater than −1. */
export interface StressScenario {
  /** Of every underlying but the collateral itself. */
  readonly assetMove: Wad
  readonly stockMove: Wad
  /** 1.5 (WAD): every volatility times one and a half. */
  readonly volatilityFactor: Wad
  /** Moves of single assets in place of `assetMove`, by the oracle's number. */
  readonly moves?: ReadonlyMap<number, Wad>
}

/** The pools after a jump. Tokens are valued at the jumped price. */
export interface StressOutcome {
  /** Cash + funding due − Λ in tokens; negative: what the main pool cannot pay. Rounded down. */
  readonly equity: Raw
  /** The main pool's total assets: equity, at least 0. */
  readonly assets: Raw
  readonly assetsUsd: Wad
  /** What the main pool has lost; negative: gained. Its dollars fall with the stock, too. */
  readonly loss: Raw
  readonly lossUsd: Wad
  /** Λ, USD. */
  readonly liability: Wad
  readonly collateralPrice: Wad
  /** Tokens that the insurance pool must pay, that it is left with, and that nobody can pay. */
  readonly missing: Raw
  readonly insuranceLeft: Raw
  readonly unpaid: Raw
}

export type StressTest = (scenario: StressScenario) => StressOutcome

export const NO_STRESS: StressScenario = { assetMove: 0n, stockMove: 0n, volatilityFactor: WAD }

/** Asks a pool any number of what-ifs; a market is valued once for each price and volatility. */
export function stressTest(pool: PoolState): StressTest {
  const liabilities = pool.markets.map(liabilityCache)
  const liabilityIn = (scenario: StressScenario): Wad =>
    pool.markets.reduce((sum, { asset }, i) => {
      const factor = WAD + moveOf(pool, scenario, asset)
      return sum + (liabilities[i]?.(factor, scenario.volatilityFactor) ?? 0n)
    }, 0n)
  const now = valueAt(pool, liabilityIn(NO_STRESS), pool.collateral.price)
  return (scenario) => {
    const price = mulDiv(pool.collateral.price, WAD + moveOf(pool, scenario, pool.collateral.asset), WAD)
    const then = valueAt(pool, liabilityIn(scenario), price)
    const missing = max(0n - then.equity, 0n)
    return {
      ...then,
      loss: now.assets - then.assets,
      lossUsd: now.assetsUsd - then.assetsUsd,
      collateralPrice: price,
      missing,
      insuranceLeft: zeroFloorSub(pool.insurance, missing),
      unpaid: zeroFloorSub(missing, pool.insurance),
    }
  }
}

/** The outcomes of a list of scenarios. */
export function stressPool(pool: PoolState, scenarios: readonly StressScenario[]): StressOutcome[] {
  return scenarios.map(stressTest(pool))
}

/** Λ of one market (USD) if its price were `factor` times what it is and its volatility `volatilityFactor` times. */
export function shockedLiability(market: PoolMarket, factor: Wad, volatilityFactor: Wad): Wad {
  const { terms, strikes } = market
  if (strikes.length === 0) return 0n
  const period = mulDiv(terms.period, WAD, YEAR_SECONDS)
  const u = exponent(mulDiv(market.volatility, volatilityFactor, WAD), period)
  const spot = mulDiv(market.spot, factor, WAD)
  const logShift = factor === WAD ? 0n : lnWad(factor)
  const sums = strikes.reduce((before, { strike, calls, puts }) => {
    const log = logMoneyness(market.spot, strike) + logShift
    return addToSums(before, unitValue(spot, strike, log, u), calls, puts)
  }, NO_SUMS)
  return liability(sums, spot, {
    kappaGamma: terms.kappaGammaBps * BPS,
    kappaDelta: terms.kappaDeltaBps * BPS,
    depth: terms.depth * WAD,
  })
}

/** What the capacity rule calls the stress loss (USD): each market's worse shock, with volatility up. */
export function governedStressLoss({ markets }: Pick<PoolState, 'markets'>): Wad {
  return markets.reduce((sum, market) => {
    const shock = market.terms.shockBps * BPS
    const volatility = WAD + market.terms.volatilityShockBps * BPS
    const worst = max(
      shockedLiability(market, WAD + shock, volatility),
      shockedLiability(market, WAD - shock, volatility),
    )
    return sum + max(worst - shockedLiability(market, WAD, WAD), 0n)
  }, 0n)
}

/** The main pool has nothing left. */
export const poolExhausted = ({ equity }: StressOutcome): boolean => equity <= 0n
/** Both pools together cannot pay: settlement. */
export const insuranceExhausted = ({ unpaid }: StressOutcome): boolean => unpaid > 0n

export interface FailureSearch {
  /** The scenario that belongs to a move, e.g. `(assetMove) => ({ ...NO_STRESS, assetMove })`. */
  readonly along: (move: Wad) => StressScenario
  /** The furthest move to try (WAD fraction); negative: downwards, above −1. */
  readonly furthest: Wad
  readonly fails: (outcome: StressOutcome) => boolean
}

const SEARCH_STEPS = 48n
const SEARCH_PRECISION = 10n ** 14n

/**
 * The smallest move, to a basis point, at which something fails; undefined: not up to the furthest. Sought outwards in steps of
 * 1/48 of the furthest move, because a loss may fall again further out.
 */
export function failsAt(test: StressTest, { along, furthest, fails }: FailureSearch): Wad | undefined {
  const failsBy = (move: Wad) => fails(test(along(move)))
  if (failsBy(0n)) return 0n
  for (let step = 1n; step <= SEARCH_STEPS; step += 1n) {
    const bad = mulDiv(furthest, step, SEARCH_STEPS)
    if (failsBy(bad)) return narrow(failsBy, mulDiv(furthest, step - 1n, SEARCH_STEPS), bad)
  }
  return undefined
}

function narrow(failsBy: (move: Wad) => boolean, from: Wad, to: Wad): Wad {
  let [good, bad] = [from, to]
  while ((bad > good ? bad - good : good - bad) > SEARCH_PRECISION) {
    const middle = (good + bad) >> 1n
    if (failsBy(middle)) bad = middle
    else good = middle
  }
  return bad
}

function moveOf({ collateral }: PoolState, { moves, assetMove, stockMove }: StressScenario, asset: number): Wad {
  return moves?.get(asset) ?? (asset === collateral.asset ? stockMove : assetMove)
}

function liabilityCache(market: PoolMarket): (factor: Wad, volatilityFactor: Wad) => Wad {
  const known = new Map<string, Wad>()
  return (factor, volatilityFactor) => {
    const key = `${factor}:${volatilityFactor}`
    const value = known.get(key) ?? shockedLiability(market, factor, volatilityFactor)
    known.set(key, value)
    return value
  }
}

/** MainPool.totalAssets at a price, before it is cut at 0. */
function valueAt({ cash, receivable, collateral }: PoolState, liabilityUsd: Wad, price: Wad) {
  const equity: Raw = cash - divUp((liabilityUsd - receivable) * collateral.unit, price)
  const assets = max(equity, 0n)
  return { equity, assets, assetsUsd: mulDiv(assets, price, collateral.unit), liability: liabilityUsd }
}
