// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IOrdersErrors} from "../interfaces/IOrders.sol";

/// @title Ether passes through for the price vendor; what is left goes back to the caller
abstract contract EtherReturner is IOrdersErrors, ReentrancyGuardTransient {
    modifier returnsEther() {
        _;
        if (address(this).balance > 0) Address.sendValue(payable(msg.sender), address(this).balance);
    }

    /// @dev Only what a clearinghouse gives back in mid-transaction.
    receive() external payable {
        require(_reentrancyGuardEntered(), UnexpectedEther());
    }

    function _requireContract(address clearinghouse) internal view {
        require(clearinghouse.code.length > 0, NotClearinghouseContract(clearinghouse));
    }
}
