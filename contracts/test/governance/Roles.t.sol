// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Factory} from "../../src/Factory.sol";
import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IAggregatorV3} from "../../src/interfaces/IAggregatorV3.sol";
import {IMultiplier} from "../../src/interfaces/IRebasingStock.sol";
import {PriceRouter} from "../../src/oracles/PriceRouter.sol";
import {Leg, MarketConfig, RiskTerms, SeriesId, StrikeGrid} from "../../src/Types.sol";
import {FactoryFixture} from "./FactoryFixture.sol";

/// @notice G1, G2: who may call every restricted function, and when; and that none of them moves anybody's money.
contract RolesTest is FactoryFixture {
    /// @notice A restricted call. `ofManager`: the access manager itself decides, with errors of its own.
    struct Restricted {
        string name;
        address target;
        bytes data;
        bool ofManager;
    }

    Restricted[] private _table;
    uint64 private _admin;

    function setUp() public override {
        super.setUp();
        _admin = manager.ADMIN_ROLE();
        fund(alice, 100e18);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.5e18);
        fund(bob, 100e18);
        trade(bob, call(BTC_WEEK, 66_000e18), -0.2e18);
        _list();
    }

    function test_restricted_isRefusedToEveryoneButTheGovernor() public {
        address[6] memory others = [alice, guardian, address(this), address(factory), address(house), lp];
        for (uint256 i; i < _table.length; ++i) {
            for (uint256 j; j < others.length; ++j) {
                _expectRefusal(_table[i], others[j]);
            }
        }
    }

    function test_governor_actsOnlyAfterAVisibleDelay() public {
        for (uint256 i; i < _table.length; ++i) {
            uint256 before = vm.snapshotState();
            Restricted memory call_ = _table[i];
            bytes32 id = manager.hashOperation(governor, call_.target, call_.data);
            _expectOperation(call_, IAccessManager.AccessManagerNotScheduled.selector, id);
            uint48 when = uint48(vm.getBlockTimestamp() + DELAY);
            vm.expectEmit(address(manager));
            emit IAccessManager.OperationScheduled(id, 1, when, governor, call_.target, call_.data);
            vm.prank(governor);
            manager.schedule(call_.target, call_.data, 0);
            assertEq(manager.getSchedule(id), when, call_.name);
            vm.warp(when - 1);
            _expectOperation(call_, IAccessManager.AccessManagerNotReady.selector, id);
            pass(1);
            execute(call_.target, call_.data);
            assertEq(manager.getSchedule(id), 0, call_.name);
            _expectOperation(call_, IAccessManager.AccessManagerNotScheduled.selector, id);
            vm.revertToState(before);
        }
    }

    function test_governor_cannotScheduleForSoonerThanTheDelay() public {
        for (uint256 i; i < _table.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAccessManager.AccessManagerUnauthorizedCall.selector,
                    governor,
                    _table[i].target,
                    bytes4(_table[i].data)
                )
            );
            vm.prank(governor);
            manager.schedule(_table[i].target, _table[i].data, uint48(vm.getBlockTimestamp() + DELAY - 1));
        }
    }

    function test_cancelledOrExpired_neverActs() public {
        for (uint256 i; i < _table.length; ++i) {
            uint256 before = vm.snapshotState();
            Restricted memory call_ = _table[i];
            vm.startPrank(governor);
            (bytes32 id,) = manager.schedule(call_.target, call_.data, 0);
            manager.cancel(governor, call_.target, call_.data);
            vm.stopPrank();
            pass(DELAY);
            _expectOperation(call_, IAccessManager.AccessManagerNotScheduled.selector, id);
            vm.prank(governor);
            manager.schedule(call_.target, call_.data, 0);
            pass(DELAY + 7 days);
            _expectOperation(call_, IAccessManager.AccessManagerExpired.selector, id);
            vm.revertToState(before);
        }
    }

    function test_others_neitherScheduleNorCancel() public {
        address[3] memory others = [alice, guardian, address(this)];
        for (uint256 i; i < _table.length; ++i) {
            uint256 before = vm.snapshotState();
            Restricted memory call_ = _table[i];
            vm.prank(governor);
            manager.schedule(call_.target, call_.data, 0);
            for (uint256 j; j < others.length; ++j) {
                vm.startPrank(others[j]);
                vm.expectRevert();
                manager.schedule(call_.target, call_.data, 0);
                vm.expectRevert();
                manager.cancel(governor, call_.target, call_.data);
                vm.stopPrank();
            }
            vm.revertToState(before);
        }
    }

    /// @notice G1: the guardian stops openings at once; closing and withdrawing go on; starting again waits.
    function test_guardian_pausesAtOnceAndUnpausingWaits() public {
        vm.prank(guardian);
        governance.pauseOpenings();
        Leg[] memory legs = oneLeg(call(BTC_WEEK, 65_000e18), 0.1e18);
        vm.expectRevert(IClearinghouseErrors.OpeningsPaused.selector);
        vm.prank(alice);
        house.trade(account(alice), legs, NO_LIMIT, block.timestamp, new bytes[](0));
        _everybodyLeaves("paused");
        govern(address(house), abi.encodeCall(governance.unpauseOpenings, ()));
        assertFalse(house.openingsPaused());
    }

    function test_pausing_isTheGuardiansAlone() public {
        address[4] memory others = [alice, governor, address(this), address(factory)];
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, others[i]));
            vm.prank(others[i]);
            governance.pauseOpenings();
        }
    }

    /// @notice A guardian that governance dismisses, after the delay, can pause no more.
    function test_guardian_canBeDismissed() public {
        govern(address(manager), abi.encodeCall(manager.revokeRole, (GUARDIAN_ROLE, guardian)));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, guardian));
        vm.prank(guardian);
        governance.pauseOpenings();
    }

    /// @notice G2: whatever the governor executes, every balance and claim is what it was, and everybody can still leave.
    function test_noRestrictedFunction_movesAnybodysMoney() public {
        for (uint256 i; i < _table.length; ++i) {
            uint256 before = vm.snapshotState();
            bytes memory claims = _claims();
            govern(_table[i].target, _table[i].data);
            assertEq(_claims(), claims, _table[i].name);
            _everybodyLeaves(_table[i].name);
            vm.revertToState(before);
        }
    }

    /// @notice G2: the strictest parameters that the bounds allow, all at once, still let everybody leave.
    function test_strictestParameters_letEverybodyLeave() public {
        bytes memory claims = _claims();
        _governStrictly();
        assertEq(_claims(), claims);
        _everybodyLeaves("strictest");
    }

    /// @notice Higher margins act on open accounts: everybody sees them coming for the whole delay and can add margin in it.
    function test_higherMargin_isSeenBeforeItLiquidates() public {
        fund(lp, 100e18);
        trade(lp, call(BTC_WEEK, 66_000e18), -0.2e18);
        strip(bob);
        strip(lp);
        bytes memory data = abi.encodeCall(governance.setRiskTerms, (_strictRiskTerms()));
        _schedule(data);
        pass(DELAY);
        _expectHealthy(bob);
        _expectHealthy(lp);
        fund(bob, 300e18);
        execute(address(house), data);
        _expectHealthy(bob);
        house.liquidate(account(lp), alice, new bytes[](0));
    }

    // ------------------------------------------------------------------ the table

    function _list() private {
        MarketConfig memory config = marketConfig(BTC, 7 days);
        config.listed = false;
        _add("addMarket", address(house), abi.encodeCall(governance.addMarket, (marketConfig(BTC, 1 days))));
        _add("setMarket", address(house), abi.encodeCall(governance.setMarket, (BTC_WEEK, config)));
        _add("setStrikeGrid", address(house), abi.encodeCall(governance.setStrikeGrid, (BTC, StrikeGrid(1, 1))));
        _add("setTerms", address(house), abi.encodeCall(governance.setTerms, (defaultTerms())));
        _add("setRiskTerms", address(house), abi.encodeCall(governance.setRiskTerms, (defaultRiskTerms())));
        _add("unpauseOpenings", address(house), abi.encodeCall(governance.unpauseOpenings, ()));
        _add("addFeed", address(oracle), abi.encodeCall(oracle.addFeed, ("SOL", "sol")));
        _add("setTerms of volatility", address(volatility), abi.encodeCall(volatility.setTerms, (volatility.terms())));
        _add(
            "createSet",
            address(factory),
            abi.encodeCall(Factory.createSet, (address(stock), TSLA, defaultParameters()))
        );
        _listManager();
        // An asset can be measured once; this one is not measured yet.
        govern(address(oracle), abi.encodeCall(oracle.addFeed, ("DOGE", "doge")));
        setPrice(3, 1e7);
        _add("addAsset", address(volatility), abi.encodeCall(volatility.addAsset, (3, 1e18)));
        _listRouter();
    }

    /// @dev Of two routed assets one has a split on its way, so that it can be cancelled and the other's announced.
    function _listRouter() private {
        PriceRouter router = new PriceRouter(address(manager), oracle, IAggregatorV3(address(0)), 0);
        IMultiplier none = IMultiplier(address(0));
        govern(address(router), abi.encodeCall(router.addAsset, ("TSLA", oracle, TSLA, none)));
        govern(address(router), abi.encodeCall(router.addAsset, ("BTC", oracle, BTC, none)));
        uint256 when = vm.getBlockTimestamp() + 25 days;
        govern(address(router), abi.encodeCall(router.stageSplit, (1, 10, 1, when, 1 hours, 1 hours)));
        _add("addAsset of the router", address(router), abi.encodeCall(router.addAsset, ("ETH", oracle, ETH, none)));
        _add("stageSplit", address(router), abi.encodeCall(router.stageSplit, (0, 10, 1, when, 1 hours, 1 hours)));
        _add("cancelSplit", address(router), abi.encodeCall(router.cancelSplit, (1)));
    }

    function _listManager() private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = governance.setTerms.selector;
        uint64 everyone = manager.PUBLIC_ROLE();
        _addManager("labelRole", abi.encodeCall(manager.labelRole, (5, "label")));
        _addManager("grantRole", abi.encodeCall(manager.grantRole, (0, bob, 0)));
        _addManager("revokeRole", abi.encodeCall(manager.revokeRole, (GUARDIAN_ROLE, guardian)));
        _addManager("setRoleAdmin", abi.encodeCall(manager.setRoleAdmin, (GUARDIAN_ROLE, 5)));
        _addManager("setRoleGuardian", abi.encodeCall(manager.setRoleGuardian, (GUARDIAN_ROLE, 5)));
        _addManager("setGrantDelay", abi.encodeCall(manager.setGrantDelay, (GUARDIAN_ROLE, 1 days)));
        _addManager(
            "setTargetFunctionRole",
            abi.encodeCall(manager.setTargetFunctionRole, (address(house), selectors, everyone))
        );
        _addManager("setTargetAdminDelay", abi.encodeCall(manager.setTargetAdminDelay, (address(house), 1 days)));
        _addManager("setTargetClosed", abi.encodeCall(manager.setTargetClosed, (address(house), true)));
        address usurper = address(new AccessManager(bob));
        _addManager("updateAuthority", abi.encodeCall(manager.updateAuthority, (address(house), usurper)));
    }

    function _add(string memory name, address target, bytes memory data) private {
        _table.push(Restricted(name, target, data, false));
    }

    function _addManager(string memory name, bytes memory data) private {
        _table.push(Restricted(name, address(manager), data, true));
    }

    function _governStrictly() private {
        MarketConfig memory config = marketConfig(BTC, 7 days);
        config.listed = false;
        config.shock = 9000;
        config.volatilityShock = 20_000;
        _schedule(abi.encodeCall(governance.setMarket, (BTC_WEEK, config)));
        bytes memory terms = abi.encodeWithSelector(
            governance.setTerms.selector,
            [uint256(100), 2500, 50_000, 0, 10, 10 minutes, 60, 7 days, 7 days, 1000, 10_000]
        );
        bytes memory grid = abi.encodeCall(governance.setStrikeGrid, (BTC, StrikeGrid(1e14, 1)));
        bytes memory risk = abi.encodeCall(governance.setRiskTerms, (_strictRiskTerms()));
        _schedule(terms);
        _schedule(grid);
        _schedule(risk);
        pass(DELAY);
        execute(address(house), abi.encodeCall(governance.setMarket, (BTC_WEEK, config)));
        execute(address(house), terms);
        execute(address(house), grid);
        execute(address(house), risk);
        vm.prank(guardian);
        governance.pauseOpenings();
    }

    function _strictRiskTerms() private pure returns (RiskTerms memory) {
        return RiskTerms({
            stressLimit: 1000,
            collateralShock: 5000,
            insuranceShareMin: 5000,
            insuranceShareMax: 5000,
            targetCoverage: 20_000,
            haircut: 5000,
            writtenMinimum: 2000,
            maintenance: 9500,
            liquidationPenalty: 2000
        });
    }

    function _schedule(bytes memory data) private {
        vm.prank(governor);
        manager.schedule(address(house), data, 0);
    }

    // ------------------------------------------------------------------ what is compared

    /// @notice Every balance, claim and position there is.
    function _claims() private view returns (bytes memory) {
        return abi.encode(
            token.balanceOf(address(house)),
            token.balanceOf(address(pool)),
            token.balanceOf(address(insurance)),
            token.balanceOf(alice) + token.balanceOf(bob) + token.balanceOf(governor) + token.balanceOf(guardian),
            house.cashOf(account(alice)),
            house.positionsOf(account(alice)),
            house.cashOf(account(bob)),
            house.positionsOf(account(bob)),
            pool.cash(),
            [pool.balanceOf(lp), pool.totalSupply(), insurance.totalAssets(), insurance.balanceOf(staker)]
        );
    }

    function _closeAndWithdraw(address owner, SeriesId series, int256 quantity, string memory afterwards) private {
        trade(owner, series, quantity);
        uint256 cash = house.cashOf(account(owner));
        assertGt(cash, 90e18, afterwards);
        vm.prank(owner);
        house.withdraw(account(owner), cash, owner);
        assertEq(token.balanceOf(owner), cash, afterwards);
    }

    /// @notice Buyer and writer close and withdraw everything, the LP redeems everything, the staker asks for everything.
    function _everybodyLeaves(string memory afterwards) private {
        uint256 before = vm.snapshotState();
        _closeAndWithdraw(alice, call(BTC_WEEK, 65_000e18), -0.5e18, afterwards);
        _closeAndWithdraw(bob, call(BTC_WEEK, 66_000e18), 0.2e18, afterwards);
        uint256 shares = pool.balanceOf(lp);
        vm.prank(lp);
        assertGt(pool.redeem(shares, lp, lp), 5990e18, afterwards);
        shares = insurance.balanceOf(staker);
        vm.prank(staker);
        insurance.requestWithdrawal(shares);
        vm.warp(vm.getBlockTimestamp() + 7 days);
        vm.prank(staker);
        assertGe(insurance.redeem(shares, staker, staker), 600e18 - 1, afterwards);
        vm.revertToState(before);
    }

    function _expectHealthy(address owner) private {
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.AccountHealthy.selector, account(owner)));
        house.liquidate(account(owner), alice, new bytes[](0));
    }

    function _expectRefusal(Restricted memory call_, address caller) private {
        bytes memory reason = call_.ofManager
            ? abi.encodeWithSelector(IAccessManager.AccessManagerUnauthorizedAccount.selector, caller, _admin)
            : abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.prank(caller);
        (bool ok, bytes memory found) = call_.target.call(call_.data);
        assertFalse(ok, call_.name);
        assertEq(found, reason, call_.name);
    }

    function _expectOperation(Restricted memory call_, bytes4 error, bytes32 id) private {
        uint256 before = vm.snapshotState();
        vm.prank(governor);
        (bool ok, bytes memory reason) = call_.target.call(call_.data);
        vm.revertToState(before);
        assertFalse(ok, call_.name);
        assertEq(reason, abi.encodeWithSelector(error, id), call_.name);
    }
}
