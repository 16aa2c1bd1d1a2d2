// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccountBase} from "./clearinghouse/AccountBase.sol";
import {ClearinghouseGovernance} from "./clearinghouse/ClearinghouseGovernance.sol";
import {ClearinghouseSetup, ClearinghouseState, FundingTotals} from "./clearinghouse/ClearinghouseState.sol";
import {Touching} from "./clearinghouse/Touching.sol";
import {
    AccountId,
    FrozenAsset,
    Funding,
    MarketConfig,
    Position,
    RiskTerms,
    SeriesId,
    Settlement,
    Strike,
    StrikeGrid,
    Terms
} from "./Types.sol";

/// @title The clearinghouse's touches, governance and views
/// @notice Holds nothing itself: the clearinghouse runs this code on its own storage (a contract's code is bounded).
contract ClearinghouseExtension is Touching, AccountBase, ClearinghouseGovernance {
    constructor(ClearinghouseSetup memory setup) ClearinghouseState(setup) {}

    function touch(uint256 market) external nonReentrant whileOpen {
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
        return _marketCount;
    }

    function marketConfig(uint256 market) external view returns (MarketConfig memory) {
        require(market < _marketCount, UnknownMarket(market));
        return _markets[market];
    }

    function strikesOf(uint256 market) external view returns (Strike[] memory) {
        return _activeStrikes(market);
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

    function fundingTotals() external view returns (FundingTotals memory) {
        return _accruedTotals(_valuationTime());
    }

    /// @dev The pool's value rests on this: whoever asks in the middle of a trade, when premium is owed but not booked, is refused.
    function receivable() external view nonReentrantView returns (int256) {
        return _receivable(_accruedTotals(_valuationTime()));
    }

    function accountFunding(AccountId account) external view returns (int256 owed, int256 perYear) {
        return _accountFunding(account, _valuationTime());
    }

    function executionDelay() external view returns (uint256) {
        return _executionDelay;
    }

    function executionWindow() external view returns (uint256) {
        return _executionWindow;
    }

    function openPositions() external view returns (uint256) {
        return _totalExposure.positions;
    }

    function settlement() external view returns (Settlement memory) {
        return _settlement;
    }

    function frozenAsset(uint256 asset) external view returns (FrozenAsset memory) {
        return _frozen[asset];
    }

    function claimOf(AccountId account) external view returns (uint256) {
        return _claims[account];
    }

    /// @dev Funding stops when settlement begins.
    function _valuationTime() private view returns (uint256) {
        return settledAt == 0 ? block.timestamp : settledAt;
    }
}
