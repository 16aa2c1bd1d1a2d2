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
  return addUnits(valuation, strike, calls, puts).valuation
}

/** Like `addStrike`; also tells what was found out about the strike on the way: a unit's worth now, and ln(spot / strike). */
export function addUnits(
  valuation: Valuation,
  strike: Wad,
  calls: Wad,
  puts: Wad,
): { readonly valuation: Valuation; readonly unit: UnitValue; readonly log: Wad } {
  const { now, up, down, curve, period } = valuation
  const log = logMoneyness(now.spot, strike)
  const unit = unitValue(now.spot, strike, log, now.u)
  const added = {
    now: { ...now, sums: addToSums(now.sums, unit, calls, puts) },
    up: addShocked(up, strike, log, calls, puts),
    down: addShocked(down, strike, log, calls, puts),
    curve,
    period,
  }
  return { valuation: added, unit, log }
}

/** What a unit at `strike` is worth now. */
export function unitAt({ now }: Valuation, strike: Wad): UnitValue {
  return unitValue(now.spot, strike, logMoneyness(now.spot, strike), now.u)
}

/** Λ now in USD. */
export function liabilityNow(valuation: Valuation): Wad {
  return liabilityIn(valuation, valuation.now)
}

/** Λ in USD if the price jumped up or down by the market's shock, with volatility up. */
export function liabilityShocked(valuation: Valuation): { readonly up: Wad; readonly down: Wad } {
  return { up: liabilityIn(valuation, valuation.up), down: liabilityIn(valuation, valuation.down) }
}

/** max(Λ up, Λ down) − Λ now, at least 0, in USD. */
export function stressLoss(valuation: Valuation): Wad {
  const { up, down } = liabilityShocked(valuation)
  return max(max(up, down) - liabilityNow(valuation), 0n)
}

/** How near some listed mark may be to zero; see `skew`. */
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

function addShocked(scenario: Scenario, strike: Wad, log: Wad, calls: Wad, puts: Wad): Scenario {
  const unit = unitValue(scenario.spot, strike, log + scenario.logShift, scenario.u)
  return { ...scenario, sums: addToSums(scenario.sums, unit, calls, puts) }
}
