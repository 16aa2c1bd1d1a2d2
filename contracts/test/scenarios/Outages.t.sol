// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {SeriesId} from "../../src/Types.sol";
import {ScenarioFixture} from "./ScenarioFixture.sol";

/// @notice Three days without any price, and a day without any keeper: what stays possible, what happens afterwards, who pays.
contract OutageScenario is ScenarioFixture {
    uint256 private constant EACH = 10;

    address[] private _buyers;
    address[] private _thinBuyers;
    address[] private _writers;
    address private _flat;
    SeriesId private _atm;

    function setUp() public override {
        super.setUp();
        _atm = call(BTC_WEEK, 65_000e18);
        _flat = enter("flat", 0, 5e18);
        for (uint256 i; i < EACH; ++i) {
            _buyers.push(enter("buyer", i, 10e18));
            trade(_buyers[i], _atm, 0.05e18);
            _thinBuyers.push(enter("thin", i, 10e18));
            trade(_thinBuyers[i], call(BTC_WEEK, 66_000e18), 0.05e18);
            strip(_thinBuyers[i]);
            _writers.push(enter("writer", i, 10e18));
            trade(_writers[i], put(BTC_WEEK, 63_000e18), -0.05e18);
            stripRoughly(_writers[i]);
        }
        checkBooks();
    }

    /// @notice 7, C7, O4: while every feed is silent, flat accounts leave and anyone tops up; nothing is traded or liquidated.
    function test_outage_ofThreeDaysLeavesTopUpAndFlatWithdrawal() public {
        vm.warp(vm.getBlockTimestamp() + 3 days);
        _takeOut(_flat);
        assertEq(token.balanceOf(_flat), 5e18);
        fund(_writers[0], 1e18);

        vm.expectPartialRevert(IClearinghouseErrors.StalePrice.selector);
        this.tradeAs(_buyers[0], _atm, 0.05e18);
        vm.expectPartialRevert(IClearinghouseErrors.StalePrice.selector);
        this.tradeAs(_buyers[0], _atm, -0.05e18);
        vm.expectPartialRevert(IClearinghouseErrors.StalePrice.selector);
        house.liquidate(account(_writers[0]), liquidator, noUpdate());
        vm.expectPartialRevert(IClearinghouseErrors.StalePrice.selector);
        house.closeExhausted(account(_thinBuyers[0]), liquidator, noUpdate());
        vm.expectPartialRevert(IClearinghouseErrors.StalePrice.selector);
        house.startSettlement(account(_buyers[0]), noUpdate());
        assertEq(pool.maxWithdraw(lp), 0);
        assertEq(pool.maxDeposit(lp), 0);
        checkBooks();
        checkEverybodyLeaves();
    }

    /// @notice 3, 5, 8, 9: prices return 20 % lower. Three days' funding is charged at the rates in force, who cannot pay it is
    /// closed, writers are liquidated, and every token is found.
    function test_outage_whenPricesReturnEverythingOverdueIsDone() public {
        (, int256 perYear) = house.accountFunding(account(_buyers[0]));
        vm.warp(vm.getBlockTimestamp() + 3 days);
        setPrice(ETH, 2800e8);
        setPrice(TSLA, 240e8);
        setPrice(BTC, 52_000e8);
        (int256 owed,) = house.accountFunding(account(_buyers[0]));
        assertApproxEqAbs(owed, perYear * 3 days / int256(YEAR), 1e12);

        vm.recordLogs();
        assertEq(closeExhaustedAll(), EACH);
        assertEq(liquidateAll(), EACH);
        checkNobodyIsLiquidatable();
        Losses memory losses = readLosses();
        assertGt(losses.forgone, 0);
        assertEq(losses.covered, losses.badDebt);
        for (uint256 i; i < EACH; ++i) {
            assertEq(house.positionsOf(account(_thinBuyers[i])).length, 0);
            assertEq(house.positionsOf(account(_buyers[i])).length, 1, "who could pay was left alone");
        }
        checkBooks();
        checkEverybodyLeaves();
    }

    /// @notice C6, C8: a day in which nobody samples, touches or closes. What is overdue is done in one go; others keep their cash,
    /// and what the overdue still hold pays their funding: the pool forgoes nothing.
    function test_keeperDead_forADayCostsNobodyElseAnything() public {
        pass(30 hours);
        move(BTC, 64_000e8);
        uint256[] memory cash = new uint256[](EACH);
        for (uint256 i; i < EACH; ++i) {
            cash[i] = house.cashOf(account(_buyers[i]));
        }
        uint256 staked = insurance.totalAssets();
        uint256 before = volatility.volatility(BTC);

        volatility.sample(BTC);
        house.touch(BTC_WEEK);
        vm.recordLogs();
        assertEq(closeExhaustedAll(), EACH);
        Losses memory losses = readLosses();
        assertEq(losses.forgone, 0, "what they held paid the overdue funding");
        assertEq(losses.badDebt, 0);
        assertGe(insurance.totalAssets(), staked, "the insurance pool paid nothing");
        for (uint256 i; i < EACH; ++i) {
            assertEq(house.cashOf(account(_buyers[i])), cash[i]);
        }
        assertApproxEqRel(volatility.volatility(BTC), before, 0.2e18, "one quiet day is one bounded step");
        checkBooks();
        checkEverybodyLeaves();
    }

    /// @notice 3: funding of a day without touches is what the rates set at the last touch say, to the wei for every account.
    function test_keeperDead_fundingIsThatOfTheRatesInForce() public {
        (int256 owedBefore, int256 perYear) = house.accountFunding(account(_buyers[0]));
        pass(1 days);
        (int256 owed,) = house.accountFunding(account(_buyers[0]));
        assertApproxEqAbs(owed - owedBefore, perYear * 1 days / int256(YEAR), 1e12);
        checkBooks();
        house.touch(BTC_WEEK);
        (int256 touched,) = house.accountFunding(account(_buyers[0]));
        assertEq(touched, owed);
        checkBooks();
        checkEverybodyLeaves();
    }
}
