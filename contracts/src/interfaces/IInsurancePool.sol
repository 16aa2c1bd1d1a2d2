// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title Backstop of one set: pays when the main pool cannot
/// @notice ERC-4626 over the stock token with a cooldown: a withdrawal is requested, can be made within a window after the
/// cooldown, and bears losses meanwhile. Requested shares cannot be transferred away.
interface IInsurancePool is IERC4626 {
    error NotMainPool(address caller);
    error ExceedsBalance(uint256 requested, uint256 balance);
    /// @notice These shares wait in a withdrawal request.
    error SharesLocked(uint256 locked);
    error ZeroShares();
    error UnsupportedToken(uint256 sent, uint256 received);

    event WithdrawalRequested(address indexed owner, uint256 shares, uint256 opensAt, uint256 closesAt);
    event WithdrawalCancelled(address indexed owner);
    event IncomeReceived(uint256 amount);
    event Covered(uint256 amount);

    /// @notice Starts (or restarts) the cooldown for `shares` of the caller; 0 cancels.
    function requestWithdrawal(uint256 shares) external;
    /// @notice The caller's request: shares, and the window (epoch seconds) in which they can be redeemed.
    function withdrawalRequest(address owner) external view returns (uint256 shares, uint256 opensAt, uint256 closesAt);
    /// @notice Pays the main pool up to `amount`; returns what was paid.
    function cover(uint256 amount) external returns (uint256 paid);
    /// @notice Books tokens that the main pool has sent.
    function recordIncome(uint256 amount) external;
    function mainPool() external view returns (address);
}
