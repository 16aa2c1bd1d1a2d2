// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SeriesId} from "../../src/Types.sol";
import {ScenarioFixture} from "./ScenarioFixture.sol";

/// @notice A hundred writers of puts, each with little more than the margin needed, and a price that falls by 40 %.
contract CascadeScenario is ScenarioFixture {
    uint256 private constant WRITERS = 100;
    int64 private constant BEFORE = 65_000e8;
    int64 private constant AFTER = 39_000e8;

    /// @notice 8, 9: falling by 5 % of the price at a time, the margin of each pays for what is closed: no bad debt at all.
    function test_cascade_inStepsLeavesNoBadDebt() public {
        _enterWriters(0.05e18, 8e18);
        uint256 staked = insurance.totalAssets();
        vm.recordLogs();
        for (int64 step = 1; step <= 8; ++step) {
            move(BTC, BEFORE - (BEFORE - AFTER) * step / 8);
            liquidateAll();
            checkNobodyIsLiquidatable();
            checkBooks();
        }
        Losses memory losses = readLosses();
        assertGe(losses.liquidations, WRITERS);
        assertEq(losses.badDebt, 0);
        pool.sweep();
        assertGt(insurance.totalAssets(), staked, "half the penalties are the insurance pool's");
        assertGt(token.balanceOf(liquidator), 0);
        checkEverybodyLeaves();
    }

    /// @notice 8, 9, C6: at once. Margins go first, the insurance pool pays the rest, the LPs lose nothing.
    function test_cascade_atOnceIsPaidByTheInsurancePool() public {
        _enterWriters(0.05e18, 8e18);
        uint256 value = pool.totalAssets();
        Losses memory losses = _crash();
        assertGt(losses.badDebt, 0);
        assertEq(losses.covered, losses.badDebt);
        assertGe(pool.totalAssets(), value, "the pool won what the writers lost");
        checkEverybodyLeaves();
    }

    /// @notice 9, C6: eight times the size. The insurance pool is used up before the LPs bear the rest, and all is recorded.
    function test_cascade_beyondTheInsurancePoolIsRecordedAsTheMainPools() public {
        _enterWriters(0.3e18, 48e18);
        move(TSLA, 150e8);
        uint256 staked = insurance.totalAssets();
        Losses memory losses = _crash();
        assertGt(losses.badDebt, losses.covered);
        assertGe(losses.covered, staked, "every stake was used, and the penalties that came in meanwhile");
        checkEverybodyLeaves();
    }

    /// @notice 8, C5: a cascade that is not acted on until the price has come back harms nobody.
    function test_cascade_thatPassesUnseenLeavesHealthyAccountsAlone() public {
        _enterWriters(0.05e18, 8e18);
        move(BTC, AFTER);
        move(BTC, BEFORE);
        assertEq(liquidateAll(), 0);
        checkEverybodyLeaves();
    }

    function _crash() private returns (Losses memory losses) {
        vm.recordLogs();
        move(BTC, AFTER);
        assertEq(liquidateAll(), WRITERS);
        checkNobodyIsLiquidatable();
        losses = readLosses();
        assertEq(losses.liquidations, WRITERS);
        assertEq(house.openPositions(), 0);
        checkBooks();
    }

    /// @dev Three strikes, so that they are not all reached at one price.
    function _enterWriters(int256 size, uint256 cash) private {
        for (uint256 i; i < WRITERS; ++i) {
            address writer = enter("writer", i, cash);
            SeriesId series = put(BTC_WEEK, (60_000 + (i % 3) * 5000) * 1e18);
            trade(writer, series, -size);
            stripRoughly(writer);
        }
        checkBooks();
        checkNobodyIsLiquidatable();
    }
}
