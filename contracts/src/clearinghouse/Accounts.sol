// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Health, MarginLib} from "../libraries/MarginLib.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {AccountId, Terms} from "../Types.sol";
import {Account} from "./ClearinghouseState.sol";
import {MarginCheck} from "./MarginCheck.sol";
import {Collateral} from "./PriceReader.sol";

/// @title Margin accounts: cash in, cash out, operators, and several calls in one transaction
abstract contract Accounts is MarginCheck {
    using SafeERC20 for IERC20;

    function multicall(bytes[] calldata calls) external payable returns (bytes[] memory results) {
        bool outermost = !_inMulticall;
        _inMulticall = true;
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            results[i] = Address.functionDelegateCall(address(this), calls[i]);
        }
        if (!outermost) return results;
        _inMulticall = false;
        _returnEther();
    }

    function deposit(AccountId account, uint256 amount) external payable nonReentrant returnsEther {
        _deposit(account, amount);
    }

    function depositWithPermit(AccountId account, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        payable
        nonReentrant
        returnsEther
    {
        // Somebody may have used the same permit first; then the allowance is there and the transfer decides.
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(account, amount);
    }

    function withdraw(AccountId account, uint256 amount, address to) external payable nonReentrant returnsEther {
        require(msg.sender == account.accountOwner(), NotAuthorised(account, msg.sender));
        require(amount > 0, ZeroAmount());
        if (_executionDelay > 0) require(_requests[account] == 0, RequestPending(account));
        Account memory state = _accounts[account];
        require(amount <= state.cash, InsufficientMargin(amount, state.cash));
        _accounts[account].cash = uint128(state.cash - amount);
        if (state.positionCount > 0) _requireCovered(account, state.writtenCount > 0);
        emit Withdrawn(account, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    function payReward(AccountId account, uint256 amount, address to) external nonReentrant whileOpen {
        require(msg.sender == orders, NotAuthorised(account, msg.sender));
        _requireTrader(account);
        Account memory state = _accounts[account];
        require(amount <= state.cash, InsufficientMargin(amount, state.cash));
        uint256 left = state.cash - amount;
        _accounts[account].cash = uint128(left);
        if (state.positionCount > 0) _requireStillSafe(account, state.writtenCount > 0, left);
        emit OrderRewarded(account, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    function setOperator(address operator, bool allowed) external payable nonReentrant returnsEther {
        isOperator[msg.sender][operator] = allowed;
        emit OperatorSet(msg.sender, operator, allowed);
    }

    /// @notice Reverts unless what is left pays the funding ahead and, with written options, keeps the initial margin.
    /// @dev Once settlement has begun, cash waits until the positions have been turned into a claim.
    function _requireCovered(AccountId account, bool written) internal whileOpen {
        Terms memory terms_ = _terms;
        Collateral memory collateral = _collateral(terms_, written);
        _requireRunway(account, terms_, collateral);
        if (written) _requireInitialMargin(account);
    }

    /// @notice Reverts when the account could be liquidated or closed as exhausted.
    function _requireStillSafe(AccountId account, bool written, uint256 cash) private {
        Collateral memory collateral = _collateral(_terms, false);
        (int256 owed,) = _accountFunding(account, block.timestamp);
        int256 due = SpreadLib.toTokensSigned(owed, collateral.price, collateral.spread, UNIT);
        require(due <= int256(cash), InsufficientMargin(uint256(due), cash));
        if (!written) return;
        Health memory health = _healthWith(account, cash, false);
        require(!MarginLib.liquidatable(health), BelowInitialMargin(health.equity, health.maintenanceMargin));
    }

    function _deposit(AccountId account, uint256 amount) private {
        require(amount > 0, ZeroAmount());
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        require(received == amount && amount <= type(uint120).max, UnsupportedToken(amount, received));
        _accounts[account].cash += uint128(amount);
        emit Deposited(account, msg.sender, amount);
    }
}
