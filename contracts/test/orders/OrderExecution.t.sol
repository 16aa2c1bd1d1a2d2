// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Condition, IOrders, IOrdersErrors, OrderState, SignedOrder, Trigger} from "../../src/interfaces/IOrders.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {AccountId, Leg, SeriesId, toAccountId, toSeriesId} from "../../src/Types.sol";
import {OrdersFixture} from "./OrdersFixture.sol";
import {OrdersHouse} from "./OrdersHouse.sol";
import {HostileExecutor} from "./Wallets.sol";

/// @notice When an order is executed, what is traded then, and what makes it wait.
contract OrderExecutionTest is OrdersFixture {
    // ------------------------------------------------------------------ what is traded

    function test_execute_tradesWhatWasSigned() public {
        SignedOrder memory order = limitOrder();
        order.subAccount = 3;
        order.reward = 0.1e18;
        house.setCost(7e18);
        AccountId third = toAccountId(alice, 3);
        bytes32 hash = orders.hashOrder(order);
        vm.expectEmit(address(orders));
        emit IOrders.OrderExecuted(hash, third, address(house), keeper, 7e18, 0.1e18);
        assertEq(execute(order), 7e18);
        (AccountId who, int256 maxCost, uint256 reward, address rewardTo, uint256 count,) = house.asked();
        assertEq(AccountId.unwrap(who), AccountId.unwrap(third));
        assertEq(maxCost, 10e18);
        assertEq(reward, 0.1e18);
        assertEq(rewardTo, keeper);
        assertEq(count, 1);
        assertEq(SeriesId.unwrap(house.legAsked(0).series), SeriesId.unwrap(series));
        assertEq(house.legAsked(0).quantity, 1e18);
        assertEq(orders.executedAt(hash), block.timestamp);
        assertEq(uint256(stateOf(order)), uint256(OrderState.Executed));
    }

    function test_execute_paysTheVendorAndReturnsTheRest() public {
        SignedOrder memory order = limitOrder();
        vm.warp(START + 2);
        bytes[] memory updates = updateOf(BTC, 65_000e8, START + 2);
        bytes memory signature = sign(order);
        uint256 before = keeper.balance;
        vm.prank(keeper);
        orders.execute{value: 1000}(order, signature, updates, keeper);
        assertEq(keeper.balance, before - VENDOR_FEE);
        assertEq(address(orders).balance, 0);
    }

    function test_execute_passesOnWhyTheTradeFailed() public {
        SignedOrder memory order = limitOrder();
        house.setCost(10e18 + 1);
        executeExpecting(order, abi.encodeWithSelector(OrdersHouse.TradeRefused.selector, 10e18 + 1, 10e18));
        assertEq(uint256(stateOf(order)), uint256(OrderState.Open), "a failure uses nothing up");
    }

    function test_execute_revertsWhereThereIsNoContract() public {
        SignedOrder memory order = limitOrder();
        order.clearinghouse = makeAddr("nobody");
        executeExpecting(
            order, abi.encodeWithSelector(IOrdersErrors.NotClearinghouseContract.selector, order.clearinghouse)
        );
    }

    // ------------------------------------------------------------------ time

    function test_execute_onlyWithinItsTime() public {
        SignedOrder memory order = limitOrder();
        order.validFrom = uint64(START + 1);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.OrderNotYetValid.selector, START + 1, START));
        vm.warp(START + 3601);
        setPrice(BTC, 65_000e8);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.OrderExpired.selector, START + 3600, START + 3601));
        vm.warp(START + 3600);
        execute(order);
    }

    function test_execute_revertsAtAPriceFromBeforeTheOrder() public {
        SignedOrder memory order = limitOrder();
        order.validFrom = uint64(START);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, BTC, START, START));
        vm.warp(START + 1);
        setPrice(BTC, 65_000e8);
        execute(order);
    }

    function test_execute_checksEveryUnderlyingsPrice() public {
        SignedOrder memory order = limitOrder();
        Leg[] memory legs = new Leg[](3);
        legs[0] = Leg(series, 1e18);
        legs[1] = Leg(toSeriesId(BTC, 66_000e18, true), 1e18);
        legs[2] = Leg(toSeriesId(ETH, 3500e18, true), 1e18);
        order.legs = legs;
        order.validFrom = uint64(START);
        vm.warp(START + 1);
        setPrice(BTC, 65_000e8);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, ETH, START, START));
        setPrice(ETH, 3500e8);
        execute(order);
    }

    function test_execute_checksUnderlyingsInWhateverOrder() public {
        SignedOrder memory order = limitOrder();
        order.legs = new Leg[](2);
        order.legs[0] = Leg(toSeriesId(ETH, 3500e18, true), 1e18);
        order.legs[1] = Leg(series, 1e18);
        order.validFrom = uint64(START);
        vm.warp(START + 1);
        setPrice(ETH, 3500e8);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, BTC, START, START));
    }

    // ------------------------------------------------------------------ conditions

    /// @notice The condition holds at its price, and not one wei to the other side.
    function testFuzz_execute_triggersAtThePriceToTheWei(uint256 wanted, bool below, uint256 side) public {
        uint256 price = oracle.latest(ETH).value;
        wanted = price - 1 + bound(side, 0, 2);
        SignedOrder memory order = limitOrder();
        order.condition = Condition(below ? Trigger.AtOrBelow : Trigger.AtOrAbove, uint16(ETH), wanted);
        bool met = below ? price <= wanted : price >= wanted;
        if (met) {
            execute(order);
            return;
        }
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.ConditionNotMet.selector, ETH, price, wanted));
    }

    /// @notice The price that counts is the one that this transaction brought, also of an asset that is not traded.
    function test_execute_judgesThePriceItBrings() public {
        SignedOrder memory order = limitOrder();
        order.condition = Condition(Trigger.AtOrAbove, uint16(ETH), 3600e18);
        bytes memory signature = sign(order);
        vm.warp(START + 1);
        bytes[] memory updates = updateOf(ETH, 3600e8, START + 1);
        vm.prank(keeper);
        orders.execute{value: VENDOR_FEE}(order, signature, updates, keeper);
        assertEq(oracle.latest(ETH).value, 3600e18);
    }

    /// @notice Forward only: an older price at which the condition held cannot be brought after a newer one.
    function test_execute_cannotPickAnOlderPrice() public {
        SignedOrder memory order = limitOrder();
        order.condition = Condition(Trigger.AtOrBelow, uint16(BTC), 64_000e18);
        bytes memory signature = sign(order);
        vm.warp(START + 10);
        setPriceAt(BTC, 65_000e8, START + 10);
        bytes[] memory updates = updateOf(BTC, 63_000e8, START + 5);
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.ConditionNotMet.selector, BTC, 65_000e18, 64_000e18));
        orders.execute{value: VENDOR_FEE}(order, signature, updates, keeper);
    }

    function test_execute_triggersOnAFreshPriceOnly() public {
        SignedOrder memory order = limitOrder();
        order.condition = Condition(Trigger.AtOrAbove, uint16(BTC), 65_000e18);
        vm.warp(START + 61);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.TriggerPriceTooOld.selector, BTC, START, 60));
        vm.warp(START + 60);
        execute(order);
    }

    function test_execute_revertsIfTheConditionsPriceIsFromBeforeTheOrder() public {
        SignedOrder memory order = limitOrder();
        order.condition = Condition(Trigger.AtOrAbove, uint16(ETH), 3500e18);
        order.validFrom = uint64(START);
        vm.warp(START + 1);
        setPrice(BTC, 65_000e8);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, ETH, START, START));
    }

    function test_execute_revertsForAnUnknownAsset() public {
        SignedOrder memory order = limitOrder();
        order.condition = Condition(Trigger.AtOrAbove, 99, 1);
        executeExpecting(order, abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 99));
    }

    // ------------------------------------------------------------------ reward

    /// @notice 100 USD at 250 USD a token: 0.4 tokens and not a wei more.
    function test_execute_boundsTheReward() public {
        SignedOrder memory order = limitOrder();
        order.reward = 0.4e18 + 1;
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.RewardTooHigh.selector, 0.4e18 + 1, 0.4e18));
        order.reward = 0.4e18;
        execute(order);
    }

    // ------------------------------------------------------------------ reducing

    function test_reduceOnly_closesWhatIsHeldUpToTheQuantity() public {
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.legs = legsOf(series, -1e18);
        order.maxCost = -6e18;
        house.setPosition(account(), series, 0.25e18);
        house.setCost(-3e18);
        execute(order);
        assertEq(house.legAsked(0).quantity, -0.25e18);
        (, int256 maxCost,,,,) = house.asked();
        assertEq(maxCost, -1.5e18, "a quarter of the position brings a quarter of the least");
    }

    function test_reduceOnly_closesNoMoreThanTheQuantity() public {
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.legs = legsOf(series, -1e18);
        order.maxCost = 0;
        house.setPosition(account(), series, 4e18);
        execute(order);
        assertEq(house.legAsked(0).quantity, -1e18);
    }

    function test_reduceOnly_buysBackWhatWasWritten() public {
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.legs = legsOf(series, 1e18);
        house.setPosition(account(), series, -0.5e18);
        execute(order);
        assertEq(house.legAsked(0).quantity, 0.5e18);
        (, int256 maxCost,,,,) = house.asked();
        assertEq(maxCost, 5e18);
    }

    /// @notice The limit is cut by the leg of which the largest part is closed, in whatever order the legs come.
    function test_reduceOnly_scalesTheLimitByTheFullestLeg() public {
        SeriesId other = toSeriesId(BTC, 70_000e18, true);
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.legs = new Leg[](2);
        order.legs[0] = Leg(series, 4e18);
        order.legs[1] = Leg(other, 2e18);
        house.setPosition(account(), series, -1e18);
        house.setPosition(account(), other, -1e18);
        execute(order);
        (, int256 maxCost,,,,) = house.asked();
        assertEq(maxCost, 5e18, "half of one leg, a quarter of the other");
    }

    function test_reduceOnly_dropsLegsThatWouldOpen() public {
        SeriesId other = toSeriesId(BTC, 70_000e18, true);
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.legs = new Leg[](2);
        order.legs[0] = Leg(other, 1e18);
        order.legs[1] = Leg(series, -1e18);
        house.setPosition(account(), series, 1e18);
        house.setPosition(account(), other, 1e18);
        execute(order);
        (,,,, uint256 count,) = house.asked();
        assertEq(count, 1);
        assertEq(SeriesId.unwrap(house.legAsked(0).series), SeriesId.unwrap(series));
    }

    function test_reduceOnly_revertsWhenNothingIsLeftToClose() public {
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.legs = legsOf(series, -1e18);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.NothingToReduce.selector));
        house.setPosition(account(), series, -1e18);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.NothingToReduce.selector));
    }

    /// @notice However the legs repeat a series, no position grows or changes sides.
    function testFuzz_reduceOnly_neverOpens(int96 held, int96[4] memory quantities, int256 maxCost) public {
        held = int96(bound(held, -1e30, 1e30));
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.maxCost = maxCost = bound(maxCost, 0, type(int256).max);
        order.legs = new Leg[](4);
        for (uint256 i; i < 4; ++i) {
            order.legs[i] = Leg(series, int96(bound(quantities[i], -1e28, 1e28)));
        }
        house.setPosition(account(), series, held);
        bytes memory signature = sign(order);
        try orders.execute(order, signature, new bytes[](0), keeper) {
            (, int256 limit,,, uint256 count,) = house.asked();
            int256 left = held;
            for (uint256 i; i < count; ++i) {
                left += house.legAsked(i).quantity;
            }
            assertTrue(held > 0 ? left >= 0 && left < held : left <= 0 && left > held);
            assertLe(limit, maxCost);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IOrdersErrors.NothingToReduce.selector);
        }
    }

    /// @notice The least to receive shrinks in proportion, rounded up; the most to pay, rounded down.
    function testFuzz_reduceOnly_scalesTheLimit(uint96 held, uint96 quantity, int128 limit) public {
        held = uint96(bound(held, 1, 1e27));
        quantity = uint96(bound(quantity, held, 1e28));
        SignedOrder memory order = limitOrder();
        order.reduceOnly = true;
        order.legs = legsOf(series, -int96(quantity));
        order.maxCost = limit;
        house.setPosition(account(), series, int96(held));
        house.setCost(type(int256).min);
        execute(order);
        (, int256 scaled,,,,) = house.asked();
        int256 exact = int256(limit) * int256(uint256(held));
        int256 found = scaled * int256(uint256(quantity));
        assertLe(found, exact);
        assertGt(found + int256(uint256(quantity)), exact);
    }

    // ------------------------------------------------------------------ brackets

    function test_bracket_childrenWaitForTheEntryAndOneCancelsTheOther() public {
        (SignedOrder memory entry, SignedOrder memory profit, SignedOrder memory stop) = _bracket();
        assertEq(uint256(stateOf(profit)), uint256(OrderState.WaitsForParent));
        vm.warp(START + 20);
        setPrice(BTC, 65_000e8);
        executeExpecting(
            profit, abi.encodeWithSelector(IOrdersErrors.ParentNotExecuted.selector, orders.hashOrder(entry))
        );
        execute(entry);
        assertEq(uint256(stateOf(profit)), uint256(OrderState.Open));
        house.setPosition(account(), series, 1e18);

        vm.warp(START + 30);
        setPrice(BTC, 59_999e8);
        executeExpecting(
            profit, abi.encodeWithSelector(IOrdersErrors.ConditionNotMet.selector, BTC, 59_999e18, 70_000e18)
        );
        execute(stop);
        assertEq(uint256(stateOf(stop)), uint256(OrderState.Executed));
        assertEq(uint256(stateOf(profit)), uint256(OrderState.Cancelled));

        vm.warp(START + 40);
        setPrice(BTC, 70_000e8);
        executeExpecting(profit, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, alice, profit.nonce));
        assertEq(house.trades(), 2);
    }

    /// @notice The price at which the entry was executed, or one before it, triggers no exit.
    function test_bracket_exitsNeedAPriceFromAfterTheEntry() public {
        (SignedOrder memory entry,, SignedOrder memory stop) = _bracket();
        vm.warp(START + 20);
        setPrice(BTC, 59_000e8);
        execute(entry);
        house.setPosition(account(), series, 1e18);
        executeExpecting(
            stop, abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, BTC, START + 20, START + 20)
        );
        vm.warp(START + 21);
        setPrice(BTC, 59_000e8);
        execute(stop);
    }

    /// @notice An exit that takes effect later than its entry was executed waits for a price from after that.
    function test_bracket_exitsKeepTheirOwnTime() public {
        (SignedOrder memory entry,, SignedOrder memory stop) = _bracket();
        execute(entry);
        house.setPosition(account(), series, 1e18);
        stop.validFrom = uint64(START + 40);
        vm.warp(START + 41);
        setPriceAt(BTC, 59_000e8, START + 40);
        executeExpecting(
            stop, abi.encodeWithSelector(IOrdersErrors.PriceBeforeOrder.selector, BTC, START + 40, START + 40)
        );
        setPriceAt(BTC, 59_000e8, START + 41);
        execute(stop);
    }

    function test_bracket_diesWithItsEntry() public {
        (SignedOrder memory entry, SignedOrder memory profit,) = _bracket();
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = entry.nonce;
        vm.prank(alice);
        orders.cancel(nonces);
        vm.warp(START + 20);
        setPrice(BTC, 71_000e8);
        executeExpecting(entry, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, alice, entry.nonce));
        executeExpecting(profit, abi.encodeWithSelector(IOrdersErrors.ParentNotExecuted.selector, profit.parent));
    }

    // ------------------------------------------------------------------ hostile callers

    function test_execute_cannotBeReentered() public {
        SignedOrder memory order = limitOrder();
        SignedOrder memory second = limitOrder();
        second.nonce = 2;
        bytes memory again = abi.encodeCall(orders.execute, (second, sign(second), new bytes[](0), keeper));
        house.setCallback(address(orders), again);
        executeExpecting(order, abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }

    function test_execute_cannotBeReenteredWhenEtherIsReturned() public {
        SignedOrder memory order = limitOrder();
        SignedOrder memory second = limitOrder();
        second.nonce = 2;
        HostileExecutor hostile = new HostileExecutor();
        bytes memory first = abi.encodeCall(orders.execute, (order, sign(order), new bytes[](0), keeper));
        bytes memory again = abi.encodeCall(orders.execute, (second, sign(second), new bytes[](0), keeper));
        hostile.run{value: 10}(address(orders), first, again);
        assertEq(bytes4(hostile.answer()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(house.trades(), 1);
    }

    function test_receive_refusesEtherOutsideAnExecution() public {
        vm.prank(keeper);
        (bool ok, bytes memory answer) = address(orders).call{value: 1}("");
        assertFalse(ok);
        assertEq(bytes4(answer), IOrdersErrors.UnexpectedEther.selector);
    }

    function _bracket()
        private
        view
        returns (SignedOrder memory entry, SignedOrder memory profit, SignedOrder memory stop)
    {
        entry = limitOrder();
        profit = limitOrder();
        profit.parent = orders.hashOrder(entry);
        profit.nonce = 2;
        profit.reduceOnly = true;
        profit.legs = legsOf(series, -1e18);
        profit.maxCost = 0;
        profit.condition = Condition(Trigger.AtOrAbove, uint16(BTC), 70_000e18);
        stop = limitOrder();
        stop.parent = profit.parent;
        stop.nonce = 2;
        stop.reduceOnly = true;
        stop.legs = legsOf(series, -1e18);
        stop.maxCost = 0;
        stop.condition = Condition(Trigger.AtOrBelow, uint16(BTC), 60_000e18);
    }
}
