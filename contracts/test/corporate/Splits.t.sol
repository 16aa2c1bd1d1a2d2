// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {Health} from "../../src/libraries/MarginLib.sol";
import {PriceRouter} from "../../src/oracles/PriceRouter.sol";
import {Split} from "../../src/oracles/Splits.sol";
import {Leg, Price, SeriesId} from "../../src/Types.sol";
import {CorporateFixture} from "./CorporateFixture.sol";

/// @notice A split of a stock across its activation, with bought and written options, LPs and wrapped collateral (O5).
contract SplitsTest is CorporateFixture {
    uint256 private constant AT = START + 3 days;
    uint256 private constant WINDOW = 1 hours;

    function setUp() public override {
        super.setUp();
        fund(alice, 1000e18);
        fund(bob, 1000e18);
        trade(alice, call(STOCK_WEEK, 250e18), 20e18);
        trade(bob, put(STOCK_WEEK, 240e18), -10e18);
        trade(bob, call(STOCK_WEEK, 260e18), -10e18);
        router.stageSplit(STOCK, 10, 1, AT, WINDOW, WINDOW);
        stock.scheduleMultiplier(10e18, AT);
    }

    // ------------------------------------------------------------------ continuity

    /// @notice O5: a 10:1 split of underlying and collateral changes no account's value, no margin, no share price.
    function test_split_changesNoAccountAndNoShare() public {
        _toActivation();
        Health memory longBefore = _health(alice);
        Health memory shortBefore = _health(bob);
        uint256 shareBefore = pool.convertToAssets(1e18);
        uint256 insuredBefore = insurance.convertToAssets(1e18);

        setPrice(TSLA, 25e8);
        router.pull(STOCK);
        assertEq(router.latest(STOCK).value, 250e18);
        assertEq(router.latest(TSLA).value, 250e18, "ten tokens of a tenth");
        assertEq(router.latest(STOCK).publishTime, AT + 5);
        _assertSame(longBefore, _health(alice));
        _assertSame(shortBefore, _health(bob));
        assertEq(pool.convertToAssets(1e18), shareBefore);
        assertEq(insurance.convertToAssets(1e18), insuredBefore);
    }

    /// @notice A price published before the activation counts old shares, however late it is read.
    function test_split_ofAnOldPriceWaitsForTheNextOne() public {
        vm.warp(AT - 10);
        quote(250e8);
        vm.warp(AT + 2 days);
        assertEq(router.latest(STOCK).value, 250e18);
        assertEq(router.latest(TSLA).value, 250e18);
        assertEq(stock.multiplierAt(block.timestamp), 10e18);
    }

    /// @notice ±1 s of the activation, in publish time.
    function test_split_appliesFromItsActivationOn() public {
        vm.warp(AT);
        setPriceAt(TSLA, 250e8, 1e4, uint64(AT - 1));
        assertEq(router.latest(STOCK).value, 250e18);
        setPriceAt(TSLA, 25e8, 1e4, uint64(AT));
        assertEq(router.latest(STOCK).value, 250e18);
    }

    function testFuzz_split_isContinuousToTheVendorsUnit(uint32 cents, uint16 numerator, uint16 denominator) public {
        numerator = uint16(bound(numerator, 1, 1000));
        denominator = uint16(bound(denominator, 1, 1000));
        vm.assume(numerator != denominator);
        uint256 price = bound(cents, 100, type(uint32).max) * 1e6;
        router.cancelSplit(STOCK);
        router.stageSplit(STOCK, numerator, denominator, AT, WINDOW, WINDOW);
        vm.warp(AT - 1);
        setPrice(TSLA, int64(uint64(price)));
        router.pull(STOCK);
        vm.warp(AT + WINDOW);
        setPrice(TSLA, int64(uint64(price * denominator / numerator)));
        uint256 unit = 1e10 * uint256(numerator) / denominator + 1;
        assertApproxEqAbs(router.latest(STOCK).value, price * 1e10, unit, "one unit of the vendor's price");
    }

    function test_secondSplit_multipliesTheFirst() public {
        vm.warp(AT + WINDOW);
        quote(25e8);
        router.stageSplit(STOCK, 1, 2, AT + 2 days, WINDOW, WINDOW);
        vm.warp(AT + 2 days + WINDOW);
        quote(50e8);
        assertEq(router.latest(STOCK).value, 250e18);
        (uint256 numerator, uint256 denominator) = router.multiplierAt(STOCK, vm.getBlockTimestamp());
        assertEq(numerator, 5);
        assertEq(denominator, 1);
    }

    function test_volatility_doesNotSeeASplit() public {
        vm.warp(AT - 10);
        quote(250e8);
        volatility.sample(STOCK);
        uint256 before = volatility.volatility(STOCK);
        vm.warp(AT + 2 hours);
        quote(25e8);
        volatility.sample(STOCK);
        assertLt(volatility.volatility(STOCK), before, "an unmoved price lowers it");
    }

    // ------------------------------------------------------------------ what waits and what never does

    function test_opening_waitsFromAnHourBeforeToAnHourAfter() public {
        vm.warp(AT - WINDOW - 1);
        quote(250e8);
        trade(alice, call(STOCK_WEEK, 250e18), 1e18);
        vm.warp(AT - WINDOW);
        quote(250e8);
        _refusesToOpen();
        vm.warp(AT + WINDOW - 1);
        quote(25e8);
        _refusesToOpen();
        // The collateral's own window is as long.
        vm.warp(AT + WINDOW);
        quote(25e8);
        trade(alice, call(STOCK_WEEK, 250e18), 1e18);
    }

    function test_closingToppingUpAndWithdrawing_neverWait() public {
        _toActivation();
        setPrice(TSLA, 25e8);
        fund(alice, 1e18);
        trade(alice, call(STOCK_WEEK, 250e18), -10e18);
        trade(bob, put(STOCK_WEEK, 240e18), 10e18);
        vm.startPrank(alice);
        house.withdraw(account(alice), 1e18, alice);
        vm.stopPrank();
        trade(alice, call(STOCK_WEEK, 250e18), -10e18);
        uint256 cash = house.cashOf(account(alice));
        vm.prank(alice);
        house.withdraw(account(alice), cash, alice);
        assertEq(wrapper.balanceOf(alice), cash + 1e18);
    }

    function test_openingOnOtherAssets_waitsForTheCollateralAlone() public {
        router.cancelSplit(STOCK);
        vm.warp(AT - 1 hours - 1);
        quote(250e8);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        vm.warp(AT - 1 hours);
        quote(250e8);
        vm.expectPartialRevert(IClearinghouseErrors.UncertainPrice.selector);
        vm.prank(alice);
        house.trade(account(alice), _leg(call(BTC_WEEK, 65_000e18), 0.1e18), NO_LIMIT, AT, new bytes[](0));
    }

    /// @notice A vendor that still counts old shares after the activation would report ten times the price.
    function test_priceOfTheWrongShares_isNotTaken() public {
        _toActivation();
        setPrice(TSLA, 251e8);
        Price memory price = router.latest(STOCK);
        assertEq(price.value, 250e18, "the last one from before stays in force");
        assertEq(price.publishTime, AT - 1, "and ages");
        vm.warp(AT + 6);
        setPrice(TSLA, 26e8);
        assertEq(router.latest(STOCK).value, 260e18);
    }

    // ------------------------------------------------------------------ governance

    function test_stageSplit_isForTheGovernorAndAnnounced() public {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        router.stageSplit(BTC, 2, 1, AT, WINDOW, WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        router.cancelSplit(STOCK);
        vm.stopPrank();
        Split memory split = router.splitOf(STOCK);
        assertEq(split.activatesAt, AT);
        assertEq(split.numeratorAfter, 10);
        (uint256 numerator, uint256 denominator) = router.multiplierAt(STOCK, AT - 1);
        assertEq(numerator * denominator, 1);
    }

    function test_stageSplit_hasBounds() public {
        _refusesSplit(ETH, 1, 1, START + 2 days, WINDOW, "ratio");
        _refusesSplit(ETH, 0, 1, START + 2 days, WINDOW, "ratio");
        _refusesSplit(ETH, 1001, 1, START + 2 days, WINDOW, "ratio");
        _refusesSplit(ETH, 1, 1001, START + 2 days, WINDOW, "ratio");
        _refusesSplit(ETH, 2, 1, START + 1 days - 1, WINDOW, "activatesAt");
        _refusesSplit(ETH, 2, 1, START + 90 days + 1, WINDOW, "activatesAt");
        _refusesSplit(ETH, 2, 1, START + 2 days, 10 minutes - 1, "blockedBefore");
        _refusesSplit(ETH, 2, 1, START + 2 days, 7 days + 1, "blockedBefore");
        _refusesSplit(TSLA, 2, 1, START + 2 days, WINDOW, "wrapped");
        _refusesSplit(STOCK, 2, 1, START + 2 days, WINDOW, "another is under way");
        router.stageSplit(ETH, 1000, 1, START + 1 days, 10 minutes, 7 days);
    }

    function test_nextSplit_waitsUntilThePriceInForceCountsTheNewShares() public {
        vm.warp(AT + WINDOW);
        _refusesSplit(STOCK, 2, 1, AT + 2 days, WINDOW, "another is under way");
        quote(25e8);
        router.stageSplit(STOCK, 2, 1, AT + 2 days, WINDOW, WINDOW);
    }

    function test_cancelSplit_endsAtTheActivation() public {
        vm.warp(AT - 1);
        router.cancelSplit(STOCK);
        vm.warp(AT + 5);
        quote(250e8);
        assertEq(router.latest(STOCK).value, 250e18);
        vm.expectRevert(abi.encodeWithSelector(PriceRouter.SplitRefused.selector, STOCK, "none is staged"));
        router.cancelSplit(STOCK);
    }

    // ------------------------------------------------------------------ helpers

    /// @dev Five seconds after the activation; the last prices are from a second before it.
    function _toActivation() private {
        vm.warp(AT - 1);
        quote(250e8);
        router.pull(STOCK);
        vm.warp(AT + 5);
    }

    function _leg(SeriesId series, int96 quantity) private pure returns (Leg[] memory legs) {
        legs = new Leg[](1);
        legs[0] = Leg(series, quantity);
    }

    function _refusesToOpen() private {
        vm.expectPartialRevert(IClearinghouseErrors.UncertainPrice.selector);
        vm.prank(alice);
        house.trade(
            account(alice), _leg(call(STOCK_WEEK, 250e18), 1e18), NO_LIMIT, vm.getBlockTimestamp(), new bytes[](0)
        );
    }

    function _refusesSplit(uint256 asset, uint256 up, uint256 down, uint256 at, uint256 window, string memory why)
        private
    {
        vm.expectRevert(abi.encodeWithSelector(PriceRouter.SplitRefused.selector, asset, why));
        router.stageSplit(asset, up, down, at, window, WINDOW);
    }

    function _health(address owner) private returns (Health memory) {
        return house.accountHealth(account(owner), house.cashOf(account(owner)), false);
    }

    function _assertSame(Health memory a, Health memory b) private pure {
        assertEq(keccak256(abi.encode(a)), keccak256(abi.encode(b)));
    }
}
