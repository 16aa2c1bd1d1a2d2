// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Leg, Position, toSeriesId} from "../../src/Types.sol";
import {HandlerBase} from "./HandlerBase.sol";

/// @notice What owners of margin accounts and their operators do.
abstract contract Traders is HandlerBase {
    function deposit(uint256 seed, uint256 amount) external {
        _deposit(_actor(seed), bound(amount, 0, 100e18));
    }

    function withdraw(uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        amount = bound(amount, 0, s.house.cashOf(_account(actor)) + 1);
        _act(actor, address(s.house), abi.encodeCall(s.house.withdraw, (_account(actor), amount, actor)), "withdraw");
    }

    function strip(uint256 seed) external {
        _strip(_actor(seed));
    }

    function open(uint256 seed, uint256 market, uint256 strikes, uint256 size, bool isPut) external {
        address actor = _actor(seed);
        market = bound(market, 0, 3);
        // Dollars of notional: mostly moderate, now and then more than the pool can bear.
        uint256 notional = size % 8 == 0 ? bound(size, 0, 5_000_000e18) : bound(size, 90e18, 60_000e18);
        _ensureCash(actor, notional);
        uint256 strike = _strike(market, int256(bound(strikes, 0, 20)) - 10);
        _trade(actor, toSeriesId(market, strike, isPut), int256(notional * 1e18 / _spot(market / 2)), "open");
    }

    /// @notice Two legs in two markets at once, one of them a sale when something is held.
    function openPair(uint256 seed, uint256 size) external {
        address actor = _actor(seed);
        _ensureCash(actor, 60_000e18);
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(toSeriesId(0, _strike(0, 0), seed % 2 == 0), int96(int256(bound(size, 0.001e18, 0.5e18))));
        legs[1] = Leg(toSeriesId(2, _strike(2, 0), seed % 3 == 0), int96(int256(bound(size, 0.02e18, 8e18))));
        Position[] memory held = s.house.positionsOf(_account(actor));
        if (held.length > 0) legs[1] = Leg(held[0].series, -held[0].quantity);
        _tradeLegs(actor, actor, legs, "openPair");
    }

    /// @notice Writes an option, mostly with the margin for it.
    function write(uint256 seed, uint256 market, uint256 strikes, uint256 size, bool isPut) external {
        address actor = _actor(seed);
        market = bound(market, 0, 3);
        uint256 notional = bound(size, 90e18, 60_000e18);
        _ensureCash(actor, notional * 60);
        uint256 strike = _strike(market, int256(bound(strikes, 0, 12)) - 6);
        _trade(actor, toSeriesId(market, strike, isPut), -int256(notional * 1e18 / _spot(market / 2)), "write");
    }

    /// @notice A vertical spread, debit or credit, of calls or puts.
    function spread(uint256 seed, uint256 size, uint256 width, bool credit, bool isPut) external {
        address actor = _actor(seed);
        int256 quantity = int256(bound(size, 0.01e18, 0.8e18));
        int256 far = int256(bound(width, 1, 6));
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(toSeriesId(seed % 2, _strike(0, 0), isPut), int96(credit ? -quantity : quantity));
        legs[1] = Leg(toSeriesId(seed % 2, _strike(0, isPut ? -far : far), isPut), int96(credit ? quantity : -quantity));
        _ensureCash(actor, 100_000e18);
        _tradeLegs(actor, actor, legs, "spread");
    }

    /// @notice Four legs, bought or written inside.
    function condor(uint256 seed, uint256 size, uint256 width, bool debit) external {
        address actor = _actor(seed);
        int96 quantity = int96(int256(bound(size, 0.01e18, 0.5e18)));
        if (debit) quantity = -quantity;
        int256 wing = int256(bound(width, 1, 5));
        Leg[] memory legs = new Leg[](4);
        legs[0] = Leg(toSeriesId(0, _strike(0, -2 - wing), true), quantity);
        legs[1] = Leg(toSeriesId(0, _strike(0, -2), true), -quantity);
        legs[2] = Leg(toSeriesId(0, _strike(0, 2), false), -quantity);
        legs[3] = Leg(toSeriesId(0, _strike(0, 2 + wing), false), quantity);
        _ensureCash(actor, 150_000e18);
        _tradeLegs(actor, actor, legs, "condor");
    }

    function close(uint256 seed, uint256 which, uint256 part) external {
        address actor = _actor(seed);
        Position[] memory held = s.house.positionsOf(_account(actor));
        if (held.length == 0) return;
        Position memory position = held[which % held.length];
        int256 quantity = position.quantity;
        if (part % 3 == 0) quantity = quantity * int256(bound(part, 1, 100)) / 100;
        _trade(actor, position.series, -quantity, "close");
    }

    /// @notice Everything at once, or turned into its opposite.
    function closeAll(uint256 seed, bool turn) external {
        address actor = _actor(seed);
        Position[] memory held = s.house.positionsOf(_account(actor));
        if (held.length == 0) return;
        Leg[] memory legs = new Leg[](held.length);
        for (uint256 i; i < held.length; ++i) {
            legs[i] = Leg(held[i].series, -held[i].quantity * (turn ? int96(2) : int96(1)));
        }
        _tradeLegs(actor, actor, legs, "closeAll");
    }

    /// @notice A deposit and a trade in one transaction.
    function depositAndTrade(uint256 seed, uint256 size) external {
        address actor = _actor(seed);
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg(toSeriesId(1, _strike(1, 1), seed % 2 == 0), int96(int256(bound(size, 0.001e18, 0.3e18))));
        bytes[] memory list = new bytes[](2);
        list[0] = abi.encodeCall(s.house.deposit, (_account(actor), 5e18));
        list[1] =
            abi.encodeCall(s.house.trade, (_account(actor), legs, type(int256).max, block.timestamp, new bytes[](0)));
        _act(actor, address(s.house), abi.encodeCall(s.house.multicall, (list)), "depositAndTrade");
    }

    /// @notice Somebody else trades the account, allowed to or not; he can never take its cash out.
    function operate(uint256 seed, uint256 size, bool allowed) external {
        address owner = _actor(seed);
        address operator = _actor(seed / ACTORS);
        vm.prank(owner);
        s.house.setOperator(operator, allowed);
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg(toSeriesId(3, _strike(3, 0), false), int96(int256(bound(size, 0.03e18, 4e18))));
        bool traded = _tradeLegs(owner, operator, legs, "operate");
        assertTrue(!traded || allowed || owner == operator, "only an operator trades for another");
        if (operator == owner) return;
        bytes memory data = abi.encodeCall(s.house.withdraw, (_account(owner), 1, operator));
        assertFalse(_act(operator, address(s.house), data, "operator withdraws"), "an operator never withdraws");
    }

    /// @notice 7, C7: without positions or an open request the cash comes out with every oracle dead and openings paused.
    function leaveInTheDark(uint256 seed) external {
        address actor = _actor(seed);
        if (s.house.positionsOf(_account(actor)).length > 0 || s.house.requestOf(_account(actor)) != 0) return;
        uint256 cash = s.house.cashOf(_account(actor));
        if (cash == 0) return;
        vm.mockCallRevert(address(s.oracle), bytes(""), bytes("dead"));
        vm.mockCallRevert(address(s.volatility), bytes(""), bytes("dead"));
        bool paused = s.house.openingsPaused();
        vm.prank(s.guardian);
        s.governance.pauseOpenings();
        bytes memory data = abi.encodeCall(s.house.withdraw, (_account(actor), cash, actor));
        assertTrue(_act(actor, address(s.house), data, "leaveInTheDark"), "7: cash of a flat account is locked");
        vm.clearMockedCalls();
        if (paused) return;
        vm.prank(ADMIN);
        s.governance.unpauseOpenings();
    }
}
