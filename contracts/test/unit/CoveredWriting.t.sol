// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Health} from "../../src/libraries/MarginLib.sol";
import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {SeriesId, StrikeGrid} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice Options on the collateral itself: the cash is a holding of the underlying, so it covers written calls.
contract CoveredWritingTest is Fixture {
    uint256 internal constant TSLA_MONTH = 4;
    SeriesId internal atm;
    address internal liquidator = makeAddr("liquidator");

    function setUp() public override {
        super.setUp();
        governance.addMarket(marketConfig(TSLA, 30 days));
        governance.setStrikeGrid(TSLA, StrikeGrid(5e6, 2500));
        atm = call(TSLA_MONTH, 250e18);
    }

    /// @notice C5: what the call loses when the stock rises, the stock gains; a written put has no such cover.
    function test_coveredCall_needsLessThanTheSameCallUncovered() public {
        fund(alice, 100e18);
        fund(bob, 100e18);
        trade(alice, atm, -100e18);
        trade(bob, put(TSLA_MONTH, 250e18), -100e18);
        Health memory covered = _health(alice);
        Health memory uncovered = _health(bob);
        assertTrue(covered.joint);
        assertLt(covered.initialMargin, uncovered.initialMargin / 2);
        // No more than the stock itself loses under its own shock, and what the haircut takes off its gain.
        assertLe(covered.initialMargin, covered.cashMargin + 100e18 * 250 / 10);
    }

    function test_coveredCall_surviesARallyThatTheUncoveredDoesNot() public {
        fund(alice, 130e18);
        trade(alice, atm, -100e18);
        move(TSLA, 400e8);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.AccountHealthy.selector, account(alice)));
        house.liquidate(account(alice), liquidator, new bytes[](0));
    }

    /// @notice 8: cash and positions share a margin, so the account is valued anew after a part was closed.
    function test_liquidate_ofAnAccountThatTheStockItselfWeakens() public {
        fund(alice, 60e18);
        trade(alice, put(TSLA_MONTH, 250e18), -60e18);
        strip(alice);
        move(TSLA, 225e8);
        Health memory before = _health(alice);
        assertLt(before.equity, int256(before.maintenanceMargin));
        house.liquidate(account(alice), liquidator, new bytes[](0));
        if (house.positionsOf(account(alice)).length == 0) return;
        Health memory left = _health(alice);
        assertGt(left.equity * int256(before.maintenanceMargin), before.equity * int256(left.maintenanceMargin));
    }

    function _health(address owner) private returns (Health memory) {
        return house.accountHealth(account(owner), house.cashOf(account(owner)), true);
    }
}
