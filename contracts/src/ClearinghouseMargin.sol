// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Margin} from "./clearinghouse/Margin.sol";
import {IClearinghouse} from "./interfaces/IClearinghouse.sol";
import {Health} from "./libraries/MarginLib.sol";
import {AccountId, Leg} from "./Types.sol";

/// @title What the clearinghouse's accounts are worth and must be worth
/// @notice Holds nothing itself: the clearinghouse runs this code on its own storage (a contract's code is bounded).
contract ClearinghouseMargin is Margin {
    constructor(ClearinghouseSetup memory setup) ClearinghouseState(setup) {}

    function accountHealth(AccountId account, uint256 cash, bool strict) external returns (Health memory) {
        return _health(account, cash, strict);
    }

    /// @dev The clearinghouse makes itself the owner's operator and trades with itself; the error at the end takes all of it back.
    function tryTrade(AccountId account, Leg[] calldata legs) external {
        isOperator[account.accountOwner()][address(this)] = true;
        IClearinghouse house = IClearinghouse(address(this));
        uint256 before = _accounts[account].cash;
        int256 cost = house.trade(account, legs, type(int256).max, block.timestamp, new bytes[](0));
        uint256 cash = _accounts[account].cash;
        revert TradeTried(cost, int256(before) - int256(cash) - cost, _health(account, cash, false));
    }
}
