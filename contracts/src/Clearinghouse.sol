// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Touching} from "./clearinghouse/Touching.sol";
import {Order} from "./clearinghouse/Trading.sol";
import {AccountId, Leg} from "./Types.sol";

/// @title The clearinghouse of one collateral token
/// @notice Holds exactly the traders' cash. See IClearinghouse for every function's meaning, units and errors; what is not here
/// is in ClearinghouseExtension.
contract Clearinghouse is Touching {
    using SafeERC20 for IERC20;

    /// @notice The code of governance and views, run on this contract's storage.
    address public immutable extension;

    constructor(ClearinghouseSetup memory setup, address extension_) ClearinghouseState(setup) {
        extension = extension_;
        _fundingTotals.accruedAt = uint64(block.timestamp);
    }

    function trade(
        AccountId account,
        Leg[] calldata legs,
        int256 maxCost,
        uint256 deadline,
        bytes[] calldata priceUpdate
    ) external payable nonReentrant returnsEther returns (int256 cost) {
        require(block.timestamp <= deadline, DeadlinePassed(deadline, block.timestamp));
        _requireTrader(account);
        require(legs.length > 0, NoLegs());
        _updatePrices(priceUpdate);
        Order memory order = _newOrder(account, legs);
        require(!order.opening || !openingsPaused, OpeningsPaused());
        _execute(order, legs);
        cost = _costInTokens(order);
        require(cost <= maxCost, CostAboveLimit(cost, maxCost));
        int256 funding = _signedTokens(order.collateral, order.funding);
        _settle(order, cost, funding);
        if (order.opening) _requireRunway(account, order.terms, order.collateral);
    }

    function closeExhausted(AccountId account, address rewardTo, bytes[] calldata priceUpdate)
        external
        payable
        nonReentrant
        returnsEther
    {
        _updatePrices(priceUpdate);
        Order memory order = _newOrder(account, new Leg[](0));
        (int256 owed,) = _accountFunding(account);
        int256 owedTokens = _signedTokens(_collateral(order.terms, false), owed);
        require(owedTokens > int256(uint256(_accounts[account].cash)), AccountNotExhausted(account));
        _execute(order, _closingLegs(account));
        _settleExhausted(order, rewardTo);
    }

    function touch(uint256 market) external nonReentrant {
        _touch(market);
    }

    /// @dev Governance and views live in the extension: one contract in two pieces of code, both immutable.
    fallback() external {
        address extension_ = extension;
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let ok := delegatecall(gas(), extension_, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(ok) { revert(data, returndatasize()) }
            return(data, returndatasize())
        }
    }

    function _newOrder(AccountId account, Leg[] memory legs) private view returns (Order memory order) {
        require(address(pool) != address(0), PoolNotSet());
        order.account = account;
        order.terms = _terms;
        uint256 count = legs.length;
        require(count <= MAX_LEGS, TooManyLegs(count, MAX_LEGS));
        for (uint256 i; i < count; ++i) {
            if (legs[i].quantity > 0) order.opening = true;
        }
    }

    /// @notice Moves the trade's tokens between the account and the pool.
    function _settle(Order memory order, int256 cost, int256 funding) private {
        uint256 cash = _accounts[order.account].cash;
        int256 left = int256(cash) - cost - funding;
        require(left >= 0, InsufficientMargin(uint256(cost + funding), cash));
        _accounts[order.account].cash = uint128(uint256(left));
        uint256 income = _insuranceIncome(order, cost, funding);
        emit Settled(order.account, msg.sender, cost, funding, income);
        _moveTokens(cost + funding, income);
    }

    /// @notice Like `_settle`, but what the account cannot pay is forgiven, and the caller is rewarded from what is left.
    function _settleExhausted(Order memory order, address rewardTo) private {
        uint256 cash = _accounts[order.account].cash;
        int256 cost = _costInTokens(order);
        int256 funding = _signedTokens(order.collateral, order.funding);
        int256 left = int256(cash) - cost - funding;
        uint256 income;
        uint256 reward;
        if (left >= 0) {
            income = _insuranceIncome(order, cost, funding);
            reward = uint256(left) * order.terms.closeReward / 10_000;
        }
        uint256 remaining = uint256(FixedPointMathLib.max(left, 0)) - reward;
        _accounts[order.account].cash = uint128(remaining);
        emit Settled(order.account, msg.sender, cost, funding, income);
        emit ExhaustedClosed(order.account, msg.sender, reward, uint256(FixedPointMathLib.max(-left, 0)));
        _moveTokens(int256(cash) - int256(remaining + reward), income);
        if (reward > 0) IERC20(token).safeTransfer(rewardTo, reward);
    }

    function _closingLegs(AccountId account) private view returns (Leg[] memory legs) {
        uint256 count = _accounts[account].positionCount;
        legs = new Leg[](count);
        for (uint256 i; i < count; ++i) {
            legs[i] = Leg(_positions[account][i].series, -_positions[account][i].quantity);
        }
    }

    function _moveTokens(int256 toPool, uint256 income) private {
        if (toPool <= 0) {
            pool.payOut(uint256(-toPool), income);
            return;
        }
        IERC20(token).safeTransfer(address(pool), uint256(toPool));
        pool.collect(uint256(toPool), income);
    }
}
