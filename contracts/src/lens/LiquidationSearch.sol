// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {MarginInputs, MarginLib, MarginMarket} from "../libraries/MarginLib.sol";

/// @title How far a price may move before an account can be liquidated, found by a search over its margin
/// @notice `lib/core/risk/liquidation.ts` repeats every step. Fine steps near the price, coarser ones further away, then halving.
library LiquidationSearch {
    uint256 internal constant WAD = 1e18;
    uint256 internal constant STEPS = 16; // of each width
    /// @notice The search ends when the factor is known to a ten-millionth.
    uint256 internal constant PRECISION = 1e11;
    /// @notice Prices beyond are outside of what the formulas are defined for once shocked.
    uint256 internal constant LEAST_PRICE = 1e13;
    uint256 internal constant GREATEST_PRICE = 1e26;

    /// @notice What the asset's price must be multiplied with (WAD) for the account to be liquidatable; 0: not within the range.
    function factor(MarginInputs memory inputs, uint256 asset, bool up) internal pure returns (uint256) {
        uint256 safe = WAD;
        if (_fails(inputs, asset, safe)) return safe;
        for (uint256 i; i < 2 * STEPS; ++i) {
            uint256 percent = i < STEPS ? (up ? 102 : 98) : (up ? 108 : 92);
            uint256 next = safe * percent / 100;
            if (!_inRange(inputs, asset, next)) return 0;
            if (_fails(inputs, asset, next)) return _narrow(inputs, asset, safe, next);
            safe = next;
        }
        return 0;
    }

    /// @dev Halves the distance between a factor that is safe and one that is not; answers the latter.
    function _narrow(MarginInputs memory inputs, uint256 asset, uint256 good, uint256 bad)
        private
        pure
        returns (uint256)
    {
        while (FixedPointMathLib.dist(bad, good) > PRECISION) {
            uint256 middle = (good + bad) / 2;
            if (_fails(inputs, asset, middle)) bad = middle;
            else good = middle;
        }
        return bad;
    }

    /// @dev Every try uses the same memory: only its answer is kept.
    function _fails(MarginInputs memory inputs, uint256 asset, uint256 by) private pure returns (bool failing) {
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        failing = MarginLib.liquidatable(MarginLib.assess(_moved(inputs, asset, by)));
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }

    /// @dev The account with one asset's price multiplied; the collateral's price carries the cash along.
    function _moved(MarginInputs memory inputs, uint256 asset, uint256 by)
        private
        pure
        returns (MarginInputs memory moved)
    {
        moved.cash = asset == inputs.collateralAsset ? inputs.cash * by / WAD : inputs.cash;
        moved.funding = inputs.funding;
        moved.collateralAsset = inputs.collateralAsset;
        moved.terms = inputs.terms;
        moved.positions = inputs.positions;
        moved.markets = new MarginMarket[](inputs.markets.length);
        for (uint256 i; i < inputs.markets.length; ++i) {
            MarginMarket memory market = inputs.markets[i];
            uint256 spot = market.asset == asset ? market.spot * by / WAD : market.spot;
            moved.markets[i] = MarginMarket(
                market.asset, spot, market.volatility, market.period, market.shock, market.volatilityShock
            );
        }
    }

    function _inRange(MarginInputs memory inputs, uint256 asset, uint256 by) private pure returns (bool) {
        for (uint256 i; i < inputs.markets.length; ++i) {
            if (inputs.markets[i].asset != asset) continue;
            uint256 spot = inputs.markets[i].spot * by / WAD;
            if (spot < LEAST_PRICE || spot > GREATEST_PRICE) return false;
        }
        return true;
    }
}
