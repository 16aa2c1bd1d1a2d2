// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors, IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {AccountId, Leg, MarketConfig, Position, SeriesId, Strike, toSeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

contract TradingTest is Fixture {
    SeriesId internal atm;

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 100e18);
        fund(bob, 100e18);
    }

    // ------------------------------------------------------------------ opening

    function test_open_takesPremiumAndFeeAndSetsThePosition() public {
        uint256 before = pool.cash();
        int256 cost = trade(alice, atm, 1e18);
        Position[] memory held = house.positionsOf(account(alice));
        assertEq(held.length, 1);
        assertEq(held[0].quantity, int256(1e18));
        assertEq(int256(house.cashOf(account(alice))), 100e18 - cost);
        // V at the money is K/u: 65,000 / 37.148 = 1,749.75 USD = 6.999 tokens; fee 52 USD; impact κ_γ TV²/2D + κ_δ (SΔ)²/2D.
        assertApproxEqRel(uint256(cost), 7.34e18, 0.01e18);
        assertEq(int256(pool.cash()), int256(before) + cost - int256(_pendingInsurance()));
    }

    function test_open_raisesThePoolsValueByTheFeeAlone() public {
        uint256 before = pool.totalAssets();
        trade(alice, atm, 1e18);
        uint256 fee = 52e18 * 1e18 / uint256(250e18);
        uint256 kept = fee - fee / 2; // insurance share is 50 % until the first touch
        assertApproxEqAbs(pool.totalAssets(), before + kept, 3);
    }

    function test_open_withSeveralLegsCostsWhatTheLegsCostOneByOne() public {
        uint256 snapshot = vm.snapshotState();
        Leg[] memory legs = new Leg[](3);
        legs[0] = Leg(atm, 0.5e18);
        legs[1] = Leg(put(BTC_WEEK, 64_000e18), 0.25e18);
        legs[2] = Leg(call(ETH_WEEK, 3500e18), 3e18);
        vm.prank(alice);
        int256 together = house.trade(account(alice), legs, NO_LIMIT, block.timestamp, new bytes[](0));
        vm.revertToState(snapshot);
        int256 apart;
        for (uint256 i; i < 3; ++i) {
            apart += trade(alice, legs[i].series, legs[i].quantity);
        }
        assertApproxEqAbs(together, apart, 3);
        assertLe(together, apart, "splitting never pays");
    }

    /// @notice DESIGN §5, 4: at constant price and time no sequence of trades, however split, yields a profit.
    function testFuzz_roundTrips_neverProfit(uint96[6] memory sizes, uint8[6] memory strikes, bool[6] memory puts)
        public
    {
        uint256 before = house.cashOf(account(alice));
        for (uint256 i; i < 6; ++i) {
            int256 quantity = int256(bound(sizes[i], 0.01e18, 0.7e18));
            SeriesId series = toSeriesId(BTC_WEEK, (60_000 + uint256(strikes[i] % 10) * 1000) * 1e18, puts[i]);
            trade(alice, series, quantity);
            if (i % 2 == 0) trade(bob, atm, 0.02e18);
        }
        while (house.positionsOf(account(alice)).length > 0) {
            Position memory position = house.positionsOf(account(alice))[0];
            int256 quantity = position.quantity;
            if (quantity > 0.5e18) trade(alice, position.series, -quantity / 3);
            else trade(alice, position.series, -quantity);
        }
        // Bob moved the marks meanwhile: what Alice gains by that is at most what Bob paid in impact.
        for (uint256 i; i < 1; ++i) {
            trade(bob, atm, -0.06e18);
        }
        uint256 after_ = house.cashOf(account(alice)) + house.cashOf(account(bob));
        assertLe(after_, before + 100e18, "somebody profited from the pool at a constant price");
    }

    function test_open_revertsAboveTheCallersLimit() public {
        Leg[] memory legs = oneLeg(atm, 1e18);
        vm.prank(alice);
        vm.expectPartialRevert(IClearinghouseErrors.CostAboveLimit.selector);
        house.trade(account(alice), legs, 7e18, block.timestamp, new bytes[](0));
    }

    function test_open_revertsAfterTheDeadline() public {
        vm.prank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IClearinghouseErrors.DeadlinePassed.selector, block.timestamp - 1, block.timestamp)
        );
        house.trade(account(alice), oneLeg(atm, 1e18), NO_LIMIT, block.timestamp - 1, new bytes[](0));
    }

    function test_open_revertsForAnybodyElse() public {
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(alice), bob));
        house.trade(account(alice), oneLeg(atm, 1e18), NO_LIMIT, block.timestamp, new bytes[](0));
    }

    function test_operator_mayTradeButNeverWithdraw() public {
        vm.prank(alice);
        house.setOperator(bob, true);
        vm.startPrank(bob);
        house.trade(account(alice), oneLeg(atm, 1e18), NO_LIMIT, block.timestamp, new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(alice), bob));
        house.withdraw(account(alice), 1, bob);
        vm.stopPrank();
        vm.prank(alice);
        house.setOperator(bob, false);
        vm.prank(bob);
        vm.expectPartialRevert(IClearinghouseErrors.NotAuthorised.selector);
        house.trade(account(alice), oneLeg(atm, 1e18), NO_LIMIT, block.timestamp, new bytes[](0));
    }

    function test_open_revertsIfPriceIsOneSecondTooOld() public {
        vm.warp(START + 60);
        setPrice(TSLA, 250e8);
        trade(alice, atm, 0.1e18);
        vm.warp(START + 61);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.StalePrice.selector, BTC, START, 60));
        house.trade(account(alice), oneLeg(atm, 1e18), NO_LIMIT, block.timestamp, new bytes[](0));
    }

    function test_close_worksUntilTheHardLimitOfAge() public {
        trade(alice, atm, 0.1e18);
        vm.warp(START + 600);
        uint256 snapshot = vm.snapshotState();
        trade(alice, atm, -0.1e18);
        vm.revertToState(snapshot);
        vm.warp(START + 601);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.StalePrice.selector, BTC, START, 600));
        house.trade(account(alice), oneLeg(atm, -0.1e18), NO_LIMIT, block.timestamp, new bytes[](0));
    }

    function test_open_revertsIfThePriceIsUncertain_butClosingGoesOn() public {
        trade(alice, atm, 0.1e18);
        vm.warp(START + 1);
        setPriceAt(BTC, 65_000e8, 651e8, uint64(START + 1));
        vm.prank(alice);
        vm.expectPartialRevert(IClearinghouseErrors.UncertainPrice.selector);
        house.trade(account(alice), oneLeg(atm, 0.1e18), NO_LIMIT, block.timestamp, new bytes[](0));
        trade(alice, atm, -0.1e18);
    }

    function test_open_costsMoreTheOlderThePrice() public {
        uint256 snapshot = vm.snapshotState();
        int256 fresh = trade(alice, atm, 0.1e18);
        vm.revertToState(snapshot);
        vm.warp(START + 60);
        int256 old = trade(alice, atm, 0.1e18);
        assertGt(old, fresh);
    }

    function test_trade_bringsItsOwnPriceAndPaysTheVendorOnce() public {
        vm.warp(START + 100);
        bytes[] memory updates = new bytes[](2);
        updates[0] = priceUpdate(BTC, 66_000e8, 10e8, uint64(START + 100));
        updates[1] = priceUpdate(TSLA, 251e8, 1e8, uint64(START + 100));
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        house.trade{value: 0.1 ether}(account(alice), oneLeg(atm, 0.1e18), NO_LIMIT, block.timestamp, updates);
        assertEq(oracle.latest(BTC).value, 66_000e18);
        assertEq(alice.balance, 1 ether, "what the vendor does not take comes back");
        assertEq(address(house).balance, 0);
    }

    function test_multicall_revertsIfThePriceChangesBetweenItsTrades() public {
        trade(bob, atm, 0.1e18);
        vm.warp(START + 5);
        bytes[] memory updates = new bytes[](1);
        updates[0] = priceUpdate(BTC, 66_000e8, 10e8, uint64(START + 4));
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(
            house.trade, (account(alice), oneLeg(atm, 0.1e18), NO_LIMIT, block.timestamp, new bytes[](0))
        );
        calls[1] =
            abi.encodeCall(house.trade, (account(alice), oneLeg(atm, -0.1e18), NO_LIMIT, block.timestamp, updates));
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.SnapshotChanged.selector, BTC));
        house.multicall(calls);
    }

    function test_multicall_depositsAndTradesInOneTransaction() public {
        address carol = makeAddr("carol");
        deal(address(token), carol, 10e18, true);
        vm.prank(carol);
        token.approve(address(house), 10e18);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(house.deposit, (account(carol), 10e18));
        calls[1] = abi.encodeCall(
            house.trade, (account(carol), oneLeg(atm, 0.1e18), NO_LIMIT, block.timestamp, new bytes[](0))
        );
        vm.deal(carol, 1 ether);
        vm.prank(carol);
        house.multicall{value: 1 ether}(calls);
        assertEq(house.positionsOf(account(carol)).length, 1);
        assertEq(carol.balance, 1 ether);
    }

    function test_open_revertsOffTheGridOrTooFarFromThePrice() public {
        _expectOpenRevert(call(BTC_WEEK, 65_500e18), 1e18, IClearinghouseErrors.StrikeNotListed.selector);
        _expectOpenRevert(call(BTC_WEEK, 82_000e18), 1e18, IClearinghouseErrors.StrikeNotListed.selector);
        trade(alice, call(BTC_WEEK, 81_000e18), 1e18);
    }

    function test_open_revertsForTooMuchTooLittleOrNothing() public {
        _expectOpenRevert(atm, 0, IClearinghouseErrors.ZeroQuantity.selector);
        _expectOpenRevert(atm, 0.001e18, IClearinghouseErrors.BelowMinimumNotional.selector);
        fund(alice, 5_000e18);
        _expectOpenRevert(atm, 40e18, IClearinghouseErrors.BookTooSkewed.selector);
        _expectOpenRevert(call(9, 65_000e18), 1e18, IClearinghouseErrors.UnknownMarket.selector);
        Leg[] memory none = new Leg[](0);
        vm.prank(alice);
        vm.expectRevert(IClearinghouseErrors.NoLegs.selector);
        house.trade(account(alice), none, 0, block.timestamp, new bytes[](0));
    }

    function test_open_revertsWhenStressLossExceedsItsLimit() public {
        // A pool left with little beside what it owes: redeem down to the limit, then one more trade is too much.
        fund(alice, 1000e18);
        trade(alice, atm, 8e18);
        uint256 shares = pool.maxRedeem(lp);
        vm.prank(lp);
        pool.redeem(shares, lp, lp);
        _expectOpenRevert(atm, 1e18, IClearinghouseErrors.CapacityExceeded.selector);
        // What lessens the risk passes, and so does closing.
        trade(alice, put(BTC_WEEK, 65_000e18), 1e18);
        trade(alice, atm, -8e18);
    }

    function test_open_revertsWithoutTheRunwaysFunding() public {
        address carol = makeAddr("carol");
        fund(carol, 0.74e18);
        vm.prank(carol);
        vm.expectPartialRevert(IClearinghouseErrors.InsufficientMargin.selector);
        house.trade(account(carol), oneLeg(atm, 0.1e18), NO_LIMIT, block.timestamp, new bytes[](0));
    }

    function test_open_revertsWhilePaused_closingAndLeavingGoOn() public {
        trade(alice, atm, 0.1e18);
        vm.prank(guardian);
        governance.pauseOpenings();
        _expectOpenRevert(atm, 0.1e18, IClearinghouseErrors.OpeningsPaused.selector);
        trade(alice, atm, -0.1e18);
        uint256 cash = house.cashOf(account(alice));
        vm.prank(alice);
        house.withdraw(account(alice), cash, alice);
        assertEq(token.balanceOf(alice), cash);
    }

    function test_positions_areBounded() public {
        for (uint256 i; i < 8; ++i) {
            trade(alice, call(BTC_WEEK, (60_000 + i * 1000) * 1e18), 0.01e18);
        }
        _expectOpenRevert(put(BTC_WEEK, 65_000e18), 0.01e18, IClearinghouseErrors.TooManyPositions.selector);
    }

    function test_retiredMarket_letsHoldersLeaveOnly() public {
        trade(alice, atm, 0.1e18);
        MarketConfig memory config = house.marketConfig(BTC_WEEK);
        config.listed = false;
        governance.setMarket(BTC_WEEK, config);
        _expectOpenRevert(atm, 0.1e18, IClearinghouseErrors.MarketNotListed.selector);
        trade(alice, atm, -0.1e18);
    }

    // ------------------------------------------------------------------ closing

    function test_close_dropsTheEmptyStrikeAndKeepsTheOthersInOrder() public {
        trade(alice, call(BTC_WEEK, 64_000e18), 0.1e18);
        trade(alice, atm, 0.1e18);
        trade(alice, put(BTC_WEEK, 66_000e18), 0.1e18);
        trade(alice, call(BTC_WEEK, 64_000e18), -0.1e18);
        Strike[] memory strikes = house.strikesOf(BTC_WEEK);
        assertEq(strikes.length, 2);
        assertEq(strikes[0].strike, 66_000e6);
        assertEq(strikes[1].netCalls, int256(0.1e18));
    }

    function test_close_inPartLeavesNoDust() public {
        trade(alice, atm, 0.1e18);
        vm.prank(alice);
        vm.expectPartialRevert(IClearinghouseErrors.BelowMinimumNotional.selector);
        house.trade(account(alice), oneLeg(atm, -0.0999e18), NO_LIMIT, block.timestamp, new bytes[](0));
        trade(alice, atm, -0.05e18);
        assertEq(house.positionsOf(account(alice))[0].quantity, int256(0.05e18));
    }

    function test_close_paysTheGainOfTheMove() public {
        int256 cost = trade(alice, atm, 1e18);
        vm.warp(START + 20);
        setPrice(BTC, 75_000e8);
        setPrice(TSLA, 250e8);
        int256 proceeds = -trade(alice, atm, -1e18);
        assertGt(proceeds, cost + int256(30e18)); // 10,000 USD = 40 tokens intrinsic
    }

    function test_close_revertsBelowTheLeastItMustBring() public {
        trade(alice, atm, 1e18);
        vm.prank(alice);
        vm.expectPartialRevert(IClearinghouseErrors.CostAboveLimit.selector);
        house.trade(account(alice), oneLeg(atm, -1e18), -7e18, block.timestamp, new bytes[](0));
    }

    function test_payout_drawsOnTheInsurancePoolWhenThePoolIsEmpty() public {
        fund(alice, 1000e18);
        trade(alice, atm, 10e18);
        vm.warp(START + 20);
        setPrice(BTC, 219_000e8);
        setPrice(TSLA, 250e8);
        uint256 before = insurance.totalAssets();
        trade(alice, atm, -10e18);
        assertLt(insurance.totalAssets(), before);
        assertEq(token.balanceOf(address(insurance)), insurance.totalAssets());
    }

    // ------------------------------------------------------------------ funding

    function test_funding_accruesAtTheRateSetAtTheLastTouch() public {
        trade(alice, atm, 1e18);
        (, int256 perYear) = house.accountFunding(account(alice));
        assertApproxEqRel(uint256(perYear), uint256(1749.75e18) * 365 / 7, 0.05e18);
        vm.warp(START + 1 days);
        setPrice(BTC, 100_000e8); // the price of this moment does not matter for the day that has passed
        setPrice(TSLA, 250e8);
        house.touch(BTC_WEEK);
        (int256 owed,) = house.accountFunding(account(alice));
        assertApproxEqAbs(owed, perYear / 365, uint256(2));
    }

    function test_funding_paidIsReceivedAndSharedWithInsurance() public {
        trade(alice, atm, 1e18);
        pass(1 days);
        uint256 value = pool.totalAssets();
        (int256 owed,) = house.accountFunding(account(alice));
        trade(alice, atm, 1e18);
        (int256 left,) = house.accountFunding(account(alice));
        assertEq(left, int256(0));
        assertGt(owed, int256(0));
        // Settling what was receivable does not move the pool's value; the new trade's fee does, upwards.
        uint256 fee = 52e18 * 1e18 / uint256(250e18);
        assertApproxEqAbs(pool.totalAssets(), value + fee - fee / 2, 10);
        assertEq(governance.fundingTotals().receivable, 0);
    }

    // ------------------------------------------------------------------ exhausted accounts

    function test_exhausted_isClosedByAnyoneForAReward() public {
        address carol = makeAddr("carol");
        fund(carol, 0.9e18);
        trade(carol, atm, 0.1e18);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.AccountNotExhausted.selector, account(carol)));
        house.closeExhausted(account(carol), bob, new bytes[](0));
        pass(3 days);
        assertTrue(lens.exhausted(address(house), _one(account(carol)))[0]);
        house.closeExhausted(account(carol), bob, new bytes[](0));
        assertEq(house.positionsOf(account(carol)).length, 0);
        assertGt(token.balanceOf(bob), 0);
        assertGt(house.cashOf(account(carol)), 0, "what is left stays with its owner");
    }

    /// @notice DESIGN §5, 5: a long-only account never ends with a debt.
    function test_exhausted_forgivesWhatCannotBePaid() public {
        address carol = makeAddr("carol");
        fund(carol, 0.9e18);
        trade(carol, atm, 0.1e18);
        for (uint256 i; i < 30; ++i) {
            pass(1 days);
            house.touch(BTC_WEEK);
        }
        setPriceAt(BTC, 40_000e8, 1e8, uint64(block.timestamp + 1));
        vm.warp(block.timestamp + 1);
        house.closeExhausted(account(carol), bob, new bytes[](0));
        assertEq(house.cashOf(account(carol)), 0);
        assertEq(house.positionsOf(account(carol)).length, 0);
        assertEq(governance.fundingTotals().receivable, 0);
        assertEq(token.balanceOf(bob), 0);
    }

    function _expectOpenRevert(SeriesId series, int256 quantity, bytes4 selector) private {
        vm.prank(alice);
        vm.expectPartialRevert(selector);
        house.trade(account(alice), oneLeg(series, quantity), NO_LIMIT, block.timestamp, new bytes[](0));
    }

    function _pendingInsurance() private view returns (uint256) {
        return token.balanceOf(address(pool)) - pool.cash();
    }

    function _one(AccountId id) private pure returns (AccountId[] memory ids) {
        ids = new AccountId[](1);
        ids[0] = id;
    }
}
