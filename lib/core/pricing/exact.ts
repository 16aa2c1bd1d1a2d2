import { abs, divTrunc, expWad, lnWad, mulDiv, sqrt, WAD, zeroFloorSub, type Wad } from '../fixed-point'

/**
 * Closed-form value and Greeks of a perpetual (everlasting) option: contracts/src/libraries/PricingLib.sol, operation by
 * operation. Source: "Everlasting Options", White & Bankman-Fried, 2021. USD, volatility and period in years, all WAD.
 */

/** Where the formulas are defined; outside of it the contract does not price either. */
export const DOMAIN = {
  price: { min: 10n ** 12n, max: 10n ** 27n },
  volatility: { min: 10n ** 16n, max: 10n ** 19n },
  period: { min: 10n ** 14n, max: 10n ** 19n },
} as const

/** u = sqrt(1 + 8 / (σ² φ)). */
export function exponent(volatility: Wad, period: Wad): Wad {
  return sqrt((WAD + divTrunc(8n * WAD * WAD, periodVariance(volatility, period))) * WAD)
}

/** σ² φ. */
export function periodVariance(volatility: Wad, period: Wad): Wad {
  return mulDiv(mulDiv(volatility, volatility, WAD), period, WAD)
}

/** ln(S / K). */
export function logMoneyness(spot: Wad, strike: Wad): Wad {
  return lnWad(mulDiv(spot, WAD, strike))
}

/** Time value, the same for the call and the put. */
export function timeValue(spot: Wad, strike: Wad, logSpotOverStrike: Wad, u: Wad): Wad {
  const slope = spot <= strike ? u + WAD : u - WAD
  const decay = mulDiv(abs(logSpotOverStrike), slope, 2n * WAD)
  return mulDiv(strike, expWad(-decay), u)
}

/** Delta of the call; the put's is one less. */
export function callDelta(spot: Wad, strike: Wad, tv: Wad, u: Wad): Wad {
  if (spot <= strike) return mulDiv(tv, u + WAD, 2n * spot)
  return WAD - mulDiv(tv, u - WAD, 2n * spot)
}

/** max(S − K, 0) for a call, max(K − S, 0) for a put. */
export function intrinsic(spot: Wad, strike: Wad, isPut: boolean): Wad {
  return isPut ? zeroFloorSub(strike, spot) : zeroFloorSub(spot, strike)
}

/** Γ = 2 TV / (σ² φ S²), per USD. */
export function gamma(spot: Wad, tv: Wad, volatility: Wad, period: Wad): Wad {
  const perSpot = mulDiv(mulDiv(2n * tv, WAD, periodVariance(volatility, period)), WAD, spot)
  return mulDiv(perSpot, WAD, spot)
}

/** ∂V/∂σ in USD per 1.00 of volatility. */
export function vega(tv: Wad, logSpotOverStrike: Wad, u: Wad, volatility: Wad, period: Wad): Wad {
  const bracket = divTrunc(WAD * WAD, u) + divTrunc(abs(logSpotOverStrike), 2n)
  const divisor = mulDiv(mulDiv(periodVariance(volatility, period), volatility, WAD), u, WAD)
  return mulDiv(tv, 8n * bracket, divisor)
}
