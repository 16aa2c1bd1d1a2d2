// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseErrors, IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {IPoolValuer} from "../../src/interfaces/IPoolValuer.sol";
import {Health, MarginLib} from "../../src/libraries/MarginLib.sol";
import {MarketConfig, SeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice Amounts and reasons to the last digit, where being about right went unnoticed when faults were planted.
contract ExactnessTest is Fixture {
    struct Liquidation {
        uint256 fraction;
        uint256 reward;
        uint256 penalty;
        uint256 badDebt;
    }

    struct Settled {
        uint256 cash; // before
        int256 cost;
        int256 funding;
        uint256 income;
        uint256 reward;
        uint256 badDebt;
    }

    SeriesId internal atm;
    address internal liquidator = makeAddr("liquidator");

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 200e18);
    }

    /// @notice 8: the penalty is 5 % of the margin freed, half of it the liquidator's, the rest the insurance pool's.
    function test_penalty_isAPartOfTheMarginFreed() public {
        trade(alice, atm, -1e18);
        strip(alice);
        move(BTC, 69_000e8);
        pool.sweep();
        Health memory before = _health(alice);
        uint256 staked = insurance.totalAssets();
        Liquidation memory done = _liquidate(alice);
        uint256 freed = FixedPointMathLib.mulWad(MarginLib.positionMargin(before), done.fraction);
        assertLt(done.fraction, 1e18);
        assertEq(done.penalty, freed * 500 / 10_000 / 250);
        assertEq(done.reward, done.penalty / 2);
        assertEq(token.balanceOf(liquidator), done.reward);
        pool.sweep();
        assertGe(insurance.totalAssets() - staked, done.penalty - done.reward);
    }

    /// @notice 8: at every price an account is healthy, or made healthier, or closed whole, in a market so thin that closing a part
    /// costs more than was thought.
    function test_liquidation_inAThinMarketHelpsOrClosesAll() public {
        _thin(BTC_WEEK);
        fund(alice, 500e18);
        trade(alice, atm, -1.5e18);
        strip(alice);
        for (int64 price = 65_500e8; price < 90_000e8; price += 500e8) {
            uint256 snapshot = vm.snapshotState();
            move(BTC, price);
            Health memory before = _health(alice);
            if (MarginLib.liquidatable(before)) _checkHelps(before);
            vm.revertToState(snapshot);
        }
    }

    /// @notice 9: what the insurance pool pays for the main pool is recorded, and nothing else is.
    function test_payout_recordsWhatTheInsurancePoolPays() public {
        uint256 available = pool.cash();
        vm.startPrank(address(house));
        vm.recordLogs();
        pool.payOut(1e18, 0);
        assertEq(_count(vm.getRecordedLogs(), IMainPool.InsuranceUsed.selector), 0);
        vm.expectEmit(address(pool));
        emit IMainPool.InsuranceUsed(3e18);
        assertEq(pool.payOut(available + 2e18, 0), 0);
        vm.stopPrank();
    }

    /// @notice 10: who enters on a price that is too old is told so.
    function test_entering_onAnOldPriceSaysWhichIsOld() public {
        trade(alice, atm, 1e18);
        deal(address(token), lp, 1e18, true);
        vm.startPrank(lp);
        token.approve(address(pool), 1e18);
        vm.warp(START + 600);
        pool.deposit(1e18, lp);
        vm.stopPrank();
        vm.warp(START + 601);
        bytes memory stale = abi.encodeWithSelector(IPoolValuer.StalePrice.selector, BTC, START, 600);
        vm.startPrank(lp);
        vm.expectRevert(stale);
        pool.deposit(1e18, lp);
        vm.expectRevert(stale);
        pool.mint(1e24, lp);
        vm.expectRevert(stale);
        pool.withdraw(1e18, lp, lp);
        vm.stopPrank();
    }

    /// @notice 8, 1: whoever closes an exhausted account is paid out of what is left of it, and the rest stays its cash.
    function test_closeExhausted_takesTheRewardFromWhatIsLeft() public {
        trade(alice, atm, 1e18);
        strip(alice);
        Settled memory done;
        for (uint256 i; i < 400 && done.reward == 0; ++i) {
            pass(3 hours);
            done = _closeExhausted(alice);
        }
        assertGt(done.reward, 0);
        uint256 left = uint256(int256(done.cash) - done.cost - done.funding);
        assertEq(done.reward, left * house.terms().closeReward / 10_000);
        assertEq(house.cashOf(account(alice)), left - done.reward);
        assertEq(token.balanceOf(address(house)), left - done.reward);
        assertEq(token.balanceOf(liquidator), done.reward);
        assertGt(done.income, 0, "an account that can pay brings the insurance pool its part");
    }

    /// @notice 9: of what a liquidated account cannot pay, funding is forgone and the rest is bad debt; it brings no income then.
    function test_badDebt_isWhatIsLackingBesideTheFunding() public {
        trade(alice, atm, 2e18);
        trade(alice, put(BTC_MONTH, 60_000e18), -1e18);
        strip(alice);
        pass(2 hours);
        move(BTC, 5000e8);
        Settled memory done =
            _settledBy(alice, abi.encodeCall(house.liquidate, (account(alice), liquidator, new bytes[](0))));
        assertGt(done.funding, 0);
        int256 lacking = done.cost + done.funding - int256(done.cash);
        assertGt(lacking, done.funding);
        assertEq(int256(done.badDebt), lacking - done.funding);
        assertEq(done.income, 0);
        assertEq(house.cashOf(account(alice)), 0);
    }

    /// @notice A liquidation that the account can pay brings the insurance pool its part of the fee.
    function test_liquidation_bringsIncome() public {
        trade(alice, atm, -1e18);
        strip(alice);
        move(BTC, 69_000e8);
        Settled memory done =
            _settledBy(alice, abi.encodeCall(house.liquidate, (account(alice), liquidator, new bytes[](0))));
        assertGt(done.income, 0);
        assertEq(done.badDebt, 0);
    }

    /// @notice Cash counts for margin at its price less the governed haircut.
    function test_haircut_isTakenOffTheCash() public {
        fund(bob, 10e18);
        uint256 haircut = governance.riskTerms().haircut;
        assertGt(haircut, 0);
        assertEq(_health(bob).equity, int256(2500e18 * (10_000 - haircut) / 10_000));
    }

    /// @notice The grid's range includes its ends.
    function test_strike_atTheEndOfTheRangeIsListed() public {
        move(BTC, 64_000e8);
        trade(alice, call(BTC_WEEK, 80_000e18), 1e18);
        vm.expectPartialRevert(IClearinghouseErrors.StrikeNotListed.selector);
        trade(alice, call(BTC_WEEK, 81_000e18), 1e18);
    }

    function _closeExhausted(address owner) private returns (Settled memory done) {
        return _settledBy(owner, abi.encodeCall(house.closeExhausted, (account(owner), liquidator, new bytes[](0))));
    }

    /// @notice What an act on an account came to; nothing when it is refused.
    function _settledBy(address owner, bytes memory data) private returns (Settled memory done) {
        done.cash = house.cashOf(account(owner));
        vm.recordLogs();
        (bool ok,) = address(house).call(data);
        if (!ok) return done;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IClearinghouseEvents.Settled.selector) {
                (, done.cost, done.funding, done.income) = abi.decode(logs[i].data, (address, int256, int256, uint256));
            }
            if (topic == IClearinghouseEvents.ExhaustedClosed.selector) {
                (done.reward,) = abi.decode(logs[i].data, (uint256, uint256));
            }
            if (topic == IClearinghouseEvents.Liquidated.selector) {
                (, done.reward,, done.badDebt) = abi.decode(logs[i].data, (uint256, uint256, uint256, uint256));
            }
        }
    }

    function _checkHelps(Health memory before) private {
        Liquidation memory done = _liquidate(alice);
        if (house.positionsOf(account(alice)).length == 0) {
            assertEq(done.fraction, 1e18, "closed whole");
            return;
        }
        assertEq(done.badDebt, 0, "a debt closes all");
        Health memory health = _health(alice);
        assertGt(
            health.equity * int256(before.maintenanceMargin),
            before.equity * int256(health.maintenanceMargin),
            "healthier"
        );
    }

    function _thin(uint256 market) private {
        MarketConfig memory config = house.marketConfig(market);
        config.depth = 100_000;
        governance.setMarket(market, config);
    }

    function _health(address owner) private returns (Health memory) {
        return house.accountHealth(account(owner), house.cashOf(account(owner)), true);
    }

    function _liquidate(address owner) private returns (Liquidation memory done) {
        vm.recordLogs();
        house.liquidate(account(owner), liquidator, new bytes[](0));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IClearinghouseEvents.Liquidated.selector) continue;
            (done.fraction, done.reward, done.penalty, done.badDebt) =
                abi.decode(logs[i].data, (uint256, uint256, uint256, uint256));
        }
    }

    function _count(Vm.Log[] memory logs, bytes32 topic) private pure returns (uint256 count) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) ++count;
        }
    }
}
