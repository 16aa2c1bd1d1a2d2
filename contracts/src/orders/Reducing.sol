// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Leg, Position, SeriesId} from "../Types.sol";
import {IOrdersErrors} from "../interfaces/IOrders.sol";

/// @notice Part of an order's quantity that can be closed. Memory only.
struct Part {
    uint256 filled;
    uint256 whole;
}

/// @title Cutting legs down to what an account holds, so that they close and never open
library Reducing {
    /// @notice The legs that close something, cut down to what is held, and the limit scaled with the least cut of them.
    /// @dev Legs that would open or add are dropped; several legs of one series share what is held. `held` is used up.
    function cut(Position[] memory held, Leg[] calldata wanted, int256 maxCost)
        internal
        pure
        returns (Leg[] memory legs, int256 limit)
    {
        legs = new Leg[](wanted.length);
        Part memory part = Part(0, 1);
        uint256 count;
        for (uint256 i; i < wanted.length; ++i) {
            int96 quantity = _take(held, wanted[i]);
            if (quantity == 0) continue;
            legs[count] = Leg(wanted[i].series, quantity);
            ++count;
            _widen(part, FixedPointMathLib.abs(quantity), FixedPointMathLib.abs(wanted[i].quantity));
        }
        require(count > 0, IOrdersErrors.NothingToReduce());
        assembly ("memory-safe") {
            mstore(legs, count)
        }
        return (legs, _scale(maxCost, part));
    }

    /// @dev Takes from the position as much as the leg closes of it: nearer to zero, so 96 bits hold it.
    function _take(Position[] memory held, Leg calldata leg) private pure returns (int96 quantity) {
        for (uint256 i; i < held.length; ++i) {
            if (SeriesId.unwrap(held[i].series) != SeriesId.unwrap(leg.series)) continue;
            int256 have = held[i].quantity;
            if (have > 0 && leg.quantity < 0) quantity = int96(FixedPointMathLib.max(leg.quantity, -have));
            if (have < 0 && leg.quantity > 0) quantity = int96(FixedPointMathLib.min(leg.quantity, -have));
            held[i].quantity = int96(have + quantity);
            return quantity;
        }
    }

    /// @dev Keeps the larger of the two fractions; quantities have 96 bits, so nothing overflows.
    function _widen(Part memory part, uint256 filled, uint256 whole) private pure {
        if (filled * part.whole <= part.filled * whole) return;
        (part.filled, part.whole) = (filled, whole);
    }

    /// @dev Rounded against execution: less may be paid, more must be received.
    function _scale(int256 maxCost, Part memory part) private pure returns (int256) {
        uint256 size = FixedPointMathLib.abs(maxCost);
        if (part.filled == part.whole) return maxCost;
        if (maxCost >= 0) return int256(FixedPointMathLib.fullMulDiv(size, part.filled, part.whole));
        return -int256(FixedPointMathLib.fullMulDivUp(size, part.filled, part.whole));
    }
}
