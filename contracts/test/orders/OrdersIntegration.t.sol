// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors, IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {Condition, IOrdersErrors, SignedOrder, Trigger} from "../../src/interfaces/IOrders.sol";
import {Orders} from "../../src/Orders.sol";
import {Leg, Position, SeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice Signed orders and session keys in front of the real clearinghouse, deployed as in production.
contract OrdersIntegrationTest is Fixture {
    Orders internal desk;
    address internal trader;
    uint256 internal traderKey;
    address internal keeper = makeAddr("keeper");
    SeriesId internal atm;

    function setUp() public override {
        desk = new Orders();
        orders = address(desk);
        super.setUp();
        (trader, traderKey) = makeAddrAndKey("trader");
        atm = call(BTC_WEEK, 65_000e18);
        fund(trader, 100e18);
        vm.warp(START + 1);
        _refresh(65_000e8);
    }

    function test_execute_onlyForOwnersWhoMadeItAnOperator() public {
        SignedOrder memory order = _order(1e18, 10e18);
        _expect(order, abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(trader), desk));
        _allow(true);
        _execute(order);
        _allow(false);
        order.nonce = 2;
        _expect(order, abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(trader), desk));
    }

    function test_execute_movesCostAndRewardAndNothingElse() public {
        _allow(true);
        SignedOrder memory order = _order(1e18, 10e18);
        order.reward = 0.1e18;
        uint256 cash = house.cashOf(account(trader));
        int256 cost = _execute(order);
        assertEq(int256(house.cashOf(account(trader))), int256(cash) - cost - 0.1e18);
        assertEq(token.balanceOf(keeper), 0.1e18);
        assertEq(token.balanceOf(address(desk)), 0);
        assertEq(house.positionsOf(account(trader))[0].quantity, 1e18);
        assertEq(token.balanceOf(address(house)), house.cashOf(account(trader)), "DESIGN 5, 1");
    }

    function test_execute_revertsAboveTheSignedLimit() public {
        _allow(true);
        SignedOrder memory order = _order(1e18, 7e18);
        bytes memory signature = _sign(order);
        vm.expectPartialRevert(IClearinghouseErrors.CostAboveLimit.selector);
        desk.execute(order, signature, new bytes[](0), keeper);
    }

    function test_execute_revertsIfTheRewardWouldEndangerTheAccount() public {
        _allow(true);
        int256 cost = _quote(1e18);
        uint256 cash = house.cashOf(account(trader));
        vm.prank(trader);
        // Enough for the trade and its runway, not for the reward as well.
        house.withdraw(account(trader), cash - uint256(cost) - 1.1e18, trader);
        SignedOrder memory order = _order(1e18, NO_LIMIT);
        order.reward = 0.4e18;
        _execute(order);
        // Small closings, each with a full reward, use up the cash that the funding needs.
        order.reduceOnly = true;
        order.legs = oneLeg(atm, -0.01e18);
        order.maxCost = 0;
        for (uint256 i; i < 3; ++i) {
            order.nonce = 2 + i;
            bytes memory signature = _sign(order);
            try desk.execute(order, signature, new bytes[](0), keeper) {}
            catch (bytes memory reason) {
                assertEq(bytes4(reason), IClearinghouseErrors.InsufficientMargin.selector);
                return;
            }
        }
        fail();
    }

    /// @notice A stop-loss that was signed for more than is left closes what is left.
    function test_stopLoss_closesWhatIsLeftWhenItsPriceComes() public {
        _allow(true);
        _execute(_order(1e18, 10e18));
        trade(trader, atm, -0.6e18);
        SignedOrder memory stop = _order(-1e18, 0);
        stop.nonce = 2;
        stop.reduceOnly = true;
        stop.condition = Condition(Trigger.AtOrBelow, uint16(BTC), 62_000e18);
        _expect(stop, abi.encodeWithSelector(IOrdersErrors.ConditionNotMet.selector, BTC, 65_000e18, 62_000e18));
        vm.warp(START + 10);
        bytes[] memory updates = new bytes[](2);
        updates[0] = priceUpdate(BTC, 62_000e8, 10e8, uint64(START + 10));
        updates[1] = priceUpdate(TSLA, 250e8, 1e8, uint64(START + 10));
        bytes memory signature = _sign(stop);
        vm.prank(keeper);
        int256 cost = desk.execute(stop, signature, updates, keeper);
        assertLt(cost, 0, "it brought something");
        assertEq(house.positionsOf(account(trader)).length, 0);
    }

    /// @notice A written option is bought back by a reducing order, never turned into a bought one.
    function test_reduceOnly_buysBackWhatWasWritten() public {
        _allow(true);
        trade(trader, atm, -0.5e18);
        SignedOrder memory order = _order(2e18, 20e18);
        order.reduceOnly = true;
        _execute(order);
        assertEq(house.positionsOf(account(trader)).length, 0);
    }

    function test_execute_reducesWhileOpeningsArePaused() public {
        _allow(true);
        _execute(_order(1e18, 10e18));
        vm.prank(guardian);
        governance.pauseOpenings();
        SignedOrder memory order = _order(1e18, 10e18);
        order.nonce = 2;
        _expect(order, abi.encodeWithSelector(IClearinghouseErrors.OpeningsPaused.selector));
        order = _order(-1e18, 0);
        order.nonce = 3;
        order.reduceOnly = true;
        _execute(order);
        assertEq(house.positionsOf(account(trader)).length, 0);
    }

    function test_payReward_isForTheOrdersContractAlone() public {
        _allow(true);
        vm.expectRevert(
            abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(trader), address(this))
        );
        house.payReward(account(trader), 1, address(this));
    }

    // ------------------------------------------------------------------ session keys

    function test_key_tradesWithinItsLimitAndNeverWithdraws() public {
        _allow(true);
        _grant(10e18);
        vm.startPrank(keeper);
        desk.tradeAs(address(house), account(trader), oneLeg(atm, 1e18), NO_LIMIT, new bytes[](0));
        vm.expectPartialRevert(IOrdersErrors.KeyLimitExceeded.selector);
        desk.tradeAs(address(house), account(trader), oneLeg(atm, 1e18), NO_LIMIT, new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.NotAuthorised.selector, account(trader), keeper));
        house.withdraw(account(trader), 1, keeper);
        vm.stopPrank();
    }

    /// @notice A stolen key that buys and sells until its limit is used up costs the owner at most the limit.
    function test_key_churningCostsAtMostTheLimit() public {
        _allow(true);
        _grant(5e18);
        uint256 before = house.cashOf(account(trader));
        vm.startPrank(keeper);
        for (uint256 i; i < 40; ++i) {
            try desk.tradeAs(address(house), account(trader), oneLeg(atm, 0.1e18), NO_LIMIT, new bytes[](0)) {
                desk.tradeAs(address(house), account(trader), oneLeg(atm, -1e18), NO_LIMIT, new bytes[](0));
            } catch (bytes memory reason) {
                assertEq(bytes4(reason), IOrdersErrors.KeyLimitExceeded.selector);
                break;
            }
        }
        vm.stopPrank();
        assertEq(house.positionsOf(account(trader)).length, 0);
        uint256 lost = before - house.cashOf(account(trader));
        assertGt(lost, 0);
        assertLe(lost, 5e18);
    }

    function test_key_cannotWrite() public {
        _allow(true);
        _grant(5e18);
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.NothingToReduce.selector));
        desk.tradeAs(address(house), account(trader), oneLeg(atm, -1e18), NO_LIMIT, new bytes[](0));
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

    function _sign(SignedOrder memory order) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(traderKey, desk.hashOrder(order));
        return abi.encodePacked(r, s, v);
    }

    function _execute(SignedOrder memory order) private returns (int256) {
        bytes memory signature = _sign(order);
        vm.prank(keeper);
        return desk.execute(order, signature, new bytes[](0), keeper);
    }

    function _expect(SignedOrder memory order, bytes memory failure) private {
        bytes memory signature = _sign(order);
        vm.prank(keeper);
        vm.expectRevert(failure);
        desk.execute(order, signature, new bytes[](0), keeper);
    }

    function _quote(int256 quantity) private returns (int256 cost) {
        uint256 snapshot = vm.snapshotState();
        cost = trade(trader, atm, quantity);
        vm.revertToState(snapshot);
    }

    function _allow(bool allowed) private {
        vm.prank(trader);
        house.setOperator(address(desk), allowed);
    }

    function _grant(uint128 limit) private {
        vm.prank(trader);
        desk.grantKey(0, address(house), keeper, limit, uint64(START + 1 days));
    }

    function _refresh(int64 btc) private {
        setPrice(BTC, btc);
        setPrice(ETH, 3500e8);
        setPrice(TSLA, 250e8);
    }
}
