// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {Fixture} from "../base/Fixture.sol";
import {ReenteringToken} from "./ReenteringToken.sol";

/// @notice C9: a hostile token calls the pools while the clearinghouse is in the middle of a trade, whose premium is not booked yet.
contract ReentranceTest is Fixture {
    ReenteringToken private hostile;

    function setUp() public override {
        super.setUp();
        hostile = ReenteringToken(address(token));
        hostile.allow(address(pool));
        hostile.allow(address(insurance));
        deal(address(token), address(token), 1000e18, true);
        fund(alice, 500e18);
    }

    function test_enteringThePoolWithinATrade_buysNoCheaperShares() public {
        uint256 before = pool.previewDeposit(100e18);
        hostile.arm(address(pool), abi.encodeCall(pool.deposit, (100e18, address(token))));
        trade(alice, call(BTC_WEEK, 65_000e18), 5e18);
        assertEq(hostile.tried(), 1);
        assertLe(pool.balanceOf(address(token)), before);
    }

    /// @notice C1: what the pool books is there, whoever sweeps when.
    function test_sweepingWithinATrade_takesNoPremium() public {
        pool.sweep();
        uint256 insured = insurance.totalAssets();
        hostile.arm(address(pool), abi.encodeCall(pool.sweep, ()));
        trade(alice, call(BTC_WEEK, 65_000e18), 5e18);
        assertEq(hostile.tried(), 1);
        assertEq(insurance.totalAssets(), insured);
        assertGe(token.balanceOf(address(pool)), pool.cash());
    }

    /// @notice C9: a view asked from within reverts or tells the truth.
    function test_valueAskedWithinATrade_isNotAnswered() public {
        hostile.arm(address(pool), abi.encodeCall(pool.totalAssets, ()));
        trade(alice, call(BTC_WEEK, 65_000e18), 5e18);
        assertEq(hostile.tried(), 1);
        assertEq(hostile.succeeded(), 0);
    }

    function _collateralToken() internal override returns (DemoStockToken) {
        return new ReenteringToken();
    }
}
