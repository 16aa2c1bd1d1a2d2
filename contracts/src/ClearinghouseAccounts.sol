// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Accounts} from "./clearinghouse/Accounts.sol";
import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Settling} from "./clearinghouse/Settling.sol";

/// @title Cash in and out of the clearinghouse's accounts, and how a set ends
/// @notice Holds nothing itself: the clearinghouse runs this code on its own storage (a contract's code is bounded).
contract ClearinghouseAccounts is Accounts, Settling {
    constructor(ClearinghouseSetup memory setup) ClearinghouseState(setup) {}
}
