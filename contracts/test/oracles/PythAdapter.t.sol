// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPyth} from "@pythnetwork/pyth-sdk-solidity/IPyth.sol";
import {MockPyth} from "@pythnetwork/pyth-sdk-solidity/MockPyth.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {PythOracle} from "../../src/oracles/PythOracle.sol";
import {Price} from "../../src/Types.sol";
import {AdapterConformance} from "./AdapterConformance.sol";

/// @notice The Pyth adapter against Pyth's own mock.
contract PythAdapterTest is AdapterConformance {
    MockPyth private _pyth;

    function deploy() internal override {
        _pyth = new MockPyth(60, 1);
        vm.deal(address(this), 1 ether);
        oracle = new PythOracle(address(manager), _pyth);
        _adapter().addFeed("BTC", "btc");
        _adapter().addFeed("NEW", "new");
    }

    function report(uint256 asset, int256 answer, uint256 publishTime) internal override {
        (, bytes32 id) = oracle.assetInfo(asset);
        _report(id, int64(answer), 1e8, -8, publishTime);
    }

    function listWithDecimals(uint8 decimals, int256 answer) internal override returns (uint256 asset) {
        asset = oracle.assetCount();
        _adapter().addFeed("X", "x");
        _report("x", int64(answer), 0, -int32(uint32(decimals)), block.timestamp);
    }

    function listTwice() internal override {
        _adapter().addFeed("AGAIN", "btc");
    }

    function breakFeed(uint256) internal override {
        vm.mockCallRevert(address(_pyth), abi.encodeWithSelector(IPyth.getPriceUnsafe.selector), "gone");
    }

    function test_update_needsTheVendorsFee() public {
        bytes[] memory updates = new bytes[](1);
        updates[0] = _pyth.createPriceFeedUpdateData("btc", 1, 1, -8, 1, 1, uint64(START + 1), uint64(START));
        assertEq(oracle.updateFee(updates), 1);
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UpdateFeeUnpaid.selector, 0, 1));
        oracle.update(updates);
    }

    /// @notice A pull oracle's price counts once taken over, so that a trade chooses none by pushing to the vendor's contract.
    function test_vendorPush_countsOnlyOncePulled() public {
        vm.warp(START + 3);
        report(LISTED, 70_000e8, START + 3);
        assertEq(oracle.latest(LISTED).value, 65_000e18);
        assertEq(oracle.pull(LISTED).value, 70_000e18);
    }

    function testFuzz_confidence_isRoundedUp(uint64 confidence, uint8 decimals) public {
        decimals = uint8(bound(decimals, 0, 18));
        confidence = uint64(bound(confidence, 0, 1e18));
        vm.assume(uint256(confidence) * 10 ** (18 - decimals) / 1e6 < type(uint96).max);
        _adapter().addFeed("X", "x");
        _report("x", int64(uint64(10 ** uint256(decimals))), confidence, -int32(uint32(decimals)), START);
        Price memory price = oracle.pull(2);
        uint256 exact = uint256(confidence) * 10 ** (18 - decimals);
        assertGt(price.confidence, exact);
        assertLe(price.confidence, exact + 1e6);
    }

    function test_exponents_outsideZeroToMinusEighteenAreNotTakenOver() public {
        vm.warp(START + 9);
        _report("btc", 66_000, 1, 1, START + 1);
        assertEq(oracle.pull(LISTED).publishTime, START);
        _report("btc", type(int64).max, 1, -19, START + 2);
        assertEq(oracle.pull(LISTED).publishTime, START);
        _report("btc", 66_000, 1, 0, START + 3);
        assertEq(oracle.pull(LISTED).value, 66_000e18);
    }

    function _adapter() private view returns (PythOracle) {
        return PythOracle(address(oracle));
    }

    function _report(bytes32 id, int64 price, uint64 confidence, int32 expo, uint256 publishTime) private {
        bytes[] memory updates = new bytes[](1);
        updates[0] = _pyth.createPriceFeedUpdateData(
            id, price, confidence, expo, price, confidence, uint64(publishTime), uint64(publishTime) - 1
        );
        // The mock keeps the newest of a feed; the real contract too. What came earlier is simply not taken.
        _pyth.updatePriceFeeds{value: 1}(updates);
    }
}
