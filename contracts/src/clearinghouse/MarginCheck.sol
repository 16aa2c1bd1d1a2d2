// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouse} from "../interfaces/IClearinghouse.sol";
import {Health} from "../libraries/MarginLib.sol";
import {AccountId} from "../Types.sol";
import {AccountBase} from "./AccountBase.sol";

/// @title Asking for an account's margin, which another piece of this contract's code works out
abstract contract MarginCheck is AccountBase {
    /// @notice The account's figures if it had `cash` (tokens).
    /// @param strict whether prices must be as fresh and certain as for opening, or for closing.
    function _healthWith(AccountId account, uint256 cash, bool strict) internal returns (Health memory) {
        return IClearinghouse(address(this)).accountHealth(account, cash, strict);
    }

    /// @notice Reverts unless the account, with every position at the worse of V and mark, is worth its initial margin.
    function _requireInitialMargin(AccountId account) internal {
        Health memory health = _healthWith(account, _accounts[account].cash, true);
        require(
            health.openingEquity >= int256(health.initialMargin),
            BelowInitialMargin(health.openingEquity, health.initialMargin)
        );
    }
}
