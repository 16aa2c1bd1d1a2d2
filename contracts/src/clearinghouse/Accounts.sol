// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {AccountId, Terms} from "../Types.sol";
import {Account} from "./ClearinghouseState.sol";
import {Collateral} from "./PriceReader.sol";
import {FundingLedger} from "./FundingLedger.sol";

/// @title Margin accounts: cash in, cash out, operators, and several calls in one transaction
abstract contract Accounts is FundingLedger, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bool private transient _inMulticall;

    /// @dev Returns what the vendor's fee left of the ether sent. The contract never holds ether between transactions, so
    /// nobody else's can be spent or returned.
    modifier returnsEther() {
        _;
        if (!_inMulticall) _returnEther();
    }

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
        Account memory state = _accounts[account];
        require(amount <= state.cash, InsufficientMargin(amount, state.cash));
        _accounts[account].cash = uint128(state.cash - amount);
        if (state.positionCount > 0) {
            Terms memory terms_ = _terms;
            _requireRunway(account, terms_, _collateral(terms_, false));
        }
        emit Withdrawn(account, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    function setOperator(address operator, bool allowed) external payable nonReentrant returnsEther {
        isOperator[msg.sender][operator] = allowed;
        emit OperatorSet(msg.sender, operator, allowed);
    }

    /// @notice Reverts unless the account's cash pays the funding owed and that of the next `runway` seconds.
    function _requireRunway(AccountId account, Terms memory terms_, Collateral memory collateral) internal view {
        (int256 owed, int256 perYear) = _accountFunding(account);
        int256 ahead = perYear > 0 ? perYear * int256(uint256(terms_.runway)) / int256(YEAR) + 1 : int256(0);
        uint256 requiredUsd = uint256(FixedPointMathLib.max(owed + ahead, 0));
        uint256 required = SpreadLib.toTokensUp(requiredUsd, collateral.price, collateral.spread, UNIT);
        uint256 cash = _accounts[account].cash;
        require(required <= cash, InsufficientMargin(required, cash));
    }

    function _requireTrader(AccountId account) internal view {
        address owner = account.accountOwner();
        require(msg.sender == owner || isOperator[owner][msg.sender], NotAuthorised(account, msg.sender));
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

    function _returnEther() private {
        if (address(this).balance > 0) Address.sendValue(payable(msg.sender), address(this).balance);
    }
}
