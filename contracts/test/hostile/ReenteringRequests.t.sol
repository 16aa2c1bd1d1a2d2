// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {LiquidityRequest, SeriesId, TradeRequest} from "../../src/Types.sol";
import {RequestFixture} from "../base/RequestFixture.sol";
import {ReenteringToken} from "./ReenteringToken.sol";

/// @notice C9: a hostile token calls back while requests are made and executed; none is lost, and nothing is gained.
contract ReenteringRequestsTest is RequestFixture {
    ReenteringToken private hostile;
    SeriesId private atm;

    function setUp() public override {
        super.setUp();
        hostile = ReenteringToken(address(token));
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 500e18);
        fund(bob, 500e18);
    }

    /// @notice Inside of another call the trade would be refused for that alone, so it is not tried.
    function test_executingWithinATrade_burnsNoRequest() public {
        TradeRequest memory victim = ask(alice, atm, 1e18);
        TradeRequest memory carrier = ask(bob, atm, 1e18);
        pass(WAIT);
        hostile.arm(address(house), _callOf(victim));
        assertTrue(execute(bob, carrier));
        _expectNoCallback();
        _expectStillThere(victim);
    }

    function test_executingWithinAWithdrawal_burnsNoRequest() public {
        TradeRequest memory victim = ask(alice, atm, 1e18);
        pass(WAIT);
        hostile.arm(address(house), _callOf(victim));
        vm.prank(bob);
        house.withdraw(account(bob), 1e18, bob);
        _expectNoCallback();
        _expectStillThere(victim);
    }

    /// @notice While the reward is paid everything has been booked: executing another request then is like executing it afterwards.
    function test_executingWithinTheRewardsTransfer_isLikeAfterIt() public {
        TradeRequest memory victim = ask(alice, atm, 1e18);
        TradeRequest memory refused = ask(bob, oneLeg(atm, 1e18), 1);
        pass(WAIT);
        hostile.arm(address(house), _callOf(victim));
        assertFalse(execute(bob, refused));
        assertEq(hostile.succeeded(), 1);
        assertEq(house.positionsOf(account(alice)).length, 1);
        assertEq(token.balanceOf(address(house)), house.cashOf(account(alice)) + house.cashOf(account(bob)), "1: cash");
    }

    /// @notice 7: cash cannot leave through a call from within the attempt either.
    function test_withdrawingWithinTheAttempt_isRefused() public {
        address self = address(token);
        deal(self, self, 10e18, true);
        hostile.allow(address(house));
        vm.startPrank(self);
        house.deposit(account(self), 10e18);
        uint256 notBefore = house.request(account(self), oneLeg(atm, 0.1e18), NO_LIMIT, START);
        vm.stopPrank();
        pass(WAIT);
        hostile.arm(address(house), abi.encodeCall(house.withdraw, (account(self), 1e18, self)));
        execute(self, TradeRequest(oneLeg(atm, 0.1e18), NO_LIMIT, 10e18, uint64(notBefore), self));
        _expectNoCallback();
        assertEq(house.positionsOf(account(self)).length, 1);
    }

    // ------------------------------------------------------------------ the pool's

    function test_executingAnEntryWithinATrade_isRefused() public {
        _expose();
        (uint256 id, LiquidityRequest memory asked) = askToEnter(lp, 100e18, 0);
        TradeRequest memory carrier = ask(bob, atm, 1e18);
        pass(WAIT);
        hostile.arm(address(pool), abi.encodeCall(pool.executeRequest, (id, asked, keeper)));
        assertTrue(execute(bob, carrier));
        _expectNoCallback();
        assertTrue(execute(id, asked));
    }

    function test_executingAnEntryTwiceWithinItself_isRefused() public {
        _expose();
        (uint256 id, LiquidityRequest memory asked) = askToEnter(lp, 100e18, 0);
        (uint256 other, LiquidityRequest memory second) = askToEnter(lp, 50e18, 0);
        pass(WAIT);
        hostile.arm(address(pool), abi.encodeCall(pool.executeRequest, (other, second, keeper)));
        assertTrue(execute(id, asked));
        _expectNoCallback();
        assertEq(pool.escrowedAssets(), 50e18);
        assertTrue(execute(other, second));
    }

    /// @notice Neither what is arriving nor what waits is swept away in the middle of a request.
    function test_sweepingWithinARequest_takesNothing() public {
        _expose();
        pool.sweep();
        uint256 insured = insurance.totalAssets();
        hostile.arm(address(pool), abi.encodeCall(pool.sweep, ()));
        (uint256 id, LiquidityRequest memory asked) = askToEnter(lp, 100e18, 0);
        _expectNoCallback();
        pass(WAIT);
        hostile.arm(address(pool), abi.encodeCall(pool.sweep, ()));
        assertTrue(execute(id, asked));
        assertEq(hostile.succeeded(), 0);
        pool.sweep();
        assertEq(insurance.totalAssets(), insured);
        assertEq(token.balanceOf(address(pool)), pool.cash() + pool.escrowedAssets());
    }

    // ------------------------------------------------------------------ helpers

    function _expose() private {
        assertTrue(tradeByRequest(alice, atm, 1e18));
    }

    function _callOf(TradeRequest memory asked) private view returns (bytes memory) {
        return abi.encodeCall(house.executeRequest, (account(alice), asked, new bytes[](0), address(token)));
    }

    function _expectNoCallback() private view {
        assertEq(hostile.tried(), 1, "it did call back");
        assertEq(hostile.succeeded(), 0, "a call from within succeeded");
    }

    function _expectStillThere(TradeRequest memory victim) private {
        assertEq(house.requestOf(account(alice)), keccak256(abi.encode(victim)));
        assertTrue(execute(alice, victim));
    }

    function _collateralToken() internal override returns (DemoStockToken) {
        return new ReenteringToken();
    }
}
