// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Health, MarginInputs} from "../libraries/MarginLib.sol";

/// @title What a margin account is worth and must be worth
/// @notice Stateless; one for every set of a deployment.
interface IMarginEngine {
    /// @notice The account's equity and margins, see MarginLib.
    function assess(MarginInputs calldata inputs) external pure returns (Health memory);
}
