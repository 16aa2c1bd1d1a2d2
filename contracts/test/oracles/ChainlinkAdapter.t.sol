// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/tests/MockV3Aggregator.sol";
import {IAggregatorV3} from "../../src/interfaces/IAggregatorV3.sol";
import {ChainlinkOracle} from "../../src/oracles/ChainlinkOracle.sol";
import {VendorOracle} from "../../src/oracles/VendorOracle.sol";
import {Price} from "../../src/Types.sol";
import {AdapterConformance} from "./AdapterConformance.sol";

/// @notice A feed that burns whatever it gets.
contract BurningFeed {
    uint8 public constant decimals = 8;

    function latestRoundData() external pure {
        assembly ("memory-safe") {
            invalid()
        }
    }
}

/// @notice The Chainlink adapter against Chainlink's own mock.
contract ChainlinkAdapterTest is AdapterConformance {
    uint256 private constant DEVIATION = 50;
    mapping(uint256 asset => MockV3Aggregator) private _feeds;
    uint80 private _round = 1;

    function deploy() internal override {
        oracle = new ChainlinkOracle(address(manager));
        _feeds[LISTED] = new MockV3Aggregator(8, 65_000e8);
        _feeds[SILENT] = new MockV3Aggregator(8, 0);
        _adapter().addFeed("BTC", _as(_feeds[LISTED]), DEVIATION);
        _adapter().addFeed("NEW", _as(_feeds[SILENT]), DEVIATION);
    }

    function report(uint256 asset, int256 answer, uint256 publishTime) internal override {
        _feeds[asset].updateRoundData(++_round, answer, publishTime, publishTime);
    }

    function listWithDecimals(uint8 decimals, int256 answer) internal override returns (uint256 asset) {
        asset = oracle.assetCount();
        _feeds[asset] = new MockV3Aggregator(decimals, answer);
        _adapter().addFeed("X", _as(_feeds[asset]), DEVIATION);
    }

    function listTwice() internal override {
        _adapter().addFeed("AGAIN", _as(_feeds[LISTED]), DEVIATION);
    }

    function breakFeed(uint256 asset) internal override {
        vm.mockCallRevert(
            address(_feeds[asset]), abi.encodeWithSelector(IAggregatorV3.latestRoundData.selector), "gone"
        );
    }

    /// @notice A push oracle's newest round is in force at once: an empty update is no way to use an old price.
    function test_newRound_isInForceWithoutAnyUpdate() public {
        vm.warp(START + 3);
        report(LISTED, 70_000e8, START + 3);
        assertEq(oracle.latest(LISTED).value, 70_000e18);
    }

    function test_incompleteRound_isNotTakenOver() public {
        vm.warp(START + 3);
        report(LISTED, 70_000e8, 0);
        assertEq(oracle.pull(LISTED).value, 65_000e18, "updatedAt 0: still being answered");
        vm.mockCall(
            address(_feeds[LISTED]),
            abi.encodeWithSelector(IAggregatorV3.latestRoundData.selector),
            abi.encode(uint80(9), int256(70_000e8), START + 2, START + 2, uint80(8))
        );
        assertEq(oracle.pull(LISTED).value, 65_000e18, "answered in an earlier round");
        assertEq(oracle.latest(LISTED).value, 65_000e18);
    }

    function test_nonsense_leavesTheLastPriceToAge() public {
        bytes memory selector = abi.encodeWithSelector(IAggregatorV3.latestRoundData.selector);
        vm.mockCall(address(_feeds[LISTED]), selector, hex"01");
        assertEq(oracle.pull(LISTED).value, 65_000e18);
        vm.mockCall(
            address(_feeds[LISTED]),
            selector,
            abi.encode(type(uint256).max, type(int256).max, START, START, type(uint256).max)
        );
        assertEq(oracle.pull(LISTED).value, 65_000e18);
        vm.clearMockedCalls();
        vm.etch(address(_feeds[LISTED]), "");
        assertEq(oracle.latest(LISTED).value, 65_000e18, "a feed that is gone");
    }

    function test_confidence_isTheDeviationThreshold() public view {
        assertEq(oracle.latest(LISTED).confidence, 65_000e18 * DEVIATION / 10_000 + 1e6);
        assertEq(_adapter().deviationOf(LISTED), DEVIATION);
    }

    /// @notice O3: a feed that burns its gas is a failing feed, not a way to stop those who read it.
    function test_burningFeed_takesNoMoreThanItsGas() public {
        BurningFeed burning = new BurningFeed();
        _adapter().addFeed("BURN", IAggregatorV3(address(burning)), DEVIATION);
        uint256 gasBefore = gasleft();
        (bool ok,) = oracle.peek(2);
        assertFalse(ok);
        assertLt(gasBefore - gasleft(), _adapter().FEED_GAS() + 50_000);
    }

    /// @notice O3: a reading with too little gas says so, whoever asks.
    function test_latest_saysSoWhenGasIsTooLittle() public {
        vm.expectRevert(abi.encodeWithSelector(VendorOracle.TooLittleGasForFeed.selector, LISTED));
        oracle.latest{gas: 150_000}(LISTED);
    }

    function test_updates_areNotTaken() public {
        bytes[] memory updates = new bytes[](1);
        vm.expectRevert(ChainlinkOracle.UpdatesNotTaken.selector);
        oracle.update(updates);
        vm.expectRevert(ChainlinkOracle.UpdatesNotTaken.selector);
        oracle.updateFee(updates);
        vm.deal(address(this), 1);
        vm.expectRevert(ChainlinkOracle.UpdatesNotTaken.selector);
        oracle.bring{value: 1}(new bytes[](0));
        assertEq(oracle.updateFee(new bytes[](0)), 0);
    }

    function test_addFeed_refusesUnsuitableFeeds() public {
        MockV3Aggregator wide = new MockV3Aggregator(19, 1);
        _refused(wide, 19, DEVIATION);
        MockV3Aggregator fine = new MockV3Aggregator(18, 1);
        _refused(fine, 18, 0);
        _refused(fine, 18, 100);
        _adapter().addFeed("FINE", _as(fine), 99);
    }

    function _refused(MockV3Aggregator feed, uint256 decimals, uint256 deviation) private {
        ChainlinkOracle adapter = _adapter();
        vm.expectRevert(
            abi.encodeWithSelector(ChainlinkOracle.FeedUnsuitable.selector, address(feed), decimals, deviation)
        );
        adapter.addFeed("X", _as(feed), deviation);
    }

    function _as(MockV3Aggregator feed) private pure returns (IAggregatorV3) {
        return IAggregatorV3(address(feed));
    }

    function _adapter() private view returns (ChainlinkOracle) {
        return ChainlinkOracle(address(oracle));
    }
}
