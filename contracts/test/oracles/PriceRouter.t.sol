// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/tests/MockV3Aggregator.sol";
import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IAggregatorV3} from "../../src/interfaces/IAggregatorV3.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {IMultiplier} from "../../src/interfaces/IRebasingStock.sol";
import {ChainlinkOracle} from "../../src/oracles/ChainlinkOracle.sol";
import {PriceRouter} from "../../src/oracles/PriceRouter.sol";
import {Price} from "../../src/Types.sol";
import {CorporateFixture} from "../corporate/CorporateFixture.sol";

/// @notice Several vendors behind one interface, and a rollup's sequencer (O6), with a whole set on top.
contract PriceRouterTest is CorporateFixture {
    IMultiplier private constant PLAIN = IMultiplier(address(0));

    function test_assets_comeFromTheirOwnVendors() public {
        ChainlinkOracle chainlink = new ChainlinkOracle(address(manager));
        MockV3Aggregator feed = new MockV3Aggregator(8, 600e8);
        chainlink.addFeed("SPY", IAggregatorV3(address(feed)), 50);
        router.addAsset("SPY", chainlink, 0, PLAIN);
        assertEq(router.latest(4).value, 600e18);
        assertEq(router.latest(BTC).value, 65_000e18);
        (string memory symbol, bytes32 id) = router.assetInfo(4);
        assertEq(symbol, "SPY");
        assertEq(id, bytes32(uint256(uint160(address(feed)))));
        feed.updateAnswer(610e8);
        vm.warp(START + 1);
        feed.updateAnswer(610e8);
        router.update(new bytes[](0));
        assertEq(router.latest(4).value, 610e18);
    }

    function test_addAsset_neverListsTheSameTwiceAndNeverReplaces() public {
        vm.expectRevert(abi.encodeWithSelector(PriceRouter.RouteExists.selector, STOCK));
        router.addAsset("AGAIN", oracle, TSLA, PLAIN);
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 9));
        router.addAsset("NONE", oracle, 9, PLAIN);
        assertEq(router.assetCount(), 4);
        assertEq(address(router.routeOf(TSLA).wrapper), address(wrapper));
    }

    function test_unknownAssets_areNamed() public {
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 4));
        router.latest(4);
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 4));
        router.pull(4);
        (bool ok,) = router.peek(4);
        assertFalse(ok);
        (ok,) = router.peek(BTC);
        assertTrue(ok);
    }

    function test_updates_goToTheVendorThatTakesThem() public {
        vm.warp(START + 5);
        bytes[] memory updates = new bytes[](1);
        updates[0] = priceUpdate(BTC, 66_000e8, 1e8, uint64(START + 5));
        router.bring{value: router.updateFee(updates)}(updates);
        assertEq(router.latest(BTC).value, 65_000e18);
        assertEq(router.pull(BTC).value, 66_000e18);

        PriceRouter pushed = new PriceRouter(address(manager), IPriceOracle(address(0)), IAggregatorV3(address(0)), 0);
        vm.expectRevert(PriceRouter.UpdatesNotTaken.selector);
        pushed.bring(updates);
        vm.expectRevert(PriceRouter.UpdatesNotTaken.selector);
        pushed.updateFee(updates);
        pushed.update(new bytes[](0));
        assertEq(pushed.updateFee(new bytes[](0)), 0);
        assertTrue(pushed.sequencerSettled());
    }

    // ------------------------------------------------------------------ one snapshot per transaction

    function test_transaction_usesOnePriceOfAnAssetAlone() public {
        fund(alice, 100e18);
        vm.warp(START + 5);
        quote(250e8);
        bytes[] memory none = new bytes[](0);
        bytes[] memory newer = new bytes[](1);
        vm.warp(START + 6);
        newer[0] = priceUpdate(BTC, 70_000e8, 1e8, uint64(START + 6));
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(
            house.trade, (account(alice), oneLeg(call(BTC_WEEK, 65_000e18), 0.1e18), NO_LIMIT, START + 6, none)
        );
        calls[1] = abi.encodeCall(
            house.trade, (account(alice), oneLeg(call(BTC_WEEK, 65_000e18), -0.1e18), NO_LIMIT, START + 6, newer)
        );
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.SnapshotChanged.selector, BTC));
        vm.prank(alice);
        house.multicall(calls);
    }

    // ------------------------------------------------------------------ ages and confidence, ±1

    function test_opening_takesPricesOfAMinuteAndNotASecondMore() public {
        fund(alice, 100e18);
        vm.warp(START + 60);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        vm.warp(START + 61);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.StalePrice.selector, BTC, START, 60));
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        vm.warp(START + 600);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.01e18);
        vm.warp(START + 601);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.StalePrice.selector, BTC, START, 600));
        trade(alice, call(BTC_WEEK, 65_000e18), -0.01e18);
    }

    function test_opening_againstAStockTakesPricesOfFiveDaysAndNotASecondMore() public {
        fund(alice, 100e18);
        vm.warp(START + 5 days);
        setPrice(BTC, 65_000e8);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        vm.warp(START + 5 days + 1);
        setPrice(BTC, 65_000e8);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.StalePrice.selector, TSLA, START, 5 days));
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.1e18);
    }

    /// @notice The limit is a hundredth; the adapter adds a unit of 1e-12 USD when it rounds the vendor's figure up.
    function test_opening_takesAConfidenceOfAHundredthAndNotAUnitMore() public {
        fund(alice, 100e18);
        vm.mockCall(
            address(oracle),
            abi.encodeWithSelector(IPriceOracle.latest.selector, BTC),
            abi.encode(Price(65_000e18, 650e18, START))
        );
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        vm.mockCall(
            address(oracle),
            abi.encodeWithSelector(IPriceOracle.latest.selector, BTC),
            abi.encode(Price(65_000e18, 650e18 + 1, START))
        );
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.UncertainPrice.selector, BTC, 650e18 + 1, 650e18));
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.05e18);
    }

    /// @notice The older the stock's price, the more tokens the same option costs and the fewer come back.
    function test_cost_growsWithTheAgeOfTheCollateralsPrice() public {
        fund(alice, 400e18);
        int256 last;
        for (uint256 age = 10; age <= 4 days; age *= 4) {
            vm.warp(START + age);
            setPrice(BTC, 65_000e8);
            uint256 state = vm.snapshotState();
            int256 cost = trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
            vm.revertToState(state);
            assertGt(cost, last);
            last = cost;
        }
    }

    // ------------------------------------------------------------------ O6: the sequencer

    function test_sequencerDown_blocksOpeningAndNothingElse() public {
        fund(alice, 100e18);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        uptime.updateRoundData(2, 1, START, START);
        assertFalse(router.sequencerSettled());
        vm.expectPartialRevert(IClearinghouseErrors.UncertainPrice.selector);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        fund(alice, 1e18);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.05e18);
        vm.prank(alice);
        house.withdraw(account(alice), 1e18, alice);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.05e18);
    }

    /// @notice The grace period at ±1 s.
    function test_sequencerBack_blocksOpeningForTheGracePeriod() public {
        fund(alice, 100e18);
        uptime.updateRoundData(3, 0, START, START);
        vm.warp(START + GRACE - 1);
        quote(250e8);
        vm.expectPartialRevert(IClearinghouseErrors.UncertainPrice.selector);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        vm.warp(START + GRACE);
        quote(250e8);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
    }

    function test_sequencerFeed_thatFailsCountsAsDown() public {
        vm.mockCallRevert(address(uptime), abi.encodeWithSelector(IAggregatorV3.latestRoundData.selector), "gone");
        assertFalse(router.sequencerSettled());
        Price memory price = router.latest(BTC);
        assertEq(price.confidence, price.value);
        vm.clearMockedCalls();
        uptime.updateRoundData(4, 0, 0, 0);
        assertFalse(router.sequencerSettled(), "not started");
    }
}
