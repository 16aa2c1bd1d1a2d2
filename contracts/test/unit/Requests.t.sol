// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseErrors, IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {IRiskAnswers} from "../../src/interfaces/IRiskAnswers.sol";
import {RiskLens} from "../../src/lens/RiskLens.sol";
import {AccountId, Leg, SeriesId, TradeRequest, toAccountId, toSeriesId} from "../../src/Types.sol";
import {RequestFixture} from "../base/RequestFixture.sol";

/// @notice Trades asked for first: who may ask, at which prices anybody executes, and what that costs.
contract RequestsTest is RequestFixture {
    SeriesId internal atm;
    RiskLens private riskLens = new RiskLens();

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 1000e18);
        fund(bob, 100e18);
    }

    // ------------------------------------------------------------------ asking

    function test_trade_isAskedForFirst() public {
        bytes memory data =
            abi.encodeCall(house.trade, (account(alice), oneLeg(atm, 1e18), NO_LIMIT, START, new bytes[](0)));
        bytes[] memory calls = new bytes[](1);
        calls[0] = data;
        vm.startPrank(alice);
        vm.expectRevert(IClearinghouseErrors.RequestFirst.selector);
        house.trade(account(alice), oneLeg(atm, 1e18), NO_LIMIT, START, new bytes[](0));
        // Only the clearinghouse calls itself: several calls in one are still the caller's.
        vm.expectRevert(IClearinghouseErrors.RequestFirst.selector);
        house.multicall(calls);
        vm.stopPrank();
    }

    function test_request_tellsAllThatItTakesToExecuteIt() public {
        TradeRequest memory expected = TradeRequest(oneLeg(atm, 1e18), 10e18, 1000e18, uint64(START + WAIT), alice);
        vm.expectEmit(address(house));
        emit IClearinghouseEvents.Requested(account(alice), alice, expected);
        TradeRequest memory asked = ask(alice, oneLeg(atm, 1e18), 10e18);
        assertEq(asked.notBefore, START + WAIT);
        assertEq(house.requestOf(account(alice)), keccak256(abi.encode(expected)));
        assertEq(house.requestOf(account(bob)), 0);
        assertEq(house.cashOf(account(alice)), 1000e18, "asking costs nothing");
        assertEq(house.executionDelay(), WAIT);
        assertEq(house.executionWindow(), WINDOW);
    }

    function test_request_needsNoFreshPrice() public {
        vm.warp(START + 30 days);
        assertEq(ask(alice, atm, 1e18).notBefore, START + 30 days + WAIT);
    }

    /// @notice Whoever asks may know the newest price already, though the chain's clock has not reached it.
    function test_request_countsFromAPriceAheadOfTheClock() public {
        setPriceAt(ETH, 3500e8, 1e8, uint64(START + 15));
        uint256 snapshot = vm.snapshotState();
        assertEq(ask(alice, atm, 1e18).notBefore, START + WAIT, "ETH has no part in it");
        vm.revertToState(snapshot);
        setPriceAt(BTC, 65_000e8, 1e8, uint64(START + 10));
        snapshot = vm.snapshotState();
        assertEq(ask(alice, atm, 1e18).notBefore, START + 10 + WAIT);
        vm.revertToState(snapshot);
        setPriceAt(TSLA, 250e8, 1e6, uint64(START + 12));
        assertEq(ask(alice, atm, 1e18).notBefore, START + 12 + WAIT);
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(atm, 1e18);
        legs[1] = Leg(call(ETH_WEEK, 3500e18), 1e18);
        assertEq(ask(bob, legs, NO_LIMIT).notBefore, START + 15 + WAIT);
    }

    function test_request_refusesWhatCannotBeTraded() public {
        Leg[] memory legs = oneLeg(atm, 1e18);
        _expectNoRequest(
            alice,
            legs,
            START - 1,
            abi.encodeWithSelector(IClearinghouseErrors.DeadlinePassed.selector, START - 1, START)
        );
        _expectNoRequest(
            bob, legs, START, abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(alice), bob)
        );
        _expectNoRequest(alice, new Leg[](0), START, abi.encodeWithSelector(IClearinghouseErrors.NoLegs.selector));
        _expectNoRequest(
            alice, new Leg[](9), START, abi.encodeWithSelector(IClearinghouseErrors.TooManyLegs.selector, 9, 8)
        );
        legs[0].series = call(9, 65_000e18);
        _expectNoRequest(alice, legs, START, abi.encodeWithSelector(IClearinghouseErrors.UnknownMarket.selector, 9));
    }

    /// @notice Nobody executes for nothing: the reward must be there when asking.
    function test_request_needsTheReward() public {
        address carol = makeAddr("carol");
        fund(carol, REWARD - 1);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.InsufficientMargin.selector, REWARD, REWARD - 1));
        vm.prank(carol);
        house.request(account(carol), oneLeg(atm, 1e18), NO_LIMIT, START);
        fund(carol, 1);
        ask(carol, atm, 1e18);
    }

    function test_request_isOneAtATimeForEachAccount() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        _expectNoRequest(
            alice,
            oneLeg(atm, 1e18),
            START,
            abi.encodeWithSelector(IClearinghouseErrors.RequestPending.selector, account(alice))
        );
        AccountId second = toAccountId(alice, 1);
        deal(address(token), alice, 10e18, true);
        vm.startPrank(alice);
        token.approve(address(house), 10e18);
        house.deposit(second, 10e18);
        house.request(second, oneLeg(atm, 0.1e18), NO_LIMIT, START);
        vm.stopPrank();
        pass(WAIT);
        assertTrue(execute(alice, asked));
        ask(alice, atm, 1e18);
    }

    function test_request_keepsTheCashIn() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.RequestPending.selector, account(alice)));
        vm.prank(alice);
        house.withdraw(account(alice), 1, alice);
        pass(WAIT);
        execute(alice, asked);
        vm.prank(alice);
        house.withdraw(account(alice), 1e18, alice);
        assertEq(token.balanceOf(alice), 1e18);
    }

    function test_operator_asksAndNobodyElse() public {
        vm.prank(alice);
        house.setOperator(bob, true);
        TradeRequest memory asked = askAs(bob, alice, oneLeg(atm, 1e18), NO_LIMIT);
        assertEq(house.requestOf(account(alice)), keccak256(abi.encode(asked)));
        vm.prank(alice);
        house.setOperator(bob, false);
        pass(WAIT);
        assertTrue(execute(alice, asked), "revoking cancels nothing");
        _expectNoRequest(
            bob,
            oneLeg(atm, 1e18),
            vm.getBlockTimestamp(),
            abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(alice), bob)
        );
    }

    // ------------------------------------------------------------------ at which prices

    function test_execute_waitsForTheNextPrices() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        vm.warp(START + 10);
        executeExpecting(alice, asked, _before(BTC, START));
        setPriceAt(BTC, 65_000e8, 1e8, uint64(START + WAIT - 1));
        executeExpecting(alice, asked, _before(BTC, START + WAIT - 1));
        setPriceAt(BTC, 65_000e8, 1e8, uint64(START + WAIT));
        executeExpecting(alice, asked, _before(TSLA, START));
        setPriceAt(TSLA, 250e8, 1e6, uint64(START + WAIT));
        assertTrue(execute(alice, asked));
    }

    function test_execute_waitsForEveryUnderlying() public {
        Leg[] memory legs = new Leg[](3);
        legs[0] = Leg(atm, 1e18);
        legs[1] = Leg(put(BTC_WEEK, 64_000e18), 1e18);
        legs[2] = Leg(call(ETH_WEEK, 3500e18), 1e18);
        TradeRequest memory asked = ask(alice, legs, NO_LIMIT);
        vm.warp(START + WAIT);
        setPrice(BTC, 65_000e8);
        setPrice(TSLA, 250e8);
        executeExpecting(alice, asked, _before(ETH, START));
        setPrice(ETH, 3500e8);
        assertTrue(execute(alice, asked));
    }

    /// @notice A stock has no next price while its exchange is closed: the last one stands in, and its age is paid for.
    function test_execute_takesTheLastPriceOfAClosedExchange() public {
        vm.warp(START + 57);
        TradeRequest memory asked = ask(alice, atm, 1e18);
        vm.warp(START + 60);
        setPrice(BTC, 65_000e8);
        vm.expectRevert(_priceBefore(TSLA, START, START + 60));
        execute(alice, asked);
        vm.warp(START + 61);
        uint256 snapshot = vm.snapshotState();
        int256 old = _costOf(alice, asked);
        vm.revertToState(snapshot);
        setPrice(TSLA, 250e8);
        assertGt(old, _costOf(alice, asked), "an old price costs more");
    }

    /// @notice O: what whoever executes could have brought is no reason to refuse: the request stays.
    function test_execute_isNotRefusedForPricesThatWereNotBrought() public {
        assertTrue(tradeByRequest(alice, call(ETH_WEEK, 3500e18), -1e18));
        vm.warp(START + 100);
        TradeRequest memory asked = ask(alice, atm, 0.1e18);
        uint256 time = START + 100 + WAIT;
        vm.warp(time);
        setPrice(BTC, 65_000e8);
        setPrice(TSLA, 250e8);
        executeExpecting(
            alice, asked, abi.encodeWithSelector(IClearinghouseErrors.StalePrice.selector, ETH, START + WAIT, 60)
        );
        setPrice(ETH, 3500e8);
        setPriceAt(BTC, 65_000e8, 1000e8, uint64(time + 1));
        vm.warp(time + 1);
        vm.expectPartialRevert(IClearinghouseErrors.UncertainPrice.selector);
        execute(alice, asked);
        assertEq(house.requestOf(account(alice)), keccak256(abi.encode(asked)));
        pass(1);
        setPrice(BTC, 65_000e8);
        assertTrue(execute(alice, asked));
    }

    /// @notice O: nor for a price that the same transaction has looked at before it brought the next one.
    function test_execute_isNotRefusedForAPriceLookedAtBefore() public {
        assertTrue(tradeByRequest(bob, atm, 0.1e18));
        TradeRequest memory asked = ask(alice, atm, 1e18);
        uint256 time = vm.getBlockTimestamp() + WAIT;
        vm.warp(time);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(house.accountHealth, (account(bob), 0, false));
        calls[1] = abi.encodeCall(house.executeRequest, (account(alice), asked, _updates(66_000e8), keeper));
        vm.expectPartialRevert(IClearinghouseErrors.SnapshotChanged.selector);
        vm.prank(keeper);
        house.multicall(calls);
        vm.prank(keeper);
        assertTrue(house.executeRequest(account(alice), asked, _updates(66_000e8), keeper));
    }

    // ------------------------------------------------------------------ what it costs

    /// @notice C11: whatever happens to the price meanwhile, the trade costs what it would cost there and then, and the reward.
    function testFuzz_execute_costsWhatATradeCostsThen(uint256 size, uint256 price, bool isPut, bool writes) public {
        int256 quantity = int256(bound(size, 0.01e18, 0.5e18));
        if (writes) quantity = -quantity;
        TradeRequest memory asked = ask(alice, toSeriesId(BTC_WEEK, 65_000e18, isPut), quantity);
        pass(WAIT);
        move(BTC, int64(int256(bound(price, 60_000e8, 70_000e8))));
        IRiskAnswers.TradePreview memory told = riskLens.marginAfter(house, account(alice), asked.legs);
        uint256 held = pool.totalAssets();
        assertTrue(execute(alice, asked));
        assertEq(int256(house.cashOf(account(alice))), 1000e18 - told.cost - told.funding - int256(REWARD));
        assertEq(token.balanceOf(keeper), REWARD);
        assertEq(house.positionsOf(account(alice))[0].quantity, quantity);
        assertEq(token.balanceOf(address(house)), house.cashOf(account(alice)) + house.cashOf(account(bob)), "1: cash");
        assertGe(pool.totalAssets() + 1, held, "6: the reward is the trader's own");
        assertEq(house.requestOf(account(alice)), 0);
    }

    function test_execute_tellsWhatHappened() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        pass(WAIT);
        int256 cost = riskLens.marginAfter(house, account(alice), asked.legs).cost;
        vm.expectEmit(address(house));
        emit IClearinghouseEvents.OrderRewarded(account(alice), bob, REWARD);
        vm.expectEmit(address(house));
        emit IClearinghouseEvents.RequestExecuted(account(alice), keeper, cost);
        vm.recordLogs();
        vm.prank(keeper);
        house.executeRequest(account(alice), asked, new bytes[](0), bob);
        (address trader, int256 paid,,) =
            abi.decode(_logged(IClearinghouseEvents.Settled.selector), (address, int256, int256, uint256));
        assertEq(trader, address(house), "carried out by the clearinghouse itself");
        assertEq(paid, cost);
        assertEq(token.balanceOf(bob), REWARD);
    }

    /// @notice 0.10 USD, rounded up to a unit of the token, at the collateral's price of that moment.
    function testFuzz_reward_isTenCentsRoundedUp(uint256 price) public {
        int64 dollars = int64(int256(bound(price, 50e8, 1000e8)));
        TradeRequest memory asked = ask(alice, atm, 0.1e18);
        pass(WAIT);
        move(TSLA, dollars);
        execute(alice, asked);
        uint256 wad = uint256(int256(dollars)) * 1e10;
        uint256 reward = token.balanceOf(keeper);
        assertGe(reward * wad, 0.1e18 * 1e18);
        assertLt((reward - 1) * wad, 0.1e18 * 1e18);
    }

    function test_execute_paysTheVendorAndReturnsTheRest() public {
        vm.mockCall(address(oracle), abi.encodeWithSelector(oracle.updateFee.selector), abi.encode(7));
        TradeRequest memory asked = ask(alice, atm, 1e18);
        vm.warp(START + WAIT);
        bytes[] memory updates = _updates(66_000e8);
        vm.deal(keeper, 1 ether);
        vm.prank(keeper);
        assertTrue(house.executeRequest{value: 0.1 ether}(account(alice), asked, updates, keeper));
        assertEq(oracle.latest(BTC).value, 66_000e18);
        assertEq(keeper.balance, 1 ether - 7);
        assertEq(address(house).balance, 0);
    }

    // ------------------------------------------------------------------ once, and as asked

    function test_execute_happensOnce() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        pass(WAIT);
        execute(alice, asked);
        executeExpecting(alice, asked, _unknown(alice));
        ask(alice, atm, 1e18);
        executeExpecting(alice, asked, _unknown(alice));
    }

    function testFuzz_execute_onlyWhatWasAsked(uint8 field) public {
        TradeRequest memory asked = ask(alice, oneLeg(atm, 1e18), 10e18);
        pass(WAIT);
        field = uint8(bound(field, 0, 6));
        if (field == 0) asked.maxCost += 1;
        if (field == 1) asked.cash -= 1;
        if (field == 2) asked.notBefore -= 1;
        if (field == 3) asked.requester = bob;
        if (field == 4) asked.legs[0].quantity += 1;
        if (field == 5) asked.legs[0].series = put(BTC_WEEK, 65_000e18);
        if (field == 6) asked.legs = new Leg[](0);
        executeExpecting(alice, asked, _unknown(alice));
    }

    function test_execute_onlyForTheAccountThatAsked() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        pass(WAIT);
        executeExpecting(bob, asked, _unknown(bob));
    }

    // ------------------------------------------------------------------ several calls in one

    function test_multicall_depositsAndAsks() public {
        address carol = makeAddr("carol");
        deal(address(token), carol, 10e18, true);
        vm.prank(carol);
        token.approve(address(house), 10e18);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(house.deposit, (account(carol), 10e18));
        calls[1] = abi.encodeCall(house.request, (account(carol), oneLeg(atm, 0.1e18), NO_LIMIT, START));
        vm.prank(carol);
        bytes[] memory answers = house.multicall(calls);
        assertEq(abi.decode(answers[1], (uint256)), START + WAIT);
        pass(WAIT);
        TradeRequest memory asked = TradeRequest(oneLeg(atm, 0.1e18), NO_LIMIT, 10e18, uint64(START + WAIT), carol);
        assertTrue(execute(carol, asked), "what was paid in first counts");
    }

    function test_multicall_executesAndWithdraws() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        vm.warp(START + WAIT);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(house.executeRequest, (account(alice), asked, _updates(65_000e8), alice));
        calls[1] = abi.encodeCall(house.withdraw, (account(alice), 10e18, alice));
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        house.multicall{value: 1 ether}(calls);
        assertEq(token.balanceOf(alice), 10e18 + REWARD, "the owner may earn the reward");
        assertEq(alice.balance, 1 ether);
        assertEq(address(house).balance, 0);
        assertEq(house.positionsOf(account(alice)).length, 1);
    }

    // ------------------------------------------------------------------ trying

    function test_tryTrade_worksBesideAnOpenRequest() public {
        ask(alice, atm, 1e18);
        bytes32 open = house.requestOf(account(alice));
        vm.expectPartialRevert(IClearinghouseErrors.TradeTried.selector);
        house.tryTrade(account(alice), oneLeg(atm, 1e18));
        (uint256 multiple,) = riskLens.largestSize(house, account(alice), oneLeg(atm, 1e18));
        assertGt(multiple, 1e18);
        assertEq(house.requestOf(account(alice)), open);
    }

    // ------------------------------------------------------------------ helpers

    function _expectNoRequest(address caller, Leg[] memory legs, uint256 deadline, bytes memory failure) private {
        vm.expectRevert(failure);
        vm.prank(caller);
        house.request(account(alice), legs, NO_LIMIT, deadline);
    }

    function _costOf(address owner, TradeRequest memory asked) private returns (int256) {
        uint256 before = house.cashOf(account(owner));
        assertTrue(execute(owner, asked));
        return int256(before) - int256(house.cashOf(account(owner)));
    }

    function _updates(int64 btc) private view returns (bytes[] memory updates) {
        updates = new bytes[](2);
        updates[0] = priceUpdate(BTC, btc, 10e8, uint64(vm.getBlockTimestamp()));
        updates[1] = priceUpdate(TSLA, 250e8, 1e6, uint64(vm.getBlockTimestamp()));
    }

    function _before(uint256 asset, uint256 publishTime) private pure returns (bytes memory) {
        return _priceBefore(asset, publishTime, START + WAIT);
    }

    function _priceBefore(uint256 asset, uint256 publishTime, uint256 notBefore) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IClearinghouseErrors.PriceBeforeRequest.selector, asset, publishTime, notBefore);
    }

    function _unknown(address owner) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IClearinghouseErrors.RequestUnknown.selector, account(owner));
    }

    function _logged(bytes32 topic) private returns (bytes memory) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) return logs[i].data;
        }
        revert("not logged");
    }
}
