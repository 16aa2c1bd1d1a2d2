// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Requesting} from "./clearinghouse/Requesting.sol";

/// @title The clearinghouse's requests
/// @notice Holds nothing itself: the clearinghouse runs this code on its own storage (a contract's code is bounded).
contract ClearinghouseRequests is Requesting {
    constructor(ClearinghouseSetup memory setup) ClearinghouseState(setup) {}
}
