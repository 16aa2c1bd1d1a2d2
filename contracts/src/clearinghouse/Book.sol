// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Valuation, ValuationLib} from "../libraries/ValuationLib.sol";
import {MarketConfig, SeriesId, Strike, StrikeGrid, STRIKE_TICK} from "../Types.sol";
import {Exposure, MarketState} from "./ClearinghouseState.sol";
import {PriceReader} from "./PriceReader.sol";

/// @title The book: which strikes are active and what they sum to
/// @notice Behind `_value` and `_changeNet` today stands a plain loop over at most 32 strikes, one slot each.
abstract contract Book is PriceReader {
    using ValuationLib for Valuation;

    /// @notice Values every active strike of the market at `spot`, and under both shocks with volatility up.
    function _value(uint256 market, MarketConfig memory config, uint256 spot, uint256 sigma)
        internal
        view
        returns (Valuation memory)
    {
        Strike[] memory strikes = _activeStrikes(market);
        return _valueStrikes(strikes, strikes.length, config, spot, sigma);
    }

    /// @notice Values the first `count` of `strikes`.
    function _valueStrikes(
        Strike[] memory strikes,
        uint256 count,
        MarketConfig memory config,
        uint256 spot,
        uint256 sigma
    ) internal pure returns (Valuation memory valuation) {
        valuation = ValuationLib.start(config, spot, sigma);
        for (uint256 i; i < count; ++i) {
            Strike memory strike = strikes[i];
            valuation.add(uint256(strike.strike) * STRIKE_TICK, strike.netCalls, strike.netPuts);
        }
    }

    function _activeStrikes(uint256 market) internal view returns (Strike[] memory strikes) {
        return _strikesWithRoom(market, _states[market].strikeCount, 0);
    }

    /// @notice The first `count` strikes of the market, and `room` for new ones behind them.
    function _strikesWithRoom(uint256 market, uint256 count, uint256 room)
        internal
        view
        returns (Strike[] memory strikes)
    {
        uint256 length = count + room;
        // A list of pointers alone: `new` would fill it with empty strikes first.
        assembly ("memory-safe") {
            strikes := mload(0x40)
            mstore(strikes, length)
            mstore(0x40, add(strikes, shl(5, add(length, 1))))
        }
        for (uint256 i; i < count; ++i) {
            strikes[i] = _strikes[market][i];
        }
        for (uint256 i = count; i < length; ++i) {
            strikes[i] = Strike(0, 0, 0, 0);
        }
    }

    /// @notice Where the series' strike stands among the first `count`; `count` when it must be listed first, which is allowed
    /// for strikes on the grid and near the price while there is room.
    function _place(Strike[] memory strikes, uint256 count, SeriesId series, uint256 spot)
        internal
        view
        returns (uint256 place)
    {
        place = _find(strikes, count, series);
        if (place == count) _requireListable(series, spot, count);
    }

    /// @notice Where the series' strike stands among the first `count`; `count` when it does not.
    function _find(Strike[] memory strikes, uint256 count, SeriesId series) internal pure returns (uint256 place) {
        uint256 ticks = series.strikeOf() / STRIKE_TICK;
        while (place < count && strikes[place].strike != ticks) ++place;
    }

    /// @notice Adds to a strike's net quantity of calls or puts.
    function _changeNet(Strike memory strike, bool put, int256 change) internal pure {
        if (put) strike.netPuts = _toInt88(strike.netPuts + change);
        else strike.netCalls = _toInt88(strike.netCalls + change);
    }

    function _netOf(Strike memory strike, bool put) internal pure returns (int256) {
        return put ? strike.netPuts : strike.netCalls;
    }

    /// @notice Takes strikes without positions out of the market's list.
    function _dropEmpty(uint256 market) internal {
        Strike[MAX_STRIKES] storage strikes = _strikes[market];
        uint256 count = _states[market].strikeCount;
        for (uint256 i = count; i > 0; --i) {
            if (strikes[i - 1].positions != 0) continue;
            --count;
            if (i - 1 != count) strikes[i - 1] = strikes[count];
            delete strikes[count];
        }
        _states[market].strikeCount = uint8(count);
    }

    /// @notice Stores a market's Λ and stress loss and carries the changes into the sums.
    function _setExposure(uint256 market, int256 liability, uint256 stressLoss, int256 newPositions) internal {
        MarketState storage state = _states[market];
        Exposure memory total = _totalExposure;
        // Λ is bounded by the pool's capacity and 96-bit quantities, far below 112 bits.
        _totalExposure = Exposure(
            int112(total.liability - state.liability + liability),
            uint112(total.stressLoss - state.stressLoss + stressLoss),
            uint32(uint256(int256(uint256(total.positions)) + newPositions))
        );
        state.liability = int112(liability);
        state.stressLoss = uint112(stressLoss);
    }

    function _toInt88(int256 value) internal pure returns (int88) {
        require(value >= type(int88).min && value <= type(int88).max, QuantityOutOfRange());
        return int88(value);
    }

    function _toInt96(int256 value) internal pure returns (int96) {
        require(value >= type(int96).min && value <= type(int96).max, QuantityOutOfRange());
        return int96(value);
    }

    function _requireListable(SeriesId series, uint256 spot, uint256 active) private view {
        require(active < MAX_STRIKES, TooManyStrikes(series.marketOf(), MAX_STRIKES));
        StrikeGrid memory grid = _grids[_markets[series.marketOf()].asset];
        uint256 strike = series.strikeOf();
        uint256 distance = FixedPointMathLib.dist(strike, spot);
        bool onGrid = grid.step != 0 && strike != 0 && (strike / STRIKE_TICK) % grid.step == 0;
        require(onGrid && distance <= spot * grid.range / 10_000, StrikeNotListed(series, spot));
    }
}
