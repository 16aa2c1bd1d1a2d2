// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouse, IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {Leg, Position, SeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice Written options and combinations: who may write how much, and what it costs to get out.
contract WritingTest is Fixture {
    SeriesId internal atm;
    SeriesId internal up;
    SeriesId internal down;
    SeriesId internal farUp;
    address internal carol = makeAddr("carol");

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        up = call(BTC_WEEK, 70_000e18);
        farUp = call(BTC_WEEK, 75_000e18);
        down = put(BTC_WEEK, 60_000e18);
        fund(alice, 200e18);
    }

    /// @notice 6: the premium is received in full, less fee and conversion, and the pool's value does not fall.
    function test_write_bringsThePremiumIntoCash() public {
        uint256 value = pool.totalAssets();
        int256 cost = trade(alice, atm, -0.5e18);
        assertLt(cost, 0);
        assertEq(house.cashOf(account(alice)), uint256(200e18 - cost));
        assertGe(pool.totalAssets(), value);
        assertEq(house.positionsOf(account(alice))[0].quantity, -0.5e18);
        assertEq(house.openPositions(), 1);
    }

    /// @notice C5: writing needs the initial margin.
    function test_write_revertsBelowTheInitialMargin() public {
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        this.tradeAs(bob, atm, -0.5e18, 1e18);
    }

    function test_write_thenWithdrawingMustLeaveTheInitialMargin() public {
        trade(alice, atm, -1e18);
        vm.startPrank(alice);
        uint256 cash = house.cashOf(account(alice));
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        house.withdraw(account(alice), cash - 60e18, alice);
        house.withdraw(account(alice), 60e18, alice);
        vm.stopPrank();
    }

    /// @notice 2, 4: buying back what was written leaves nothing behind, and never a profit.
    function test_write_thenBuyingBackCostsTheFees() public {
        trade(alice, atm, -0.5e18);
        trade(alice, atm, 0.5e18);
        assertEq(house.positionsOf(account(alice)).length, 0);
        assertEq(house.strikesOf(BTC_WEEK).length, 0);
        assertEq(house.openPositions(), 0);
        assertLt(house.cashOf(account(alice)), 200e18);
        assertGt(house.cashOf(account(alice)), 199e18);
    }

    /// @notice 3: writers are paid the funding that holders pay, less the insurance pool's share.
    function test_write_earnsFunding() public {
        trade(bob_(), atm, 0.5e18);
        trade(alice, atm, -0.5e18);
        pass(7 days);
        (int256 owed, int256 perYear) = house.accountFunding(account(alice));
        (int256 paid,) = house.accountFunding(account(bob));
        assertLt(owed, 0);
        assertLt(perYear, 0);
        assertGt(paid, 0);
        assertLe(-owed, paid * int256(10_000 - house.insuranceShare()) / 10_000);
        assertGe(house.receivable(), -2);
    }

    /// @notice A bought call covers a written one: the spread needs far less than the written leg alone.
    function test_spread_needsLittleMargin() public {
        fund(bob, 12e18);
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(up, 0.5e18);
        legs[1] = Leg(atm, -0.5e18);
        _trade(bob, legs);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        this.tradeAs(bob, up, -0.5e18, 0);
    }

    function test_condor_opensInOneTransactionAndClosesInOne() public {
        Leg[] memory legs = _condor(1e18);
        fund(bob, 30e18);
        _trade(bob, legs);
        assertEq(house.positionsOf(account(bob)).length, 4);
        for (uint256 i; i < 4; ++i) {
            legs[i].quantity = -legs[i].quantity;
        }
        _trade(bob, legs);
        assertEq(house.positionsOf(account(bob)).length, 0);
        assertEq(house.strikesOf(BTC_WEEK).length, 0);
    }

    /// @notice C5: a leg that only reduces passes below the initial margin; one that uncovers does not.
    function test_reduce_isAllowedBelowTheInitialMarginWhenItMakesTheAccountNoWorse() public {
        trade(alice, atm, -2e18);
        strip(alice);
        move(BTC, 66_000e8);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        this.tradeAs(alice, up, -0.1e18, 0);
        trade(alice, atm, 0.2e18);
        trade(alice, atm, 1.8e18);
        assertEq(house.positionsOf(account(alice)).length, 0);
    }

    /// @notice C5: what covers a written option may be sold only with the margin that is then needed.
    function test_reduce_sellingTheCoverNeedsTheInitialMargin() public {
        trade(alice, up, 1e18);
        trade(alice, atm, -1e18);
        strip(alice);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        this.tradeAs(alice, up, -1e18, 0);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        this.tradeAs(alice, up, -0.1e18, 0);
        fund(alice, 200e18);
        trade(alice, up, -1e18);
        assertEq(house.positionsOf(account(alice)).length, 1);
    }

    /// @notice A leg may turn a bought position into a written one only with the margin for it.
    function test_turn_fromBoughtToWrittenIsOpening() public {
        fund(bob, 12e18);
        trade(bob, atm, 0.3e18);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        this.tradeAs(bob, atm, -0.9e18, 0);
        trade(bob, atm, -0.3e18);
        assertEq(house.positionsOf(account(bob)).length, 0);
    }

    /// @notice Two legs on one series count together: together they would turn the position.
    function test_turn_cannotHideInTwoLegs() public {
        fund(bob, 12e18);
        trade(bob, atm, 0.3e18);
        governance.pauseOpenings();
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(atm, -0.3e18);
        legs[1] = Leg(atm, -0.3e18);
        vm.prank(bob);
        vm.expectRevert(IClearinghouseErrors.OpeningsPaused.selector);
        house.trade(account(bob), legs, NO_LIMIT, block.timestamp, new bytes[](0));
    }

    /// @notice C7: buying back is possible while openings are paused.
    function test_buyBack_worksWhileOpeningsArePaused() public {
        trade(alice, atm, -0.5e18);
        governance.pauseOpenings();
        trade(alice, atm, 0.25e18);
        trade(alice, atm, 0.25e18);
        assertEq(house.openPositions(), 0);
    }

    function test_payReward_isForTheOrdersContractAndOwnersWhoAllowedIt() public {
        trade(alice, atm, 0.1e18);
        uint256 cash = house.cashOf(account(alice));
        address keeper = makeAddr("keeper");
        vm.expectRevert(
            abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(alice), address(this))
        );
        house.payReward(account(alice), 0.1e18, keeper);

        vm.prank(orders);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(alice), orders));
        house.payReward(account(alice), 0.1e18, keeper);

        vm.prank(alice);
        house.setOperator(orders, true);
        vm.prank(orders);
        house.payReward(account(alice), 0.1e18, keeper);
        assertEq(token.balanceOf(keeper), 0.1e18);
        assertEq(house.cashOf(account(alice)), cash - 0.1e18);
    }

    /// @notice An account whose funding is nearly all it has pays no reward out of it.
    function test_payReward_leavesTheFundingOwed() public {
        fund(bob, 30e18);
        trade(bob, atm, 0.5e18);
        strip(bob);
        vm.prank(bob);
        house.setOperator(orders, true);
        pass(20 hours);
        uint256 cash = house.cashOf(account(bob));
        vm.expectPartialRevert(IClearinghouseErrors.InsufficientMargin.selector);
        vm.prank(orders);
        house.payReward(account(bob), cash / 2, carol);
        vm.prank(orders);
        house.payReward(account(bob), cash / 100, carol);
    }

    function test_payReward_leavesTheMaintenanceMargin() public {
        trade(alice, atm, -1e18);
        strip(alice);
        vm.prank(alice);
        house.setOperator(orders, true);
        uint256 cash = house.cashOf(account(alice));
        vm.startPrank(orders);
        house.payReward(account(alice), 1e18, bob);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        house.payReward(account(alice), cash / 2, bob);
        vm.expectPartialRevert(IClearinghouseErrors.InsufficientMargin.selector);
        house.payReward(account(alice), cash, bob);
        vm.stopPrank();
    }

    function tradeAs(address owner, SeriesId series, int256 quantity, uint256 cash) external {
        if (cash > 0) fund(owner, cash);
        trade(owner, series, quantity);
    }

    function _condor(int256 size) private view returns (Leg[] memory legs) {
        legs = new Leg[](4);
        legs[0] = Leg(put(BTC_WEEK, 55_000e18), int96(size));
        legs[1] = Leg(down, int96(-size));
        legs[2] = Leg(up, int96(-size));
        legs[3] = Leg(farUp, int96(size));
    }

    function _trade(address owner, Leg[] memory legs) private returns (int256) {
        vm.prank(owner);
        return house.trade(account(owner), legs, NO_LIMIT, block.timestamp, new bytes[](0));
    }

    function bob_() private returns (address) {
        fund(bob, 100e18);
        return bob;
    }
}
