// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What whoever executes a request gets
library RequestTerms {
    /// @notice USD (WAD): what a transaction costs, and some more, so that somebody executes every request at once.
    uint256 internal constant REWARD_USD = 0.1e18;
}
