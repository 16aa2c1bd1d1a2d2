// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseErrors, IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {Leg, Position, SeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice Liquidation: who may be, how much, at what price, and who bears what cannot be paid.
contract LiquidationTest is Fixture {
    SeriesId internal atm;
    address internal liquidator = makeAddr("liquidator");

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 200e18);
        trade(alice, atm, -1e18);
    }

    /// @notice 8, C5: an account worth its maintenance margin cannot be liquidated, not even when nearly below it.
    function test_liquidate_revertsForAHealthyAccount() public {
        _expectHealthy();
        strip(alice);
        _expectHealthy();
    }

    /// @notice 5, C5: an account that has only bought is never liquidated, whatever happens to the price.
    function test_liquidate_revertsForAnAccountThatHasOnlyBought() public {
        fund(bob, 30e18);
        trade(bob, atm, 0.5e18);
        move(BTC, 30_000e8);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.AccountHealthy.selector, account(bob)));
        house.liquidate(account(bob), liquidator, new bytes[](0));
    }

    /// @notice 8: a part is closed, the rest meets the initial margin again, and the account cannot be liquidated twice.
    function test_liquidate_closesWhatRestoresTheInitialMargin() public {
        strip(alice);
        move(BTC, 69_000e8);
        uint256 fraction = _liquidate();
        assertGt(fraction, 0.05e18);
        assertLt(fraction, 0.9e18);
        assertEq(house.positionsOf(account(alice)).length, 1);
        assertGt(token.balanceOf(liquidator), 0);
        _expectHealthy();
        // Restored, and not by more than rounding and the fee's estimate: a little less margin would be too little.
        uint256 cash = house.cashOf(account(alice));
        vm.startPrank(alice);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        house.withdraw(account(alice), cash / 50, alice);
        vm.stopPrank();
    }

    /// @notice 8: when a part would not make the account healthier, all of it is closed.
    function test_liquidate_closesAllWhenAPartWouldNotHelp() public {
        strip(alice);
        move(BTC, 82_000e8);
        assertEq(_liquidate(), 1e18);
        assertEq(house.positionsOf(account(alice)).length, 0);
        assertEq(house.openPositions(), 0);
    }

    /// @notice 9, C6: what the account cannot pay is bad debt; the insurance pool pays it before the LPs lose anything.
    function test_liquidate_badDebtIsPaidByTheInsurancePoolFirst() public {
        strip(alice);
        move(BTC, 110_000e8);
        uint256 staked = insurance.totalAssets();
        uint256 value = pool.totalAssets();
        (uint256 debt, uint256 covered) = _liquidateForBadDebt();
        assertGt(debt, 0);
        assertEq(covered, debt);
        assertEq(insurance.totalAssets(), staked - covered);
        assertGe(pool.totalAssets() + 1, value);
        assertEq(house.cashOf(account(alice)), 0);
        assertEq(token.balanceOf(address(house)), 0);
    }

    /// @notice 9, C6: beyond the insurance pool the loss is the LPs', and recorded.
    function test_liquidate_badDebtBeyondTheInsurancePoolIsTheMainPools() public {
        strip(alice);
        move(BTC, 400_000e8);
        uint256 staked = insurance.totalAssets();
        (uint256 debt, uint256 covered) = _liquidateForBadDebt();
        assertGt(debt, covered);
        assertEq(covered, staked);
        assertEq(insurance.totalAssets(), 0);
    }

    /// @notice A stale or uncertain price liquidates nobody.
    function test_liquidate_revertsOnAStalePrice() public {
        strip(alice);
        move(BTC, 78_000e8);
        vm.warp(vm.getBlockTimestamp() + 61);
        vm.expectPartialRevert(IClearinghouseErrors.StalePrice.selector);
        house.liquidate(account(alice), liquidator, new bytes[](0));
        setPriceAt(BTC, 78_000e8, 1000e8, uint64(vm.getBlockTimestamp()));
        vm.expectPartialRevert(IClearinghouseErrors.UncertainPrice.selector);
        house.liquidate(account(alice), liquidator, new bytes[](0));
    }

    /// @notice C5: pausing openings pauses no liquidation.
    function test_liquidate_worksWhileOpeningsArePaused() public {
        strip(alice);
        move(BTC, 69_000e8);
        governance.pauseOpenings();
        _liquidate();
    }

    /// @notice The most positions an account may hold, bought and written in two markets.
    function test_liquidate_worksWithTheMostPositions() public {
        fund(bob, 300e18);
        for (uint256 i; i < 4; ++i) {
            trade(bob, call(BTC_WEEK, (66_000 + i * 1000) * 1e18), -0.3e18);
            trade(bob, put(ETH_WEEK, (3400 - i * 50) * 1e18), i % 2 == 0 ? int256(-5e18) : int256(5e18));
        }
        assertEq(house.positionsOf(account(bob)).length, 8);
        strip(bob);
        move(BTC, 71_000e8);
        move(ETH, 3300e8);
        house.liquidate(account(bob), liquidator, new bytes[](0));
        Position[] memory left = house.positionsOf(account(bob));
        for (uint256 i; i < left.length; ++i) {
            assertLt(left[i].quantity < 0 ? -left[i].quantity : left[i].quantity, 5e18);
        }
    }

    /// @notice Liquidating oneself pays half the penalty to the insurance pool: it is no way to take anything out.
    function test_liquidate_byTheOwnerCostsThePenalty() public {
        strip(alice);
        move(BTC, 69_000e8);
        uint256 before = house.cashOf(account(alice)) + token.balanceOf(alice);
        uint256 value = pool.totalAssets();
        vm.prank(alice);
        house.liquidate(account(alice), alice, new bytes[](0));
        assertLt(house.cashOf(account(alice)) + token.balanceOf(alice), before);
        assertGe(pool.totalAssets() + 1, value);
    }

    /// @notice What would be left as dust is closed whole, and the rest is then valued anew.
    function test_liquidate_closesDustWhole() public {
        fund(bob, 200e18);
        trade(bob, call(BTC_WEEK, 66_000e18), -1e18);
        trade(bob, call(BTC_WEEK, 67_000e18), -0.0016e18);
        strip(bob);
        move(BTC, 69_500e8);
        house.liquidate(account(bob), liquidator, new bytes[](0));
        assertEq(house.positionsOf(account(bob)).length, 1);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.AccountHealthy.selector, account(bob)));
        house.liquidate(account(bob), liquidator, new bytes[](0));
    }

    /// @notice Funding exhausts a written account too when it owes more than its cash.
    function test_closeExhausted_coversMixedAccounts() public {
        fund(bob, 60e18);
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(call(BTC_WEEK, 66_000e18), 2e18);
        legs[1] = Leg(call(BTC_WEEK, 70_000e18), -0.5e18);
        vm.prank(bob);
        house.trade(account(bob), legs, NO_LIMIT, block.timestamp, new bytes[](0));
        strip(bob);
        pass(5 days);
        house.closeExhausted(account(bob), liquidator, new bytes[](0));
        assertEq(house.positionsOf(account(bob)).length, 0);
    }

    function _expectHealthy() private {
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.AccountHealthy.selector, account(alice)));
        house.liquidate(account(alice), liquidator, new bytes[](0));
    }

    function _liquidate() private returns (uint256 fraction) {
        vm.recordLogs();
        house.liquidate(account(alice), liquidator, new bytes[](0));
        bytes memory data = _logged(IClearinghouseEvents.Liquidated.selector);
        (fraction,,,) = abi.decode(data, (uint256, uint256, uint256, uint256));
    }

    function _liquidateForBadDebt() private returns (uint256 debt, uint256 covered) {
        vm.recordLogs();
        house.liquidate(account(alice), liquidator, new bytes[](0));
        return abi.decode(_logged(IClearinghouseEvents.BadDebt.selector), (uint256, uint256));
    }

    function _logged(bytes32 topic) private returns (bytes memory data) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) return logs[i].data;
        }
        revert("not logged");
    }
}
