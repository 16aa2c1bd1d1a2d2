// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ExecutionTerms, Leg, LiquidityRequest, SeriesId, TradeRequest} from "../../src/Types.sol";
import {Fixture} from "./Fixture.sol";

/// @notice A set whose trades, entries and exits are asked for first and executed three seconds later, by a keeper.
abstract contract RequestFixture is Fixture {
    uint256 internal constant WAIT = 3;
    uint256 internal constant WINDOW = 60;
    /// @dev 0.10 USD at 250 USD a token.
    uint256 internal constant REWARD = 0.0004e18;

    address internal keeper = makeAddr("keeper");

    function _execution() internal view virtual override returns (ExecutionTerms memory) {
        return ExecutionTerms(uint32(WAIT), uint32(WINDOW));
    }

    // ------------------------------------------------------------------ trades

    function ask(address owner, Leg[] memory legs, int256 maxCost) internal returns (TradeRequest memory asked) {
        return askAs(owner, owner, legs, maxCost);
    }

    function ask(address owner, SeriesId series, int256 quantity) internal returns (TradeRequest memory) {
        return ask(owner, oneLeg(series, quantity), NO_LIMIT);
    }

    function askAs(address requester, address owner, Leg[] memory legs, int256 maxCost)
        internal
        returns (TradeRequest memory asked)
    {
        uint128 cash = uint128(house.cashOf(account(owner)));
        vm.prank(requester);
        uint256 notBefore = house.request(account(owner), legs, maxCost, vm.getBlockTimestamp());
        return TradeRequest(legs, maxCost, cash, uint64(notBefore), requester);
    }

    /// @notice At the prices on chain, by the keeper.
    function execute(address owner, TradeRequest memory asked) internal returns (bool done) {
        vm.prank(keeper);
        return house.executeRequest(account(owner), asked, new bytes[](0), keeper);
    }

    function executeExpecting(address owner, TradeRequest memory asked, bytes memory failure) internal {
        vm.expectRevert(failure);
        execute(owner, asked);
    }

    /// @notice Asks, waits for the next prices, which are those of now, and executes.
    function tradeByRequest(address owner, SeriesId series, int256 quantity) internal returns (bool done) {
        TradeRequest memory asked = ask(owner, series, quantity);
        pass(WAIT);
        return execute(owner, asked);
    }

    // ------------------------------------------------------------------ liquidity

    function askToEnter(address owner, uint256 assets, uint256 leastShares)
        internal
        returns (uint256 id, LiquidityRequest memory asked)
    {
        deal(address(token), owner, token.balanceOf(owner) + assets, true);
        vm.startPrank(owner);
        token.approve(address(pool), assets);
        id = pool.requestDeposit(assets, leastShares);
        vm.stopPrank();
        asked = _asked(owner, true, assets, leastShares);
    }

    function askToLeave(address owner, uint256 shares, uint256 leastAssets)
        internal
        returns (uint256 id, LiquidityRequest memory asked)
    {
        vm.prank(owner);
        id = pool.requestRedeem(shares, leastAssets);
        asked = _asked(owner, false, shares, leastAssets);
    }

    function execute(uint256 id, LiquidityRequest memory asked) internal returns (bool done) {
        vm.prank(keeper);
        return pool.executeRequest(id, asked, keeper);
    }

    function _asked(address owner, bool entering, uint256 amount, uint256 least)
        private
        view
        returns (LiquidityRequest memory)
    {
        uint256 notBefore = pool.valuer().newestPublishTime(house) + WAIT;
        return LiquidityRequest(owner, entering, uint128(amount), least, uint64(notBefore));
    }
}
