// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMainPool} from "../interfaces/IMainPool.sol";
import {MarketConfig, RiskTerms, StrikeGrid, Terms} from "../Types.sol";
import {ClearinghouseState} from "./ClearinghouseState.sol";

/// @title Parameters, each within bounds that no role can leave, and the pause of openings
/// @notice Roles live in the AccessManager: the governor acts after a visible delay, the guardian may only pause openings.
/// Nothing here touches an account's cash or the pool's.
abstract contract ClearinghouseGovernance is ClearinghouseState {
    /// @dev A market more would make entering and leaving the pool dearer for everyone: each is evaluated then.
    uint256 internal constant MAX_MARKETS = 16;

    /// @notice Names the main pool, once.
    function setPool(IMainPool pool_) external restricted {
        require(address(pool) == address(0), PoolAlreadySet());
        pool = pool_;
    }

    /// @notice Lists a market; its number is the count before.
    function addMarket(MarketConfig calldata config) external restricted {
        uint256 market = _marketCount;
        require(market < MAX_MARKETS, TooManyMarkets(MAX_MARKETS));
        bounds.checkMarket(config, oracle.assetCount());
        _markets[market] = config;
        _marketCount = uint8(market + 1);
        emit MarketAdded(market, config);
    }

    /// @notice Changes a market's curve, shocks or listing. Asset and period never change: open positions were priced by them.
    function setMarket(uint256 market, MarketConfig calldata config) external restricted {
        require(market < _marketCount, UnknownMarket(market));
        MarketConfig memory old = _markets[market];
        require(config.asset == old.asset && config.period == old.period, MarketIdentityFixed(market));
        bounds.checkMarket(config, oracle.assetCount());
        _markets[market] = config;
        emit MarketChanged(market, config);
    }

    function setStrikeGrid(uint256 asset, StrikeGrid calldata grid) external restricted {
        bounds.checkStrikeGrid(grid);
        _grids[asset] = grid;
        emit StrikeGridSet(asset, grid);
    }

    function setTerms(Terms calldata terms_) external restricted {
        bounds.checkTerms(terms_);
        _terms = terms_;
        emit TermsSet(terms_);
    }

    function setRiskTerms(RiskTerms calldata terms_) external restricted {
        bounds.checkRiskTerms(terms_);
        _riskTerms = terms_;
        _stressLimit = terms_.stressLimit;
        _collateralShock = terms_.collateralShock;
        if (_insuranceShare == 0) _insuranceShare = terms_.insuranceShareMax;
        emit RiskTermsSet(terms_);
    }

    /// @notice Stops openings at once. Closing, withdrawing and touching go on.
    function pauseOpenings() external restricted {
        openingsPaused = true;
        emit OpeningsPausedSet(true, msg.sender);
    }

    function unpauseOpenings() external restricted {
        openingsPaused = false;
        emit OpeningsPausedSet(false, msg.sender);
    }
}
