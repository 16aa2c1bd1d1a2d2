import { BPS, lnWad, max, mulDiv, WAD, YEAR_SECONDS, type Wad } from '../fixed-point'
import {
  addToSums,
  fundingRate,
  intrinsicOf,
  liability,
  mark,
  NO_SUMS,
  skew,
  unitValue,
  type Curve,
  type Sums,
  type UnitValue,
} from './book'
import { exponent, logMoneyness } from './exact'

/** A market as the chain reports it. Basis points and seconds as governed; `depth` in whole USD. */
export interface MarketTerms {
  readonly period: bigint
  readonly depth: bigint
  readonly kappaGammaBps: bigint
  readonly kappaDeltaBps: bigint
  readonly shockBps: bigint
  readonly volatilityShockBps: bigint
}

/** One active strike: USD and units of the underlying, WAD. */
export interface StrikeState {
  readonly strike: Wad
  readonly calls: Wad
  readonly puts: Wad
}

/** A market's sums at one price and volatility. `logShift` = ln(spot / today's spot). */
interface Scenario {
  readonly spot: Wad
  readonly u: Wad
  readonly logShift: Wad
  readonly sums: Sums
}

/** A market valued now and under its two shocks; contracts/src/libraries/ValuationLib.sol, operation by operation. Immutable. */
export interface Valuation {
  readonly now: Scenario
  readonly up: Scenario
  readonly down: Scenario
  readonly curve: Curve
  /** Years, WAD. */
  readonly period: Wad
}

/** An empty valuation at `spot` and `volatility`; the shocks come with volatility up. */
export function startValuation(terms: MarketTerms, spot: Wad, volatility: Wad): Valuation {
  const period = mulDiv(terms.period, WAD, YEAR_SECONDS)
  const stressed = exponent(mulDiv(volatility, WAD + terms.volatilityShockBps * BPS, WAD), period)
  const shock = terms.shockBps * BPS
  return {
    now: { spot, u: exponent(volatility, period), logShift: 0n, sums: NO_SUMS },
    up: shocked(spot, WAD + shock, stressed),
    down: shocked(spot, WAD - shock, stressed),
    curve: {
      kappaGamma: terms.kappaGammaBps * BPS,
      kappaDelta: terms.kappaDeltaBps * BPS,
      depth: terms.depth * WAD,
    },
    period,
  }
}

/** The market with all its active strikes valued. */
export function valueMarket(
  terms: MarketTerms,
  spot: Wad,
  volatility: Wad,
  strikes: readonly StrikeState[],
): Valuation {
  return strikes.reduce(
    (valuation, { strike, calls, puts }) => addStrike(valuation, strike, calls, puts),
    startValuation(terms, spot, volatility),
  )
}

/** The valuation with quantities of one strike added. */
export function addStrike(valuation: Valuation, strike: Wad, calls: Wad, puts: Wad): Valuation {
  const log = logMoneyness(valuation.now.spot, strike)
  return {
    ...valuation,
    now: addTo(valuation.now, strike, log, calls, puts),
    up: addTo(valuation.up, strike, log, calls, puts),
    down: addTo(valuation.down, strike, log, calls, puts),
  }
}

/** What a unit at `strike` is worth now. */
export function unitAt({ now }: Valuation, strike: Wad): UnitValue {
  return unitValue(now.spot, strike, logMoneyness(now.spot, strike), now.u)
}

/** Λ now in USD. */
export function liabilityNow(valuation: Valuation): Wad {
  return liabilityIn(valuation, valuation.now)
}

/** max(Λ up, Λ down) − Λ now, at least 0, in USD. */
export function stressLoss(valuation: Valuation): Wad {
  const worst = max(liabilityIn(valuation, valuation.up), liabilityIn(valuation, valuation.down))
  return max(worst - liabilityNow(valuation), 0n)
}

export function skewOf({ now, curve }: Valuation): Wad {
  return skew(now.sums, now.spot, curve, now.u)
}

/** ∂Λ/∂q of a series in USD per unit. */
export function markOf({ now, curve }: Valuation, unit: UnitValue, isPut: boolean): Wad {
  return mark(now.sums, now.spot, curve, unit, isPut)
}

/** Funding of a series in USD per unit and year at its mark. */
export function fundingRateOf(valuation: Valuation, unit: UnitValue, isPut: boolean): Wad {
  return fundingRate(markOf(valuation, unit, isPut), intrinsicOf(unit, isPut), valuation.period)
}

function liabilityIn(valuation: Valuation, scenario: Scenario): Wad {
  return liability(scenario.sums, scenario.spot, valuation.curve)
}

function shocked(spot: Wad, factor: Wad, u: Wad): Scenario {
  return { spot: mulDiv(spot, factor, WAD), u, logShift: lnWad(factor), sums: NO_SUMS }
}

function addTo(scenario: Scenario, strike: Wad, log: Wad, calls: Wad, puts: Wad): Scenario {
  const unit = unitValue(scenario.spot, strike, log + scenario.logShift, scenario.u)
  return { ...scenario, sums: addToSums(scenario.sums, unit, calls, puts) }
}
