// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IInsurancePool} from "../../src/interfaces/IInsurancePool.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {IPoolValuer} from "../../src/interfaces/IPoolValuer.sol";
import {Fixture} from "../base/Fixture.sol";

contract PoolsTest is Fixture {
    function setUp() public override {
        super.setUp();
        fund(alice, 1000e18);
    }

    // ------------------------------------------------------------------ main pool

    function test_deposit_thenRedeem_returnsNoMoreThanWasPaid() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 3e18);
        uint256 shares = _enter(bob, 100e18);
        vm.prank(bob);
        uint256 assets = pool.redeem(shares, bob, bob);
        assertLt(assets, 100e18);
        assertGt(assets, 99.9e18, "the spread is the trading fee on the pool's delta");
    }

    /// @notice C2: previews hold with zero tolerance.
    function testFuzz_previews_areExact(uint96 amount) public {
        amount = uint96(bound(amount, 1e6, 1000e18));
        trade(alice, call(BTC_WEEK, 65_000e18), 1e18);
        uint256 shares = pool.previewDeposit(amount);
        assertEq(_enter(bob, amount), shares);
        uint256 assets = pool.previewRedeem(shares);
        vm.prank(bob);
        assertEq(pool.redeem(shares, bob, bob), assets);
    }

    /// @notice C3: first depositor and donation gain nothing, the victim loses at most a millionth.
    function test_inflation_yieldsNothing() public {
        vm.startPrank(lp);
        pool.redeem(pool.balanceOf(lp), lp, lp);
        vm.stopPrank();
        _enter(bob, 1);
        deal(address(token), bob, 1000e18, true);
        vm.prank(bob);
        token.transfer(address(pool), 1000e18);
        uint256 shares = _enter(alice, 10e18);
        assertGe(pool.previewRedeem(shares), 10e18 - 1e13);
    }

    function test_donation_goesToTheInsurancePool() public {
        deal(address(token), bob, 5e18, true);
        uint256 value = pool.totalAssets();
        uint256 insured = insurance.totalAssets();
        vm.prank(bob);
        token.transfer(address(pool), 5e18);
        assertEq(pool.totalAssets(), value);
        pool.sweep();
        assertEq(insurance.totalAssets(), insured + 5e18);
        assertEq(pool.sweep(), 0);
    }

    function test_redeem_stopsWhereStressLossWouldExceedItsLimit() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 8e18);
        uint256 most = pool.maxRedeem(lp);
        assertLt(most, pool.balanceOf(lp));
        vm.startPrank(lp);
        vm.expectRevert();
        pool.redeem(most + 1e18, lp, lp);
        pool.redeem(most, lp, lp);
        vm.stopPrank();
        (uint256 limit, uint256 stress) = pool.valuer().stressLimit(house, pool.cash());
        assertGe(limit, stress);
        assertApproxEqRel(limit, stress, 1e12);
    }

    function test_deposit_revertsWhenAPriceThatMattersIsTooOld() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 1e18);
        vm.warp(START + 601);
        assertEq(pool.maxDeposit(bob), 0);
        assertEq(pool.maxRedeem(lp), 0);
        vm.prank(lp);
        vm.expectRevert(abi.encodeWithSelector(IPoolValuer.StalePrice.selector, BTC, START, 600));
        pool.redeem(1e18, lp, lp);
    }

    function test_redeem_needsNoPriceWithoutPositions() public {
        vm.warp(START + 365 days);
        uint256 shares = pool.balanceOf(lp);
        vm.prank(lp);
        assertApproxEqAbs(pool.redeem(shares, lp, lp), 6000e18, 1);
    }

    function test_enteringOnAnOldPrice_costsMore() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 5e18);
        uint256 fresh = pool.previewDeposit(100e18);
        vm.warp(START + 500);
        assertLt(pool.previewDeposit(100e18), fresh);
        assertLt(pool.previewRedeem(1e24), pool.convertToAssets(1e24));
    }

    function test_flows_areForTheClearinghouseAlone() public {
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IMainPool.NotClearinghouse.selector, bob));
        pool.collect(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMainPool.NotClearinghouse.selector, bob));
        pool.payOut(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IInsurancePool.NotMainPool.selector, bob));
        insurance.cover(1);
        vm.expectRevert(abi.encodeWithSelector(IInsurancePool.NotMainPool.selector, bob));
        insurance.recordIncome(1);
        vm.stopPrank();
    }

    // ------------------------------------------------------------------ insurance pool

    function test_unstake_waitsForTheCooldownAndTheWindowCloses() public {
        uint256 shares = insurance.balanceOf(staker);
        vm.startPrank(staker);
        vm.expectRevert();
        insurance.redeem(shares, staker, staker);
        insurance.requestWithdrawal(shares);
        vm.warp(START + 7 days - 1);
        assertEq(insurance.maxRedeem(staker), 0);
        vm.warp(START + 10 days + 1);
        assertEq(insurance.maxRedeem(staker), 0);
        vm.warp(START + 7 days);
        assertEq(insurance.redeem(shares / 2, staker, staker), 300e18);
        assertEq(insurance.maxRedeem(staker), shares - shares / 2);
        vm.stopPrank();
    }

    function test_requestedShares_cannotBeMovedAwayFromALoss() public {
        uint256 shares = insurance.balanceOf(staker);
        vm.startPrank(staker);
        insurance.requestWithdrawal(shares / 2);
        insurance.transfer(bob, shares / 4);
        vm.expectRevert(abi.encodeWithSelector(IInsurancePool.SharesLocked.selector, shares / 2));
        insurance.transfer(bob, shares / 2);
        vm.expectRevert(abi.encodeWithSelector(IInsurancePool.ExceedsBalance.selector, shares, shares - shares / 4));
        insurance.requestWithdrawal(shares);
        insurance.requestWithdrawal(0);
        insurance.transfer(bob, shares / 2);
        vm.stopPrank();
    }

    function test_income_reachesStakersAndItsShareFallsWithCoverage() public {
        assertEq(house.insuranceShare(), 5000);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        house.touch(BTC_WEEK);
        assertEq(house.insuranceShare(), 1000, "insured far above target");
        uint256 before = insurance.previewRedeem(1e24);
        pool.sweep();
        assertGt(insurance.previewRedeem(1e24), before);
    }

    function _enter(address who, uint256 amount) private returns (uint256 shares) {
        deal(address(token), who, amount, true);
        vm.startPrank(who);
        token.approve(address(pool), amount);
        shares = pool.deposit(amount, who);
        vm.stopPrank();
    }
}
