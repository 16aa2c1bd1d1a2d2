// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockPyth} from "@pythnetwork/pyth-sdk-solidity/MockPyth.sol";
import {Test} from "forge-std/Test.sol";
import {ClearinghouseExtension} from "../../src/ClearinghouseExtension.sol";
import {InsurancePool} from "../../src/InsurancePool.sol";
import {MainPool} from "../../src/MainPool.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {IClearinghouse} from "../../src/interfaces/IClearinghouse.sol";
import {PythOracle} from "../../src/oracles/PythOracle.sol";
import {VolatilityOracle} from "../../src/oracles/VolatilityOracle.sol";
import {Health} from "../../src/libraries/MarginLib.sol";
import {AccountId, Leg, Position, SeriesId, toAccountId, toSeriesId} from "../../src/Types.sol";

struct System {
    IClearinghouse house;
    ClearinghouseExtension governance;
    MainPool pool;
    InsurancePool insurance;
    DemoStockToken token;
    PythOracle oracle;
    VolatilityOracle volatility;
    MockPyth pyth;
}

/// @notice Random actions of several traders, providers, stakers, keepers and of the world (time, prices, gifts).
/// @dev A failing action must fail with a named error (DESIGN §5, 10); the effects that hold for one action are checked here,
/// those that hold for the state in the invariants.
contract Handler is Test {
    uint256 private constant ACTORS = 5;

    System internal s;
    address[] public actors;
    uint256 public calls;
    uint256 public touches;
    mapping(string action => uint256) public done;

    constructor(System memory system) {
        s = system;
        for (uint256 i; i < ACTORS; ++i) {
            address actor = makeAddr(string.concat("actor", vm.toString(i)));
            actors.push(actor);
            deal(address(s.token), actor, 10_000e18, true);
            vm.startPrank(actor);
            s.token.approve(address(s.house), type(uint256).max);
            s.token.approve(address(s.pool), type(uint256).max);
            s.token.approve(address(s.insurance), type(uint256).max);
            vm.stopPrank();
        }
    }

    // ------------------------------------------------------------------ traders

    function deposit(uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        _act(
            actor,
            address(s.house),
            abi.encodeCall(s.house.deposit, (_account(actor), bound(amount, 0, 100e18))),
            "deposit"
        );
    }

    function withdraw(uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        amount = bound(amount, 0, s.house.cashOf(_account(actor)) + 1);
        _act(actor, address(s.house), abi.encodeCall(s.house.withdraw, (_account(actor), amount, actor)), "withdraw");
    }

    /// @notice Takes out about as much as the account lets go, so that funding soon exhausts it.
    function strip(uint256 seed) external {
        address actor = _actor(seed);
        uint256 cash = s.house.cashOf(_account(actor));
        for (uint256 kept = 1; kept < 4096; kept *= 4) {
            uint256 amount = cash - cash * kept / 4096;
            bytes memory data = abi.encodeCall(s.house.withdraw, (_account(actor), amount, actor));
            if (_act(actor, address(s.house), data, "strip")) return;
        }
    }

    function open(uint256 seed, uint256 market, uint256 strikes, uint256 size, bool isPut) external {
        address actor = _actor(seed);
        market = bound(market, 0, 3);
        uint256 spot = s.oracle.latest(market / 2).value;
        uint256 step = market < 2 ? 1000e18 : 50e18;
        uint256 strike = (spot / step + bound(strikes, 0, 20)) * step;
        strike = strike > 10 * step ? strike - 10 * step : step;
        // Dollars of notional: mostly moderate, now and then more than the pool can bear.
        uint256 notional = size % 8 == 0 ? bound(size, 0, 5_000_000e18) : bound(size, 90e18, 60_000e18);
        int256 quantity = int256(notional * 1e18 / spot);
        _ensureCash(actor, notional);
        _trade(actor, toSeriesId(market, strike, isPut), quantity, "open");
    }

    /// @notice Two legs in two markets at once, one of them a sale when something is held.
    function openPair(uint256 seed, uint256 size) external {
        address actor = _actor(seed);
        _ensureCash(actor, 60_000e18);
        Leg[] memory legs = new Leg[](2);
        legs[0] =
            Leg(toSeriesId(0, _atTheMoney(0, 1000e18), seed % 2 == 0), int96(int256(bound(size, 0.001e18, 0.5e18))));
        legs[1] = Leg(toSeriesId(2, _atTheMoney(1, 50e18), seed % 3 == 0), int96(int256(bound(size, 0.02e18, 8e18))));
        Position[] memory held = s.house.positionsOf(_account(actor));
        if (held.length > 0) legs[1] = Leg(held[0].series, -held[0].quantity);
        _tradeLegs(actor, legs, "openPair");
    }

    /// @notice Writes an option, mostly with the margin for it.
    function write(uint256 seed, uint256 market, uint256 strikes, uint256 size, bool isPut) external {
        address actor = _actor(seed);
        market = bound(market, 0, 3);
        uint256 spot = s.oracle.latest(market / 2).value;
        uint256 step = market < 2 ? 1000e18 : 50e18;
        uint256 strike = (spot / step + bound(strikes, 0, 12)) * step - 6 * step;
        uint256 notional = bound(size, 90e18, 60_000e18);
        _ensureCash(actor, notional * 60);
        _trade(actor, toSeriesId(market, strike, isPut), -int256(notional * 1e18 / spot), "write");
    }

    /// @notice A vertical spread, debit or credit, of calls or puts.
    function spread(uint256 seed, uint256 size, uint256 width, bool credit) external {
        address actor = _actor(seed);
        int256 quantity = int256(bound(size, 0.01e18, 0.8e18));
        uint256 near = _atTheMoney(0, 1000e18);
        uint256 far = near + bound(width, 1, 6) * 1000e18;
        Leg[] memory legs = new Leg[](2);
        legs[0] = Leg(toSeriesId(seed % 2, near, false), int96(credit ? -quantity : quantity));
        legs[1] = Leg(toSeriesId(seed % 2, far, false), int96(credit ? quantity : -quantity));
        _ensureCash(actor, 100_000e18);
        _tradeLegs(actor, legs, "spread");
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

    // ------------------------------------------------------------------ providers and stakers

    function poolDeposit(uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        uint256 value = _redeemable();
        bytes memory data = abi.encodeCall(s.pool.deposit, (bound(amount, 0, 500e18), actor));
        if (_act(actor, address(s.pool), data, "poolDeposit")) _requireNotDiluted(value);
    }

    function poolRedeem(uint256 seed, uint256 part) external {
        address actor = _actor(seed);
        uint256 shares = s.pool.balanceOf(actor) * bound(part, 0, 100) / 100;
        uint256 value = _redeemable();
        bytes memory data = abi.encodeCall(s.pool.redeem, (shares, actor, actor));
        if (_act(actor, address(s.pool), data, "poolRedeem")) _requireNotDiluted(value);
    }

    function stake(uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        bytes memory data = abi.encodeCall(s.insurance.deposit, (bound(amount, 0, 200e18), actor));
        _act(actor, address(s.insurance), data, "stake");
    }

    function requestUnstake(uint256 seed, uint256 part) external {
        address actor = _actor(seed);
        uint256 shares = s.insurance.balanceOf(actor) * bound(part, 0, 100) / 100;
        _act(actor, address(s.insurance), abi.encodeCall(s.insurance.requestWithdrawal, (shares)), "requestUnstake");
    }

    function unstake(uint256 seed) external {
        address actor = _actor(seed);
        uint256 shares = s.insurance.maxRedeem(actor);
        if (shares == 0) return;
        _act(actor, address(s.insurance), abi.encodeCall(s.insurance.redeem, (shares, actor, actor)), "unstake");
    }

    // ------------------------------------------------------------------ keepers

    function touch(uint256 market) external {
        ++touches;
        _act(actors[0], address(s.house), abi.encodeCall(s.house.touch, (bound(market, 0, 4))), "touch");
    }

    function closeExhausted(uint256 seed, uint256 closer) external {
        AccountId account = _account(_exhaustedOr(_actor(seed)));
        uint256 before = s.house.cashOf(account);
        bytes memory data = abi.encodeCall(s.house.closeExhausted, (account, _actor(closer), new bytes[](0)));
        (int256 owed,) = s.house.accountFunding(account);
        uint256 staked = s.insurance.totalAssets();
        bool longOnly = _boughtOnly(account);
        bool solvent = s.pool.cash() > 1000e18;
        if (!_act(_actor(closer), address(s.house), data, "closeExhausted")) return;
        // 5: what an account that has only bought cannot pay is forgone, never a debt that somebody else pays.
        if (longOnly && solvent) assertEq(s.insurance.totalAssets(), staked, "no debt of a buyer");
        assertEq(s.house.positionsOf(account).length, 0, "all closed");
        assertGe(uint256(owed) * 1e18 / s.oracle.latest(2).value + 1e18, before, "only an exhausted account is closed");
    }

    /// @notice 8, C5: whoever is liquidated was below maintenance and is healthier or gone afterwards.
    function liquidate(uint256 seed, uint256 closer) external {
        AccountId account = _account(_weakestOr(_actor(seed)));
        (bool known, Health memory before) = _healthOf(account);
        bytes memory data = abi.encodeCall(s.house.liquidate, (account, _actor(closer), new bytes[](0)));
        if (!_act(_actor(closer), address(s.house), data, "liquidate")) return;
        assertTrue(known && before.equity < int256(before.maintenanceMargin), "only below maintenance");
        if (s.house.positionsOf(account).length == 0) return;
        (, Health memory health) = _healthOf(account);
        assertGt(
            health.equity * int256(before.maintenanceMargin),
            before.equity * int256(health.maintenanceMargin),
            "healthier than before"
        );
    }

    /// @notice Settlement does not begin while the pools can pay.
    function startSettlement(uint256 seed) external {
        bytes memory data = abi.encodeCall(s.house.startSettlement, (_account(_actor(seed)), new bytes[](0)));
        _act(_actor(seed), address(s.house), data, "startSettlement");
    }

    function payReward(uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        vm.prank(actor);
        s.house.setOperator(s.house.orders(), amount % 4 != 0);
        bytes memory data = abi.encodeCall(s.house.payReward, (_account(actor), bound(amount, 0, 1e18), actors[0]));
        _act(s.house.orders(), address(s.house), data, "payReward");
    }

    function sample(uint256 asset) external {
        _act(actors[0], address(s.volatility), abi.encodeCall(s.volatility.sample, (bound(asset, 0, 2))), "sample");
    }

    function sweep() external {
        _act(actors[0], address(s.pool), abi.encodeCall(s.pool.sweep, ()), "sweep");
    }

    // ------------------------------------------------------------------ the world

    function passTime(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 4 days));
        _report(0, 0);
        _report(1, 0);
        _report(2, 0);
        ++calls;
    }

    function movePrice(uint256 asset, int256 change) external {
        vm.warp(block.timestamp + 5);
        asset = bound(asset, 0, 2);
        for (uint256 i; i < 3; ++i) {
            _report(i, i == asset ? bound(change, -800, 800) : int256(0));
        }
        ++calls;
    }

    /// @notice A crash or a spike, now and then.
    function jump(uint256 asset, int256 change) external {
        if (change % 4 != 0) return;
        vm.warp(block.timestamp + 5);
        asset = bound(asset, 0, 2);
        for (uint256 i; i < 3; ++i) {
            _report(i, i == asset ? bound(change, -3000, 3500) : int256(0));
        }
        ++calls;
    }

    function letPricesAge(uint256 time) external {
        vm.warp(block.timestamp + (time % 8 == 0 ? 900 : bound(time, 1, 20)));
        ++calls;
    }

    function donate(uint256 seed, uint256 amount) external {
        uint256 value = s.pool.totalAssets();
        vm.prank(_actor(seed));
        s.token.transfer(address(s.pool), bound(amount, 0, 1e18));
        assertEq(s.pool.totalAssets(), value, "a donation does not move the share price");
    }

    // ------------------------------------------------------------------ helpers

    /// @notice Pays in what a trade of this notional (USD, WAD) may cost, one time in four too little.
    function _ensureCash(address actor, uint256 notional) private {
        uint256 amount = notional / 250 / (notional % 4 == 0 ? 100 : 4);
        bytes memory data = abi.encodeCall(s.house.deposit, (_account(actor), amount));
        if (s.house.cashOf(_account(actor)) < amount) _act(actor, address(s.house), data, "deposit");
    }

    function _trade(address actor, SeriesId series, int256 quantity, string memory name) private {
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg(series, int96(quantity));
        _tradeLegs(actor, legs, name);
    }

    function _tradeLegs(address actor, Leg[] memory legs, string memory name) private {
        uint256 value = s.pool.totalAssets();
        bytes memory data =
            abi.encodeCall(s.house.trade, (_account(actor), legs, type(int256).max, block.timestamp, new bytes[](0)));
        // DESIGN §5, 6: a trade moves the pool's value by its fee alone, upwards; one wei of a token may round.
        if (_act(actor, address(s.house), data, name)) {
            assertGe(s.pool.totalAssets() + 1, value, "a trade never costs the pool");
        }
    }

    function _act(address actor, address target, bytes memory data, string memory name) private returns (bool ok) {
        ++calls;
        bytes memory result;
        vm.prank(actor);
        (ok, result) = target.call(data);
        if (ok) {
            ++done[name];
            return true;
        }
        assertGe(result.length, 4, string.concat(name, ": failed without a reason"));
        bytes4 selector = bytes4(result);
        assertTrue(selector != 0x4e487b71, string.concat(name, ": panicked"));
        assertTrue(selector != 0x08c379a0, string.concat(name, ": failed with a string"));
    }

    /// @notice What a million shares are worth to those who leave (tokens).
    function _redeemable() private view returns (uint256) {
        return s.pool.previewRedeem(1e30);
    }

    function _requireNotDiluted(uint256 before) private view {
        assertGe(_redeemable() + 1, before, "one LP's entry or exit lowered another's share");
    }

    function _boughtOnly(AccountId account) private view returns (bool) {
        Position[] memory held = s.house.positionsOf(account);
        for (uint256 i; i < held.length; ++i) {
            if (held[i].quantity < 0) return false;
        }
        return true;
    }

    function _healthOf(AccountId account) private returns (bool ok, Health memory health) {
        try s.house.accountHealth(account, s.house.cashOf(account), true) returns (Health memory found) {
            return (true, found);
        } catch {
            return (false, health);
        }
    }

    /// @notice An account below its maintenance margin, if there is one.
    function _weakestOr(address actor) private returns (address) {
        for (uint256 i; i < ACTORS; ++i) {
            (bool ok, Health memory health) = _healthOf(_account(actors[i]));
            if (ok && health.equity < int256(health.maintenanceMargin)) return actors[i];
        }
        return actor;
    }

    function _exhaustedOr(address actor) private view returns (address) {
        for (uint256 i; i < ACTORS; ++i) {
            (int256 owed,) = s.house.accountFunding(_account(actors[i]));
            if (owed > 0 && uint256(owed) > s.house.cashOf(_account(actors[i])) * 250) return actors[i];
        }
        return actor;
    }

    function _report(uint256 asset, int256 changeBps) private {
        (, bytes32 id) = s.oracle.assetInfo(asset);
        int256 price = int256(s.oracle.latest(asset).value / 1e10);
        price = price * (10_000 + changeBps) / 10_000;
        bytes[] memory updates = new bytes[](1);
        updates[0] = s.pyth
            .createPriceFeedUpdateData(
                id, int64(price), uint64(uint256(price) / 2000), -8, int64(price), 1, uint64(block.timestamp), 1
            );
        s.oracle.update(updates);
    }

    function _atTheMoney(uint256 asset, uint256 step) private view returns (uint256) {
        return s.oracle.latest(asset).value / step * step;
    }

    function _actor(uint256 seed) private view returns (address) {
        return actors[seed % ACTORS];
    }

    function _account(address actor) private pure returns (AccountId) {
        return toAccountId(actor, 0);
    }
}
