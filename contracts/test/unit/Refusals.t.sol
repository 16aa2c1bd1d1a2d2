// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IInsurancePool} from "../../src/interfaces/IInsurancePool.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {Leg, TradeRequest} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice What is refused by name, and what the views say at the edges.
contract RefusalsTest is Fixture {
    function setUp() public override {
        super.setUp();
        fund(alice, 500e18);
    }

    function test_amountsOfNothing_areRefused() public {
        vm.startPrank(alice);
        vm.expectRevert(IClearinghouseErrors.ZeroAmount.selector);
        house.deposit(account(alice), 0);
        vm.expectRevert(IClearinghouseErrors.ZeroAmount.selector);
        house.withdraw(account(alice), 0, alice);
        vm.expectRevert(IMainPool.ZeroShares.selector);
        pool.deposit(0, alice);
        vm.expectRevert(IInsurancePool.ZeroShares.selector);
        insurance.deposit(0, alice);
    }

    function test_withdraw_refusesMoreThanTheCash() public {
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.InsufficientMargin.selector, 500e18 + 1, 500e18));
        vm.prank(alice);
        house.withdraw(account(alice), 500e18 + 1, alice);
    }

    function test_unknownMarkets_areRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.UnknownMarket.selector, 9));
        house.touch(9);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.UnknownMarket.selector, 9));
        governance.marketConfig(9);
    }

    /// @notice Griefing of bounded lists: the ninth leg and the 33rd strike are refused, what is there keeps working.
    function test_fullLists_refuseOneMore() public {
        Leg[] memory legs = new Leg[](9);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.TooManyLegs.selector, 9, 8));
        vm.prank(alice);
        house.trade(account(alice), legs, NO_LIMIT, vm.getBlockTimestamp(), new bytes[](0));
        for (uint256 i; i < 32; ++i) {
            address trader = makeAddr(string.concat("griefer", vm.toString(i / 8)));
            if (i % 8 == 0) fund(trader, 100e18);
            trade(trader, call(BTC_WEEK, (50_000 + i * 1000) * 1e18), 0.01e18);
        }
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.TooManyStrikes.selector, BTC_WEEK, 32));
        vm.prank(alice);
        house.trade(
            account(alice), oneLeg(call(BTC_WEEK, 49_000e18), 0.01e18), NO_LIMIT, vm.getBlockTimestamp(), new bytes[](0)
        );
        trade(alice, call(BTC_WEEK, 65_000e18), 0.01e18);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.01e18);
    }

    function test_permitUsedByAnother_leavesTheAllowanceToDecide() public {
        deal(address(token), alice, 1e18, true);
        vm.startPrank(alice);
        token.approve(address(house), 1e18);
        house.depositWithPermit(account(alice), 1e18, 0, 0, 0, 0);
        assertEq(house.cashOf(account(alice)), 501e18);
    }

    function test_multicallWithinMulticall_returnsEtherOnce() public {
        bytes[] memory inner = new bytes[](1);
        inner[0] = abi.encodeCall(house.setOperator, (bob, true));
        bytes[] memory outer = new bytes[](1);
        outer[0] = abi.encodeCall(house.multicall, (inner));
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        house.multicall{value: 1 ether}(outer);
        assertEq(alice.balance, 1 ether);
        assertEq(address(house).balance, 0);
    }

    /// @notice Where trades are carried out at once there is nothing to ask for, and the pool's plain doors are the only ones.
    function test_requests_areNotTakenWithoutADelay() public {
        assertEq(house.executionDelay(), 0);
        vm.startPrank(alice);
        vm.expectRevert(IClearinghouseErrors.RequestsNotTaken.selector);
        house.request(account(alice), oneLeg(call(BTC_WEEK, 65_000e18), 1e18), NO_LIMIT, vm.getBlockTimestamp());
        TradeRequest memory none;
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.RequestUnknown.selector, account(alice)));
        house.executeRequest(account(alice), none, new bytes[](0), alice);
        deal(address(token), alice, 1e18, true);
        token.approve(address(pool), 1e18);
        vm.expectRevert(IMainPool.RequestsNotTaken.selector);
        pool.requestDeposit(1e18, 0);
        vm.startPrank(lp);
        vm.expectRevert(IMainPool.RequestsNotTaken.selector);
        pool.requestRedeem(1e18, 0);
        vm.stopPrank();
    }

    function test_claim_needsASettlement() public {
        vm.expectRevert(IClearinghouseErrors.SettlementUnfinished.selector);
        house.claim(account(alice));
    }

    function test_limits_areZeroWhenAPriceThatMattersIsTooOld() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 1e18);
        vm.warp(vm.getBlockTimestamp() + 2 days);
        assertEq(pool.maxWithdraw(lp), 0);
        assertEq(pool.maxRedeem(lp), 0);
        assertEq(pool.maxDeposit(lp), 0);
        assertEq(pool.maxMint(lp), 0);
    }

    function test_withdrawalRequest_isNothingForWhoAskedForNothing() public view {
        (uint256 shares, uint256 opensAt, uint256 closesAt) = insurance.withdrawalRequest(alice);
        assertEq(shares + opensAt + closesAt, 0);
    }

    /// @notice The page's views answer for an owner who holds something and after prices have aged.
    function test_lens_answersOnFreshAndOldPrices() public {
        trade(alice, call(BTC_WEEK, 65_000e18), 1e18);
        lens.page(alice, 0);
        lens.page(lp, 0);
        lens.page(staker, 0);
        vm.warp(vm.getBlockTimestamp() + 40 days);
        lens.page(alice, 0);
        lens.page(lp, 0);
    }
}
