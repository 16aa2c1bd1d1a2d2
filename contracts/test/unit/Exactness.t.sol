// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
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
