// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HandlerBase} from "./HandlerBase.sol";

/// @notice What liquidity providers and stakers do. 6, C8: nobody's entry or exit lowers what another's share is worth.
abstract contract Providers is HandlerBase {
    function provide(uint256 which, uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        which = bound(which, 0, 5);
        if (which == 0) _poolDeposit(actor, amount);
        if (which == 1) _poolMint(actor, amount);
        if (which == 2) _poolRedeem(actor, amount);
        if (which == 3) _poolWithdraw(actor, amount);
        if (which == 4) _poolTransfer(actor, _actor(seed / ACTORS), amount);
        if (which == 5) _sweep(actor);
    }

    function stake(uint256 which, uint256 seed, uint256 amount) external {
        address actor = _actor(seed);
        which = bound(which, 0, 4);
        if (which == 0) _stakeDeposit(actor, amount);
        if (which == 1) _stakeMint(actor, amount);
        if (which == 2) _requestUnstake(actor, amount);
        if (which == 3) _unstake(actor);
        if (which == 4) _stakeTransfer(actor, _actor(seed / ACTORS), amount);
    }

    function _poolDeposit(address actor, uint256 amount) private {
        _enterOrLeave(actor, abi.encodeCall(s.pool.deposit, (bound(amount, 0, 500e18), actor)), "poolDeposit");
    }

    function _poolMint(address actor, uint256 shares) private {
        _enterOrLeave(actor, abi.encodeCall(s.pool.mint, (bound(shares, 0, 500e24), actor)), "poolMint");
    }

    function _poolRedeem(address actor, uint256 part) private {
        uint256 shares = s.pool.balanceOf(actor) * bound(part, 0, 100) / 100;
        _enterOrLeave(actor, abi.encodeCall(s.pool.redeem, (shares, actor, actor)), "poolRedeem");
    }

    /// @notice All that may leave, or now and then a unit more.
    function _poolWithdraw(address actor, uint256 part) private {
        uint256 most = s.pool.maxWithdraw(actor);
        uint256 assets = part % 4 == 0 ? most + 1 : bound(part, 0, most);
        if (assets == 0) return;
        bytes memory data = abi.encodeCall(s.pool.withdraw, (assets, actor, actor));
        bool left = _enterOrLeave(actor, data, "poolWithdraw");
        assertTrue(left || assets > most, "6: what may leave leaves");
    }

    function _poolTransfer(address actor, address to, uint256 part) private {
        uint256 shares = s.pool.balanceOf(actor) * bound(part, 0, 100) / 100;
        bytes memory data = abi.encodeCall(s.pool.transfer, (to, shares));
        _act(actor, address(s.pool), data, "poolTransfer");
    }

    function _stakeDeposit(address actor, uint256 amount) private {
        _stakeOrLeave(actor, abi.encodeCall(s.insurance.deposit, (bound(amount, 0, 200e18), actor)), "stake");
    }

    function _stakeMint(address actor, uint256 shares) private {
        _stakeOrLeave(actor, abi.encodeCall(s.insurance.mint, (bound(shares, 0, 200e24), actor)), "stakeMint");
    }

    function _requestUnstake(address actor, uint256 part) private {
        uint256 shares = s.insurance.balanceOf(actor) * bound(part, 0, 100) / 100;
        _act(actor, address(s.insurance), abi.encodeCall(s.insurance.requestWithdrawal, (shares)), "requestUnstake");
    }

    function _unstake(address actor) private {
        uint256 shares = s.insurance.maxRedeem(actor);
        if (shares == 0) return;
        bool left = _stakeOrLeave(actor, abi.encodeCall(s.insurance.redeem, (shares, actor, actor)), "unstake");
        assertTrue(left, "6: what may leave leaves");
    }

    /// @notice Shares that wait in a request cannot be moved away from a loss.
    function _stakeTransfer(address actor, address to, uint256 part) private {
        uint256 shares = s.insurance.balanceOf(actor) * bound(part, 0, 100) / 100;
        bytes memory data = abi.encodeCall(s.insurance.transfer, (to, shares));
        _act(actor, address(s.insurance), data, "stakeTransfer");
        (uint256 locked,,) = s.insurance.withdrawalRequest(actor);
        assertGe(s.insurance.balanceOf(actor), locked, "a request is covered by shares");
    }

    /// @notice What is swept makes stakers richer and nobody poorer.
    function _sweep(address actor) private {
        (uint256 cash, uint256 staked) = (s.pool.cash(), s.insurance.totalAssets());
        _act(actor, address(s.pool), abi.encodeCall(s.pool.sweep, ()), "sweep");
        assertEq(s.pool.cash(), cash, "6: sweeping is no LP's loss");
        assertGe(s.insurance.totalAssets(), staked);
    }

    function _enterOrLeave(address actor, bytes memory data, string memory name) private returns (bool ok) {
        uint256 value = _redeemable();
        ok = _act(actor, address(s.pool), data, name);
        if (ok) _requireNotDiluted(value);
    }

    function _stakeOrLeave(address actor, bytes memory data, string memory name) private returns (bool ok) {
        uint256 value = s.insurance.convertToAssets(1e30);
        ok = _act(actor, address(s.insurance), data, name);
        if (ok) assertGe(s.insurance.convertToAssets(1e30) + 1, value, "6: one staker's move lowered another's share");
    }
}
