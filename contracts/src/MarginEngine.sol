// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMarginEngine} from "./interfaces/IMarginEngine.sol";
import {Health, MarginInputs, MarginLib} from "./libraries/MarginLib.sol";

/// @title Scenario margin as a contract of its own, for the clearinghouses' code would not hold it
contract MarginEngine is IMarginEngine {
    function assess(MarginInputs calldata inputs) external pure returns (Health memory) {
        return MarginLib.assess(inputs);
    }
}
