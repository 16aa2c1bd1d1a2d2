// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {MarketConfig} from "../Types.sol";
import {BookMath, Curve, Sums, UnitValue} from "./BookMath.sol";
import {PricingLib} from "./PricingLib.sol";

/// @notice A market's sums at one price and volatility. `logShift` = ln(spot / today's spot).
struct Scenario {
    uint256 spot;
    uint256 u;
    int256 logShift;
    Sums sums;
}

/// @notice A market valued as it is (NOW) and under its two shocks (UP, DOWN). Memory only.
struct Valuation {
    Scenario[3] scenarios;
    Curve curve;
    uint256 period; // years, WAD
}

/// @notice What one unit at a strike is worth now and under both shocks, for strikes that are used more than once. Memory only.
struct StrikeUnits {
    UnitValue current;
    uint256 timeValueUp;
    int256 callDeltaUp;
    uint256 timeValueDown;
    int256 callDeltaDown;
}

/// @title A market's liability now and under its shocks
/// @notice Start a valuation, add every strike, then ask. `lib/core/pricing/quote.ts` repeats it.
library ValuationLib {
    using BookMath for Sums;

    uint256 internal constant WAD = 1e18;
    uint256 internal constant BPS = 1e14;
    uint256 internal constant YEAR = 31_536_000;
    uint256 internal constant NOW = 0;
    uint256 internal constant UP = 1;
    uint256 internal constant DOWN = 2;

    /// @notice An empty valuation at `spot` and volatility `sigma`; the shocks come with volatility up.
    function start(MarketConfig memory config, uint256 spot, uint256 sigma)
        internal
        pure
        returns (Valuation memory valuation)
    {
        valuation.curve = Curve(config.kappaGamma * BPS, config.kappaDelta * BPS, config.depth * WAD);
        valuation.period = config.period * WAD / YEAR;
        uint256 shock = config.shock * BPS;
        uint256 stressed = PricingLib.exponent(sigma * (WAD + config.volatilityShock * BPS) / WAD, valuation.period);
        valuation.scenarios[NOW].spot = spot;
        valuation.scenarios[NOW].u = PricingLib.exponent(sigma, valuation.period);
        _setShocked(valuation.scenarios[UP], spot, WAD + shock, stressed);
        _setShocked(valuation.scenarios[DOWN], spot, WAD - shock, stressed);
    }

    /// @notice Adds quantities of one strike (WAD, signed) to all three scenarios; returns what a unit is worth now.
    function add(Valuation memory valuation, uint256 strike, int256 calls, int256 puts)
        internal
        pure
        returns (UnitValue memory unit)
    {
        Scenario memory now_ = valuation.scenarios[NOW];
        int256 log = PricingLib.logMoneyness(now_.spot, strike);
        unit = BookMath.unitValue(now_.spot, strike, log, now_.u);
        now_.sums.add(unit, calls, puts);
        _addShocked(valuation.scenarios[UP], strike, log, calls, puts);
        _addShocked(valuation.scenarios[DOWN], strike, log, calls, puts);
    }

    /// @notice What a unit at `strike` is worth in all three scenarios.
    function unitsAt(Valuation memory valuation, uint256 strike) internal pure returns (StrikeUnits memory units) {
        Scenario memory now_ = valuation.scenarios[NOW];
        int256 log = PricingLib.logMoneyness(now_.spot, strike);
        units.current = BookMath.unitValue(now_.spot, strike, log, now_.u);
        (units.timeValueUp, units.callDeltaUp) = _shockedUnit(valuation.scenarios[UP], strike, log);
        (units.timeValueDown, units.callDeltaDown) = _shockedUnit(valuation.scenarios[DOWN], strike, log);
    }

    /// @notice Like `add`, of a strike of which the units' worth is known.
    function addUnits(Valuation memory valuation, StrikeUnits memory units, uint256 strike, int256 calls, int256 puts)
        internal
        pure
    {
        valuation.scenarios[NOW].sums.add(units.current, calls, puts);
        Scenario memory up = valuation.scenarios[UP];
        up.sums.addGiven(up.spot, strike, units.timeValueUp, units.callDeltaUp, calls, puts);
        Scenario memory down = valuation.scenarios[DOWN];
        down.sums.addGiven(down.spot, strike, units.timeValueDown, units.callDeltaDown, calls, puts);
    }

    /// @notice What a unit at `strike` is worth now.
    function unitAt(Valuation memory valuation, uint256 strike) internal pure returns (UnitValue memory) {
        Scenario memory now_ = valuation.scenarios[NOW];
        return BookMath.unitValue(now_.spot, strike, PricingLib.logMoneyness(now_.spot, strike), now_.u);
    }

    /// @notice Λ in one of the scenarios (USD, WAD).
    function liability(Valuation memory valuation, uint256 which) internal pure returns (int256) {
        Scenario memory scenario = valuation.scenarios[which];
        return scenario.sums.liability(scenario.spot, valuation.curve);
    }

    /// @notice max(Λ up, Λ down) − Λ now, at least 0 (USD, WAD).
    function stress(Valuation memory valuation, int256 liabilityNow) internal pure returns (uint256) {
        int256 worst = FixedPointMathLib.max(liability(valuation, UP), liability(valuation, DOWN));
        return worst > liabilityNow ? uint256(worst - liabilityNow) : 0;
    }

    /// @notice How near some mark may be to zero, see BookMath.
    function skew(Valuation memory valuation) internal pure returns (uint256) {
        Scenario memory scenario = valuation.scenarios[NOW];
        return scenario.sums.skew(scenario.spot, valuation.curve, scenario.u);
    }

    /// @notice Funding in USD per unit and year (WAD) at the series' mark.
    function fundingRate(Valuation memory valuation, UnitValue memory unit, bool isPut) internal pure returns (int256) {
        Scenario memory scenario = valuation.scenarios[NOW];
        int256 mark = scenario.sums.mark(scenario.spot, valuation.curve, unit, isPut);
        return BookMath.fundingRate(mark, isPut ? unit.putIntrinsic : unit.callIntrinsic, valuation.period);
    }

    /// @notice |S·Y| in USD (WAD).
    function dollarDelta(Valuation memory valuation) internal pure returns (uint256) {
        Scenario memory scenario = valuation.scenarios[NOW];
        return FixedPointMathLib.abs(scenario.sums.dollarDelta(scenario.spot));
    }

    function _addShocked(Scenario memory scenario, uint256 strike, int256 log, int256 calls, int256 puts) private pure {
        unchecked {
            scenario.sums.addAt(scenario.spot, strike, log + scenario.logShift, scenario.u, calls, puts);
        }
    }

    function _shockedUnit(Scenario memory scenario, uint256 strike, int256 log)
        private
        pure
        returns (uint256 timeValue, int256 callDelta)
    {
        unchecked {
            timeValue = PricingLib.timeValue(scenario.spot, strike, log + scenario.logShift, scenario.u);
            callDelta = PricingLib.callDelta(scenario.spot, strike, timeValue, scenario.u);
        }
    }

    function _setShocked(Scenario memory scenario, uint256 spot, uint256 factor, uint256 u) private pure {
        scenario.spot = spot * factor / WAD;
        scenario.u = u;
        scenario.logShift = FixedPointMathLib.lnWad(int256(factor));
    }
}
