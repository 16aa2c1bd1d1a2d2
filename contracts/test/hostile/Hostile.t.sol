// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Fixture} from "../base/Fixture.sol";
import {Leg} from "../../src/Types.sol";
import {CallbackToken} from "./CallbackToken.sol";

/// @notice What those who want to take something try: rounding, sandwiches, gifts, callbacks and full lists.
contract HostileTest is Fixture {
    function setUp() public override {
        super.setUp();
        fund(alice, 500e18);
        fund(bob, 500e18);
    }

    /// @notice Rounding farm: whoever opens and closes at once never comes out ahead, whatever the size.
    function testFuzz_openingAndClosing_neverPays(uint256 size, uint256 strike, bool isPut, bool writes) public {
        int256 quantity = int256(bound(size, 0.0016e18, 0.5e18));
        strike = bound(strike, 58, 72) * 1000e18;
        uint256 before = house.cashOf(account(alice));
        quantity = writes ? -quantity : quantity;
        trade(alice, isPut ? put(BTC_WEEK, strike) : call(BTC_WEEK, strike), quantity);
        trade(alice, isPut ? put(BTC_WEEK, strike) : call(BTC_WEEK, strike), -quantity);
        assertLt(house.cashOf(account(alice)), before);
    }

    /// @notice Rounding farm: a position closed in many tiny parts pays no more than closed at once.
    function testFuzz_closingInDust_paysNoMore(uint256 parts) public {
        parts = bound(parts, 2, 12);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        uint256 snapshot = vm.snapshotState();
        uint256 before = house.cashOf(account(alice));
        trade(alice, call(BTC_WEEK, 65_000e18), -0.1e18);
        uint256 atOnce = house.cashOf(account(alice)) - before;
        vm.revertToState(snapshot);
        for (uint256 i; i < parts; ++i) {
            trade(alice, call(BTC_WEEK, 65_000e18), -1);
        }
        trade(alice, call(BTC_WEEK, 65_000e18), -(0.1e18 - int256(parts)));
        assertLe(house.cashOf(account(alice)) - before, atOnce + 1);
    }

    /// @notice O6: an LP who enters before a trade and leaves after it pays the pool's spread and earns nothing.
    function testFuzz_sandwichOfATrade_earnsNothing(uint256 amount, uint256 size) public {
        amount = bound(amount, 1e18, 3000e18);
        trade(alice, call(BTC_WEEK, 65_000e18), 1e18);
        deal(address(token), staker, amount, true);
        vm.startPrank(staker);
        token.approve(address(pool), amount);
        uint256 shares = pool.deposit(amount, staker);
        vm.stopPrank();
        trade(bob, call(BTC_WEEK, 65_000e18), int256(bound(size, 0.01e18, 0.2e18)));
        vm.prank(staker);
        assertLe(pool.redeem(shares, staker, staker), amount);
    }

    /// @notice C1: tokens sent to the clearinghouse belong to nobody and change no account.
    function test_donationToTheClearinghouse_changesNoAccount() public {
        uint256 cash = house.cashOf(account(alice));
        uint256 value = pool.totalAssets();
        deal(address(token), address(house), token.balanceOf(address(house)) + 5e18, true);
        assertEq(house.cashOf(account(alice)), cash);
        assertEq(pool.totalAssets(), value);
    }

    /// @notice Nobody's deposit of nothing, or trade of nothing, is taken for something.
    function test_tradeOfNothing_isRefused() public {
        vm.prank(alice);
        vm.expectRevert();
        house.trade(account(alice), new Leg[](0), NO_LIMIT, vm.getBlockTimestamp(), new bytes[](0));
    }

    /// @notice C9: a token that calls back on every transfer finds every entry point shut, and views tell the truth or revert.
    function test_callingBackOnEveryTransfer_gainsNothing() public {
        CallbackToken hostile = new CallbackToken();
        vm.etch(address(token), address(hostile).code);
        CallbackToken(address(token)).aim(address(house), address(pool), address(insurance), account(alice));
        uint256 cash = house.cashOf(account(alice));
        CallbackToken(address(token)).arm(true);
        vm.prank(alice);
        house.withdraw(account(alice), 10e18, alice);
        assertEq(CallbackToken(address(token)).succeeded(), 0, "a call from within succeeded");
        assertGt(CallbackToken(address(token)).tried(), 0, "it did call back");
        assertEq(house.cashOf(account(alice)), cash - 10e18);
    }
}
