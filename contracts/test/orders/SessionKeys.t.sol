// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrders, IOrdersErrors, KeyGrant, SessionKey} from "../../src/interfaces/IOrders.sol";
import {AccountId, Leg, toAccountId, toSeriesId} from "../../src/Types.sol";
import {OrdersFixture} from "./OrdersFixture.sol";
import {Wallet} from "./Wallets.sol";

/// @notice What a session key may do, how much of it a day, and how it ends.
contract SessionKeysTest is OrdersFixture {
    address internal key = makeAddr("session key");

    // ------------------------------------------------------------------ granting

    function test_grant_byTransactionLetsTheKeyTrade() public {
        vm.expectEmit(address(orders));
        emit IOrders.KeyGranted(account(), address(house), key, 5e18, uint64(START + 1 days));
        _grant(5e18);
        house.setCost(5e18);
        vm.expectEmit(address(orders));
        emit IOrders.KeyTraded(account(), address(house), key, 5e18);
        assertEq(_trade(1e18), 5e18);
        (AccountId who, int256 maxCost, uint256 reward,, uint256 count,) = house.asked();
        assertEq(AccountId.unwrap(who), AccountId.unwrap(account()));
        assertEq(maxCost, 100e18);
        assertEq(reward, 0, "a key pays nobody");
        assertEq(count, 1);
    }

    function test_grant_bySignatureLetsTheKeyTradeOnce() public {
        KeyGrant memory grant = grantOf(key);
        bytes memory signature = _sign(grant);
        orders.grantKeyBySignature(grant, signature);
        house.setCost(1e18);
        _trade(1e18);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, alice, grant.nonce));
        orders.grantKeyBySignature(grant, signature);
    }

    function test_grant_takesAContractWalletsSignature() public {
        KeyGrant memory grant = grantOf(key);
        grant.owner = address(new Wallet(alice));
        orders.grantKeyBySignature(grant, _sign(grant));
        vm.prank(key);
        orders.tradeAs(address(house), toAccountId(grant.owner, 0), legsOf(series, 1e18), 0, new bytes[](0));
    }

    function test_grant_isNobodyElses() public {
        KeyGrant memory grant = grantOf(key);
        bytes memory signature = signHash(orders.hashGrant(grant), 0xbad);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        orders.grantKeyBySignature(grant, signature);
    }

    function testFuzz_grant_notWithAnotherField(uint8 field) public {
        KeyGrant memory grant = grantOf(key);
        bytes memory signature = _sign(grant);
        field = uint8(bound(field, 0, 6));
        if (field == 0) grant.subAccount = 1;
        if (field == 1) grant.clearinghouse = address(orders);
        if (field == 2) grant.key = keeper;
        if (field == 3) grant.dailyLimit += 1;
        if (field == 4) grant.issuedAt -= 1;
        if (field == 5) grant.expiry += 1;
        if (field == 6) grant.nonce += 1;
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        orders.grantKeyBySignature(grant, signature);
    }

    function test_grant_revertsWhereThereIsNoContract() public {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.NotClearinghouseContract.selector, keeper));
        orders.grantKey(0, keeper, key, 1, uint64(START + 1));
    }

    function test_grant_revertsFromTheFuture() public {
        KeyGrant memory grant = grantOf(key);
        grant.issuedAt = uint64(START + 1);
        bytes memory signature = _sign(grant);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.GrantNotCurrent.selector, START + 1, 0));
        orders.grantKeyBySignature(grant, signature);
    }

    // ------------------------------------------------------------------ who and until when

    function test_trade_revertsWithoutAGrant() public {
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyNotGranted.selector, key));
    }

    function test_trade_isForOneAccountAndOneClearinghouse() public {
        _grant(5e18);
        vm.startPrank(key);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.KeyNotGranted.selector, key));
        orders.tradeAs(address(house), toAccountId(alice, 1), legsOf(series, 1e18), 0, new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.KeyNotGranted.selector, key));
        orders.tradeAs(address(orders), account(), legsOf(series, 1e18), 0, new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.KeyNotGranted.selector, key));
        orders.tradeAs(address(house), toAccountId(keeper, 0), legsOf(series, 1e18), 0, new bytes[](0));
        vm.stopPrank();
    }

    function test_trade_onlyUntilExpiry() public {
        _grant(5e18);
        vm.warp(START + 1 days);
        _trade(1e18);
        vm.warp(START + 1 days + 1);
        _expectTrade(
            1e18, abi.encodeWithSelector(IOrdersErrors.KeyExpired.selector, START + 1 days, START + 1 days + 1)
        );
    }

    function test_revoke_actsAtOnceAndVoidsGrantsSignedBefore() public {
        KeyGrant memory grant = grantOf(key);
        bytes memory signature = _sign(grant);
        _grant(5e18);
        vm.prank(alice);
        orders.revokeKey(0, address(house), key);
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyNotGranted.selector, key));
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.GrantNotCurrent.selector, START, START));
        orders.grantKeyBySignature(grant, signature);
        vm.warp(START + 1);
        grant.issuedAt = uint64(START + 1);
        orders.grantKeyBySignature(grant, _sign(grant));
        _trade(1e18);
    }

    function test_cancelAll_revokesEveryKey() public {
        _grant(5e18);
        KeyGrant memory grant = grantOf(key);
        bytes memory signature = _sign(grant);
        vm.prank(alice);
        orders.cancelAll();
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyNotGranted.selector, key));
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.EpochPassed.selector, 0, 1));
        orders.grantKeyBySignature(grant, signature);
    }

    // ------------------------------------------------------------------ how much

    function test_limit_countsEveryPurchaseInFull() public {
        _grant(5e18);
        house.setCost(3e18);
        _trade(1e18);
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyLimitExceeded.selector, 6e18, 5e18));
        house.setCost(2e18);
        _trade(1e18);
        house.setCost(1);
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyLimitExceeded.selector, 5e18 + 1, 5e18));
    }

    /// @notice Buying and selling in turn uses the limit up: what sales bring is not given back.
    function test_limit_isNotRefundedBySales() public {
        _grant(5e18);
        house.setCost(5e18);
        _trade(1e18);
        house.setPosition(account(), series, 1e18);
        house.setCost(-4e18);
        _trade(-1e18);
        assertEq(orders.keyOf(account(), address(house), key).spent, 5e18);
        house.setCost(1);
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyLimitExceeded.selector, 5e18 + 1, 5e18));
    }

    function test_limit_beginsAnewWithTheDay() public {
        _grant(5e18);
        house.setCost(5e18);
        uint256 midnight = (START / 1 days + 1) * 1 days;
        vm.warp(midnight - 1);
        _trade(1e18);
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyLimitExceeded.selector, 10e18, 5e18));
        vm.warp(midnight);
        _trade(1e18);
        SessionKey memory state = orders.keyOf(account(), address(house), key);
        assertEq(state.spent, 5e18);
        assertEq(state.day, midnight / 1 days);
    }

    function test_limit_isNoFreshStartAfterANewGrant() public {
        _grant(5e18);
        house.setCost(5e18);
        _trade(1e18);
        _grant(6e18);
        _expectTrade(1e18, abi.encodeWithSelector(IOrdersErrors.KeyLimitExceeded.selector, 10e18, 6e18));
        house.setCost(1e18);
        _trade(1e18);
    }

    /// @notice Whatever a key does within a day, purchases cost at most the limit.
    function testFuzz_limit_boundsADay(uint128 limit, int128[8] memory costs) public {
        _grant(limit);
        uint256 paid;
        house.setPosition(account(), series, 1e27);
        for (uint256 i; i < 8; ++i) {
            house.setCost(costs[i]);
            vm.prank(key);
            try orders.tradeAs(
                address(house),
                account(),
                legsOf(series, costs[i] > 0 ? int96(1e18) : -int96(1e18)),
                type(int256).max,
                new bytes[](0)
            ) {
                if (costs[i] > 0) paid += uint256(int256(costs[i]));
            } catch (bytes memory reason) {
                assertEq(bytes4(reason), IOrdersErrors.KeyLimitExceeded.selector);
            }
        }
        assertLe(paid, limit);
    }

    // ------------------------------------------------------------------ what not

    function test_trade_neverMixesDirections() public {
        _grant(5e18);
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(series, 1e18);
        legs[1] = Leg(toSeriesId(BTC, 70_000e18, false), -1e18);
        vm.prank(key);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.MixedDirections.selector));
        orders.tradeAs(address(house), account(), legs, 0, new bytes[](0));
    }

    function test_trade_neverWrites() public {
        _grant(5e18);
        _expectTrade(-1e18, abi.encodeWithSelector(IOrdersErrors.NothingToReduce.selector));
        house.setPosition(account(), series, 0.5e18);
        _trade(-1e18);
        assertEq(house.legAsked(0).quantity, -0.5e18);
    }

    function test_trade_revertsWithoutLegs() public {
        _grant(5e18);
        vm.prank(key);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.NothingToReduce.selector));
        orders.tradeAs(address(house), account(), new Leg[](0), 0, new bytes[](0));
    }

    function _grant(uint128 limit) private {
        vm.prank(alice);
        orders.grantKey(0, address(house), key, limit, uint64(START + 1 days));
    }

    function _sign(KeyGrant memory grant) private view returns (bytes memory) {
        return signHash(orders.hashGrant(grant), aliceKey);
    }

    function _trade(int96 quantity) private returns (int256) {
        vm.prank(key);
        return orders.tradeAs(address(house), account(), legsOf(series, quantity), 100e18, new bytes[](0));
    }

    function _expectTrade(int96 quantity, bytes memory failure) private {
        vm.prank(key);
        vm.expectRevert(failure);
        orders.tradeAs(address(house), account(), legsOf(series, quantity), 100e18, new bytes[](0));
    }
}
