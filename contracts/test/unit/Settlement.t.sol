// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {IPoolValuer} from "../../src/interfaces/IPoolValuer.sol";
import {SeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice The orderly end: frozen prices, claims pro rata, LPs last, every token found again (DESIGN §4, 9).
contract SettlementTest is Fixture {
    SeriesId internal atm;
    address internal carol = makeAddr("carol");
    uint256 internal supply;

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 300e18);
        fund(bob, 300e18);
        fund(carol, 400e18);
        trade(alice, atm, 8e18);
        trade(bob, put(BTC_WEEK, 60_000e18), 2e18);
        trade(carol, call(BTC_WEEK, 70_000e18), -1e18);
        supply = token.totalSupply();
    }

    function test_start_revertsWhileThePoolsCanPay() public {
        vm.expectPartialRevert(IClearinghouseErrors.PoolsCanPay.selector);
        house.startSettlement(account(alice), new bytes[](0));
    }

    function test_start_revertsOnAStalePrice() public {
        move(BTC, 600_000e8);
        vm.warp(vm.getBlockTimestamp() + 61);
        vm.expectPartialRevert(IClearinghouseErrors.StalePrice.selector);
        house.startSettlement(account(alice), new bytes[](0));
    }

    function test_settle_paysEveryClaimTheSamePartAndFindsEveryToken() public {
        move(BTC, 600_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        assertGt(house.settledAt(), 0);
        // Prices and time no longer matter.
        pass(3 days);
        move(BTC, 1000e8);

        house.settleAccount(account(carol));
        vm.expectPartialRevert(IClearinghouseErrors.PositionsOpen.selector);
        house.finishSettlement();
        house.settleAccount(account(bob));
        house.settleAccount(account(alice));
        assertEq(house.openPositions(), 0);
        assertEq(house.strikesOf(BTC_WEEK).length, 0);
        vm.expectRevert(IClearinghouseErrors.SettlementUnfinished.selector);
        house.claim(account(alice));
        house.finishSettlement();
        vm.expectRevert(IClearinghouseErrors.SettlementFinished.selector);
        house.finishSettlement();

        uint256 claimed = house.claimOf(account(alice));
        uint256 cash = house.cashOf(account(alice));
        uint256 funds = house.settlement().funds;
        uint256 claims = house.settlement().claims;
        house.claim(account(alice));
        assertEq(house.cashOf(account(alice)) - cash, claimed * funds / claims);
        assertLt(house.cashOf(account(alice)) - cash, claimed);
        if (house.claimOf(account(bob)) > 0) house.claim(account(bob));

        // Nothing is left for LPs and stakers; the accounts take all out; every token is found.
        assertEq(pool.totalAssets(), 0);
        assertEq(insurance.totalAssets(), 0);
        _leave(alice);
        _leave(bob);
        _leave(carol);
        assertEq(token.balanceOf(address(house)), 0);
        assertEq(token.balanceOf(address(pool)) + token.balanceOf(address(insurance)), 0);
        assertEq(token.totalSupply(), supply);
        assertEq(governance.fundingTotals().receivable, 0);
        assertEq(governance.fundingTotals().rate, 0);
    }

    /// @notice 9: two claims and too little for both: each is paid the same part, in either order, to the last unit.
    function test_claim_paysEachTheSamePartWhoeverComesFirst() public {
        address dave = makeAddr("dave");
        fund(dave, 100e18);
        trade(dave, atm, 1e18);
        move(BTC, 900_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        address[4] memory all = [alice, bob, carol, dave];
        for (uint256 i; i < 4; ++i) {
            house.settleAccount(account(all[i]));
        }
        house.finishSettlement();
        uint256 funds = house.settlement().funds;
        uint256 claims = house.settlement().claims;
        assertLt(funds, claims);
        uint256 daves = house.claimOf(account(dave));
        uint256 alices = house.claimOf(account(alice));
        assertEq(daves + alices, claims);
        assertEq(house.settlement().claimed, claims);
        (uint256 daveCash, uint256 aliceCash) = (house.cashOf(account(dave)), house.cashOf(account(alice)));
        house.claim(account(dave));
        assertEq(house.settlement().claims, claims - daves);
        house.claim(account(alice));
        assertEq(house.cashOf(account(dave)) - daveCash, daves * funds / claims);
        assertApproxEqAbs(house.cashOf(account(alice)) - aliceCash, alices * funds / claims, 1);
        assertEq(house.settlement().funds, 0);
        assertEq(house.settlement().claims, 0);
        assertEq(house.settlement().claimed, daves + alices, "what was registered stays known");
        vm.expectPartialRevert(IClearinghouseErrors.NothingToSettle.selector);
        house.claim(account(alice));
    }

    /// @notice 9: a payout beyond both pools fails by name, and the way out is settlement.
    function test_payout_beyondBothPoolsIsRefusedAndSettled() public {
        move(BTC, 600_000e8);
        vm.expectPartialRevert(IMainPool.PoolCannotPay.selector);
        this.tradeAs(alice, atm, -8e18);
        vm.expectRevert(IMainPool.PoolInsolvent.selector);
        pool.deposit(1e18, address(this));
        house.startSettlement(account(alice), new bytes[](0));
    }

    /// @notice When what one account is owed exceeds all cash though others owe as much, nobody is left unpaid.
    function test_settle_leavesLpsTheResidual() public {
        move(BTC, 300_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        fund(carol, 20_000e18); // A writer's friend tops up: what is owed is paid.
        supply = token.totalSupply();
        house.settleAccount(account(carol));
        house.settleAccount(account(bob));
        house.settleAccount(account(alice));
        house.finishSettlement();
        house.claim(account(alice));
        uint256 shares = pool.balanceOf(lp);
        vm.prank(lp);
        pool.redeem(shares, lp, lp);
        _leave(alice);
        _leave(bob);
        _leave(carol);
        assertLe(token.balanceOf(address(pool)), 1);
        assertEq(token.balanceOf(address(house)), 0);
    }

    function test_settling_stopsTradingAndLetsFlatAccountsLeave() public {
        address dave = makeAddr("dave");
        fund(dave, 5e18);
        move(BTC, 600_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        vm.expectPartialRevert(IClearinghouseErrors.SetSettled.selector);
        this.tradeAs(alice, atm, -1e18);
        vm.expectPartialRevert(IClearinghouseErrors.SetSettled.selector);
        house.touch(BTC_WEEK);
        vm.expectPartialRevert(IClearinghouseErrors.SetSettled.selector);
        house.liquidate(account(carol), address(this), new bytes[](0));
        vm.expectPartialRevert(IClearinghouseErrors.SetSettled.selector);
        house.startSettlement(account(alice), new bytes[](0));
        _leave(dave);
        vm.startPrank(alice);
        vm.expectPartialRevert(IClearinghouseErrors.SetSettled.selector);
        house.withdraw(account(alice), 1, alice);
        vm.stopPrank();
    }

    function test_settling_holdsLpsAndStakersUntilClaimsAreKnown() public {
        uint256 stake = insurance.balanceOf(staker);
        vm.prank(staker);
        insurance.requestWithdrawal(stake);
        pass(8 days);
        assertEq(insurance.maxRedeem(staker), stake);
        move(BTC, 600_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        assertEq(insurance.maxRedeem(staker), 0);
        assertEq(pool.maxRedeem(lp), 0);
        assertEq(pool.maxDeposit(lp), 0);
        uint256 shares = pool.balanceOf(lp);
        vm.startPrank(lp);
        vm.expectRevert(IPoolValuer.SettlementUnderWay.selector);
        pool.redeem(shares, lp, lp);
        vm.stopPrank();
    }

    function test_settled_poolTakesNoDeposits() public {
        move(BTC, 600_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        house.settleAccount(account(alice));
        house.settleAccount(account(bob));
        house.settleAccount(account(carol));
        house.finishSettlement();
        vm.expectRevert(IMainPool.PoolClosed.selector);
        pool.deposit(1e18, address(this));
        vm.expectPartialRevert(IClearinghouseErrors.NothingToSettle.selector);
        house.settleAccount(account(alice));
    }

    function test_settleAndFinish_revertWhileTheSetIsOpen() public {
        vm.expectRevert(IClearinghouseErrors.NotSettling.selector);
        house.settleAccount(account(alice));
        vm.expectRevert(IClearinghouseErrors.NotSettling.selector);
        house.finishSettlement();
    }

    function tradeAs(address owner, SeriesId series, int256 quantity) external {
        trade(owner, series, quantity);
    }

    function _leave(address owner) private {
        uint256 cash = house.cashOf(account(owner));
        if (cash == 0) return;
        vm.prank(owner);
        house.withdraw(account(owner), cash, owner);
    }
}
