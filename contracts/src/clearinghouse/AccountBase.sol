// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {AccountId, Terms} from "../Types.sol";
import {FundingLedger} from "./FundingLedger.sol";
import {Collateral} from "./PriceReader.sol";

/// @title What every action on a margin account shares: who may act, ether that comes back, cash for the funding ahead
abstract contract AccountBase is FundingLedger, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bool internal transient _inMulticall;

    /// @dev Returns what the vendor's fee left of the ether sent. The contract never holds ether between transactions, so
    /// nobody else's can be spent or returned.
    modifier returnsEther() {
        _;
        if (!_inMulticall) _returnEther();
    }

    /// @notice While a set is being settled nothing is traded any more.
    modifier whileOpen() {
        require(settledAt == 0, SetSettled(settledAt));
        _;
    }

    function _requireTrader(AccountId account) internal view {
        address owner = account.accountOwner();
        require(msg.sender == owner || isOperator[owner][msg.sender], NotAuthorised(account, msg.sender));
    }

    /// @notice Reverts unless the account's cash pays the funding owed and that of the next `runway` seconds.
    function _requireRunway(AccountId account, Terms memory terms_, Collateral memory collateral) internal view {
        (int256 owed, int256 perYear) = _accountFunding(account, block.timestamp);
        int256 ahead = perYear > 0 ? perYear * int256(uint256(terms_.runway)) / int256(YEAR) + 1 : int256(0);
        uint256 requiredUsd = uint256(FixedPointMathLib.max(owed + ahead, 0));
        uint256 required = SpreadLib.toTokensUp(requiredUsd, collateral.price, collateral.spread, UNIT);
        uint256 cash = _accounts[account].cash;
        require(required <= cash, InsufficientMargin(required, cash));
    }

    /// @notice Tokens between the clearinghouse and the pool: positive to the pool, negative from it. `income` of what the pool
    /// gets or keeps is the insurance pool's.
    function _moveTokens(int256 toPool, uint256 income) internal {
        if (toPool <= 0) {
            pool.payOut(uint256(-toPool), income);
            return;
        }
        IERC20(token).safeTransfer(address(pool), uint256(toPool));
        pool.collect(uint256(toPool), income);
    }

    function _returnEther() internal {
        if (address(this).balance > 0) Address.sendValue(payable(msg.sender), address(this).balance);
    }
}
