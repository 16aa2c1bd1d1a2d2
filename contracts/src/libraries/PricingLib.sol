// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Closed-form value and Greeks of a perpetual (everlasting) option
/// @notice Under Black–Scholes with zero rates a perpetual option is an option whose expiry is exponentially distributed
/// with mean φ, the funding period. Source: "Everlasting Options", White & Bankman-Fried, 2021.
/// Every number is WAD (1e18 = 1): USD per unit, volatility per square-root year, period in years.
/// `lib/core/pricing/exact.ts` repeats each operation in the same order and must agree to the wei.
/// @dev Domain, ensured by the callers: 1e12 ≤ spot, strike ≤ 1e27; 1e16 ≤ volatility ≤ 1e19; 1e14 ≤ period ≤ 1e19.
/// Within it nothing comes near 2^255, so the arithmetic is unchecked: these lines run for every strike of every trade.
library PricingLib {
    uint256 internal constant WAD = 1e18;

    /// @notice u = sqrt(1 + 8 / (σ² φ)), the exponent of the power law that time value follows. At least WAD.
    function exponent(uint256 volatility, uint256 period) internal pure returns (uint256 u) {
        unchecked {
            return FixedPointMathLib.sqrt((WAD + 8e36 / periodVariance(volatility, period)) * WAD);
        }
    }

    /// @notice σ² φ, rounded down twice.
    function periodVariance(uint256 volatility, uint256 period) internal pure returns (uint256) {
        unchecked {
            return volatility * volatility / WAD * period / WAD;
        }
    }

    /// @notice ln(S / K), signed.
    function logMoneyness(uint256 spot, uint256 strike) internal pure returns (int256) {
        unchecked {
            return FixedPointMathLib.lnWad(int256(spot * WAD / strike));
        }
    }

    /// @notice Time value, the same for the call and the put: (K/u)·exp(−|ln(S/K)|·(u ± 1)/2), + if S ≤ K. Rounded down.
    function timeValue(uint256 spot, uint256 strike, int256 logSpotOverStrike, uint256 u)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            uint256 slope = spot <= strike ? u + WAD : u - WAD;
            uint256 decay = FixedPointMathLib.abs(logSpotOverStrike) * slope / (2 * WAD);
            return strike * uint256(FixedPointMathLib.expWad(-int256(decay))) / u;
        }
    }

    /// @notice Delta of the call, in [0, 1]; the put's is one less.
    function callDelta(uint256 spot, uint256 strike, uint256 tv, uint256 u) internal pure returns (int256) {
        unchecked {
            if (spot <= strike) return int256(tv * (u + WAD) / (2 * spot));
            return int256(WAD) - int256(tv * (u - WAD) / (2 * spot));
        }
    }

    /// @notice max(S − K, 0) for a call, max(K − S, 0) for a put.
    function intrinsic(uint256 spot, uint256 strike, bool isPut) internal pure returns (uint256) {
        return isPut ? FixedPointMathLib.zeroFloorSub(strike, spot) : FixedPointMathLib.zeroFloorSub(spot, strike);
    }

    /// @notice Γ = 2 TV / (σ² φ S²), per USD. Rounded down.
    function gamma(uint256 spot, uint256 tv, uint256 volatility, uint256 period) internal pure returns (uint256) {
        uint256 perSpot = FixedPointMathLib.fullMulDiv(2 * tv, WAD, periodVariance(volatility, period)) * WAD / spot;
        return perSpot * WAD / spot;
    }

    /// @notice ∂V/∂σ = TV·(1/u + |ln(S/K)|/2)·8 / (σ³ φ u), USD per 1.00 of volatility. Rounded down.
    function vega(uint256 tv, int256 logSpotOverStrike, uint256 u, uint256 volatility, uint256 period)
        internal
        pure
        returns (uint256)
    {
        uint256 bracket = 1e36 / u + FixedPointMathLib.abs(logSpotOverStrike) / 2;
        uint256 divisor = periodVariance(volatility, period) * volatility / WAD * u / WAD;
        return FixedPointMathLib.fullMulDiv(tv, 8 * bracket, divisor);
    }
}
