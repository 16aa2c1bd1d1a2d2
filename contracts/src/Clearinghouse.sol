// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Account, ClearinghouseSetup} from "./clearinghouse/ClearinghouseState.sol";
import {ClearinghouseGovernance} from "./clearinghouse/ClearinghouseGovernance.sol";
import {PoolAccounting} from "./clearinghouse/PoolAccounting.sol";
import {Order} from "./clearinghouse/Trading.sol";
import {
    AccountId, Funding, Leg, MarketConfig, Position, RiskTerms, SeriesId, Strike, StrikeGrid, Terms
} from "./Types.sol";

/// @title The clearinghouse of one collateral token
/// @notice Holds exactly the traders' cash. See IClearinghouse for every function's meaning, units and errors.
contract Clearinghouse is PoolAccounting, ClearinghouseGovernance {
    using SafeERC20 for IERC20;

    constructor(ClearinghouseSetup memory setup) AccessManaged(setup.authority) {
        token = setup.token;
        collateralAsset = setup.collateralAsset;
        oracle = setup.oracle;
        volatilityOracle = setup.volatility;
        UNIT = 10 ** IERC20Metadata(setup.token).decimals();
        _fundingTotals.accruedAt = uint64(block.timestamp);
    }

    function trade(AccountId account, Leg[] calldata legs, int256 maxCost, uint256 deadline, bytes[] calldata priceUpdate)
        external
        payable
        nonReentrant
        returnsEther
        returns (int256 cost)
    {
        require(block.timestamp <= deadline, DeadlinePassed(deadline, block.timestamp));
        _requireTrader(account);
        _updatePrices(priceUpdate);
        Order memory order = _newOrder(account, legs);
        require(!order.opening || !openingsPaused, OpeningsPaused());
        _execute(order, legs);
        cost = _costInTokens(order);
        require(cost <= maxCost, CostAboveLimit(cost, maxCost));
        int256 funding = _signedTokens(order.collateral, order.funding);
        _settle(order, cost, funding);
        if (!order.opening) return cost;
        _requireRunway(account, order.terms, order.collateral);
        _requireCapacity(order);
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
        require(_isExhausted(account, owed, _collateral(order.terms, false)), AccountNotExhausted(account));
        _execute(order, _closingLegs(account));
        _settleExhausted(order, rewardTo);
    }

    function touch(uint256 market) external nonReentrant {
        _touch(market);
    }

    function cashOf(AccountId account) external view returns (uint256) {
        return _accounts[account].cash;
    }

    function positionsOf(AccountId account) external view returns (Position[] memory positions) {
        positions = new Position[](_accounts[account].positionCount);
        for (uint256 i; i < positions.length; ++i) {
            positions[i] = _positions[account][i];
        }
    }

    function marketCount() external view returns (uint256) {
        return _markets.length;
    }

    function marketConfig(uint256 market) external view returns (MarketConfig memory) {
        require(market < _markets.length, UnknownMarket(market));
        return _markets[market];
    }

    function strikesOf(uint256 market) external view returns (Strike[] memory) {
        return _strikes[market];
    }

    function fundingOf(SeriesId series) external view returns (Funding memory) {
        return _funding[series];
    }

    function strikeGrid(uint256 asset) external view returns (StrikeGrid memory) {
        return _grids[asset];
    }

    function terms() external view returns (Terms memory) {
        return _terms;
    }

    function riskTerms() external view returns (RiskTerms memory) {
        return _riskTerms;
    }

    function insuranceShare() external view returns (uint256) {
        return _insuranceShare;
    }

    function fundingOwed(AccountId account) external view returns (int256 owed) {
        (owed,) = _accountFunding(account);
    }

    function fundingRateOf(AccountId account) external view returns (int256 perYear) {
        (, perYear) = _accountFunding(account);
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
        emit Settled(order.account, msg.sender, cost, funding, income, uint256(left));
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
        emit Settled(order.account, msg.sender, cost, funding, income, remaining);
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
        if (toPool > 0) {
            IERC20(token).safeTransfer(address(pool), uint256(toPool));
            pool.collect(uint256(toPool), income);
        } else {
            pool.payOut(uint256(-toPool), income);
        }
    }
}
