// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IRiskAnswers} from "../../src/interfaces/IRiskAnswers.sol";
import {RiskLens} from "../../src/lens/RiskLens.sol";
import {Health} from "../../src/libraries/MarginLib.sol";
import {AccountId, Leg} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice What the lens foretells is what then happens.
contract RiskLensTest is Fixture {
    RiskLens private riskLens = new RiskLens();

    function setUp() public override {
        super.setUp();
        fund(alice, 200e18);
        fund(bob, 200e18);
        trade(bob, call(BTC_WEEK, 70_000e18), 0.5e18);
    }

    /// @notice C11: cost, funding and margin afterwards, for credit spreads of any size and any price of the time between.
    function testFuzz_marginAfter_isWhatTheTradeLeaves(uint256 size, uint256 price, uint256 time) public {
        size = bound(size, 0.01e18, 0.5e18);
        trade(alice, call(BTC_WEEK, 67_000e18), 0.1e18);
        pass(bound(time, 1, 30 days));
        setPriceOf(BTC, bound(price, 60_000, 69_000));
        Leg[] memory legs = _spread(size);
        IRiskAnswers.TradePreview memory told = riskLens.marginAfter(house, account(alice), legs);
        uint256 before = house.cashOf(account(alice));
        vm.prank(alice);
        int256 cost = house.trade(account(alice), legs, NO_LIMIT, block.timestamp, new bytes[](0));
        uint256 cash = house.cashOf(account(alice));
        assertEq(told.cost, cost);
        assertEq(told.cost + told.funding, int256(before) - int256(cash));
        assertEq(abi.encode(told.margin), abi.encode(house.accountHealth(account(alice), cash, false)));
    }

    function test_marginAfter_leavesNothingBehind() public {
        bytes32 before = _state();
        riskLens.marginAfter(house, account(alice), _spread(0.1e18));
        assertEq(_state(), before);
    }

    /// @notice 10: the error is the trade's own.
    function test_marginAfter_revertsAsTheTradeWould() public {
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        riskLens.marginAfter(house, account(alice), oneLeg(call(BTC_WEEK, 65_000e18), -5e18));
        vm.expectPartialRevert(IClearinghouseErrors.InsufficientMargin.selector);
        riskLens.marginAfter(house, account(makeAddr("nobody")), oneLeg(call(BTC_WEEK, 65_000e18), 0.1e18));
        vm.expectRevert(IClearinghouseErrors.NoLegs.selector);
        riskLens.marginAfter(house, account(alice), new Leg[](0));
        governance.pauseOpenings();
        vm.expectRevert(IClearinghouseErrors.OpeningsPaused.selector);
        riskLens.marginAfter(house, account(alice), _spread(0.1e18));
    }

    /// @notice G2, 8: trying is open to all and never leaves anything, also when it would have passed.
    function test_tryTrade_alwaysReverts() public {
        bytes32 before = _state();
        vm.startPrank(makeAddr("stranger"));
        vm.expectPartialRevert(IClearinghouseErrors.TradeTried.selector);
        house.tryTrade(account(alice), _spread(0.1e18));
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(house.tryTrade, (account(alice), _spread(0.1e18)));
        vm.expectPartialRevert(IClearinghouseErrors.TradeTried.selector);
        house.multicall(calls);
        vm.stopPrank();
        assertEq(_state(), before);
    }

    function test_largestSize_passesAndNothingLargerDoes() public {
        _checkLargest(2e18, _spread(1e18));
        _checkLargest(900e18, _spread(1e18));
        _checkLargest(2e18, oneLeg(put(BTC_WEEK, 64_000e18), 1e18));
        _checkLargest(900e18, oneLeg(put(BTC_WEEK, 64_000e18), 1e18));
    }

    function _checkLargest(uint256 cash, Leg[] memory legs) private {
        address carol = makeAddr(vm.toString(abi.encode(cash, legs)));
        fund(carol, cash);
        (uint256 multiple, bytes memory reason) = riskLens.largestSize(house, account(carol), legs);
        assertGt(multiple, 0);
        assertGt(reason.length, 0);
        riskLens.marginAfter(house, account(carol), _times(legs, multiple));
        vm.expectPartialRevert(bytes4(reason));
        riskLens.marginAfter(house, account(carol), _times(legs, multiple * 1_000_002 / 1_000_000));
    }

    function test_largestSize_isZeroWithoutMargin() public {
        (uint256 multiple, bytes memory reason) =
            riskLens.largestSize(house, account(makeAddr("nobody")), oneLeg(call(BTC_WEEK, 65_000e18), 1e18));
        assertEq(multiple, 0);
        assertEq(bytes4(reason), IClearinghouseErrors.InsufficientMargin.selector);
    }

    /// @notice A strike that is not listed passes in no size, down to where a leg vanishes.
    function test_largestSize_isZeroForWhatIsNotListed() public {
        int96[2] memory quantities = [int96(1e18), int96(1e6)];
        for (uint256 i; i < 2; ++i) {
            (uint256 multiple, bytes memory reason) =
                riskLens.largestSize(house, account(alice), oneLeg(call(BTC_WEEK, 65_500e18), quantities[i]));
            assertEq(multiple, 0);
            assertEq(bytes4(reason), IClearinghouseErrors.StrikeNotListed.selector);
        }
    }

    /// @notice 8: of an account that can be liquidated already every price is its own; an asset of two markets is told once.
    function test_liquidationPrices_ofAWeakAccountAreThePricesNow() public {
        address writer = makeAddr("writer");
        fund(writer, 100e18);
        trade(writer, call(BTC_WEEK, 67_000e18), -0.3e18);
        trade(writer, call(BTC_MONTH, 67_000e18), -0.3e18);
        strip(writer);
        assertEq(riskLens.liquidationPrices(house, account(writer)).length, 2);
        setPriceOf(BTC, 75_000);
        IRiskAnswers.LiquidationPrice[] memory prices = riskLens.liquidationPrices(house, account(writer));
        assertEq(prices.length, 2);
        for (uint256 i; i < 2; ++i) {
            assertEq(prices[i].below, prices[i].price);
            assertEq(prices[i].above, prices[i].price);
        }
    }

    /// @notice 8: a hundred-thousandth beyond the price told the account can be liquidated, as much nearer it cannot.
    /// (The funding of the seconds between two prices, which the search leaves out, is less than that.)
    function test_liquidationPrices_areWhereLiquidationBegins() public {
        fund(makeAddr("writer"), 60e18);
        AccountId writer = account(makeAddr("writer"));
        trade(makeAddr("writer"), call(BTC_WEEK, 67_000e18), -0.4e18);
        trade(makeAddr("writer"), put(BTC_WEEK, 62_000e18), -0.4e18);
        IRiskAnswers.LiquidationPrice[] memory prices = riskLens.liquidationPrices(house, writer);
        assertEq(prices.length, 2);
        assertEq(prices[0].asset, BTC);
        assertEq(prices[0].price, 65_000e18);
        assertEq(prices[1].asset, TSLA);
        assertLt(prices[0].below, 65_000e18);
        assertGt(prices[0].above, 65_000e18);
        assertGt(prices[1].below, 0);
        assertEq(prices[1].above, 0, "a dearer stock never hurts");
        assertFalse(_liquidatableAt(writer, BTC, prices[0].below * 100_001 / 100_000));
        assertTrue(_liquidatableAt(writer, BTC, prices[0].below * 99_999 / 100_000));
        assertFalse(_liquidatableAt(writer, BTC, prices[0].above * 99_999 / 100_000));
        assertTrue(_liquidatableAt(writer, BTC, prices[0].above * 100_001 / 100_000));
        setPriceOf(BTC, 65_000);
        prices = riskLens.liquidationPrices(house, writer);
        assertFalse(_liquidatableAt(writer, TSLA, prices[1].below * 100_001 / 100_000));
        assertTrue(_liquidatableAt(writer, TSLA, prices[1].below * 99_999 / 100_000));
    }

    /// @notice 5: no price liquidates who has only bought.
    function test_liquidationPrices_areNoneForBoughtOptions() public view {
        assertEq(riskLens.liquidationPrices(house, account(bob)).length, 0);
    }

    function _liquidatableAt(AccountId id, uint256 asset, uint256 price) private returns (bool) {
        vm.warp(vm.getBlockTimestamp() + 1);
        setPriceAt(asset, int64(int256(price / 1e10)), uint64(price / 1e14), uint64(vm.getBlockTimestamp()));
        Health memory health = house.accountHealth(id, house.cashOf(id), false);
        return health.equity < int256(health.maintenanceMargin);
    }

    function setPriceOf(uint256 asset, uint256 dollars) private {
        vm.warp(vm.getBlockTimestamp() + 1);
        setPrice(asset, int64(int256(dollars * 1e8)));
        if (asset != TSLA) setPrice(TSLA, 250e8);
    }

    function _spread(uint256 size) private pure returns (Leg[] memory legs) {
        legs = new Leg[](2);
        legs[0] = Leg(call(BTC_WEEK, 66_000e18), -int96(int256(size)));
        legs[1] = Leg(call(BTC_WEEK, 68_000e18), int96(int256(size)));
    }

    function _times(Leg[] memory legs, uint256 multiple) private pure returns (Leg[] memory scaled) {
        scaled = new Leg[](legs.length);
        for (uint256 i; i < legs.length; ++i) {
            scaled[i] = Leg(legs[i].series, int96(int256(legs[i].quantity) * int256(multiple) / 1e18));
        }
    }

    function _state() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                house.cashOf(account(alice)),
                house.positionsOf(account(alice)),
                house.strikesOf(BTC_WEEK),
                house.isOperator(alice, address(house)),
                house.openPositions(),
                pool.cash(),
                token.balanceOf(address(house)),
                governance.fundingTotals(),
                house.fundingOf(call(BTC_WEEK, 66_000e18))
            )
        );
    }
}
