// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {InsurancePool} from "../../src/InsurancePool.sol";
import {Leg, SeriesId} from "../../src/Types.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {IInsurancePool} from "../../src/interfaces/IInsurancePool.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
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

    /// @notice 10: what the pool pays out in the middle of somebody's deposit makes the deposit fail, with a name.
    function test_payoutWithinADeposit_failsByName() public {
        SeriesId series = call(BTC_WEEK, 65_000e18);
        hostile.allow(address(house));
        vm.prank(address(token));
        house.deposit(account(address(token)), 100e18);
        trade(address(token), series, 1e18);
        Leg[] memory legs = oneLeg(series, -1e18);
        hostile.arm(
            address(house),
            abi.encodeCall(
                house.trade, (account(address(token)), legs, NO_LIMIT, vm.getBlockTimestamp(), new bytes[](0))
            )
        );
        deal(address(token), lp, 1000, true);
        vm.startPrank(lp);
        token.approve(address(pool), 1000);
        vm.expectPartialRevert(IMainPool.UnsupportedToken.selector);
        pool.deposit(1000, lp);
        vm.stopPrank();
    }

    /// @notice 10: likewise what the insurance pool covers in the middle of somebody's staking; the token is its main pool here.
    function test_coverWithinAStake_failsByName() public {
        vm.mockCall(address(token), abi.encodeCall(IERC4626.asset, ()), abi.encode(address(token)));
        InsurancePool alone = new InsurancePool(address(token), "Alone", "ALONE");
        deal(address(token), staker, 100e18, true);
        vm.startPrank(staker);
        token.approve(address(alone), type(uint256).max);
        alone.deposit(50e18, staker);
        hostile.arm(address(alone), abi.encodeCall(alone.cover, (20e18)));
        vm.expectPartialRevert(IInsurancePool.UnsupportedToken.selector);
        alone.deposit(1000, staker);
        vm.stopPrank();
    }

    function _collateralToken() internal override returns (DemoStockToken) {
        return new ReenteringToken();
    }
}
