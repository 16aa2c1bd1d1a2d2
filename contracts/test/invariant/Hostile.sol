// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Leg, Position, SeriesId, toSeriesId} from "../../src/Types.sol";
import {HandlerBase} from "./HandlerBase.sol";

/// @notice What those who want to take something try: rounding farms, sandwiches, dust, full lists, re-entrance.
abstract contract Hostile is HandlerBase {
    function attackBook(uint256 which, uint256 seed, uint256 where, uint256 size, uint256 parts) external {
        which = bound(which, 0, 2);
        if (which == 0) _farm(seed, where, size, parts);
        if (which == 1) _dust(seed, size, parts % 2 == 0);
        if (which == 2) _fillStrikes(seed, where);
    }

    function attackPools(uint256 which, uint256 seed, uint256 amount, uint256 size) external {
        which = bound(which, 0, 2);
        if (which == 0) _sandwich(seed, amount, size);
        if (which == 1) _sandwichOneself(seed, amount, size);
        if (which == 2) _reenter(seed, size, amount);
    }

    /// @notice 4: at one price and time no sequence of trades, however split, yields a profit.
    function _farm(uint256 seed, uint256 strikes, uint256 size, uint256 parts) private {
        if (!_readyToFarm()) return;
        uint256 before = _wealth(farmer);
        SeriesId series = toSeriesId(seed % 4, _strike(seed % 4, int256(bound(strikes, 0, 16)) - 8), strikes % 2 == 0);
        int256 quantity = _quantity(seed % 4, size, seed % 3 == 0);
        parts = bound(parts, 1, 3);
        for (uint256 i; i < parts; ++i) {
            _trade(farmer, series, quantity / int256(parts), "farm");
            if (seed % 5 == 0) {
                _trade(farmer, toSeriesId(0, _strike(0, 0), false), _quantity(0, size, i % 2 == 0), "farm");
            }
        }
        for (uint256 i = 1; i < parts; ++i) {
            _trade(farmer, series, -quantity / int256(parts) - int256(seed % 7), "farm");
        }
        if (_leaveFlat()) assertLe(_wealth(farmer), before, "4: a round trip pays");
    }

    /// @notice Tiny quantities, to win by rounding or to leave positions too small to be worth closing.
    function _dust(uint256 seed, uint256 size, bool sell) private {
        address actor = _actor(seed);
        int256 quantity = int256(bound(size, 0, 1e12));
        Position[] memory held = s.house.positionsOf(_account(actor));
        SeriesId series =
            held.length > 0 ? held[seed % held.length].series : toSeriesId(seed % 4, _strike(seed % 4, 0), false);
        _trade(actor, series, sell ? -quantity : quantity, "dust");
    }

    /// @notice 6: entering the pool before somebody's trade and leaving after it yields no more than the trade brought the pool.
    function _sandwich(uint256 seed, uint256 amount, uint256 size) private {
        if (!_readyToFarm()) return;
        uint256 before = _wealth(farmer);
        if (!_enterPool(amount)) return;
        uint256 value = s.pool.totalAssets();
        address actor = _actor(seed);
        _ensureCash(actor, 100_000e18);
        _trade(
            actor,
            toSeriesId(seed % 4, _strike(seed % 4, 0), size % 2 == 0),
            _quantity(seed % 4, size, false),
            "sandwich"
        );
        uint256 later = s.pool.totalAssets();
        _leavePool();
        assertLe(_wealth(farmer), before + (later > value ? later - value : 0) + DUST, "6: more than the trade's fee");
    }

    /// @notice 6, C8: trading around one's own entry or exit never pays, in whatever order.
    function _sandwichOneself(uint256 seed, uint256 amount, uint256 size) private {
        if (!_readyToFarm()) return;
        uint256 before = _wealth(farmer);
        SeriesId series = toSeriesId(seed % 4, _strike(seed % 4, int256(seed % 5) - 2), size % 2 == 0);
        int256 quantity = _quantity(seed % 4, size, seed % 3 == 0);
        bool tradesFirst = seed % 2 == 0;
        if (tradesFirst) _trade(farmer, series, quantity, "sandwichOneself");
        _enterPool(amount);
        if (!tradesFirst) _trade(farmer, series, quantity, "sandwichOneself");
        if (seed % 7 < 3) _leavePool();
        bool flat = _leaveFlat();
        _leavePool();
        if (flat) assertLe(_wealth(farmer), before + DUST, "6: trading around one's own entry pays");
    }

    /// @notice Griefing of bounded lists: the smallest positions there are, each at another strike.
    function _fillStrikes(uint256 seed, uint256 market) private {
        address actor = _actor(seed);
        market = bound(market, 0, 3);
        _ensureCash(actor, 50_000e18);
        int256 quantity = int256((uint256(s.house.terms().minimumNotional) + 1) * 1e36 / _spot(market / 2));
        int256 first = int256(seed % 32) - 16;
        for (int256 i; i < 4; ++i) {
            if (!_trade(actor, toSeriesId(market, _strike(market, first + i), i % 2 == 0), quantity, "fillStrikes")) {
                return;
            }
        }
    }

    /// @notice C9: in the middle of somebody's transfer the token calls whatever it likes, and is no richer for it.
    function _reenter(uint256 seed, uint256 what, uint256 amount) private {
        address actor = _actor(seed);
        (address target, bytes memory data) = _callback(actor, what, amount);
        _prepareToken();
        (uint256 shares, uint256 price, uint256 wealth, uint256 stakePrice) = _tokensMeans();
        s.token.arm(target, data);
        _carrier(actor, seed, amount);
        s.token.disarm();
        (uint256 sharesAfter, uint256 priceAfter, uint256 wealthAfter, uint256 stakeAfter) = _tokensMeans();
        // Whoever was in the pool all along gained this much.
        uint256 most = shares > sharesAfter ? shares : sharesAfter;
        uint256 gain = priceAfter > price ? (priceAfter - price) * most / 1e30 : 0;
        if (stakeAfter > stakePrice) gain += (stakeAfter - stakePrice) * s.insurance.totalSupply() / 1e30;
        assertLe(wealthAfter, wealth + gain + 1e6, "C9: re-entering pays");
        assertGe(s.token.balanceOf(address(s.pool)), s.pool.cash(), "C1: cash of the pool is there");
    }

    // ------------------------------------------------------------------ helpers

    /// @notice The farmer begins every attack without positions and shares, and with plenty of margin.
    function _readyToFarm() private returns (bool) {
        if (_settling() || !_leaveFlat()) return false;
        _leavePool();
        uint256 cash = s.house.cashOf(_account(farmer));
        if (s.pool.balanceOf(farmer) > 0 || s.token.balanceOf(farmer) + cash < 2000e18) return false;
        if (cash < 1000e18) _deposit(farmer, 1000e18 - cash);
        return true;
    }

    function _leaveFlat() private returns (bool) {
        Position[] memory held = s.house.positionsOf(_account(farmer));
        if (held.length == 0) return true;
        Leg[] memory legs = new Leg[](held.length);
        for (uint256 i; i < held.length; ++i) {
            legs[i] = Leg(held[i].series, -held[i].quantity);
        }
        return _tradeLegs(farmer, farmer, legs, "farmer closes");
    }

    function _enterPool(uint256 amount) private returns (bool) {
        uint256 most = s.token.balanceOf(farmer);
        bytes memory data = abi.encodeCall(s.pool.deposit, (bound(amount, 1e15, most < 1e15 ? 1e15 : most), farmer));
        return _act(farmer, address(s.pool), data, "farmer enters");
    }

    function _leavePool() private {
        uint256 shares = s.pool.maxRedeem(farmer);
        if (shares == 0) return;
        _act(farmer, address(s.pool), abi.encodeCall(s.pool.redeem, (shares, farmer, farmer)), "farmer leaves");
    }

    /// @notice Notional from the smallest to 30,000 USD.
    function _quantity(uint256 market, uint256 size, bool sell) private view returns (int256 quantity) {
        quantity = int256(bound(size, 100e18, 30_000e18) * 1e18 / _spot(market / 2));
        if (sell) quantity = -quantity;
    }

    function _callback(address victim, uint256 what, uint256 amount) private view returns (address, bytes memory) {
        address self = address(s.token);
        amount = bound(amount, 1, 100e18);
        what = bound(what, 0, 12);
        if (what == 0) return (address(s.pool), abi.encodeCall(s.pool.deposit, (amount, self)));
        if (what == 1) return (address(s.pool), abi.encodeCall(s.pool.redeem, (amount * 1e6, self, self)));
        if (what == 2) return (address(s.pool), abi.encodeCall(s.pool.sweep, ()));
        if (what == 3) return (address(s.insurance), abi.encodeCall(s.insurance.deposit, (amount, self)));
        if (what == 4) return (address(s.insurance), abi.encodeCall(s.insurance.redeem, (amount, self, self)));
        if (what == 5) return (address(s.pool), abi.encodeCall(s.pool.withdraw, (amount, self, self)));
        if (what == 6) return (address(s.house), abi.encodeCall(s.house.deposit, (_account(self), amount)));
        if (what == 7) return (address(s.house), abi.encodeCall(s.house.withdraw, (_account(victim), 1, self)));
        if (what == 8) return (address(s.house), abi.encodeCall(s.house.touch, (amount % 4)));
        if (what == 9) return (address(s.house), abi.encodeCall(s.house.claim, (_account(victim))));
        if (what == 10) return (address(s.house), abi.encodeCall(s.house.finishSettlement, ()));
        bytes[] memory none = new bytes[](0);
        if (what == 11) return (address(s.house), abi.encodeCall(s.house.liquidate, (_account(victim), victim, none)));
        return (address(s.house), abi.encodeCall(s.house.closeExhausted, (_account(victim), victim, none)));
    }

    /// @notice The action in whose transfer the token strikes.
    function _carrier(address actor, uint256 seed, uint256 amount) private {
        uint256 which = seed % 7;
        bytes memory data;
        if (which < 2) {
            _ensureCash(actor, 100_000e18);
            _trade(
                actor, toSeriesId(seed % 4, _strike(seed % 4, 0), false), _quantity(seed % 4, amount, false), "reenter"
            );
        } else if (which == 2) {
            data = abi.encodeCall(s.house.withdraw, (_account(actor), bound(amount, 1, 1e18), actor));
            _act(actor, address(s.house), data, "reenter");
        } else if (which == 3) {
            data = abi.encodeCall(s.pool.deposit, (bound(amount, 1, 10e18), actor));
            _act(actor, address(s.pool), data, "reenter");
        } else if (which == 4) {
            _act(actor, address(s.pool), abi.encodeCall(s.pool.sweep, ()), "reenter");
        } else if (which == 5) {
            data = abi.encodeCall(s.house.liquidate, (_account(actor), actor, new bytes[](0)));
            _act(actor, address(s.house), data, "reenter");
        } else {
            Position[] memory held = s.house.positionsOf(_account(actor));
            if (held.length > 0) _trade(actor, held[0].series, -held[0].quantity, "reenter");
        }
    }

    /// @notice So that it has something to move: tokens, and shares of the pool.
    function _prepareToken() private {
        address self = address(s.token);
        if (s.pool.balanceOf(self) == 0 && s.token.balanceOf(self) > 1000e18) {
            _act(self, address(s.pool), abi.encodeCall(s.pool.deposit, (100e18, self)), "token enters");
        }
    }

    function _tokensMeans() private view returns (uint256 shares, uint256 price, uint256 wealth, uint256 stakePrice) {
        address self = address(s.token);
        shares = s.pool.balanceOf(self);
        price = s.pool.convertToAssets(1e30);
        wealth = _wealth(self) + s.insurance.convertToAssets(s.insurance.balanceOf(self));
        stakePrice = s.insurance.convertToAssets(1e30);
    }
}
