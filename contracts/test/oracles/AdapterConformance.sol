// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Test} from "forge-std/Test.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {VendorOracle} from "../../src/oracles/VendorOracle.sol";
import {Price} from "../../src/Types.sol";

/// @notice What every vendor's adapter must do, run against each vendor's own mock. Concrete suites say how their vendor reports.
abstract contract AdapterConformance is Test {
    uint256 internal constant START = 1_760_000_000;
    /// @dev Asset 0 has eight decimals, asset 1 has never reported.
    uint256 internal constant LISTED = 0;
    uint256 internal constant SILENT = 1;

    AccessManager internal manager;
    VendorOracle internal oracle;

    function setUp() public {
        vm.warp(START);
        manager = new AccessManager(address(this));
        deploy();
        report(LISTED, 65_000e8, START);
        oracle.update(new bytes[](0));
    }

    function deploy() internal virtual;

    /// @notice The vendor publishes, without telling the adapter. `answer` in the feed's own decimals.
    function report(uint256 asset, int256 answer, uint256 publishTime) internal virtual;

    /// @notice Lists a feed with so many decimals that has reported `answer` at this moment; returns its number.
    function listWithDecimals(uint8 decimals, int256 answer) internal virtual returns (uint256 asset);

    function listTwice() internal virtual;
    /// @notice From now on the vendor's contract fails whenever the asset is asked for.
    function breakFeed(uint256 asset) internal virtual;

    // ------------------------------------------------------------------ O1: zero, negative, from the future, backwards, missing

    function test_pull_takesOverTheNewestPrice() public {
        vm.warp(START + 5);
        report(LISTED, 66_000e8, START + 5);
        assertEq(oracle.pull(LISTED).value, 66_000e18);
        assertEq(oracle.latest(LISTED).publishTime, START + 5);
    }

    function test_pull_keepsTheLastUsablePriceWhenTheNextIsZeroOrNegative() public {
        vm.warp(START + 5);
        report(LISTED, 0, START + 4);
        assertEq(oracle.pull(LISTED).value, 65_000e18);
        report(LISTED, -1, START + 5);
        assertEq(oracle.pull(LISTED).value, 65_000e18);
        assertEq(oracle.latest(LISTED).publishTime, START, "and it ages");
    }

    /// @notice O1 at ±1 s.
    function test_pull_takesFifteenSecondsForAClocksDifferenceAndNotSixteen() public {
        report(LISTED, 66_000e8, START + 16);
        assertEq(oracle.pull(LISTED).publishTime, START);
        assertEq(oracle.latest(LISTED).value, 65_000e18);
        vm.warp(START + 1);
        assertEq(oracle.pull(LISTED).publishTime, START + 16);
    }

    function test_pull_neverGoesBackInTime() public {
        vm.warp(START + 10);
        report(LISTED, 66_000e8, START + 9);
        oracle.pull(LISTED);
        report(LISTED, 64_000e8, START + 8);
        assertEq(oracle.pull(LISTED).value, 66_000e18);
        assertEq(oracle.latest(LISTED).value, 66_000e18);
        assertEq(oracle.latest(LISTED).publishTime, START + 9);
    }

    function test_pull_neverReplacesAPriceByAnotherOfTheSameSecond() public {
        report(LISTED, 64_000e8, START);
        assertEq(oracle.pull(LISTED).value, 65_000e18);
        assertEq(oracle.latest(LISTED).value, 65_000e18);
    }

    function testFuzz_publishTime_onlyMovesForward(uint32[6] memory steps, bool[6] memory pulls) public {
        uint256 seen = START;
        for (uint256 i; i < 6; ++i) {
            vm.warp(vm.getBlockTimestamp() + steps[i] % 100);
            report(LISTED, int256(60_000e8 + uint256(steps[i])), vm.getBlockTimestamp() - steps[i] % 50);
            if (pulls[i]) oracle.pull(LISTED);
            else oracle.update(new bytes[](0));
            uint256 publishTime = oracle.latest(LISTED).publishTime;
            assertGe(publishTime, seen);
            seen = publishTime;
        }
    }

    function test_latest_namesWhatIsMissing() public {
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 2));
        oracle.latest(2);
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 2));
        oracle.pull(2);
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 2));
        oracle.assetInfo(2);
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.PriceUnavailable.selector, SILENT));
        oracle.latest(SILENT);
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.PriceUnavailable.selector, SILENT));
        oracle.pull(SILENT);
    }

    function test_peek_saysWhetherThereIsAPrice() public view {
        (bool ok, Price memory price) = oracle.peek(LISTED);
        assertTrue(ok);
        assertEq(price.value, 65_000e18);
        (ok,) = oracle.peek(SILENT);
        assertFalse(ok);
        (ok,) = oracle.peek(99);
        assertFalse(ok);
    }

    // ------------------------------------------------------------------ O2: scale

    function testFuzz_value_isExactForEveryNumberOfDecimals(uint8 decimals, uint64 answer) public {
        decimals = uint8(bound(decimals, 0, 18));
        answer = uint64(bound(answer, 1, uint64(type(int64).max)));
        vm.assume(uint256(answer) * 10 ** (18 - decimals) / 1e6 <= type(uint96).max);
        uint256 asset = listWithDecimals(decimals, int256(uint256(answer)));
        uint256 expected = uint256(answer) * 10 ** (18 - decimals) / 1e6 * 1e6;
        oracle.update(new bytes[](0));
        (bool ok, Price memory price) = oracle.peek(asset);
        assertEq(ok, expected > 0, "what rounds to nothing is no price");
        assertEq(price.value, expected);
        assertLe(price.confidence, price.value / 100 + 1e6);
    }

    function test_value_tooLargeForASlotIsNotTakenOver() public {
        uint256 asset = listWithDecimals(0, int256(uint256(type(uint96).max) / 1e12 + 1));
        (bool ok,) = oracle.peek(asset);
        assertFalse(ok);
    }

    // ------------------------------------------------------------------ O3: a failing feed

    function test_brokenFeed_leavesTheLastPriceToAge() public {
        breakFeed(LISTED);
        vm.warp(START + 100);
        assertEq(oracle.pull(LISTED).value, 65_000e18);
        assertEq(oracle.latest(LISTED).publishTime, START);
    }

    /// @notice O3: whatever gas is sent, the outcome is the newest price or a revert, never the older price.
    function testFuzz_starvedCall_neverYieldsTheOlderPrice(uint24 gas_) public {
        gas_ = uint24(bound(gas_, 2000, 400_000));
        vm.warp(START + 5);
        report(LISTED, 66_000e8, START + 5);
        try oracle.pull{gas: gas_}(LISTED) returns (Price memory price) {
            assertEq(price.value, 66_000e18);
        } catch {}
        (, Price memory kept) = oracle.peek(LISTED);
        assertTrue(kept.publishTime == START || kept.value == 66_000e18);
    }

    // ------------------------------------------------------------------ governance

    function test_addFeed_neverReplacesOne() public {
        (string memory symbol, bytes32 id) = oracle.assetInfo(LISTED);
        vm.expectRevert(abi.encodeWithSelector(VendorOracle.FeedExists.selector, id));
        listTwice();
        (string memory symbolAfter, bytes32 idAfter) = oracle.assetInfo(LISTED);
        assertEq(symbol, symbolAfter);
        assertEq(id, idAfter);
        assertEq(oracle.assetCount(), 2);
    }

    function test_addFeed_isForTheGovernor() public {
        manager.renounceRole(manager.ADMIN_ROLE(), address(this));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        listTwice();
    }
}
