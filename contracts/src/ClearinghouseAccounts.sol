// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Accounts} from "./clearinghouse/Accounts.sol";
import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Margin} from "./clearinghouse/Margin.sol";
import {Settling} from "./clearinghouse/Settling.sol";
import {Health} from "./libraries/MarginLib.sol";
import {AccountId} from "./Types.sol";

/// @title Cash in and out of the clearinghouse's accounts, their margin, and how a set ends
/// @notice Holds nothing itself: the clearinghouse runs this code on its own storage (a contract's code is bounded).
contract ClearinghouseAccounts is Accounts, Margin, Settling {
    constructor(ClearinghouseSetup memory setup) ClearinghouseState(setup) {}

    function accountHealth(AccountId account, uint256 cash, bool strict) external returns (Health memory) {
        return _health(account, cash, strict);
    }
}
