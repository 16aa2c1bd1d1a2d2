// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccountId} from "../Types.sol";

/// @title What a clearinghouse tells the contract that asked for a trade on somebody's behalf
interface IRequestListener {
    /// @notice The account's request has ended. `cost` as `trade` returns it; 0 when the trade was refused.
    function requestClosed(AccountId account, bool done, int256 cost) external;
}
