// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IVolatilityOracle} from "../../src/interfaces/IVolatilityOracle.sol";
import {VolatilityTerms} from "../../src/oracles/VolatilityOracle.sol";
import {MarketConfig, SeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice G2: parameters that revalue open positions move in steps too small to be traded on, although everybody sees them coming.
contract ParameterStepsTest is Fixture {
    uint256 private constant CASH = 300e18;

    function setUp() public override {
        super.setUp();
        fund(alice, CASH);
    }

    function test_curve_changesFreelyWhileNobodyHoldsAnything() public {
        MarketConfig memory config = marketConfig(BTC, 7 days);
        config.depth = 1000;
        config.kappaGamma = 1_000_000;
        governance.setMarket(BTC_WEEK, config);
        config = marketConfig(BTC, 7 days);
        governance.setMarket(BTC_WEEK, config);
    }

    function test_curve_inUseMovesByATenthAtMost() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        _expectCurveRefused(1_000_000, 22_001, 500);
        _expectCurveRefused(1_000_000, 17_999, 500);
        _expectCurveRefused(1_000_000, 20_000, 551);
        _expectCurveRefused(1_000_000, 20_000, 449);
        _expectCurveRefused(909_090, 20_000, 500);
        _expectCurveRefused(1_111_112, 20_000, 500);
        _expectCurveRefused(1_000_000, 20_000, 0);
        // Depth and kappas together leave the curve as steep as it was.
        _setCurve(2_000_000, 40_000, 1000);
    }

    function test_curve_inUseMovesOnceAWeek() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        _setCurve(909_091, 20_000, 500);
        uint256 earliest = vm.getBlockTimestamp() + 7 days;
        pass(7 days - 1);
        MarketConfig memory config = _curve(1_000_000, 20_000, 500);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.CurveChangedRecently.selector, BTC_WEEK, earliest));
        governance.setMarket(BTC_WEEK, config);
        // What does not touch the curve is not held up.
        config = _curve(909_091, 20_000, 500);
        config.listed = false;
        governance.setMarket(BTC_WEEK, config);
        pass(1);
        _setCurve(990_000, 20_000, 500);
    }

    /// @notice Somebody who sees a change of the curve scheduled, trades before and closes after it, gains nothing (O6 for governance).
    function testFuzz_foreseenCurveChange_earnsNothing(int256 size, uint256 strike, bool isPut, bool steeper) public {
        SeriesId series = _series(strike, isPut);
        size = _size(size);
        if (!_tryTrade(series, size)) return;
        _setCurve(steeper ? 909_091 : 1_111_111, 20_000, 500);
        trade(alice, series, -size);
        assertLe(house.cashOf(account(alice)), CASH);
    }

    function test_levels_moveByAFortiethAtMostOnceAWeek() public {
        VolatilityTerms memory terms = volatility.terms();
        terms.markup = 1.1275e18 + 1;
        _expectLevelRefused(terms, "markup");
        terms.markup = 1.0725e18 - 1;
        _expectLevelRefused(terms, "markup");
        terms = volatility.terms();
        terms.floor = 0.205e18 + 1;
        _expectLevelRefused(terms, "floor");
        terms = volatility.terms();
        terms.cap = 2.4375e18 - 1;
        _expectLevelRefused(terms, "cap");
        terms = volatility.terms();
        terms.markup = 1.1275e18;
        terms.floor = 0.195e18;
        terms.cap = 2.5625e18;
        volatility.setTerms(terms);
        terms.markup = 1.1e18;
        uint256 earliest = vm.getBlockTimestamp() + 7 days;
        vm.expectRevert(abi.encodeWithSelector(IVolatilityOracle.LevelsChangedRecently.selector, earliest));
        volatility.setTerms(terms);
        terms.markup = 1.1275e18;
        terms.interval = 2 hours;
        volatility.setTerms(terms);
        vm.warp(earliest);
        terms.markup = 1.1e18;
        volatility.setTerms(terms);
    }

    /// @notice Buying ahead of a higher markup, or writing ahead of a lower one, and closing after it gains nothing.
    function testFuzz_foreseenMarkup_earnsNothing(int256 size, uint256 strike, bool isPut) public {
        SeriesId series = _series(strike, isPut);
        size = _size(size);
        if (!_tryTrade(series, size)) return;
        uint256 before = volatility.volatility(BTC);
        VolatilityTerms memory terms = volatility.terms();
        terms.markup = size > 0 ? 1.1275e18 : 1.0725e18;
        volatility.setTerms(terms);
        pass(1 hours);
        volatility.sample(BTC);
        assertEq(volatility.volatility(BTC) > before, size > 0);
        (int256 funding,) = house.accountFunding(account(alice));
        trade(alice, series, -size);
        // An hour's funding is the price of an hour's risk, not of the change.
        assertLe(int256(house.cashOf(account(alice))) + funding / 250, int256(CASH));
    }

    /// @dev Up to 20 BTC, bought (positive) or written.
    function _size(int256 seed) private pure returns (int256) {
        int256 size = int256(bound(uint256(seed) >> 1, 0.01e18, 20e18));
        return uint256(seed) & 1 == 1 ? size : -size;
    }

    function _series(uint256 strike, bool isPut) private pure returns (SeriesId) {
        strike = bound(strike, 52, 78) * 1000e18;
        return isPut ? put(BTC_WEEK, strike) : call(BTC_WEEK, strike);
    }

    /// @dev Sizes that exceed margin or capacity are somebody else's test.
    function _tryTrade(SeriesId series, int256 size) private returns (bool) {
        try this.tradeAlice(series, size) {
            return true;
        } catch {
            return false;
        }
    }

    function tradeAlice(SeriesId series, int256 size) external {
        trade(alice, series, size);
    }

    function _curve(uint64 depth, uint32 gamma, uint32 delta) private pure returns (MarketConfig memory config) {
        config = marketConfig(BTC, 7 days);
        config.depth = depth;
        config.kappaGamma = gamma;
        config.kappaDelta = delta;
    }

    function _setCurve(uint64 depth, uint32 gamma, uint32 delta) private {
        governance.setMarket(BTC_WEEK, _curve(depth, gamma, delta));
        assertEq(house.marketConfig(BTC_WEEK).depth, depth);
    }

    function _expectCurveRefused(uint64 depth, uint32 gamma, uint32 delta) private {
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.CurveStepTooLarge.selector, BTC_WEEK));
        governance.setMarket(BTC_WEEK, _curve(depth, gamma, delta));
    }

    function _expectLevelRefused(VolatilityTerms memory terms, string memory name) private {
        vm.expectRevert(abi.encodeWithSelector(IVolatilityOracle.LevelStepTooLarge.selector, name));
        volatility.setTerms(terms);
    }
}
