// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Handing a call on to another piece of a contract's code
library Delegation {
    /// @notice Runs `code` on the caller's storage with the calldata at hand and ends the call with its answer.
    function forward(address code) internal {
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let ok := delegatecall(gas(), code, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(ok) { revert(data, returndatasize()) }
            return(data, returndatasize())
        }
    }
}
