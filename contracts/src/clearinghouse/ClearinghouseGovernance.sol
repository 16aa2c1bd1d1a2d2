// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IMainPool} from "../interfaces/IMainPool.sol";
import {MarketConfig, RiskTerms, SetParameters, StrikeGrid, Terms} from "../Types.sol";
import {ClearinghouseState} from "./ClearinghouseState.sol";

/// @title Parameters, each within bounds that no role can leave, and the pause of openings
/// @notice Roles live in the AccessManager: the governor acts after a visible delay, the guardian may only pause openings.
/// Nothing here touches an account's cash or the pool's.
abstract contract ClearinghouseGovernance is ClearinghouseState {
    /// @dev A market more would make entering and leaving the pool dearer for everyone: each is evaluated then.
    uint256 internal constant MAX_MARKETS = 16;

    /// @dev A curve with positions on it moves by at most a tenth at a time, and no sooner than this after the last time: every step
    /// shifts value between pool and traders and is seen coming, so it must be worth less than the fees for trading on it.
    uint256 internal constant CURVE_INTERVAL = 7 days;

    /// @dev The AccessManager's role that may pause openings, the same on every set.
    uint64 internal constant GUARDIAN_ROLE = 1;

    /// @dev Who created this set and configures it, once: the factory.
    address private immutable CREATOR = msg.sender;

    /// @notice Names the main pool and sets every parameter, once, by whoever created the set.
    function initialise(IMainPool pool_, SetParameters calldata parameters) external {
        require(msg.sender == CREATOR, AccessManagedUnauthorized(msg.sender));
        require(address(pool) == address(0), PoolAlreadySet());
        pool = pool_;
        _setTerms(parameters.terms);
        _setRiskTerms(parameters.riskTerms);
        for (uint256 i; i < parameters.grids.length; ++i) {
            _setStrikeGrid(parameters.grids[i].asset, parameters.grids[i].grid);
        }
        for (uint256 i; i < parameters.markets.length; ++i) {
            _addMarket(parameters.markets[i]);
        }
    }

    /// @notice Lists a market; its number is the count before.
    function addMarket(MarketConfig calldata config) external restricted {
        _addMarket(config);
    }

    /// @notice Changes a market's curve, shocks or listing. Asset and period never change: open positions were priced by them.
    /// The curve (depth, kappas) changes freely while nobody holds anything in the market, else in small steps.
    function setMarket(uint256 market, MarketConfig calldata config) external restricted {
        require(market < _marketCount, UnknownMarket(market));
        MarketConfig memory old = _markets[market];
        require(config.asset == old.asset && config.period == old.period, MarketIdentityFixed(market));
        bounds.checkMarket(config, oracle.assetCount());
        _checkCurve(market, old, config);
        _markets[market] = config;
        emit MarketChanged(market, config);
    }

    function setStrikeGrid(uint256 asset, StrikeGrid calldata grid) external restricted {
        _setStrikeGrid(asset, grid);
    }

    function setTerms(Terms calldata terms_) external restricted {
        _setTerms(terms_);
    }

    function setRiskTerms(RiskTerms calldata terms_) external restricted {
        _setRiskTerms(terms_);
    }

    /// @notice Stops openings at once. Closing, withdrawing and touching go on.
    /// @dev Asks for the role itself, so that the guardian can pause a new set without anybody's further decision.
    function pauseOpenings() external {
        (bool isGuardian,) = IAccessManager(authority()).hasRole(GUARDIAN_ROLE, msg.sender);
        require(isGuardian, AccessManagedUnauthorized(msg.sender));
        openingsPaused = true;
        emit OpeningsPausedSet(true, msg.sender);
    }

    function unpauseOpenings() external restricted {
        openingsPaused = false;
        emit OpeningsPausedSet(false, msg.sender);
    }

    function _addMarket(MarketConfig calldata config) private {
        uint256 market = _marketCount;
        require(market < MAX_MARKETS, TooManyMarkets(MAX_MARKETS));
        bounds.checkMarket(config, oracle.assetCount());
        _markets[market] = config;
        _marketCount = uint8(market + 1);
        emit MarketAdded(market, config);
    }

    function _checkCurve(uint256 market, MarketConfig memory old, MarketConfig calldata config) private {
        if (_states[market].strikeCount == 0) return;
        bool sameKappas = config.kappaGamma == old.kappaGamma && config.kappaDelta == old.kappaDelta;
        if (sameKappas && config.depth == old.depth) return;
        uint256 earliest = _curveChangedAt[market] + CURVE_INTERVAL;
        require(block.timestamp >= earliest, CurveChangedRecently(market, earliest));
        // Steepness is kappa over depth; both sides are multiplied by both depths.
        bool small = _isSmallStep(uint256(old.kappaGamma) * config.depth, uint256(config.kappaGamma) * old.depth)
            && _isSmallStep(uint256(old.kappaDelta) * config.depth, uint256(config.kappaDelta) * old.depth);
        require(small, CurveStepTooLarge(market));
        _curveChangedAt[market] = block.timestamp;
    }

    function _isSmallStep(uint256 before, uint256 later) private pure returns (bool) {
        return later * 10 >= before * 9 && later * 10 <= before * 11;
    }

    function _setStrikeGrid(uint256 asset, StrikeGrid calldata grid) private {
        bounds.checkStrikeGrid(grid);
        _grids[asset] = grid;
        emit StrikeGridSet(asset, grid);
    }

    function _setTerms(Terms calldata terms_) private {
        bounds.checkTerms(terms_);
        _terms = terms_;
        emit TermsSet(terms_);
    }

    function _setRiskTerms(RiskTerms calldata terms_) private {
        bounds.checkRiskTerms(terms_);
        _riskTerms = terms_;
        _stressLimit = terms_.stressLimit;
        _collateralShock = terms_.collateralShock;
        if (_insuranceShare == 0) _insuranceShare = terms_.insuranceShareMax;
        emit RiskTermsSet(terms_);
    }
}
