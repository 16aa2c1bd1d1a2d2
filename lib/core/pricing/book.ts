import { abs, divTrunc, divUp, mulDiv, mulDivUp, WAD, YEAR_SECONDS, zeroFloorSub, type Wad } from '../fixed-point'
import { callDelta, timeValue } from './exact'

/**
 * The cost-function market maker, Λ(q) = Σ q·V + κ_γ X²/2D + κ_δ (S·Y)²/2D: contracts/src/libraries/BookMath.sol, operation by
 * operation. Quantities in units of the underlying, prices in USD, all WAD; sums carry 36 decimals.
 */

/** What one unit at a strike is worth at one price. The put's delta is `callDelta` − 1. */
export interface UnitValue {
  readonly timeValue: Wad
  readonly callIntrinsic: Wad
  readonly putIntrinsic: Wad
  readonly callDelta: Wad
}

/** Σ quantity × figure over a market's strikes, unrounded (36 decimals). */
export interface Sums {
  readonly value: bigint
  readonly timeValue: bigint
  readonly delta: bigint
}

/** The potential's parameters, WAD; `depth` in USD. */
export interface Curve {
  readonly kappaGamma: Wad
  readonly kappaDelta: Wad
  readonly depth: Wad
}

export const NO_SUMS: Sums = { value: 0n, timeValue: 0n, delta: 0n }

export function unitValue(spot: Wad, strike: Wad, logSpotOverStrike: Wad, u: Wad): UnitValue {
  const tv = timeValue(spot, strike, logSpotOverStrike, u)
  return {
    timeValue: tv,
    callIntrinsic: zeroFloorSub(spot, strike),
    putIntrinsic: zeroFloorSub(strike, spot),
    callDelta: callDelta(spot, strike, tv, u),
  }
}

/** Value of one option: intrinsic plus time value. */
export function valueOf(unit: UnitValue, isPut: boolean): Wad {
  return unit.timeValue + intrinsicOf(unit, isPut)
}

export function intrinsicOf(unit: UnitValue, isPut: boolean): Wad {
  return isPut ? unit.putIntrinsic : unit.callIntrinsic
}

export function deltaOf(unit: UnitValue, isPut: boolean): Wad {
  return isPut ? unit.callDelta - WAD : unit.callDelta
}

/** The sums with `calls` and `puts` of one strike added. */
export function addToSums(sums: Sums, unit: UnitValue, calls: Wad, puts: Wad): Sums {
  const both = calls + puts
  const tv = both * unit.timeValue
  return {
    timeValue: sums.timeValue + tv,
    value: sums.value + tv + calls * unit.callIntrinsic + puts * unit.putIntrinsic,
    delta: sums.delta + both * unit.callDelta - puts * WAD,
  }
}

/** Λ in USD: what the pool owes its traders; every term rounded up, from X and S·Y cut towards zero. */
export function liability(sums: Sums, spot: Wad, curve: Curve): Wad {
  const x = abs(divTrunc(sums.timeValue, WAD))
  const y = abs(dollarDelta(sums, spot))
  const divisor = 2n * WAD * curve.depth
  const impact = mulDivUp(x * x, curve.kappaGamma, divisor) + mulDivUp(y * y, curve.kappaDelta, divisor)
  return divUp(sums.value, WAD) + impact
}

/** S·Y in USD, truncated. */
export function dollarDelta(sums: Sums, spot: Wad): Wad {
  return mulDiv(divTrunc(sums.delta, WAD), spot, WAD)
}

/** ∂Λ/∂q of one series in USD per unit. */
export function mark(sums: Sums, spot: Wad, curve: Curve, unit: UnitValue, isPut: boolean): Wad {
  const gammaRatio = mulDiv(curve.kappaGamma, divTrunc(sums.timeValue, WAD), curve.depth)
  const deltaRatio = mulDiv(curve.kappaDelta, dollarDelta(sums, spot), curve.depth)
  return (
    valueOf(unit, isPut) +
    mulDiv(gammaRatio, unit.timeValue, WAD) +
    mulDiv(deltaRatio, mulDiv(spot, deltaOf(unit, isPut), WAD), WAD)
  )
}

/** Funding in USD per unit and year: (mark − intrinsic) / φ, truncated. */
export function fundingRate(markPrice: Wad, intrinsicValue: Wad, period: Wad): Wad {
  return mulDiv(markPrice - intrinsicValue, WAD, period)
}

/** Funding of `rate` over `elapsed` seconds in USD per unit, rounded up. */
export function accrued(rate: Wad, elapsed: bigint): Wad {
  return divUp(rate * elapsed, YEAR_SECONDS)
}

/** How near some listed mark may be to zero; a trade that adds risk must leave it below one. */
export function skew(sums: Sums, spot: Wad, curve: Curve, u: Wad): Wad {
  const y = abs(dollarDelta(sums, spot))
  const deltaPart = mulDivUp(y, mulDiv(curve.kappaDelta, divTrunc(WAD + u, 2n), WAD), curve.depth)
  if (sums.timeValue >= 0n) return deltaPart
  return deltaPart + mulDivUp(abs(divTrunc(sums.timeValue, WAD)), curve.kappaGamma, curve.depth)
}
