// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Order, Trading} from "./clearinghouse/Trading.sol";
import {Delegation} from "./libraries/Delegation.sol";
import {IClearinghouse} from "./interfaces/IClearinghouse.sol";
import {Health} from "./libraries/MarginLib.sol";
import {AccountId, Leg} from "./Types.sol";

/// @title The clearinghouse of one collateral token
/// @notice Holds exactly the traders' cash. See IClearinghouse for every function's meaning, units and errors. One contract in
/// five pieces of code, all immutable: trading here, cash and settlement in ClearinghouseAccounts, margin in ClearinghouseMargin,
/// liquidation in ClearinghouseLiquidation, touches, governance and views in ClearinghouseExtension.
contract Clearinghouse is Trading {
    /// @notice The code of cash and settlement, run on this contract's storage.
    address public immutable accounts;
    /// @notice The code of margin, run on this contract's storage.
    address public immutable margin;
    /// @notice The code of liquidation, run on this contract's storage.
    address public immutable liquidation;
    /// @notice The code of everything else, run on this contract's storage.
    address public immutable extension;

    constructor(
        ClearinghouseSetup memory setup,
        address accounts_,
        address margin_,
        address liquidation_,
        address extension_
    ) ClearinghouseState(setup) {
        accounts = accounts_;
        margin = margin_;
        liquidation = liquidation_;
        extension = extension_;
        _fundingTotals.accruedAt = uint64(block.timestamp);
    }

    function trade(
        AccountId account,
        Leg[] calldata legs,
        int256 maxCost,
        uint256 deadline,
        bytes[] calldata priceUpdate
    ) external payable nonReentrant returnsEther whileOpen returns (int256 cost) {
        require(block.timestamp <= deadline, DeadlinePassed(deadline, block.timestamp));
        _requireTrader(account);
        require(legs.length > 0, NoLegs());
        _updatePrices(priceUpdate);
        Leg[] memory list = legs;
        Order memory order = _newOrder(account, list);
        require(!order.opening || !openingsPaused, OpeningsPaused());
        bool margined = _accounts[account].writtenCount > 0 && !order.opening && _sellsBought(list);
        Health memory before;
        if (margined) before = _healthNow(order.account);
        _execute(order, list);
        cost = _costInTokens(order);
        require(cost <= maxCost, CostAboveLimit(cost, maxCost));
        _settle(order, cost, _fundingInTokens(order));
        if (order.opening) _requireOpeningMargin(order);
        else if (margined && _accounts[account].writtenCount > 0) _requireNoWorse(order, before);
    }

    /// @dev What is not here is in one of the other pieces of code.
    fallback() external payable {
        Delegation.forward(_codeOf(msg.sig));
    }

    function _codeOf(bytes4 call) private view returns (address) {
        // First what must be cheap: liquidation, and the margin that it and trades ask for.
        if (call == IClearinghouse.accountHealth.selector || call == IClearinghouse.tryTrade.selector) return margin;
        if (call == IClearinghouse.liquidate.selector || call == IClearinghouse.closeExhausted.selector) {
            return liquidation;
        }
        if (call == IClearinghouse.deposit.selector || call == IClearinghouse.withdraw.selector) return accounts;
        if (call == IClearinghouse.multicall.selector || call == IClearinghouse.setOperator.selector) return accounts;
        if (call == IClearinghouse.depositWithPermit.selector || call == IClearinghouse.claim.selector) {
            return accounts;
        }
        if (call == IClearinghouse.startSettlement.selector || call == IClearinghouse.payReward.selector) {
            return accounts;
        }
        if (call == IClearinghouse.settleAccount.selector) return accounts;
        if (call == IClearinghouse.finishSettlement.selector) return accounts;
        return extension;
    }

    /// @notice Moves the trade's tokens between the account and the pool.
    function _settle(Order memory order, int256 cost, int256 funding) private {
        uint256 cash = _accounts[order.account].cash;
        int256 spent = cost + funding;
        require(int256(cash) >= spent, InsufficientMargin(uint256(spent), cash));
        _accounts[order.account].cash = uint128(uint256(int256(cash) - spent));
        uint256 income = _insuranceIncome(order, cost, funding);
        emit Settled(order.account, msg.sender, cost, funding, income);
        _moveTokens(cost + funding, income);
    }

    /// @notice A trade that adds risk leaves the funding ahead in cash and, with written options, the initial margin.
    function _requireOpeningMargin(Order memory order) private {
        _requireRunway(order.account, order.terms, order.collateral);
        if (_accounts[order.account].writtenCount > 0) {
            _requireInitialMargin(order.account);
        }
    }

    /// @notice Selling what covers written options needs the initial margin, unless it makes the account healthier.
    function _requireNoWorse(Order memory order, Health memory before) private {
        Health memory health = _healthNow(order.account);
        bool covered = health.openingEquity >= int256(health.initialMargin);
        bool better =
            health.equity * int256(before.maintenanceMargin) >= before.equity * int256(health.maintenanceMargin);
        require(covered || better, BelowInitialMargin(health.openingEquity, health.initialMargin));
    }

    function _healthNow(AccountId account) private returns (Health memory) {
        return _healthWith(account, _accounts[account].cash, false);
    }

    function _sellsBought(Leg[] memory legs) private pure returns (bool) {
        for (uint256 i; i < legs.length; ++i) {
            if (legs[i].quantity < 0) return true;
        }
        return false;
    }
}
