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
        if (!_act(_actor(closer), address(s.house), data, "closeExhausted")) return;
        assertEq(s.house.positionsOf(account).length, 0, "all closed");
        assertGe(uint256(owed) * 1e18 / s.oracle.latest(2).value + 1e18, before, "only an exhausted account is closed");
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
