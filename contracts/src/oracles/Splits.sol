// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Price} from "../Types.sol";

/// @notice How many shares of today one unit of an asset's number stands for, before and after the newest split.
/// @dev `referenceValue` (USD, twelve decimals) and `referenceTime`: the last adjusted price seen from before the activation.
struct Split {
    uint64 numeratorBefore;
    uint64 denominatorBefore;
    uint64 numeratorAfter;
    uint64 denominatorAfter;
    uint40 activatesAt;
    uint32 blockedBefore;
    uint32 blockedAfter;
    uint96 referenceValue;
    uint40 referenceTime;
}

/// @title Splits of a stock, undone in its price
/// @notice An asset's number keeps its unit for ever: one share as of its listing. A price published before the activation counts
/// old shares, a later one new shares.
library Splits {
    /// @dev Reference prices are kept with twelve decimals.
    uint256 private constant SCALE = 1e6;

    /// @notice The multiplier for a price published at `publishTime`.
    function ratioAt(Split memory split, uint256 publishTime) internal pure returns (uint256, uint256) {
        if (publishTime < split.activatesAt) return (split.numeratorBefore, split.denominatorBefore);
        return (split.numeratorAfter, split.denominatorAfter);
    }

    /// @notice Whether openings wait: around the activation the vendor's and the exchange's switch may not coincide.
    function blocks(Split memory split, uint256 time) internal pure returns (bool) {
        uint256 at = split.activatesAt;
        return at != 0 && time + split.blockedBefore >= at && time < at + split.blockedAfter;
    }

    /// @notice The vendor's price per unit of the asset's number.
    /// @dev While openings wait, a price that is off the last one from before the activation by more than the square root of the
    /// ratio counts the wrong shares: it is not taken, the last one stays in force and ages.
    function adjust(Split memory split, Price memory price) internal view returns (Price memory) {
        (uint256 numerator, uint256 denominator) = ratioAt(split, price.publishTime);
        uint256 value = FixedPointMathLib.fullMulDiv(price.value, numerator, denominator);
        uint256 confidence = FixedPointMathLib.fullMulDivUp(price.confidence, numerator, denominator);
        bool blocked = blocks(split, block.timestamp);
        if (!blocked) return Price(value, confidence, price.publishTime);
        if (price.publishTime >= split.activatesAt && !_plausible(split, value)) {
            value = uint256(split.referenceValue) * SCALE;
            return Price(value, value, split.referenceTime);
        }
        return Price(value, FixedPointMathLib.max(confidence, value), price.publishTime);
    }

    /// @notice Keeps the newest price from before the activation to compare with; true when the split has changed.
    function remember(Split memory split, Price memory adjusted) internal pure returns (bool) {
        if (adjusted.publishTime >= split.activatesAt || adjusted.publishTime <= split.referenceTime) return false;
        uint256 value = adjusted.value / SCALE;
        if (value == 0 || value > type(uint96).max) return false;
        split.referenceValue = uint96(value);
        split.referenceTime = uint40(adjusted.publishTime);
        return true;
    }

    function _plausible(Split memory split, uint256 value) private pure returns (bool) {
        uint256 last = uint256(split.referenceValue) * SCALE;
        if (last == 0) return true;
        uint256 before = uint256(split.numeratorBefore) * split.denominatorAfter;
        uint256 then = uint256(split.numeratorAfter) * split.denominatorBefore;
        uint256 ratio =
            FixedPointMathLib.divWad(FixedPointMathLib.max(before, then), FixedPointMathLib.min(before, then));
        uint256 moved = FixedPointMathLib.divWad(
            FixedPointMathLib.max(value, last), FixedPointMathLib.max(FixedPointMathLib.min(value, last), 1)
        );
        return moved <= FixedPointMathLib.sqrt(ratio * 1e18);
    }
}
