// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockPyth} from "@pythnetwork/pyth-sdk-solidity/MockPyth.sol";
import {Test} from "forge-std/Test.sol";
import {ClearinghouseExtension} from "../../src/ClearinghouseExtension.sol";
import {InsurancePool} from "../../src/InsurancePool.sol";
import {MainPool} from "../../src/MainPool.sol";
import {IClearinghouse} from "../../src/interfaces/IClearinghouse.sol";
import {Health} from "../../src/libraries/MarginLib.sol";
import {PythOracle} from "../../src/oracles/PythOracle.sol";
import {VolatilityOracle} from "../../src/oracles/VolatilityOracle.sol";
import {AccountId, Leg, Position, SeriesId, toAccountId} from "../../src/Types.sol";
import {ReenteringToken} from "../hostile/ReenteringToken.sol";

struct System {
    IClearinghouse house;
    ClearinghouseExtension governance;
    MainPool pool;
    InsurancePool insurance;
    ReenteringToken token;
    PythOracle oracle;
    VolatilityOracle volatility;
    MockPyth pyth;
    address guardian;
}

/// @notice Who acts, and how every action is made: a failing one must fail with a named error (DESIGN §5, 10).
/// The effects that hold for one action are checked in it, those that hold for the state in the invariants.
abstract contract HandlerBase is Test {
    uint256 internal constant ACTORS = 5;
    uint256 internal constant BPS = 10_000;
    uint256 internal constant UNIT = 1e18;
    /// @dev What rounding may take in one action, in units of the token.
    uint256 internal constant DUST = 4;

    System internal s;
    /// @dev Deployed the set and administers it.
    address internal immutable ADMIN = msg.sender;
    /// @notice Five who act at random, one who farms, and the token, which may act within a transfer.
    address[] public people;
    address internal farmer = makeAddr("farmer");
    uint256 public calls;
    /// @notice Tokens sent to the clearinghouse and to the insurance pool by mistake or malice: they are nobody's.
    uint256 public strayInHouse;
    uint256 public strayInInsurance;
    string[] private _names;
    mapping(string action => uint256) private _tried;
    mapping(string action => uint256) private _done;

    constructor(System memory system) {
        s = system;
        for (uint256 i; i < ACTORS; ++i) {
            people.push(makeAddr(string.concat("actor", vm.toString(i))));
        }
        people.push(farmer);
        people.push(address(s.token));
        for (uint256 i; i < people.length; ++i) {
            deal(address(s.token), people[i], 10_000e18, true);
            vm.startPrank(people[i]);
            s.token.approve(address(s.house), type(uint256).max);
            s.token.approve(address(s.pool), type(uint256).max);
            s.token.approve(address(s.insurance), type(uint256).max);
            vm.stopPrank();
        }
    }

    /// @notice How often each action was tried and how often it succeeded in this sequence: `name,tried,succeeded;`…
    function tally() external view returns (string memory text) {
        for (uint256 i; i < _names.length; ++i) {
            string memory name = _names[i];
            text = string.concat(text, name, ",", vm.toString(_tried[name]), ",", vm.toString(_done[name]), ";");
        }
    }

    function peopleCount() external view returns (uint256) {
        return people.length;
    }

    // ------------------------------------------------------------------ acting

    /// @notice 10: whatever fails fails with a named error, never with a panic, a string or nothing.
    function _act(address actor, address target, bytes memory data, string memory name)
        internal
        virtual
        returns (bool ok)
    {
        ++calls;
        if (_tried[name]++ == 0) _names.push(name);
        bytes memory result;
        vm.prank(actor);
        (ok, result) = target.call(data);
        if (ok) {
            ++_done[name];
            return true;
        }
        assertGe(result.length, 4, string.concat(name, ": failed without a reason"));
        bytes4 selector = bytes4(result);
        assertTrue(selector != 0x4e487b71, string.concat(name, ": panicked"));
        assertTrue(selector != 0x08c379a0, string.concat(name, ": failed with a string"));
    }

    function _trade(address actor, SeriesId series, int256 quantity, string memory name) internal returns (bool) {
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg(series, int96(quantity));
        return _tradeLegs(actor, actor, legs, name);
    }

    /// @notice 6: a trade moves the pool's value by its fee alone, upwards; one wei of a token may round.
    function _tradeLegs(address owner, address trader, Leg[] memory legs, string memory name)
        internal
        virtual
        returns (bool ok)
    {
        // The pool is valued around every other trade: that costs as much as the trade.
        bool valued = calls % 2 == 0;
        uint256 value = valued ? s.pool.totalAssets() : 0;
        bytes memory data =
            abi.encodeCall(s.house.trade, (_account(owner), legs, type(int256).max, block.timestamp, new bytes[](0)));
        ok = _act(trader, address(s.house), data, name);
        if (ok && valued) assertGe(s.pool.totalAssets() + 1, value, "6: a trade never costs the pool");
    }

    function _deposit(address actor, uint256 amount) internal {
        bytes memory data = abi.encodeCall(s.house.deposit, (_account(actor), amount));
        _act(actor, address(s.house), data, "deposit");
    }

    /// @notice Pays in what a trade of this notional (USD, WAD) may cost, one time in four too little.
    function _ensureCash(address actor, uint256 notional) internal {
        uint256 amount = notional / 250 / (notional % 4 == 0 ? 100 : 4);
        if (s.house.cashOf(_account(actor)) < amount) _deposit(actor, amount);
    }

    // ------------------------------------------------------------------ looking

    /// @notice 6, C3: what a million tokens' first shares are worth to those who leave.
    function _redeemable() internal view returns (uint256) {
        return s.pool.previewRedeem(1e30);
    }

    function _requireNotDiluted(uint256 before) internal view {
        assertGe(_redeemable() + 1, before, "6: one LP's entry or exit lowered another's share");
    }

    /// @notice Tokens in the wallet, in the margin account and, at the middle, in the main pool.
    function _wealth(address owner) internal view returns (uint256) {
        return
            s.token.balanceOf(owner) + s.house.cashOf(_account(owner)) + s.pool.convertToAssets(s.pool.balanceOf(owner));
    }

    function _healthOf(AccountId account) internal returns (bool ok, Health memory health) {
        try s.house.accountHealth(account, s.house.cashOf(account), true) returns (Health memory found) {
            return (true, found);
        } catch {
            return (false, health);
        }
    }

    /// @notice Takes out about as much as the account lets go.
    function _strip(address owner) internal {
        uint256 cash = s.house.cashOf(_account(owner));
        for (uint256 kept = 1; kept < 16; kept = kept * 2 + 1) {
            bytes memory data = abi.encodeCall(s.house.withdraw, (_account(owner), cash - cash * kept / 16, owner));
            if (_act(owner, address(s.house), data, "strip")) return;
        }
    }

    function _boughtOnly(AccountId account) internal view returns (bool) {
        Position[] memory held = s.house.positionsOf(account);
        for (uint256 i; i < held.length; ++i) {
            if (held[i].quantity < 0) return false;
        }
        return true;
    }

    function _settling() internal view returns (bool) {
        return s.house.settledAt() != 0;
    }

    function _spot(uint256 asset) internal view returns (uint256) {
        return s.oracle.latest(asset).value;
    }

    function _step(uint256 market) internal pure returns (uint256) {
        return market < 2 ? 1000e18 : 50e18;
    }

    /// @notice A strike so many steps from the price, at least one step.
    function _strike(uint256 market, int256 steps) internal view returns (uint256) {
        int256 step = int256(_step(market));
        int256 strike = (int256(_spot(market / 2)) / step + steps) * step;
        return uint256(strike > 0 ? strike : step);
    }

    function _actor(uint256 seed) internal view returns (address) {
        return people[seed % ACTORS];
    }

    function _account(address owner) internal pure returns (AccountId) {
        return toAccountId(owner, 0);
    }
}
