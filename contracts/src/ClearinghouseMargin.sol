// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Margin} from "./clearinghouse/Margin.sol";
import {Health} from "./libraries/MarginLib.sol";
import {AccountId} from "./Types.sol";

/// @title What the clearinghouse's accounts are worth and must be worth
/// @notice Holds nothing itself: the clearinghouse runs this code on its own storage (a contract's code is bounded).
contract ClearinghouseMargin is Margin {
    constructor(ClearinghouseSetup memory setup) ClearinghouseState(setup) {}

    function accountHealth(AccountId account, uint256 cash, bool strict) external returns (Health memory) {
        return _health(account, cash, strict);
    }
}
