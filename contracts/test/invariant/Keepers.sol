// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {Health} from "../../src/libraries/MarginLib.sol";
import {SpreadLib} from "../../src/libraries/SpreadLib.sol";
import {AccountId} from "../../src/Types.sol";
import {HandlerBase} from "./HandlerBase.sol";

/// @notice What anyone may do to markets and to others' accounts, by themselves or to themselves.
abstract contract Keepers is HandlerBase {
    /// @notice What the logs of one closing say, in tokens. `owed`: premium, fee and `funding` together.
    struct Losses {
        uint256 reward;
        uint256 penalty;
        uint256 badDebt;
        uint256 covered;
        uint256 forgone;
        int256 owed;
        int256 funding;
    }

    function touch(uint256 market) external {
        _act(people[0], address(s.house), abi.encodeCall(s.house.touch, (bound(market, 0, 4))), "touch");
    }

    function sample(uint256 asset) external {
        _act(people[0], address(s.volatility), abi.encodeCall(s.volatility.sample, (bound(asset, 0, 2))), "sample");
    }

    /// @notice 8, C5: whoever is liquidated was below maintenance and is healthier or gone afterwards; one time in four it is the
    /// owner who does it, and pool and stakers are not poorer for it.
    function liquidate(uint256 seed, uint256 closer) external {
        address owner = _weakestOr(_actor(seed));
        _liquidate(owner, closer % 4 == 0 ? owner : _actor(closer / 4));
    }

    function closeExhausted(uint256 seed, uint256 closer) external virtual {
        AccountId account = _account(_exhaustedOr(_actor(seed)));
        (int256 owed,) = s.house.accountFunding(account);
        uint256 cash = s.house.cashOf(account);
        (uint256 price, uint256 width) = s.pool.valuer().collateralValue(s.house);
        bool bought = _boughtOnly(account);
        (uint256 sum, uint256 staked) = (_poolsSum(), s.insurance.totalAssets());
        uint256 available = s.pool.cash();
        bytes memory data = abi.encodeCall(s.house.closeExhausted, (account, _actor(closer), new bytes[](0)));
        vm.recordLogs();
        if (!_act(_actor(closer), address(s.house), data, "closeExhausted")) return;
        Losses memory losses = _readLosses();
        assertEq(s.house.positionsOf(account).length, 0, "all closed");
        assertGt(
            SpreadLib.toTokensSigned(owed, price, width, UNIT), int256(cash), "only an exhausted account is closed"
        );
        // 5: what an account that has only bought cannot pay is forgone, never a debt that somebody else pays.
        if (bought) assertEq(losses.badDebt, 0, "5: no debt of a buyer");
        if (bought && available > 1000e18) assertEq(s.insurance.totalAssets(), staked, "5: stakers pay for no buyer");
        _checkLosses(losses, sum);
    }

    function payReward(uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        address orders = s.house.orders();
        vm.prank(actor);
        s.house.setOperator(orders, amount % 4 != 0);
        bytes memory data = abi.encodeCall(s.house.payReward, (_account(actor), bound(amount, 0, 1e18), people[0]));
        _act(orders, address(s.house), data, "payReward");
    }

    // ------------------------------------------------------------------ the end of a set

    /// @notice 9: settlement begins only when the pools cannot pay; then each account, and each claim, in any order.
    function settle(uint256 which, uint256 seed) external {
        if (!_settling() && which % 4 != 0) return;
        which = bound(which, 0, 6);
        if (!_settling()) _startSettlement(seed);
        else if (which < 3) _settleAccount(seed);
        else if (which == 3) _finishSettlement(seed);
        else _claim(seed);
    }

    function _startSettlement(uint256 seed) private {
        bytes memory data = abi.encodeCall(s.house.startSettlement, (_account(_actor(seed)), new bytes[](0)));
        _act(_actor(seed), address(s.house), data, "startSettlement");
    }

    function _settleAccount(uint256 seed) private {
        bytes memory data = abi.encodeCall(s.house.settleAccount, (_account(people[seed % people.length])));
        _act(_actor(seed), address(s.house), data, "settleAccount");
    }

    function _finishSettlement(uint256 seed) private {
        if (_settling()) {
            for (uint256 i; i < people.length; ++i) {
                bytes memory data = abi.encodeCall(s.house.settleAccount, (_account(people[i])));
                _act(_actor(seed), address(s.house), data, "settleAccount");
            }
        }
        _act(_actor(seed), address(s.house), abi.encodeCall(s.house.finishSettlement, ()), "finishSettlement");
    }

    /// @notice 9: a claim is paid its part, and never more than it is.
    function _claim(uint256 seed) private {
        AccountId account = _account(people[seed % people.length]);
        (uint256 cash, uint256 claimed) = (s.house.cashOf(account), s.house.claimOf(account));
        (uint256 funds, uint256 claims) = (s.house.settlement().funds, s.house.settlement().claims);
        if (!_act(_actor(seed), address(s.house), abi.encodeCall(s.house.claim, (account)), "claim")) return;
        uint256 paid = s.house.cashOf(account) - cash;
        assertEq(paid, claimed * funds / claims, "9: the same part for each");
        assertLe(paid, claimed, "9: no more than the claim");
    }

    // ------------------------------------------------------------------ helpers

    function _liquidate(address owner, address closer) private {
        AccountId account = _account(owner);
        (bool known, Health memory before) = _healthOf(account);
        (uint256 sum, uint256 cash) = (_poolsSum(), s.house.cashOf(account));
        bytes memory data = abi.encodeCall(s.house.liquidate, (account, closer, new bytes[](0)));
        vm.recordLogs();
        if (!_act(closer, address(s.house), data, owner == closer ? "liquidateOneself" : "liquidate")) return;
        assertTrue(known && before.equity < int256(before.maintenanceMargin), "8: only below maintenance");
        Losses memory losses = _readLosses();
        _findForgone(losses, cash);
        assertLe(losses.reward, losses.penalty, "8: the reward comes out of the penalty");
        _checkLosses(losses, sum);
        if (s.house.positionsOf(account).length == 0) return;
        (, Health memory health) = _healthOf(account);
        assertGt(
            health.equity * int256(before.maintenanceMargin),
            before.equity * int256(health.maintenanceMargin),
            "8: healthier than before"
        );
    }

    /// @notice 9: bad debt is covered as far as the stakes reach, and beside what is recorded nobody has lost anything.
    function _checkLosses(Losses memory losses, uint256 sumBefore) private view {
        assertLe(losses.covered, losses.badDebt, "9: no more covered than lost");
        if (losses.covered < losses.badDebt) assertEq(s.insurance.totalAssets(), 0, "9: stakes first, then LPs");
        if (s.pool.totalAssets() == 0) return;
        assertGe(_poolsSum() + losses.badDebt + losses.forgone + DUST, sumBefore, "9: an unrecorded loss");
    }

    /// @notice 9: what an account cannot pay in a liquidation is bad debt, but for the funding in it, which is forgone.
    function _findForgone(Losses memory losses, uint256 cash) private pure {
        int256 unpaid = losses.owed - int256(cash) - int256(losses.badDebt);
        if (unpaid <= 0) return;
        assertLe(unpaid, losses.funding, "9: more forgone than funding");
        losses.forgone = uint256(unpaid);
    }

    /// @notice What LPs and stakers have together, what waits for `sweep` included.
    function _poolsSum() private view returns (uint256) {
        return s.pool.totalAssets() + s.token.balanceOf(address(s.pool)) - s.pool.cash() + s.insurance.totalAssets();
    }

    function _readLosses() private returns (Losses memory losses) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IClearinghouseEvents.BadDebt.selector) {
                (losses.badDebt, losses.covered) = abi.decode(logs[i].data, (uint256, uint256));
            } else if (topic == IClearinghouseEvents.ExhaustedClosed.selector) {
                (losses.reward, losses.forgone) = abi.decode(logs[i].data, (uint256, uint256));
            } else if (topic == IClearinghouseEvents.Settled.selector) {
                (, losses.owed, losses.funding,) = abi.decode(logs[i].data, (address, int256, int256, uint256));
                losses.owed += losses.funding;
            } else if (topic == IClearinghouseEvents.Liquidated.selector) {
                (, losses.reward, losses.penalty,) = abi.decode(logs[i].data, (uint256, uint256, uint256, uint256));
            }
        }
    }

    /// @notice An account below its maintenance margin, if there is one.
    function _weakestOr(address actor) private returns (address) {
        for (uint256 i; i < ACTORS; ++i) {
            AccountId account = _account(people[i]);
            if (_boughtOnly(account)) continue;
            (bool ok, Health memory health) = _healthOf(account);
            if (ok && health.equity < int256(health.maintenanceMargin)) return people[i];
        }
        return actor;
    }

    function _exhaustedOr(address actor) internal view returns (address) {
        uint256 price = _spot(2);
        for (uint256 i; i < ACTORS; ++i) {
            (int256 owed,) = s.house.accountFunding(_account(people[i]));
            uint256 cash = s.house.cashOf(_account(people[i]));
            if (owed > 0 && uint256(owed) * UNIT > cash * price) return people[i];
        }
        return actor;
    }
}
