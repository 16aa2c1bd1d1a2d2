// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Account, ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Order, Trading} from "./clearinghouse/Trading.sol";
import {Delegation} from "./libraries/Delegation.sol";
import {IClearinghouse} from "./interfaces/IClearinghouse.sol";
import {Health} from "./libraries/MarginLib.sol";
import {AccountId, Leg} from "./Types.sol";

/// @title The clearinghouse of one collateral token
/// @notice Holds exactly the traders' cash. See IClearinghouse for every function's meaning, units and errors. One contract in
/// six pieces of code, all immutable: trading here, cash and settlement in ClearinghouseAccounts, margin in ClearinghouseMargin,
/// liquidation in ClearinghouseLiquidation, requests in ClearinghouseRequests, touches, governance and views in
/// ClearinghouseExtension.
contract Clearinghouse is Trading {
    /// @notice The code of cash and settlement, run on this contract's storage.
    address public immutable accounts;
    /// @notice The code of margin, run on this contract's storage.
    address public immutable margin;
    /// @notice The code of liquidation, run on this contract's storage.
    address public immutable liquidation;
    /// @notice The code of requests, run on this contract's storage.
    address public immutable requests;
    /// @notice The code of everything else, run on this contract's storage.
    address public immutable extension;

    constructor(
        ClearinghouseSetup memory setup,
        address accounts_,
        address margin_,
        address liquidation_,
        address requests_,
        address extension_
    ) ClearinghouseState(setup) {
        accounts = accounts_;
        margin = margin_;
        liquidation = liquidation_;
        requests = requests_;
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
        // With a delay only executed requests and tried trades come here, from this contract itself.
        if (_executionDelay == 0) _requireTrader(account);
        else require(msg.sender == address(this), RequestFirst());
        require(legs.length > 0, NoLegs());
        _updatePrices(priceUpdate);
        Leg[] memory list = legs;
        Order memory order = _newOrder(account, list);
        require(!order.opening || !openingsPaused, OpeningsPaused());
        bool margined = !order.opening && _accounts[account].writtenCount > 0 && _sellsBought(list);
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
        if (call == IClearinghouse.liquidate.selector) return liquidation;
        if (call == IClearinghouse.closeExhausted.selector) {
            return _executionDelay == 0 || msg.sender == address(this) ? liquidation : requests;
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
        if (call == IClearinghouse.request.selector || call == IClearinghouse.executeRequest.selector) {
            return requests;
        }
        if (call == IClearinghouse.requestOf.selector) return requests;
        if (call == IClearinghouse.finishSettlement.selector) return accounts;
        return extension;
    }

    /// @notice Moves the trade's tokens between the account and the pool.
    function _settle(Order memory order, int256 cost, int256 funding) private {
        Account storage state = _accounts[order.account];
        uint256 cash = state.cash;
        int256 spent = cost + funding;
        require(int256(cash) >= spent, InsufficientMargin(uint256(spent), cash));
        state.cash = uint128(uint256(int256(cash) - spent));
        uint256 income = _insuranceIncome(order, cost, funding);
        emit Settled(order.account, msg.sender, cost, funding, income);
        _moveTokens(spent, income);
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
