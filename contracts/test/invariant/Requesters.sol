// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {AccountId, Leg, LiquidityRequest, TradeRequest, toSeriesId} from "../../src/Types.sol";
import {World} from "./World.sol";

/// @notice Those who ask first where nothing is carried out at once, and those who execute it: in time or not, at the next prices or
/// at old ones, with what was asked or something else, with gas or without.
abstract contract Requesters is World {
    /// @dev Below what executing a trade demands.
    uint256 private constant LITTLE_GAS = 3_900_000;

    /// @dev Open requests and the last that has ended, ABI-encoded; empty: none.
    mapping(AccountId => bytes) private _open;
    mapping(AccountId => bytes) private _spent;
    mapping(uint256 id => LiquidityRequest) private _liquidity;
    mapping(uint256 id => bool) private _over;

    // ------------------------------------------------------------------ what the invariants ask

    function hashOfOpen(AccountId account) external view returns (bytes32) {
        return _open[account].length == 0 ? bytes32(0) : keccak256(_open[account]);
    }

    function isOver(uint256 id) external view returns (bool) {
        return _over[id];
    }

    /// @notice Tokens and shares that wait in open requests.
    function waiting() external view returns (uint256 assets, uint256 shares) {
        for (uint256 id = 1; id <= s.pool.requestCount(); ++id) {
            if (_over[id]) continue;
            if (_liquidity[id].entering) assets += _liquidity[id].amount;
            else shares += _liquidity[id].amount;
        }
    }

    /// @notice Nobody executes what is still open until it lapses; then everybody gets everything back.
    function lapseAll() external {
        vm.warp(block.timestamp + _lifetime() + 1);
        for (uint256 i; i < people.length; ++i) {
            if (_open[_account(people[i])].length > 0) _lapse(people[i], 0);
        }
        for (uint256 id = 1; id <= s.pool.requestCount(); ++id) {
            if (!_over[id]) assertTrue(_executeLiquidity(id, 0, "lapseLiquidity"), "7: what waits comes back");
        }
    }

    // ------------------------------------------------------------------ trades

    function askTrade(uint256 seed, uint256 market, uint256 steps, uint256 size, int256 limit) external {
        address actor = _actor(seed);
        market = bound(market, 0, 3);
        uint256 notional = bound(size, 90e18, 60_000e18);
        _ensureCash(actor, notional * (seed % 5 == 0 ? 60 : 1));
        int256 quantity = int256(notional * 1e18 / _spot(market / 2));
        Leg[] memory legs = new Leg[](1);
        uint256 strike = _strike(market, int256(bound(steps, 0, 12)) - 6);
        legs[0] = Leg(toSeriesId(market, strike, steps % 2 == 0), int96(seed % 5 == 0 ? -quantity : quantity));
        int256 maxCost = limit % 3 == 0 ? bound(limit, 0, 10e18) : type(int256).max;
        _ask(actor, actor, legs, maxCost, "askTrade");
    }

    /// @notice A deposit and a request in one transaction.
    function depositAndAsk(uint256 seed, uint256 size) external {
        address actor = _actor(seed);
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg(toSeriesId(1, _strike(1, 1), seed % 2 == 0), int96(int256(bound(size, 0.001e18, 0.3e18))));
        bytes[] memory list = new bytes[](2);
        list[0] = abi.encodeCall(s.house.deposit, (_account(actor), 5e18));
        list[1] = abi.encodeCall(s.house.request, (_account(actor), legs, type(int256).max, block.timestamp));
        _act(actor, address(s.house), abi.encodeCall(s.house.multicall, (list)), "depositAndAsk");
    }

    function executeTrade(uint256 seed, uint256 how) external {
        address owner = _whoWaits(_actor(seed));
        if (_open[_account(owner)].length == 0) return _replay(owner, seed);
        how = bound(how, 0, 11);
        if (how == 0) _executeOther(owner, seed);
        else if (how == 1) _executeEarly(owner, seed);
        else if (how == 2) _executeStarved(owner, seed);
        else if (how == 3) _executeTooLate(owner, seed);
        else if (how == 4) _withdrawMeanwhile(owner, seed);
        else _executeNext(owner, seed, "executeTrade");
    }

    // ------------------------------------------------------------------ liquidity

    function askLiquidity(uint256 seed, uint256 amount, bool entering, bool modest) external {
        address actor = _actor(seed);
        uint256 least = modest ? 0 : type(uint128).max;
        bytes memory data;
        if (s.pool.balanceOf(actor) == 0) entering = true;
        if (entering) {
            data = abi.encodeCall(s.pool.requestDeposit, (bound(amount, 0, 500e18), least));
        } else {
            uint256 shares = s.pool.balanceOf(actor) * bound(amount, 0, 100) / 100;
            data = abi.encodeCall(s.pool.requestRedeem, (shares, least));
        }
        _act(actor, address(s.pool), data, entering ? "askToEnter" : "askToLeave");
    }

    /// @notice 6: whatever comes of it, nobody else's share falls, and what is refused is given back but for the reward.
    function executeLiquidity(uint256 seed, uint256 how) external {
        uint256 count = s.pool.requestCount();
        if (count == 0) return;
        uint256 id = _nextOpen(seed % count + 1, count);
        how = bound(how, 0, 7);
        if (_over[id]) {
            assertFalse(_executeLiquidity(id, seed, "executeLiquidity again"), "O: a request is executed twice");
        } else if (how == 0) {
            _liquidity[id].amount += 1;
            assertFalse(_executeLiquidity(id, seed, "executeLiquidity other"), "O: other than asked for");
            _liquidity[id].amount -= 1;
        } else if (how == 1) {
            bool early = block.timestamp < _liquidity[id].notBefore && s.pool.valuer().exposed(s.house);
            bool done = _executeLiquidity(id, seed, "executeLiquidity early");
            assertFalse(done && early && !_settling(), "O: at a price from before");
        } else {
            if (how == 2) vm.warp(block.timestamp + _lifetime() + 1);
            else _reachNextPrices(_liquidity[id].notBefore);
            _executeLiquidity(id, seed, how == 2 ? "lapseLiquidity" : "executeLiquidity");
        }
    }

    // ------------------------------------------------------------------ how it is done

    /// @notice Where others trade at once, here they ask, and most of the time it is executed at the next prices, which are those of now.
    function _tradeLegs(address owner, address trader, Leg[] memory legs, string memory name)
        internal
        virtual
        override
        returns (bool)
    {
        if (!_ask(owner, trader, legs, type(int256).max, name)) return false;
        return calls % 5 != 0 && _executeNext(owner, calls, string.concat(name, " executed"));
    }

    /// @dev What somebody else's contract asks for is found in its logs, as by everybody.
    function _act(address actor, address target, bytes memory data, string memory name)
        internal
        virtual
        override
        returns (bool ok)
    {
        bool asks = _asks(target, data);
        if (asks) vm.recordLogs();
        ok = super._act(actor, target, data, name);
        // What a call that failed had asked for is recorded as well.
        if (asks && ok) _note(vm.getRecordedLogs());
    }

    function _ask(address owner, address trader, Leg[] memory legs, int256 maxCost, string memory name)
        private
        returns (bool)
    {
        bytes memory data = abi.encodeCall(s.house.request, (_account(owner), legs, maxCost, block.timestamp));
        return _act(trader, address(s.house), data, name);
    }

    /// @notice 1, 6: a trade moves the pool's value by its fee alone, upwards; a refused one costs the reward and nothing else.
    function _executeNext(address owner, uint256 seed, string memory name) private returns (bool traded) {
        AccountId account = _account(owner);
        TradeRequest memory asked = abi.decode(_open[account], (TradeRequest));
        _reachNextPrices(asked.notBefore);
        (uint256 value, uint256 cash, uint256 held) = (s.pool.totalAssets(), s.house.cashOf(account), _holdings(owner));
        if (!_executeWith(owner, asked, seed, name)) return false;
        // What an exhausted account cannot pay is forgone.
        if (asked.requester == address(s.house)) return _holdings(owner) != held;
        assertGe(s.pool.totalAssets() + 1, value, "6: a trade never costs the pool");
        traded = _holdings(owner) != held;
        if (!traded) {
            uint256 reward = cash - s.house.cashOf(account);
            assertLe(reward * _spot(2), 0.1e36 + _spot(2), "1: a refusal costs the reward");
        }
    }

    /// @notice O: an exhausted account is closed at the next prices.
    function _executeClosing(address owner, uint256 seed) internal {
        TradeRequest memory asked = abi.decode(_open[_account(owner)], (TradeRequest));
        _reachNextPrices(asked.notBefore);
        bool closed = _executeWith(owner, asked, seed, "closeExhausted executed");
        if (closed && !_settling()) assertEq(s.house.positionsOf(_account(owner)).length, 0, "all closed");
    }

    /// @notice O: after the window nothing but the request ends, at no cost.
    function _executeTooLate(address owner, uint256 seed) private {
        vm.warp(block.timestamp + _lifetime() + 1);
        _lapse(owner, seed);
    }

    function _lapse(address owner, uint256 seed) private {
        AccountId account = _account(owner);
        (uint256 cash, uint256 held) = (s.house.cashOf(account), _holdings(owner));
        TradeRequest memory asked = abi.decode(_open[account], (TradeRequest));
        assertTrue(_executeWith(owner, asked, seed, "lapseTrade"), "7: a request that has lapsed ends");
        assertEq(s.house.cashOf(account), cash, "1: lapsing costs nothing");
        assertEq(_holdings(owner), held, "O: a lapsed request is carried out");
    }

    function _executeOther(address owner, uint256 seed) private {
        TradeRequest memory asked = abi.decode(_open[_account(owner)], (TradeRequest));
        _reachNextPrices(asked.notBefore);
        if (seed % 3 == 0) asked.maxCost -= 1;
        else if (seed % 3 == 1) asked.legs[0].quantity += 1;
        else asked.cash += 1;
        assertFalse(_executeWith(owner, asked, seed, "executeTrade other"), "O: other than asked for");
    }

    function _executeEarly(address owner, uint256 seed) private {
        TradeRequest memory asked = abi.decode(_open[_account(owner)], (TradeRequest));
        bool early = block.timestamp < asked.notBefore;
        bool done = _executeWith(owner, asked, seed, "executeTrade early");
        assertFalse(done && early, "O: at a price from before");
    }

    /// @notice O: with too little gas nothing happens at all.
    function _executeStarved(address owner, uint256 seed) private {
        TradeRequest memory asked = abi.decode(_open[_account(owner)], (TradeRequest));
        if (block.timestamp > asked.notBefore + s.house.executionWindow()) return;
        bytes memory data = _execution(owner, asked, seed);
        ++calls;
        (bool ok,) = address(s.house).call{gas: LITTLE_GAS}(data);
        assertFalse(ok, "O: a request is spent for want of gas");
    }

    /// @notice 7: the cash waits for the request.
    function _withdrawMeanwhile(address owner, uint256 part) private {
        AccountId account = _account(owner);
        uint256 cash = s.house.cashOf(account);
        bytes memory data = abi.encodeCall(s.house.withdraw, (account, bound(part, 0, cash), owner));
        assertFalse(_act(owner, address(s.house), data, "withdraw meanwhile"), "O: cash of an open request leaves");
        assertEq(s.house.cashOf(account), cash);
    }

    /// @notice O: what has ended does not begin again.
    function _replay(address owner, uint256 seed) private {
        bytes memory spent = _spent[_account(owner)];
        if (spent.length == 0) return;
        TradeRequest memory asked = abi.decode(spent, (TradeRequest));
        assertFalse(_executeWith(owner, asked, seed, "executeTrade again"), "O: a request is executed twice");
    }

    function _executeWith(address owner, TradeRequest memory asked, uint256 seed, string memory name)
        private
        returns (bool ok)
    {
        AccountId account = _account(owner);
        ok = _act(_actor(seed), address(s.house), _execution(owner, asked, seed), name);
        if (!ok) return false;
        assertEq(s.house.requestOf(account), 0, "O: an attempt ends it");
        _spent[account] = _open[account];
        delete _open[account];
    }

    function _execution(address owner, TradeRequest memory asked, uint256 seed) private view returns (bytes memory) {
        return abi.encodeCall(s.house.executeRequest, (_account(owner), asked, new bytes[](0), _actor(seed)));
    }

    function _executeLiquidity(uint256 id, uint256 seed, string memory name) private returns (bool ok) {
        LiquidityRequest memory asked = _liquidity[id];
        uint256 value = _redeemable();
        bytes memory data = abi.encodeCall(IMainPool.executeRequest, (id, asked, _actor(seed)));
        ok = _act(_actor(seed), address(s.pool), data, name);
        if (!ok) return false;
        _over[id] = true;
        _requireNotDiluted(value);
    }

    function _reachNextPrices(uint256 notBefore) private {
        if (block.timestamp < notBefore) vm.warp(notBefore);
        else vm.warp(block.timestamp + 1);
        _reportAll(0, 0, 2000);
    }

    // ------------------------------------------------------------------ helpers

    function _asks(address target, bytes memory data) private view returns (bool) {
        if (target == s.house.orders()) return true;
        bytes4 call_ = bytes4(data);
        if (target == address(s.pool)) {
            return call_ == IMainPool.requestDeposit.selector || call_ == IMainPool.requestRedeem.selector;
        }
        if (target != address(s.house)) return false;
        return call_ == s.house.request.selector || call_ == s.house.multicall.selector
            || call_ == s.house.closeExhausted.selector;
    }

    function _note(Vm.Log[] memory logs) private {
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IClearinghouseEvents.Requested.selector) {
                _open[AccountId.wrap(logs[i].topics[1])] = logs[i].data;
            } else if (topic == IMainPool.LiquidityRequested.selector) {
                _liquidity[uint256(logs[i].topics[1])] = abi.decode(logs[i].data, (LiquidityRequest));
            }
        }
    }

    function _holdings(address owner) private view returns (uint256) {
        return uint256(keccak256(abi.encode(s.house.positionsOf(_account(owner)))));
    }

    /// @notice The actor, or if he has asked for nothing, somebody who has.
    function _whoWaits(address actor) private view returns (address) {
        if (_open[_account(actor)].length > 0) return actor;
        for (uint256 i; i < people.length; ++i) {
            if (_open[_account(people[i])].length > 0) return people[i];
        }
        return actor;
    }

    function _nextOpen(uint256 from, uint256 count) private view returns (uint256) {
        for (uint256 i; i < count; ++i) {
            uint256 id = (from - 1 + i) % count + 1;
            if (!_over[id]) return id;
        }
        return from;
    }

    function _lifetime() private view returns (uint256) {
        return s.house.executionDelay() + s.house.executionWindow();
    }
}
