// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What a stock token says whose balances change by a multiplier
/// @notice balance = shares · multiplier. Issuers raise the multiplier when a dividend is reinvested or the stock is split, at an
/// activation time that is known in advance.
interface IMultiplier {
    /// @notice Tokens per share (WAD) in force at a time, past or future as far as scheduled.
    function multiplierAt(uint256 time) external view returns (uint256);

    /// @notice When the newest multiplier takes or took effect, seconds since the epoch; 0 when it never changed.
    function multiplierActivatesAt() external view returns (uint256);
}

/// @title A rebasing stock token, as far as its wrapper needs to know it
interface IRebasingStock is IMultiplier {
    /// @notice Shares of a holder, which do not change by themselves.
    function sharesOf(address holder) external view returns (uint256);
}
