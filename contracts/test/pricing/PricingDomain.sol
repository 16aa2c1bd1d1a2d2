// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PricingLib} from "../../src/libraries/PricingLib.sol";

/// @notice Inputs bounded to PricingLib's domain, and how far its last digits reach there.
abstract contract PricingDomain is Test {
    uint256 internal constant WAD = 1e18;
    int256 internal constant IWAD = 1e18;

    struct Option {
        uint256 spot;
        uint256 strike;
        uint256 volatility;
        uint256 period;
    }

    function _inDomain(Option memory option) internal pure returns (Option memory) {
        return Option({
            spot: _magnitude(option.spot, 1e12, 1e27),
            strike: _magnitude(option.strike, 1e12, 1e27),
            volatility: _magnitude(option.volatility, 1e16, 1e19),
            period: _magnitude(option.period, 1e14, 1e19)
        });
    }

    /// @notice What a desk lists: strikes within a factor of two of the price, volatility 20–250 %, periods of 1–60 days.
    function _listed(Option memory option) internal pure returns (Option memory) {
        uint256 spot = _magnitude(option.spot, 1e16, 1e24);
        return Option({
            spot: spot,
            strike: bound(option.strike, spot / 2, 2 * spot),
            volatility: bound(option.volatility, 0.2e18, 2.5e18),
            period: bound(option.period, WAD / 365, 60 * WAD / 365)
        });
    }

    function _timeValue(Option memory option) internal pure returns (uint256) {
        int256 log = PricingLib.logMoneyness(option.spot, option.strike);
        uint256 u = PricingLib.exponent(option.volatility, option.period);
        return PricingLib.timeValue(option.spot, option.strike, log, u);
    }

    function _value(Option memory option, bool isPut) internal pure returns (uint256) {
        return _timeValue(option) + PricingLib.intrinsic(option.spot, option.strike, isPut);
    }

    /// @notice ln and exp have 18 decimals, so a time value is known to some 1e-18 of the strike.
    function _grain(Option memory option) internal pure returns (uint256) {
        return 4 * (option.strike / WAD) + 4;
    }

    /// @notice Every order of magnitude between two ends, none of them favoured.
    function _magnitude(uint256 seed, uint256 low, uint256 high) internal pure returns (uint256) {
        uint256 doublings = FixedPointMathLib.log2(high / low) + 1;
        uint256 top = low << (1 + seed % doublings);
        return bound(seed, top / 2, top < high ? top : high);
    }
}
