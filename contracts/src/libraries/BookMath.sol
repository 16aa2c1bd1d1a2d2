// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PricingLib} from "./PricingLib.sol";

/// @notice What one unit of the call and of the put at one strike is worth at one price. WAD.
/// `callDelta` is in [0, 1]; the put's delta is `callDelta` − 1.
struct UnitValue {
    uint256 timeValue;
    uint256 callIntrinsic;
    uint256 putIntrinsic;
    int256 callDelta;
}

/// @notice Sums over a market's strikes of (net quantity × per-unit figure), both WAD, so the sums carry 36 decimals.
/// They are kept unrounded: only their final use rounds, so a sequence of trades costs what one trade costs.
struct Sums {
    int256 value;
    int256 timeValue;
    int256 delta;
}

/// @notice The potential's parameters. WAD; `depth` in USD.
struct Curve {
    uint256 kappaGamma;
    uint256 kappaDelta;
    uint256 depth;
}

/// @title The cost-function market maker: Λ(q) = Σ q·V + κ_γ X²/2D + κ_δ (S·Y)²/2D, with X = Σ q·TV and Y = Σ q·Δ
/// @notice Pure functions of the sums; `lib/core/pricing/book.ts` repeats each operation in the same order.
/// @dev Within PricingLib's domain, |quantity| < 2^95 and at most 32 strikes, a sum stays below 1e59; what is unchecked below
/// multiplies it by no more than 1e18. Capacity keeps real sums many orders smaller.
library BookMath {
    uint256 internal constant WAD = 1e18;
    int256 internal constant IWAD = 1e18;
    uint256 internal constant YEAR = 31_536_000;

    /// @notice Per-unit figures of a strike at `spot`, with ln(spot/strike) given.
    function unitValue(uint256 spot, uint256 strike, int256 logSpotOverStrike, uint256 u)
        internal
        pure
        returns (UnitValue memory unit)
    {
        unit.timeValue = PricingLib.timeValue(spot, strike, logSpotOverStrike, u);
        unit.callIntrinsic = FixedPointMathLib.zeroFloorSub(spot, strike);
        unit.putIntrinsic = FixedPointMathLib.zeroFloorSub(strike, spot);
        unit.callDelta = PricingLib.callDelta(spot, strike, unit.timeValue, u);
    }

    /// @notice Adds `calls` and `puts` (WAD, signed) of one strike to the sums.
    function add(Sums memory sums, UnitValue memory unit, int256 calls, int256 puts) internal pure {
        unchecked {
            int256 both = calls + puts;
            int256 timeValue = both * int256(unit.timeValue);
            sums.timeValue += timeValue;
            sums.value += timeValue + calls * int256(unit.callIntrinsic) + puts * int256(unit.putIntrinsic);
            sums.delta += both * unit.callDelta - puts * IWAD;
        }
    }

    /// @notice Like `add`, for a price and exponent at which only the sums matter.
    function addAt(
        Sums memory sums,
        uint256 spot,
        uint256 strike,
        int256 logSpotOverStrike,
        uint256 u,
        int256 calls,
        int256 puts
    ) internal pure {
        uint256 timeValue = PricingLib.timeValue(spot, strike, logSpotOverStrike, u);
        addGiven(sums, spot, strike, timeValue, PricingLib.callDelta(spot, strike, timeValue, u), calls, puts);
    }

    /// @notice Like `addAt`, with a unit's time value and the call's delta (WAD) known.
    function addGiven(
        Sums memory sums,
        uint256 spot,
        uint256 strike,
        uint256 unitTimeValue,
        int256 callDelta,
        int256 calls,
        int256 puts
    ) internal pure {
        unchecked {
            int256 both = calls + puts;
            int256 timeValue = both * int256(unitTimeValue);
            int256 intrinsic = spot > strike ? calls * int256(spot - strike) : puts * int256(strike - spot);
            sums.timeValue += timeValue;
            sums.value += timeValue + intrinsic;
            sums.delta += both * callDelta - puts * IWAD;
        }
    }

    /// @notice Λ in USD (WAD): what the pool owes its traders. Each term is rounded up, from X and S·Y cut towards zero; being a
    /// function of the state alone, differences of it telescope and splitting a trade gains nothing.
    function liability(Sums memory sums, uint256 spot, Curve memory curve) internal pure returns (int256) {
        uint256 x = FixedPointMathLib.abs(sums.timeValue / IWAD);
        uint256 y = FixedPointMathLib.abs(dollarDelta(sums, spot));
        (x, y) = (x * x, y * y); // checked: an absurd book must fail, not wrap
        unchecked {
            uint256 divisor = 2 * WAD * curve.depth;
            uint256 impact = FixedPointMathLib.fullMulDivUp(x, curve.kappaGamma, divisor)
                + FixedPointMathLib.fullMulDivUp(y, curve.kappaDelta, divisor);
            return ceilDiv(sums.value, IWAD) + int256(impact);
        }
    }

    /// @notice S·Y in USD (WAD), truncated.
    function dollarDelta(Sums memory sums, uint256 spot) internal pure returns (int256) {
        unchecked {
            return sums.delta / IWAD * int256(spot) / IWAD;
        }
    }

    /// @notice ∂Λ/∂q of one series in USD per unit (WAD): V + κ_γ TV·X/D + κ_δ S·Δ·(S·Y)/D.
    function mark(Sums memory sums, uint256 spot, Curve memory curve, UnitValue memory unit, bool isPut)
        internal
        pure
        returns (int256)
    {
        unchecked {
            int256 tv = int256(unit.timeValue);
            int256 value = tv + int256(isPut ? unit.putIntrinsic : unit.callIntrinsic);
            int256 delta = isPut ? unit.callDelta - IWAD : unit.callDelta;
            int256 gammaRatio = int256(curve.kappaGamma) * (sums.timeValue / IWAD) / int256(curve.depth);
            int256 deltaRatio = int256(curve.kappaDelta) * dollarDelta(sums, spot) / int256(curve.depth);
            return value + gammaRatio * tv / IWAD + deltaRatio * (int256(spot) * delta / IWAD) / IWAD;
        }
    }

    /// @notice Funding in USD per unit and year (WAD): (mark − intrinsic) / φ, truncated. Negative when holders are paid.
    function fundingRate(int256 markPrice, uint256 intrinsic, uint256 period) internal pure returns (int256) {
        return (markPrice - int256(intrinsic)) * IWAD / int256(period);
    }

    /// @notice Funding of `rate` over `elapsed` seconds in USD per unit (WAD), rounded up: holders pay the odd wei.
    function accrued(int256 rate, uint256 elapsed) internal pure returns (int256) {
        return ceilDiv(rate * int256(elapsed), int256(YEAR));
    }

    /// @notice How near some listed mark may be to zero: κ_δ·(1+u)/2·|S·Y|/D + κ_γ·max(−X, 0)/D, rounded up.
    /// A trade that adds risk must leave it below WAD.
    function skew(Sums memory sums, uint256 spot, Curve memory curve, uint256 u) internal pure returns (uint256) {
        uint256 y = FixedPointMathLib.abs(dollarDelta(sums, spot));
        uint256 deltaPart = FixedPointMathLib.fullMulDivUp(y, curve.kappaDelta * ((WAD + u) / 2) / WAD, curve.depth);
        if (sums.timeValue >= 0) return deltaPart;
        uint256 x = FixedPointMathLib.abs(sums.timeValue / IWAD);
        return deltaPart + FixedPointMathLib.fullMulDivUp(x, curve.kappaGamma, curve.depth);
    }

    /// @notice Signed division rounded towards positive infinity; `divisor` > 0.
    function ceilDiv(int256 value, int256 divisor) internal pure returns (int256 quotient) {
        unchecked {
            quotient = value / divisor;
            if (value > 0 && quotient * divisor != value) ++quotient;
        }
    }
}
