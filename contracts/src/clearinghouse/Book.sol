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
        returns (Valuation memory valuation)
    {
        valuation = ValuationLib.start(config, spot, sigma);
        Strike[MAX_STRIKES] storage strikes = _strikes[market];
        uint256 count = _states[market].strikeCount;
        for (uint256 i; i < count; ++i) {
            Strike memory strike = strikes[i];
            valuation.add(uint256(strike.strike) * STRIKE_TICK, strike.netCalls, strike.netPuts);
        }
    }

    function _activeStrikes(uint256 market) internal view returns (Strike[] memory strikes) {
        strikes = new Strike[](_states[market].strikeCount);
        for (uint256 i; i < strikes.length; ++i) {
            strikes[i] = _strikes[market][i];
        }
    }

    /// @notice Changes a series' net quantity; lists a new strike when allowed.
    /// @return place where the strike stands in the book.
    /// @return netBefore the series' net quantity before.
    function _changeNet(SeriesId series, uint256 spot, int256 change)
        internal
        returns (uint256 place, int256 netBefore)
    {
        uint256 market = series.marketOf();
        uint256 count = _states[market].strikeCount;
        place = _find(market, count, series.strikeOf());
        if (place == count) {
            _requireListable(series, spot, count);
            _states[market].strikeCount = uint8(count + 1);
            _strikes[market][place] = Strike(0, 0, uint56(series.strikeOf() / STRIKE_TICK), 0);
        }
        Strike storage strike = _strikes[market][place];
        if (series.isPut()) {
            netBefore = strike.netPuts;
            strike.netPuts = _toInt88(netBefore + change);
        } else {
            netBefore = strike.netCalls;
            strike.netCalls = _toInt88(netBefore + change);
        }
    }

    /// @notice Counts a position opened (true) or closed at the strike that stands at `place`.
    function _countPosition(uint256 market, uint256 place, bool opened) internal {
        Strike storage strike = _strikes[market][place];
        if (opened) ++strike.positions;
        else --strike.positions;
    }

    /// @notice Drops the series' strike when nobody holds an option there any more.
    function _dropIfEmpty(SeriesId series) internal {
        uint256 market = series.marketOf();
        uint256 count = _states[market].strikeCount;
        uint256 place = _find(market, count, series.strikeOf());
        if (place == count) return;
        Strike[MAX_STRIKES] storage strikes = _strikes[market];
        if (strikes[place].positions != 0) return;
        if (place != count - 1) strikes[place] = strikes[count - 1];
        delete strikes[count - 1];
        _states[market].strikeCount = uint8(count - 1);
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

    function _netAt(SeriesId series, uint256 place) internal view returns (int256) {
        Strike storage strike = _strikes[series.marketOf()][place];
        return series.isPut() ? strike.netPuts : strike.netCalls;
    }

    function _toInt88(int256 value) internal pure returns (int88) {
        require(value >= type(int88).min && value <= type(int88).max, QuantityOutOfRange());
        return int88(value);
    }

    function _toInt96(int256 value) internal pure returns (int96) {
        require(value >= type(int96).min && value <= type(int96).max, QuantityOutOfRange());
        return int96(value);
    }

    /// @notice The strike's place among the first `count`, or `count` when it is not active.
    function _find(uint256 market, uint256 count, uint256 strike) private view returns (uint256 place) {
        Strike[MAX_STRIKES] storage strikes = _strikes[market];
        uint256 ticks = strike / STRIKE_TICK;
        while (place < count && strikes[place].strike != ticks) ++place;
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
