// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseErrors, IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {MarketConfig, Leg, SeriesId, TradeRequest} from "../../src/Types.sol";
import {RequestFixture} from "../base/RequestFixture.sol";

/// @notice How a request ends without a trade, and that nothing which happens after asking helps or hurts its owner.
contract RequestRefusalsTest is RequestFixture {
    SeriesId internal atm;

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 3000e18);
        fund(bob, 3000e18);
    }

    // ------------------------------------------------------------------ refused

    function test_refused_aboveTheLimit() public {
        TradeRequest memory asked = ask(alice, oneLeg(atm, 1e18), 7e18);
        pass(WAIT);
        _expectRefusal(alice, asked);
    }

    function test_refused_belowTheMargin() public {
        address carol = makeAddr("carol");
        fund(carol, 0.74e18);
        TradeRequest memory asked = ask(carol, atm, 0.1e18);
        pass(WAIT);
        assertEq(bytes4(_expectRefusal(carol, asked)), IClearinghouseErrors.InsufficientMargin.selector);
        asked = ask(carol, atm, -0.1e18);
        pass(WAIT);
        assertEq(bytes4(_expectRefusal(carol, asked)), IClearinghouseErrors.BelowInitialMargin.selector);
    }

    function test_refused_beyondThePoolsCapacity() public {
        governance.setMarket(BTC_WEEK, _flat());
        assertTrue(tradeByRequest(alice, atm, 10e18));
        TradeRequest memory asked = ask(bob, atm, 90e18);
        pass(WAIT);
        assertEq(bytes4(_expectRefusal(bob, asked)), IClearinghouseErrors.CapacityExceeded.selector);
    }

    /// @notice G1: the pause holds for what was asked before it, too.
    function test_refused_whileOpeningsArePaused() public {
        assertTrue(tradeByRequest(bob, atm, 1e18));
        TradeRequest memory asked = ask(alice, atm, 1e18);
        TradeRequest memory closing = ask(bob, atm, -1e18);
        vm.prank(guardian);
        governance.pauseOpenings();
        pass(WAIT);
        assertEq(_expectRefusal(alice, asked), abi.encodeWithSelector(IClearinghouseErrors.OpeningsPaused.selector));
        assertTrue(execute(bob, closing), "closing goes on");
    }

    function test_refused_onceTheSetIsSettled() public {
        assertTrue(tradeByRequest(alice, atm, 8e18));
        TradeRequest memory asked = ask(bob, atm, 1e18);
        pass(WAIT);
        move(BTC, 900_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        uint256 since = vm.getBlockTimestamp();
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.SetSettled.selector, since));
        vm.prank(alice);
        house.request(account(alice), oneLeg(atm, -1e18), NO_LIMIT, since);
        assertEq(_expectRefusal(bob, asked), abi.encodeWithSelector(IClearinghouseErrors.SetSettled.selector, since));
        vm.prank(bob);
        house.withdraw(account(bob), 3000e18 - REWARD, bob);
    }

    // ------------------------------------------------------------------ cash that comes and goes meanwhile

    /// @notice Nobody chooses afterwards whether his trade happens: what is paid in later does not count for it, and is not lost.
    function test_cashPaidInLater_doesNotCountForTheTrade() public {
        address carol = makeAddr("carol");
        fund(carol, 0.74e18);
        TradeRequest memory asked = ask(carol, atm, 0.1e18);
        fund(carol, 100e18);
        pass(WAIT);
        bytes memory reason = _expectRefusal(carol, asked);
        assertEq(bytes4(reason), IClearinghouseErrors.InsufficientMargin.selector);
        assertEq(house.cashOf(account(carol)), 100.74e18 - REWARD);
        assertTrue(tradeByRequest(carol, atm, 0.1e18), "for the next one it counts");
    }

    function test_cashPaidInLater_isThereAfterATrade() public {
        uint256 snapshot = vm.snapshotState();
        assertTrue(tradeByRequest(alice, atm, 1e18));
        uint256 left = house.cashOf(account(alice));
        vm.revertToState(snapshot);
        TradeRequest memory asked = ask(alice, atm, 1e18);
        fund(alice, 5e18);
        pass(WAIT);
        assertTrue(execute(alice, asked));
        assertEq(house.cashOf(account(alice)), left + 5e18);
    }

    /// @notice A liquidation while the request is open is as it always is; the trade then finds what it has left.
    function test_liquidation_goesOnWhileARequestIsOpen() public {
        assertTrue(tradeByRequest(alice, atm, -1e18));
        strip(alice);
        TradeRequest memory asked = ask(alice, atm, 0.1e18);
        pass(WAIT);
        move(BTC, 69_000e8);
        house.liquidate(account(alice), keeper, new bytes[](0));
        int256 held = house.positionsOf(account(alice))[0].quantity;
        assertGt(held, -1e18);
        uint256 rewarded = token.balanceOf(keeper);
        assertTrue(execute(alice, asked));
        assertEq(house.positionsOf(account(alice))[0].quantity, held + 0.1e18);
        assertEq(token.balanceOf(keeper), rewarded + REWARD);
        assertEq(token.balanceOf(address(house)), house.cashOf(account(alice)) + house.cashOf(account(bob)), "1: cash");
    }

    /// @notice Who has lost everything meanwhile pays what is left, which may be nothing.
    function test_reward_isNoMoreThanTheCashThatIsLeft() public {
        assertTrue(tradeByRequest(alice, atm, -1e18));
        strip(alice);
        TradeRequest memory asked = ask(alice, atm, 1e18);
        pass(WAIT);
        move(BTC, 110_000e8);
        house.liquidate(account(alice), keeper, new bytes[](0));
        assertEq(house.cashOf(account(alice)), 0);
        uint256 rewarded = token.balanceOf(keeper);
        assertFalse(execute(alice, asked));
        assertEq(token.balanceOf(keeper), rewarded);
        assertEq(house.requestOf(account(alice)), 0);
    }

    /// @notice The reward comes out of what was there first, then out of what has been paid in.
    function test_reward_isPaidOutOfLaterCashLast() public {
        assertTrue(tradeByRequest(alice, atm, -1e18));
        strip(alice);
        TradeRequest memory asked = ask(alice, atm, 1e18);
        pass(WAIT);
        move(BTC, 110_000e8);
        house.liquidate(account(alice), keeper, new bytes[](0));
        fund(alice, 0.5e18);
        uint256 rewarded = token.balanceOf(keeper);
        execute(alice, asked);
        assertEq(token.balanceOf(keeper), rewarded + REWARD);
        assertEq(token.balanceOf(address(house)), house.cashOf(account(alice)) + house.cashOf(account(bob)), "1: cash");
    }

    /// @notice Running out of cash on purpose is no way to close at a price that is known already, nor is paying in a way back.
    function test_closeExhausted_isExecutedAtTheNextPriceWhateverIsPaidIn() public {
        address carol = _exhausted();
        TradeRequest memory asked = _askToClose(carol);
        assertEq(asked.requester, address(house));
        assertEq(house.positionsOf(account(carol)).length, 1, "only asked for");
        bytes memory early = abi.encodeWithSelector(
            IClearinghouseErrors.PriceBeforeRequest.selector, BTC, asked.notBefore - WAIT, asked.notBefore
        );
        executeExpecting(carol, asked, early);
        fund(carol, 5e18);
        pass(WAIT);
        assertTrue(execute(carol, asked));
        assertEq(house.positionsOf(account(carol)).length, 0);
        assertEq(house.requestOf(account(carol)), 0);
        assertGt(house.cashOf(account(carol)), 5e18, "what was paid in, and what is left");
        assertGt(token.balanceOf(keeper), REWARD / 2, "who executed it");
        uint256 sum = house.cashOf(account(carol)) + house.cashOf(account(alice)) + house.cashOf(account(bob));
        assertEq(token.balanceOf(address(house)), sum, "1: cash");
    }

    function test_closeExhausted_onlyTheExhaustedWithoutARequest() public {
        bytes memory healthy = abi.encodeWithSelector(IClearinghouseErrors.AccountNotExhausted.selector, account(alice));
        vm.expectRevert(healthy);
        house.closeExhausted(account(alice), keeper, new bytes[](0));
        address carol = _exhausted();
        _askToClose(carol);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.RequestPending.selector, account(carol)));
        house.closeExhausted(account(carol), keeper, new bytes[](0));
    }

    /// @notice Who is out of cash cannot keep the one request of the account busy; paying in comes first.
    function test_request_isRefusedToTheExhausted() public {
        address carol = _exhausted();
        vm.expectPartialRevert(IClearinghouseErrors.InsufficientMargin.selector);
        vm.prank(carol);
        house.request(account(carol), oneLeg(atm, -0.1e18), NO_LIMIT, vm.getBlockTimestamp());
        fund(carol, 5e18);
        ask(carol, atm, -0.1e18);
    }

    /// @notice Nobody executed it in time: it is judged anew.
    function test_closeExhausted_lapses() public {
        address carol = _exhausted();
        TradeRequest memory asked = _askToClose(carol);
        fund(carol, 5e18);
        pass(WAIT + WINDOW + 1);
        assertFalse(execute(carol, asked));
        assertEq(house.positionsOf(account(carol)).length, 1);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.AccountNotExhausted.selector, account(carol)));
        house.closeExhausted(account(carol), keeper, new bytes[](0));
    }

    function _exhausted() private returns (address carol) {
        carol = makeAddr("carol");
        fund(carol, 0.9e18);
        assertTrue(tradeByRequest(carol, atm, 0.1e18));
        pass(3 days);
    }

    function _askToClose(address owner) private returns (TradeRequest memory asked) {
        vm.recordLogs();
        house.closeExhausted(account(owner), keeper, new bytes[](0));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[logs.length - 1].topics[0], IClearinghouseEvents.Requested.selector);
        return abi.decode(logs[logs.length - 1].data, (TradeRequest));
    }

    // ------------------------------------------------------------------ lapsed

    function test_lapse_needsNoPriceCostsNothingAndFreesTheAccount() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        vm.warp(START + WAIT + WINDOW + 1);
        vm.mockCallRevert(address(oracle), bytes(""), bytes("dead"));
        vm.expectEmit(address(house));
        emit IClearinghouseEvents.RequestRefused(
            account(alice), keeper, abi.encodeWithSelector(IClearinghouseErrors.RequestLapsed.selector)
        );
        assertFalse(execute(alice, asked));
        assertEq(house.cashOf(account(alice)), 3000e18);
        assertEq(token.balanceOf(keeper), 0);
        vm.prank(alice);
        house.withdraw(account(alice), 3000e18, alice);
        vm.clearMockedCalls();
        executeExpecting(
            alice, asked, abi.encodeWithSelector(IClearinghouseErrors.RequestUnknown.selector, account(alice))
        );
    }

    function test_window_endsAfterItsLastSecond() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        pass(WAIT + WINDOW);
        uint256 snapshot = vm.snapshotState();
        assertTrue(execute(alice, asked));
        vm.revertToState(snapshot);
        pass(1);
        assertFalse(execute(alice, asked));
        assertEq(house.positionsOf(account(alice)).length, 0);
    }

    /// @notice The owner needs nobody to get his cash out of a request that nobody has executed.
    function test_lapse_andWithdrawalInOneTransaction() public {
        TradeRequest memory asked = ask(alice, atm, 1e18);
        vm.warp(START + WAIT + WINDOW + 1);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(house.executeRequest, (account(alice), asked, new bytes[](0), alice));
        calls[1] = abi.encodeCall(house.withdraw, (account(alice), 3000e18, alice));
        vm.prank(alice);
        house.multicall(calls);
        assertEq(token.balanceOf(alice), 3000e18);
    }

    // ------------------------------------------------------------------ foresight

    /// @notice Who knows the next price, asks before it and is executed at it, gains nothing, whatever he trades.
    function testFuzz_foresight_ofAJumpGainsNothing(int256 jump, uint256 size, uint256 steps, bool isPut, bool writes)
        public
    {
        uint256 strike = bound(steps, 55, 75) * 1000e18;
        SeriesId series = isPut ? put(BTC_WEEK, strike) : call(BTC_WEEK, strike);
        int256 quantity = int256(bound(size, 0.01e18, 1e18));
        TradeRequest memory asked = ask(alice, series, writes ? -quantity : quantity);
        pass(WAIT);
        move(BTC, int64(65_000e8 + 65_000e8 * bound(jump, -3000, 3500) / 10_000));
        bool done = execute(alice, asked);
        if (done) assertTrue(tradeByRequest(alice, series, writes ? quantity : -quantity));
        assertLe(house.cashOf(account(alice)), 3000e18 - REWARD);
    }

    /// @notice Who knows a fall and asks to close before it is executed after it: the loss is as large as everybody's.
    function testFuzz_foresight_ofAFallSavesNothing(uint256 price) public {
        assertTrue(tradeByRequest(alice, atm, 1e18));
        int64 lower = int64(int256(bound(price, 50_000e8, 65_000e8)));
        uint256 snapshot = vm.snapshotState();
        TradeRequest memory asked = ask(alice, atm, -1e18);
        pass(WAIT);
        move(BTC, lower);
        assertTrue(execute(alice, asked));
        uint256 knowing = house.cashOf(account(alice));
        vm.revertToState(snapshot);
        pass(1);
        asked = ask(alice, atm, -1e18);
        pass(WAIT - 1);
        move(BTC, lower);
        pass(1);
        assertTrue(execute(alice, asked));
        assertApproxEqAbs(knowing, house.cashOf(account(alice)), 0.0001e18, "but for a second's funding");
    }

    // ------------------------------------------------------------------ helpers

    /// @notice Executes what must be refused: nothing changes but the request, and the cash by the reward.
    function _expectRefusal(address owner, TradeRequest memory asked) private returns (bytes memory reason) {
        uint256 cash = house.cashOf(account(owner));
        uint256 rewarded = token.balanceOf(keeper);
        bytes32 state = _state(owner);
        reason = _reasonFor(owner, asked);
        vm.expectEmit(address(house));
        emit IClearinghouseEvents.RequestRefused(account(owner), keeper, reason);
        assertFalse(execute(owner, asked));
        assertEq(_state(owner), state, "a refusal changes nothing");
        assertEq(house.cashOf(account(owner)), cash - REWARD);
        assertEq(token.balanceOf(keeper), rewarded + REWARD);
        executeExpecting(
            owner, asked, abi.encodeWithSelector(IClearinghouseErrors.RequestUnknown.selector, account(owner))
        );
    }

    /// @notice What the trade itself fails with when the clearinghouse tries it with the cash that counts for it.
    function _reasonFor(address owner, TradeRequest memory asked) private returns (bytes memory reason) {
        uint256 snapshot = vm.snapshotState();
        uint256 cash = house.cashOf(account(owner));
        _setCash(owner, (cash < asked.cash ? cash : asked.cash) - REWARD);
        vm.prank(address(house));
        try house.trade(account(owner), asked.legs, asked.maxCost, vm.getBlockTimestamp(), new bytes[](0)) {
            fail();
        } catch (bytes memory why) {
            reason = why;
        }
        vm.revertToState(snapshot);
    }

    function _setCash(address owner, uint256 wanted) private {
        bytes32 slot = _cashSlot(owner);
        uint256 word = uint256(vm.load(address(house), slot));
        vm.store(address(house), slot, bytes32((word >> 128 << 128) | wanted));
        assertEq(house.cashOf(account(owner)), wanted);
    }

    /// @dev Where the clearinghouse keeps an account is what it reads when asked for the cash, last of all.
    function _cashSlot(address owner) private returns (bytes32) {
        vm.record();
        house.cashOf(account(owner));
        (bytes32[] memory reads,) = vm.accesses(address(house));
        return reads[reads.length - 1];
    }

    function _state(address owner) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                house.positionsOf(account(owner)),
                house.strikesOf(BTC_WEEK),
                house.openPositions(),
                pool.cash(),
                token.balanceOf(address(pool)),
                governance.fundingTotals(),
                house.fundingOf(atm)
            )
        );
    }

    function _flat() private view returns (MarketConfig memory config) {
        config = house.marketConfig(BTC_WEEK);
        (config.kappaGamma, config.kappaDelta) = (0, 0);
    }
}
