// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PricingLib} from "./PricingLib.sol";

/// @notice A market as a margin account sees it. `period` in years, fractions and prices WAD.
struct MarginMarket {
    uint256 asset;
    uint256 spot;
    uint256 volatility;
    uint256 period;
    uint256 shock;
    uint256 volatilityShock;
}

/// @notice One position. `market` is its place in the account's list of markets; `fundingRate` the series' rate in force (WAD).
struct MarginPosition {
    uint256 market;
    uint256 strike;
    bool isPut;
    int256 quantity;
    int256 fundingRate;
}

/// @notice Fractions, WAD.
struct MarginTerms {
    uint256 haircut;
    uint256 collateralShock;
    uint256 writtenMinimum;
    uint256 maintenance;
}

/// @notice An account with everything that values it. `cash` in USD at what conversion would bring, `funding` owed (USD, WAD).
struct MarginInputs {
    uint256 cash;
    int256 funding;
    uint256 collateralAsset;
    MarginTerms terms;
    MarginMarket[] markets;
    MarginPosition[] positions;
}

/// @notice What an account is worth and what it must be worth; USD (WAD).
/// @param equity counted cash + Σ q·V − funding, rounded down: what maintenance is judged by.
/// @param openingEquity the same with every position at the worse of V and its mark: what opening is judged by.
/// @param initialMargin worst loss over the scenarios, rounded up.
/// @param maintenanceMargin the governed part of it, rounded up.
/// @param cashMargin what of the initial margin the cash alone would need.
/// @param worth Σ q·V, rounded down.
/// @param joint whether the collateral is among the underlyings, so that cash and positions share a margin.
/// @param notional Σ |q|·S, and `value` Σ |q|·V, rounded up: what closing everything is charged by.
struct Health {
    int256 equity;
    int256 openingEquity;
    uint256 initialMargin;
    uint256 maintenanceMargin;
    uint256 cashMargin;
    int256 worth;
    uint256 notional;
    uint256 value;
    bool joint;
}

