// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseErrors, IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {
    Condition,
    IOrders,
    IOrdersErrors,
    OrderRef,
    OrderState,
    SignedOrder,
    Trigger
} from "../../src/interfaces/IOrders.sol";
import {Orders} from "../../src/Orders.sol";
import {Leg, SeriesId, toAccountId, TradeRequest} from "../../src/Types.sol";
import {RequestFixture} from "../base/RequestFixture.sol";

/// @notice Signed orders and session keys of a set whose trades are asked for: judged when they are placed, executed afterwards.
contract PlacedOrdersTest is RequestFixture {
    uint256 private constant RETRY_PAUSE = 60;

    Orders internal desk;
    address internal trader;
    uint256 internal traderKey;
    address internal executor = makeAddr("executor");
    SeriesId internal atm;

    function setUp() public override {
        desk = new Orders();
        orders = address(desk);
        super.setUp();
        (trader, traderKey) = makeAddrAndKey("trader");
        atm = call(BTC_WEEK, 65_000e18);
        fund(trader, 100e18);
        vm.prank(trader);
        house.setOperator(address(desk), true);
        pass(1);
    }

    // ------------------------------------------------------------------ placed, then executed

    function test_execute_asksForTheTradeAndChangesNothingYet() public {
        SignedOrder memory order = _order(1e18, 10e18);
        bytes32 hash = desk.hashOrder(order);
        vm.expectEmit(address(desk));
        emit IOrders.OrderPlaced(hash, account(trader), address(house), executor);
        TradeRequest memory asked = _place(order);
        assertEq(house.requestOf(account(trader)), keccak256(abi.encode(asked)));
        assertEq(asked.maxCost, 10e18);
        assertEq(asked.requester, address(desk));
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Open));
        assertEq(desk.executedAt(hash), 0);
        assertFalse(desk.isNonceUsed(trader, order.nonce));
        assertEq(house.cashOf(account(trader)), 100e18);
        assertEq(token.balanceOf(executor), 0);
    }

    function test_executed_spendsTheOrderAndPaysBoth() public {
        SignedOrder memory order = _order(1e18, 10e18);
        order.reward = 0.1e18;
        TradeRequest memory asked = _place(order);
        pass(WAIT);
        vm.recordLogs();
        assertTrue(execute(trader, asked));
        (address by, int256 cost, uint256 reward) =
            abi.decode(_logged(IOrders.OrderExecuted.selector), (address, int256, uint256));
        assertEq(by, executor, "who has placed it");
        assertEq(reward, 0.1e18);
        assertEq(token.balanceOf(executor), 0.1e18, "the order's reward");
        assertEq(token.balanceOf(keeper), REWARD, "the request's");
        assertEq(int256(house.cashOf(account(trader))), 100e18 - cost - int256(0.1e18 + REWARD));
        assertEq(token.balanceOf(address(house)), house.cashOf(account(trader)), "1: cash");
        assertEq(token.balanceOf(address(desk)), 0);
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Executed));
        assertEq(desk.executedAt(desk.hashOrder(order)), vm.getBlockTimestamp());
        _expectNotPlaced(order, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, trader, order.nonce));
    }

    /// @notice The condition is judged once, at the price brought; the trade is made at the next one, whatever that is.
    function test_condition_isJudgedWhenPlaced() public {
        SignedOrder memory order = _order(1e18, NO_LIMIT);
        order.condition = Condition(Trigger.AtOrBelow, uint16(BTC), 64_000e18);
        _expectNotPlaced(
            order, abi.encodeWithSelector(IOrdersErrors.ConditionNotMet.selector, BTC, 65_000e18, 64_000e18)
        );
        vm.mockCall(address(oracle), abi.encodeWithSelector(oracle.updateFee.selector), abi.encode(7));
        vm.warp(vm.getBlockTimestamp() + 1);
        TradeRequest memory asked = _placeBringing(order, 63_000e8);
        assertEq(executor.balance, 1 ether - 7, "what the vendor does not take comes back");
        assertEq(address(desk).balance + address(house).balance, 0);
        vm.clearMockedCalls();
        pass(WAIT);
        move(BTC, 66_000e8);
        assertTrue(execute(trader, asked));
    }

    function test_execute_revertsAtAPriceFromBeforeTheOrder() public {
        SignedOrder memory order = _order(1e18, 10e18);
        order.validFrom = uint64(vm.getBlockTimestamp());
        _expectNotPlaced(
            order,
            abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, BTC, order.validFrom, order.validFrom)
        );
    }

    /// @notice Each refusal costs the owner a reward: what would be refused at the prices of now is not asked for.
    function test_execute_placesNothingThatIsBoundToBeRefused() public {
        SignedOrder memory order = _order(1e18, 7e18);
        bytes memory signature = _sign(order);
        vm.startPrank(executor);
        vm.expectPartialRevert(IClearinghouseErrors.CostAboveLimit.selector);
        desk.execute(order, signature, new bytes[](0), executor);
        vm.stopPrank();
        order = _order(-10e18, NO_LIMIT);
        signature = _sign(order);
        vm.startPrank(executor);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        desk.execute(order, signature, new bytes[](0), executor);
        vm.stopPrank();
        assertEq(house.requestOf(account(trader)), 0);
        assertEq(house.cashOf(account(trader)), 100e18);
    }

    function test_execute_waitsForTheOwnersOwnRequest() public {
        ask(trader, atm, 1e18);
        SignedOrder memory order = _order(1e18, 10e18);
        _expectNotPlaced(order, abi.encodeWithSelector(IClearinghouseErrors.RequestPending.selector, account(trader)));
    }

    function test_execute_onlyForOwnersWhoMadeItAnOperator() public {
        vm.prank(trader);
        house.setOperator(address(desk), false);
        _expectNotPlaced(
            _order(1e18, 10e18),
            abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(trader), address(desk))
        );
    }

    /// @notice A reducing order asks for what is held when it is placed.
    function test_reduceOnly_asksForWhatIsLeft() public {
        assertTrue(tradeByRequest(trader, atm, 0.4e18));
        SignedOrder memory stop = _order(-1e18, 0);
        stop.reduceOnly = true;
        TradeRequest memory asked = _place(stop);
        assertEq(asked.legs[0].quantity, -0.4e18);
        pass(WAIT);
        assertTrue(execute(trader, asked));
        assertEq(house.positionsOf(account(trader)).length, 0);
    }

    // ------------------------------------------------------------------ refused

    function test_refused_staysOpenAndIsTriedAgainAfterAPause() public {
        SignedOrder memory order = _order(1e18, 8e18);
        order.reward = 0.1e18;
        TradeRequest memory asked = _place(order);
        pass(WAIT);
        move(BTC, 70_000e8);
        uint256 refusedAt = vm.getBlockTimestamp();
        vm.expectEmit(address(desk));
        emit IOrders.OrderRefused(desk.hashOrder(order), account(trader), address(house));
        assertFalse(execute(trader, asked));
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Open));
        assertEq(token.balanceOf(executor), 0, "nothing has traded");
        assertEq(house.cashOf(account(trader)), 100e18 - REWARD);
        pass(RETRY_PAUSE - 1);
        _expectNotPlaced(
            order,
            abi.encodeWithSelector(
                IOrdersErrors.OrderRefusedRecently.selector, refusedAt + RETRY_PAUSE, refusedAt + RETRY_PAUSE - 1
            )
        );
        pass(1);
        setPriceAt(BTC, 65_000e8, 10e8, uint64(vm.getBlockTimestamp() + 1));
        asked = _place(order);
        pass(WAIT + 1);
        assertTrue(execute(trader, asked));
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Executed));
    }

    function test_lapsed_staysOpenToo() public {
        SignedOrder memory order = _order(1e18, 10e18);
        TradeRequest memory asked = _place(order);
        pass(WAIT + WINDOW + 1);
        vm.expectEmit(address(desk));
        emit IOrders.OrderRefused(desk.hashOrder(order), account(trader), address(house));
        assertFalse(execute(trader, asked));
        pass(RETRY_PAUSE);
        asked = _place(order);
        pass(WAIT);
        assertTrue(execute(trader, asked));
    }

    /// @notice Another order of the same owner need not wait for it.
    function test_refused_holdsUpNoOtherOrder() public {
        SignedOrder memory order = _order(1e18, 8e18);
        TradeRequest memory asked = _place(order);
        pass(WAIT);
        move(BTC, 70_000e8);
        assertFalse(execute(trader, asked));
        order = _order(1e18, NO_LIMIT);
        order.nonce = 2;
        asked = _place(order);
        pass(WAIT);
        assertTrue(execute(trader, asked));
    }

    // ------------------------------------------------------------------ cancelled

    /// @notice What has been asked for is not called back; what is refused then stays cancelled.
    function test_cancelledWhilePlaced_isExecutedOrGone() public {
        SignedOrder memory order = _order(1e18, 8e18);
        TradeRequest memory asked = _place(order);
        _cancel(order.nonce);
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Cancelled));
        pass(WAIT);
        uint256 snapshot = vm.snapshotState();
        assertTrue(execute(trader, asked));
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Executed));
        vm.revertToState(snapshot);
        move(BTC, 70_000e8);
        assertFalse(execute(trader, asked));
        pass(RETRY_PAUSE);
        _expectNotPlaced(order, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, trader, order.nonce));
    }

    // ------------------------------------------------------------------ brackets

    /// @notice One cancels the other across accounts too: while one waits for its price, the other is not placed.
    function test_alternativesOfTwoAccounts_tradeOnce() public {
        deal(address(token), trader, 100e18, true);
        vm.startPrank(trader);
        token.approve(address(house), 100e18);
        house.deposit(toAccountId(trader, 1), 100e18);
        vm.stopPrank();
        SignedOrder memory first = _order(1e18, 10e18);
        SignedOrder memory second = _order(1e18, 10e18);
        (second.subAccount, second.nonce) = (1, first.nonce);
        TradeRequest memory asked = _place(first);
        _expectNotPlaced(
            second, abi.encodeWithSelector(IClearinghouseErrors.RequestPending.selector, toAccountId(trader, 1))
        );
        pass(WAIT);
        assertTrue(execute(trader, asked));
        _expectNotPlaced(second, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, trader, first.nonce));
    }

    function test_bracket_exitsWaitUntilTheEntryHasTraded() public {
        SignedOrder memory entry = _order(1e18, 10e18);
        SignedOrder memory profit = _exit(entry, Trigger.AtOrAbove, 66_000e18);
        SignedOrder memory stop = _exit(entry, Trigger.AtOrBelow, 64_000e18);
        TradeRequest memory asked = _place(entry);
        pass(1);
        bytes memory waits = abi.encodeWithSelector(IOrdersErrors.ParentNotExecuted.selector, desk.hashOrder(entry));
        _expectNotPlaced(stop, waits);
        assertEq(uint256(_stateOf(stop)), uint256(OrderState.WaitsForParent));
        pass(WAIT);
        uint256 filled = vm.getBlockTimestamp();
        assertTrue(execute(trader, asked));
        _expectNotPlaced(stop, abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, BTC, filled, filled));
        move(BTC, 63_000e8);
        setPrice(TSLA, 250e8);
        asked = _place(stop);
        _expectNotPlaced(profit, abi.encodeWithSelector(IClearinghouseErrors.RequestPending.selector, account(trader)));
        pass(WAIT);
        assertTrue(execute(trader, asked));
        assertEq(uint256(_stateOf(stop)), uint256(OrderState.Executed));
        assertEq(uint256(_stateOf(profit)), uint256(OrderState.Cancelled));
        assertEq(house.positionsOf(account(trader)).length, 0);
    }

    function test_bracket_exitsOfARefusedEntryGoOnWaiting() public {
        SignedOrder memory entry = _order(1e18, 8e18);
        SignedOrder memory stop = _exit(entry, Trigger.AtOrBelow, 70_000e18);
        TradeRequest memory asked = _place(entry);
        pass(WAIT);
        move(BTC, 70_000e8);
        assertFalse(execute(trader, asked));
        pass(1);
        _expectNotPlaced(stop, abi.encodeWithSelector(IOrdersErrors.ParentNotExecuted.selector, desk.hashOrder(entry)));
    }

    // ------------------------------------------------------------------ rewards

    /// @notice Who cannot pay the order's reward any more has traded all the same.
    function test_reward_isUnpaidWhenTheCashIsShort() public {
        vm.prank(trader);
        house.withdraw(account(trader), 100e18 - 0.95e18, trader);
        SignedOrder memory order = _order(0.1e18, 10e18);
        order.reward = 0.4e18;
        TradeRequest memory asked = _place(order);
        pass(WAIT);
        vm.recordLogs();
        assertTrue(execute(trader, asked));
        (,, uint256 reward) = abi.decode(_logged(IOrders.OrderExecuted.selector), (address, int256, uint256));
        assertEq(reward, 0);
        assertEq(token.balanceOf(executor), 0);
        assertEq(token.balanceOf(keeper), REWARD);
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Executed));
    }

    function test_reward_isUnpaidWhenTheDeskIsNoOperatorAnyMore() public {
        SignedOrder memory order = _order(1e18, 10e18);
        order.reward = 0.1e18;
        TradeRequest memory asked = _place(order);
        vm.prank(trader);
        house.setOperator(address(desk), false);
        pass(WAIT);
        assertTrue(execute(trader, asked), "what has been asked for is executed");
        assertEq(token.balanceOf(executor), 0);
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Executed));
    }

    // ------------------------------------------------------------------ who may tell

    /// @notice Whoever says that a request has ended speaks of his own orders only.
    function test_requestClosed_byAStrangerChangesNothing() public {
        SignedOrder memory order = _order(1e18, 10e18);
        TradeRequest memory asked = _place(order);
        vm.recordLogs();
        vm.startPrank(makeAddr("stranger"));
        desk.requestClosed(account(trader), true, 1);
        desk.requestClosed(account(trader), false, 0);
        vm.stopPrank();
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(uint256(_stateOf(order)), uint256(OrderState.Open));
        pass(WAIT);
        vm.recordLogs();
        assertTrue(execute(trader, asked));
        (, int256 cost,) = abi.decode(_logged(IOrders.OrderExecuted.selector), (address, int256, uint256));
        assertGt(cost, 1);
    }

    // ------------------------------------------------------------------ session keys

    function test_key_countsTheMostThatItsTradeMayCost() public {
        _grant(10e18);
        _tradeAs(1e18, 8e18);
        assertEq(desk.keyOf(account(trader), address(house), executor).spent, 8e18);
        TradeRequest memory asked =
            TradeRequest(oneLeg(atm, 1e18), 8e18, 100e18, uint64(vm.getBlockTimestamp() + WAIT), address(desk));
        pass(WAIT);
        vm.recordLogs();
        assertTrue(execute(trader, asked));
        assertEq(_countOf(IOrders.OrderExecuted.selector), 0, "a key's trade is no order");
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.KeyLimitExceeded.selector, 11e18, 10e18));
        _tradeAs(0.1e18, 3e18);
        vm.expectPartialRevert(IOrdersErrors.KeyLimitExceeded.selector);
        _tradeAs(0.1e18, NO_LIMIT);
        _tradeAs(-1e18, -1e18);
        assertEq(desk.keyOf(account(trader), address(house), executor).spent, 8e18, "a sale counts nothing");
    }

    /// @notice A refused trade of a key still counts: what it asks for is bounded, whatever comes of it.
    function test_key_refusedLeavesNoOrderBehind() public {
        _grant(10e18);
        _tradeAs(1e18, 1);
        TradeRequest memory asked =
            TradeRequest(oneLeg(atm, 1e18), 1, 100e18, uint64(vm.getBlockTimestamp() + WAIT), address(desk));
        pass(WAIT);
        vm.recordLogs();
        assertFalse(execute(trader, asked));
        assertEq(_countOf(IOrders.OrderRefused.selector), 0);
        assertEq(desk.keyOf(account(trader), address(house), executor).spent, 1);
    }

    // ------------------------------------------------------------------ helpers

    function _order(int96 quantity, int256 maxCost) private view returns (SignedOrder memory) {
        return SignedOrder({
            owner: trader,
            subAccount: 0,
            clearinghouse: address(house),
            legs: oneLeg(atm, quantity),
            condition: Condition(Trigger.None, 0, 0),
            maxCost: maxCost,
            reduceOnly: false,
            reward: 0,
            validFrom: uint64(START),
            expiry: uint64(START + 1 days),
            nonce: 1,
            epoch: 0,
            parent: 0
        });
    }

    function _exit(SignedOrder memory entry, Trigger trigger, uint256 price)
        private
        view
        returns (SignedOrder memory order)
    {
        order = _order(-1e18, 0);
        order.reduceOnly = true;
        order.nonce = 2;
        order.parent = desk.hashOrder(entry);
        order.condition = Condition(trigger, uint16(BTC), price);
    }

    function _place(SignedOrder memory order) private returns (TradeRequest memory) {
        return _placeWith(order, new bytes[](0), 0);
    }

    function _placeBringing(SignedOrder memory order, int64 btc) private returns (TradeRequest memory) {
        bytes[] memory updates = new bytes[](1);
        updates[0] = priceUpdate(BTC, btc, 10e8, uint64(vm.getBlockTimestamp()));
        vm.deal(executor, 1 ether);
        return _placeWith(order, updates, 1 ether);
    }

    /// @return asked as the clearinghouse tells it.
    function _placeWith(SignedOrder memory order, bytes[] memory updates, uint256 value)
        private
        returns (TradeRequest memory asked)
    {
        bytes memory signature = _sign(order);
        vm.recordLogs();
        vm.prank(executor);
        assertEq(desk.execute{value: value}(order, signature, updates, executor), 0);
        return abi.decode(_logged(IClearinghouseEvents.Requested.selector), (TradeRequest));
    }

    function _expectNotPlaced(SignedOrder memory order, bytes memory failure) private {
        bytes memory signature = _sign(order);
        vm.expectRevert(failure);
        vm.prank(executor);
        desk.execute(order, signature, new bytes[](0), executor);
    }

    function _sign(SignedOrder memory order) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(traderKey, desk.hashOrder(order));
        return abi.encodePacked(r, s, v);
    }

    function _stateOf(SignedOrder memory order) private view returns (OrderState) {
        OrderRef[] memory refs = new OrderRef[](1);
        refs[0] = OrderRef(desk.hashOrder(order), order.owner, order.nonce, order.epoch, order.parent);
        return desk.statesOf(refs)[0];
    }

    function _cancel(uint256 nonce) private {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = nonce;
        vm.prank(trader);
        desk.cancel(nonces);
    }

    function _grant(uint128 limit) private {
        vm.prank(trader);
        desk.grantKey(0, address(house), executor, limit, uint64(START + 1 days));
    }

    function _tradeAs(int256 quantity, int256 maxCost) private {
        Leg[] memory legs = oneLeg(atm, quantity);
        vm.prank(executor);
        desk.tradeAs(address(house), account(trader), legs, maxCost, new bytes[](0));
    }

    function _logged(bytes32 topic) private returns (bytes memory) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) return logs[i].data;
        }
        revert("not logged");
    }

    function _countOf(bytes32 topic) private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) ++count;
        }
    }
}
