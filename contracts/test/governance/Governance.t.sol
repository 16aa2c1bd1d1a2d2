// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ParameterBounds} from "../../src/ParameterBounds.sol";
import {CollateralSet, Registry} from "../../src/Registry.sol";
import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {MarketConfig, RiskTerms, StrikeGrid, Terms} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

contract GovernanceTest is Fixture {
    /// @notice G1: the guardian pauses openings in one transaction and can do nothing else.
    function test_guardian_mayPauseAndNothingElse() public {
        vm.startPrank(guardian);
        governance.pauseOpenings();
        assertTrue(house.openingsPaused());
        _expectUnauthorised(guardian);
        governance.unpauseOpenings();
        _expectUnauthorised(guardian);
        governance.setTerms(defaultTerms());
        _expectUnauthorised(guardian);
        governance.setRiskTerms(defaultRiskTerms());
        _expectUnauthorised(guardian);
        governance.addMarket(marketConfig(BTC, 1 days));
        _expectUnauthorised(guardian);
        governance.setStrikeGrid(BTC, StrikeGrid(1, 1));
        _expectUnauthorised(guardian);
        governance.initialise(pool, defaultParameters());
        vm.stopPrank();
        governance.unpauseOpenings();
        assertFalse(house.openingsPaused());
    }

    /// @notice G2: bounds hold for the governor too.
    function test_governor_cannotLeaveTheBounds() public {
        Terms memory terms = defaultTerms();
        terms.baseFee = 101;
        _expectOutOfBounds("baseFee");
        governance.setTerms(terms);
        terms = defaultTerms();
        terms.maxAgeReduce = 599;
        _expectOutOfBounds("maxAgeReduce");
        governance.setTerms(terms);
        RiskTerms memory risk = defaultRiskTerms();
        risk.stressLimit = 9001;
        _expectOutOfBounds("stressLimit");
        governance.setRiskTerms(risk);
        risk = defaultRiskTerms();
        risk.insuranceShareMin = 5001;
        _expectOutOfBounds("insuranceShareMin");
        governance.setRiskTerms(risk);
        _expectOutOfBounds("step");
        governance.setStrikeGrid(BTC, StrikeGrid(0, 100));
        MarketConfig memory config = marketConfig(BTC, 1 days);
        config.depth = 999;
        _expectOutOfBounds("depth");
        governance.addMarket(config);
        config = marketConfig(3, 1 days);
        _expectOutOfBounds("asset");
        governance.addMarket(config);
    }

    function test_market_keepsItsAssetAndPeriod() public {
        MarketConfig memory config = marketConfig(ETH, 7 days);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.MarketIdentityFixed.selector, BTC_WEEK));
        governance.setMarket(BTC_WEEK, config);
        config = marketConfig(BTC, 7 days);
        config.depth = 2_000_000;
        governance.setMarket(BTC_WEEK, config);
        assertEq(house.marketConfig(BTC_WEEK).depth, 2_000_000);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.UnknownMarket.selector, 4));
        governance.setMarket(4, config);
    }

    function test_markets_areBounded() public {
        for (uint32 i = 1; i <= 12; ++i) {
            governance.addMarket(marketConfig(BTC, i * 1 days));
        }
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.TooManyMarkets.selector, 16));
        governance.addMarket(marketConfig(BTC, 20 days));
    }

    function test_links_areSetOnce() public {
        vm.expectRevert(IClearinghouseErrors.PoolAlreadySet.selector);
        governance.initialise(pool, defaultParameters());
        vm.expectRevert(IMainPool.InsurancePoolAlreadySet.selector);
        pool.setInsurancePool(address(insurance));
        vm.expectRevert(abi.encodeWithSelector(Registry.SetExists.selector, address(token)));
        registry.add(CollateralSet(address(token), address(house), address(pool), address(insurance)));
    }

    /// @notice C7, DESIGN §5, 7: with every oracle dead and openings paused an account without positions leaves.
    function test_flatAccount_leavesWithEveryOracleDead() public {
        fund(alice, 10e18);
        vm.prank(guardian);
        governance.pauseOpenings();
        vm.mockCallRevert(address(oracle), bytes(""), bytes("dead"));
        vm.mockCallRevert(address(volatility), bytes(""), bytes("dead"));
        vm.warp(START + 3650 days);
        vm.prank(alice);
        house.withdraw(account(alice), 10e18, bob);
        assertEq(token.balanceOf(bob), 10e18);
    }

    function test_extension_answersOnTheClearinghousesAddressOnly() public view {
        assertEq(house.marketCount(), 4);
        assertEq(house.token(), address(token));
    }

    function _expectUnauthorised(address caller) private {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }

    function _expectOutOfBounds(string memory name) private {
        vm.expectRevert(abi.encodeWithSelector(ParameterBounds.ParameterOutOfBounds.selector, name));
    }
}