/// @title Scenario margin
/// @notice Per underlying the worst loss of the whole account over price shocks {−s, −s/2, 0, +s/2, +s} with volatility up, but
/// at least a minimum for each written contract that no bought one covers; the collateral's own price is an underlying too, of
/// which the account's cash is a holding. In the manner of SPAN (CME, 1988). `lib/core/risk/margin.ts` repeats each operation.
/// @dev Sums carry 36 decimals (quantity × USD) and are rounded once, at the end. Same domain as PricingLib; at most 8 positions.
library MarginLib {
    uint256 internal constant WAD = 1e18;
    int256 internal constant IWAD = 1e18;
    uint256 internal constant SCENARIOS = 5;

    /// @notice One underlying's sums. `value` now and `shocked` by scenario, 36 decimals; net quantities, WAD.
    struct Group {
        uint256 shock;
        int256[SCENARIOS] moves;
        int256[SCENARIOS] logShift;
        uint256[SCENARIOS] spots;
        int256 value;
        int256[SCENARIOS] shocked;
        int256 netCalls;
        int256 netPuts;
    }

    /// @notice Sums over all positions, 36 decimals; and by market the exponents u, now and with volatility up.
    struct Scan {
        int256 value;
        int256 worse;
        uint256[] u;
        uint256[] stressed;
    }

    /// @notice The account's figures; see Health.
    function assess(MarginInputs memory inputs) internal pure returns (Health memory health) {
        Group[] memory groups = _groups(inputs);
        Scan memory scan = _exponents(inputs.markets);
        for (uint256 i; i < inputs.positions.length; ++i) {
            _addPosition(health, scan, groups, inputs.markets, inputs.positions[i]);
        }
        uint256 counted = FixedPointMathLib.mulWad(inputs.cash, WAD - inputs.terms.haircut);
        health.worth = floorWad(scan.value);
        health.equity = int256(counted) + health.worth - inputs.funding;
        health.openingEquity = int256(counted) + floorWad(scan.worse) - inputs.funding;
        health.cashMargin = FixedPointMathLib.mulWadUp(counted, inputs.terms.collateralShock);
        (health.initialMargin, health.joint) = _margin(inputs, groups, counted, health.cashMargin);
        health.maintenanceMargin = FixedPointMathLib.mulWadUp(health.initialMargin, inputs.terms.maintenance);
    }

    /// @notice Figures of an account of which the same part (WAD) of every position has been closed, its funding settled and
    /// `cash` (USD, WAD) left: margin and worth of positions are proportional to them. Not for `joint` accounts.
    function afterClosing(Health memory health, MarginTerms memory terms, uint256 cash, uint256 fraction)
        internal
        pure
        returns (Health memory left)
    {
        uint256 counted = FixedPointMathLib.mulWad(cash, WAD - terms.haircut);
        left.worth = floorWad(health.worth * int256(WAD - fraction));
        left.equity = int256(counted) + left.worth;
        left.cashMargin = FixedPointMathLib.mulWadUp(counted, terms.collateralShock);
        left.initialMargin = left.cashMargin + FixedPointMathLib.mulWadUp(positionMargin(health), WAD - fraction);
        left.maintenanceMargin = FixedPointMathLib.mulWadUp(left.initialMargin, terms.maintenance);
    }

    /// @notice Whether the account may be liquidated for its margin. An account that has only bought never may.
    function liquidatable(Health memory health) internal pure returns (bool) {
        return health.equity < int256(health.maintenanceMargin);
    }

    /// @notice Part of every position (WAD, rounded up, at most WAD) whose closing restores the initial margin.
    /// @dev Closing a part f sheds f·P of the positions' margin and f·L of what they are worth to others, L = −Σ q·V, and
    /// takes f·(L + k) out of the cash, which counts after haircut and whose own margin shrinks by the shock. So
    /// f = (M − E) / (P + L − (1 − h)(1 − c)(L + k)), with E the equity and M the initial margin.
    /// @param cost k: fees and penalty of closing everything (USD, WAD).
    function closingFraction(Health memory health, MarginTerms memory terms, uint256 cost)
        internal
        pure
        returns (uint256)
    {
        // Equity that closing would eat up cannot be improved by closing a part.
        if (health.equity <= int256(cost)) return WAD;
        int256 missing = int256(health.initialMargin) - health.equity;
        int256 owed = 0 - health.worth;
        int256 kept = int256((WAD - terms.haircut) * (WAD - terms.collateralShock) / WAD);
        int256 shed = int256(positionMargin(health)) + owed - (owed + int256(cost)) * kept / IWAD;
        if (shed <= missing) return WAD;
        return FixedPointMathLib.divWadUp(uint256(missing), uint256(shed));
    }

    /// @notice The part of the initial margin that the positions, not the cash, are the reason of (USD, WAD).
    function positionMargin(Health memory health) internal pure returns (uint256) {
        return FixedPointMathLib.zeroFloorSub(health.initialMargin, health.cashMargin);
    }

    /// @notice 36 decimals to USD (WAD), rounded towards negative infinity.
    function floorWad(int256 value) internal pure returns (int256 quotient) {
        quotient = value / IWAD;
        if (value < 0 && quotient * IWAD != value) --quotient;
    }

    function _exponents(MarginMarket[] memory markets) private pure returns (Scan memory scan) {
        uint256 count = markets.length;
        scan.u = new uint256[](count);
        scan.stressed = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            MarginMarket memory market = markets[i];
            scan.u[i] = PricingLib.exponent(market.volatility, market.period);
            uint256 stressed = market.volatility * (WAD + market.volatilityShock) / WAD;
            scan.stressed[i] = PricingLib.exponent(stressed, market.period);
        }
    }

    /// @dev Markets of one underlying share a group, kept at the place of the first of them; it takes the largest of their shocks.
    function _groups(MarginInputs memory inputs) private pure returns (Group[] memory groups) {
        uint256 count = inputs.markets.length;
        groups = new Group[](count);
        for (uint256 i; i < count; ++i) {
            Group memory group = groups[_leader(inputs.markets, i)];
            group.shock = FixedPointMathLib.max(group.shock, inputs.markets[i].shock);
            if (inputs.markets[i].asset == inputs.collateralAsset) {
                group.shock = FixedPointMathLib.max(group.shock, inputs.terms.collateralShock);
            }
        }
        for (uint256 i; i < count; ++i) {
            if (groups[i].shock != 0) _setScenarios(groups[i], inputs.markets[i].spot);
        }
    }

    function _setScenarios(Group memory group, uint256 spot) private pure {
        int256 shock = int256(group.shock);
        group.moves = [-shock, -shock / 2, int256(0), shock / 2, shock];
        for (uint256 k; k < SCENARIOS; ++k) {
            int256 factor = IWAD + group.moves[k];
            group.spots[k] = spot * uint256(factor) / WAD;
            if (group.moves[k] != 0) group.logShift[k] = FixedPointMathLib.lnWad(factor);
        }
    }

    /// @notice Adds a position to the sums over all positions and to those of its underlying.
    function _addPosition(
        Health memory health,
        Scan memory scan,
        Group[] memory groups,
        MarginMarket[] memory markets,
        MarginPosition memory position
    ) private pure {
        unchecked {
            MarginMarket memory market = markets[position.market];
            Group memory group = groups[_leader(markets, position.market)];
            int256 quantity = position.quantity;
            int256 log = PricingLib.logMoneyness(market.spot, position.strike);
            uint256 unit = _value(market.spot, position.strike, position.isPut, log, scan.u[position.market]);
            scan.value += quantity * int256(unit);
            scan.worse += quantity * int256(_worse(position, market, unit));
            uint256 size = FixedPointMathLib.abs(quantity);
            health.notional += FixedPointMathLib.mulWadUp(size, market.spot);
            health.value += FixedPointMathLib.mulWadUp(size, unit);
            group.value += quantity * int256(unit);
            if (position.isPut) group.netPuts += quantity;
            else group.netCalls += quantity;
            _shock(group, position, log, scan.stressed[position.market]);
        }
    }

    /// @notice Adds what a position is worth in every scenario.
    function _shock(Group memory group, MarginPosition memory position, int256 log, uint256 stressed) private pure {
        unchecked {
            int256 quantity = position.quantity;
            uint256 strike = position.strike;
            for (uint256 k; k < SCENARIOS; ++k) {
                uint256 unit = _value(group.spots[k], strike, position.isPut, log + group.logShift[k], stressed);
                group.shocked[k] += quantity * int256(unit);
            }
        }
    }

    /// @notice Σ over underlyings of max(worst scenario, written minimum), and the collateral's shock (USD, WAD, rounded up).
    /// @return margin the initial margin.
    /// @return joint whether the collateral is among the underlyings, so that cash and positions share a margin.
    function _margin(MarginInputs memory inputs, Group[] memory groups, uint256 counted, uint256 cashMargin)
        private
        pure
        returns (uint256 margin, bool joint)
    {
        for (uint256 i; i < groups.length; ++i) {
            if (groups[i].shock == 0) continue;
            MarginMarket memory market = inputs.markets[i];
            bool collateral = market.asset == inputs.collateralAsset;
            joint = joint || collateral;
            margin += _groupMargin(groups[i], market.spot, inputs.terms.writtenMinimum, collateral ? counted : 0);
        }
        if (!joint) margin += cashMargin;
    }

    /// @param held USD (WAD) held of the underlying itself, which moves with its price and covers written calls.
    function _groupMargin(Group memory group, uint256 spot, uint256 minimum, uint256 held)
        private
        pure
        returns (uint256)
    {
        int256 worst;
        for (uint256 k; k < SCENARIOS; ++k) {
            int256 loss = group.value - group.shocked[k] - int256(held) * group.moves[k];
            worst = FixedPointMathLib.max(worst, loss);
        }
        int256 calls = group.netCalls + int256(held * WAD / spot);
        uint256 uncovered = uint256(FixedPointMathLib.max(-calls, 0) + FixedPointMathLib.max(-group.netPuts, 0));
        uint256 least = FixedPointMathLib.mulWadUp(FixedPointMathLib.mulWadUp(uncovered, spot), minimum);
        return FixedPointMathLib.max(FixedPointMathLib.divUp(uint256(worst), WAD), least);
    }

    /// @notice The worse of V and the mark for whoever holds the position; the mark is what its funding rate in force tells.
    function _worse(MarginPosition memory position, MarginMarket memory market, uint256 unit)
        private
        pure
        returns (uint256)
    {
        uint256 intrinsic = PricingLib.intrinsic(market.spot, position.strike, position.isPut);
        int256 premium = position.fundingRate * int256(market.period) / IWAD;
        uint256 mark = uint256(FixedPointMathLib.max(int256(intrinsic) + premium, 0));
        return position.quantity > 0 ? FixedPointMathLib.min(unit, mark) : FixedPointMathLib.max(unit, mark);
    }

    function _value(uint256 spot, uint256 strike, bool isPut, int256 log, uint256 u) private pure returns (uint256) {
        unchecked {
            return PricingLib.timeValue(spot, strike, log, u) + PricingLib.intrinsic(spot, strike, isPut);
        }
    }

    /// @notice Place of the first market with the same underlying.
    function _leader(MarginMarket[] memory markets, uint256 place) private pure returns (uint256 leader) {
        while (markets[leader].asset != markets[place].asset) ++leader;
    }
}
