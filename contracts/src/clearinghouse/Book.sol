// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {BookMath, Curve, Sums, UnitValue} from "../libraries/BookMath.sol";
import {PricingLib} from "../libraries/PricingLib.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {MarketConfig, SeriesId, Strike, StrikeGrid, STRIKE_TICK} from "../Types.sol";
import {PriceReader} from "./PriceReader.sol";

/// @notice A market's sums at one price and volatility. `logShift` = ln(spot / today's spot).
struct Scenario {
    uint256 spot;
    uint256 u;
    int256 logShift;
    Sums sums;
}

/// @notice A market valued now and under its two shocks. Memory only.
struct Valuation {
    Scenario now_;
    Scenario up;
    Scenario down;
    Curve curve;
    uint256 period; // years, WAD
}

/// @title The book: which strikes are active and what they sum to
/// @notice Behind `_value`, `_apply` and `_stress` today stands a plain loop over at most 32 strikes, one slot each.
abstract contract Book is PriceReader {
    using BookMath for Sums;

    /// @notice Values every active strike of the market at `spot`, and under both shocks with volatility up.
    function _value(uint256 market, MarketConfig memory config, uint256 spot, uint256 sigma)
        internal
        view
        returns (Valuation memory valuation)
    {
        _setScenarios(valuation, config, spot, sigma);
        Strike[] storage strikes = _strikes[market];
        uint256 count = strikes.length;
        for (uint256 i; i < count; ++i) {
            Strike memory strike = strikes[i];
            _apply(valuation, uint256(strike.strike) * STRIKE_TICK, strike.netCalls, strike.netPuts);
        }
    }

    /// @notice Adds quantities of one strike to all three scenarios; returns what a unit is worth now.
    function _apply(Valuation memory valuation, uint256 strike, int256 calls, int256 puts)
        internal
        pure
        returns (UnitValue memory unit)
    {
        int256 log = PricingLib.logMoneyness(valuation.now_.spot, strike);
        unit = _applyTo(valuation.now_, strike, log, calls, puts);
        _applyTo(valuation.up, strike, log, calls, puts);
        _applyTo(valuation.down, strike, log, calls, puts);
    }

    function _liability(Valuation memory valuation, Scenario memory scenario) internal pure returns (int256) {
        return scenario.sums.liability(scenario.spot, valuation.curve);
    }

    /// @notice max(Λ up, Λ down) − Λ now, at least 0 (USD, WAD).
    function _stress(Valuation memory valuation, int256 liability) internal pure returns (uint256) {
        int256 worst =
            FixedPointMathLib.max(_liability(valuation, valuation.up), _liability(valuation, valuation.down));
        return worst > liability ? uint256(worst - liability) : 0;
    }

    /// @notice Finds the strike's place in the book; `count` when it is not active.
    function _find(Strike[] storage strikes, uint256 strike) internal view returns (uint256 place) {
        uint256 count = strikes.length;
        uint256 ticks = strike / STRIKE_TICK;
        while (place < count && strikes[place].strike != ticks) ++place;
    }

    /// @notice Changes a series' net quantity; lists a new strike when allowed. Returns the series' net before.
    function _changeNet(SeriesId series, uint256 spot, int256 change) internal returns (int256 netBefore) {
        Strike[] storage strikes = _strikes[series.marketOf()];
        uint256 place = _find(strikes, series.strikeOf());
        if (place == strikes.length) {
            _requireListable(series, spot, place);
            strikes.push(Strike(0, 0, uint64(series.strikeOf() / STRIKE_TICK)));
        }
        Strike memory strike = strikes[place];
        if (series.isPut()) {
            netBefore = strike.netPuts;
            strike.netPuts = _toInt96(netBefore + change);
        } else {
            netBefore = strike.netCalls;
            strike.netCalls = _toInt96(netBefore + change);
        }
        strikes[place] = strike;
    }

    /// @notice Drops the series' strike when nobody holds an option there any more.
    function _dropIfEmpty(SeriesId series) internal {
        Strike[] storage strikes = _strikes[series.marketOf()];
        uint256 place = _find(strikes, series.strikeOf());
        uint256 count = strikes.length;
        if (place == count) return;
        Strike memory strike = strikes[place];
        if (strike.netCalls != 0 || strike.netPuts != 0) return;
        if (place != count - 1) strikes[place] = strikes[count - 1];
        strikes.pop();
    }

    function _netOf(SeriesId series) internal view returns (int256) {
        Strike[] storage strikes = _strikes[series.marketOf()];
        uint256 place = _find(strikes, series.strikeOf());
        if (place == strikes.length) return 0;
        return series.isPut() ? strikes[place].netPuts : strikes[place].netCalls;
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

    function _setScenarios(Valuation memory valuation, MarketConfig memory config, uint256 spot, uint256 sigma)
        private
        pure
    {
        valuation.curve = Curve(config.kappaGamma * BPS, config.kappaDelta * BPS, config.depth * WAD);
        valuation.period = config.period * WAD / YEAR;
        uint256 shock = config.shock * BPS;
        uint256 stressed = PricingLib.exponent(sigma * (WAD + config.volatilityShock * BPS) / WAD, valuation.period);
        valuation.now_.spot = spot;
        valuation.now_.u = PricingLib.exponent(sigma, valuation.period);
        _setShocked(valuation.up, spot, WAD + shock, stressed);
        _setShocked(valuation.down, spot, WAD - shock, stressed);
    }

    function _setShocked(Scenario memory scenario, uint256 spot, uint256 factor, uint256 u) private pure {
        scenario.spot = spot * factor / WAD;
        scenario.u = u;
        scenario.logShift = FixedPointMathLib.lnWad(int256(factor));
    }

    function _applyTo(Scenario memory scenario, uint256 strike, int256 log, int256 calls, int256 puts)
        private
        pure
        returns (UnitValue memory unit)
    {
        unit = BookMath.unitValue(scenario.spot, strike, log + scenario.logShift, scenario.u);
        scenario.sums.add(unit, calls, puts);
    }
}
