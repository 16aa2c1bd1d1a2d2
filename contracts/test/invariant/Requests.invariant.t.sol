// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {AccountId, ExecutionTerms, Leg, TradeRequest} from "../../src/Types.sol";
import {HandlerBase, System} from "./HandlerBase.sol";
import {RequestHandler} from "./RequestHandler.sol";
import {SystemInvariantTest} from "./System.invariant.t.sol";

/// @notice The same properties where trades, entries and exits are asked for first, as in every deployed set, and those of
/// requests.
contract RequestsInvariantTest is SystemInvariantTest {
    function invariant_everyPropertyHolds() public override {
        super.invariant_everyPropertyHolds();
        _requestsAreThoseThatWereMade();
        _whatWaitsIsThere();
    }

    /// @notice O: exactly the requests that nobody has executed are open.
    function _requestsAreThoseThatWereMade() private view {
        RequestHandler requests = RequestHandler(address(handler));
        for (uint256 i; i < _people.length; ++i) {
            AccountId id = account(_people[i]);
            assertEq(house.requestOf(id), requests.hashOfOpen(id), "O: open requests");
        }
        for (uint256 id = 1; id <= pool.requestCount(); ++id) {
            assertEq(pool.requestOf(id) == 0, requests.isOver(id), "O: open requests of LPs");
        }
    }

    /// @notice 6, C1: what LPs have asked for with waits untouched, beside the pool's cash and what is the insurance pool's.
    function _whatWaitsIsThere() private {
        (uint256 assets, uint256 shares) = RequestHandler(address(handler)).waiting();
        assertEq(pool.escrowedAssets(), assets, "6: tokens that wait");
        assertEq(pool.balanceOf(address(pool)), shares, "6: shares that wait");
        pool.sweep();
        assertEq(token.balanceOf(address(pool)), pool.cash() + assets, "6: cash and what waits");
    }

    function afterInvariant() public override {
        RequestHandler(address(handler)).lapseAll();
        super.afterInvariant();
        assertEq(pool.escrowedAssets() + pool.balanceOf(address(pool)), 0, "6: something waits for ever");
    }

    function _trades(address owner, Leg[] memory legs) internal override returns (bool) {
        AccountId id = account(owner);
        uint128 cash = uint128(house.cashOf(id));
        vm.prank(owner);
        try house.request(id, legs, NO_LIMIT, vm.getBlockTimestamp()) returns (uint256 notBefore) {
            pass(3);
            TradeRequest memory asked = TradeRequest(legs, NO_LIMIT, cash, uint64(notBefore), owner);
            return house.executeRequest(id, asked, new bytes[](0), staker);
        } catch {
            return false;
        }
    }

    function _closesExhausted(address owner) internal override returns (bool) {
        vm.recordLogs();
        if (!super._closesExhausted(owner)) return false;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        TradeRequest memory asked = abi.decode(logs[logs.length - 1].data, (TradeRequest));
        pass(3);
        return house.executeRequest(account(owner), asked, new bytes[](0), staker);
    }

    function _execution() internal pure override returns (ExecutionTerms memory) {
        return ExecutionTerms(3, 60);
    }

    /// @dev Everything lapses at the end of a sequence only.
    function _newHandler(System memory system) internal override returns (HandlerBase) {
        RequestHandler made = new RequestHandler(system);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = made.lapseAll.selector;
        excludeSelector(FuzzSelector(address(made), selectors));
        return made;
    }
}
