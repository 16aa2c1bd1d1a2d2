// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IMainPool} from "../interfaces/IMainPool.sol";
import {MarketConfig, RiskTerms, StrikeGrid, Terms} from "../Types.sol";
import {ClearinghouseState} from "./ClearinghouseState.sol";

/// @title Parameters, each within bounds that no role can leave, and the pause of openings
/// @notice Roles live in the AccessManager: the governor acts after a visible delay, the guardian may only pause openings.
/// Nothing here touches an account's cash or the pool's.
abstract contract ClearinghouseGovernance is ClearinghouseState, AccessManaged {
    /// @dev A market more would make entering and leaving the pool dearer for everyone: each is evaluated then.
    uint256 internal constant MAX_MARKETS = 16;

    /// @notice Names the main pool, once.
    function setPool(IMainPool pool_) external restricted {
        require(address(pool) == address(0), PoolAlreadySet());
        pool = pool_;
    }

    /// @notice Lists a market; its number is the count before.
    function addMarket(MarketConfig calldata config) external restricted {
        require(_markets.length < MAX_MARKETS, ParameterOutOfBounds("markets"));
        _validate(config);
        _markets.push(config);
        emit MarketAdded(_markets.length - 1, config);
    }

    /// @notice Changes a market's curve, shocks or listing. Asset and period never change: open positions were priced by them.
    function setMarket(uint256 market, MarketConfig calldata config) external restricted {
        require(market < _markets.length, UnknownMarket(market));
        require(config.asset == _markets[market].asset, ParameterOutOfBounds("asset"));
        require(config.period == _markets[market].period, ParameterOutOfBounds("period"));
        _validate(config);
        _markets[market] = config;
        emit MarketChanged(market, config);
    }

    function setStrikeGrid(uint256 asset, StrikeGrid calldata grid) external restricted {
        require(grid.step > 0 && grid.step <= 1e14, ParameterOutOfBounds("step"));
        require(grid.range > 0 && grid.range <= 5000, ParameterOutOfBounds("range"));
        _grids[asset] = grid;
        emit StrikeGridSet(asset, grid);
    }

    function setTerms(Terms calldata terms_) external restricted {
        require(terms_.baseFee <= 100, ParameterOutOfBounds("baseFee"));
        require(terms_.feeCapOfPremium <= 2500, ParameterOutOfBounds("feeCapOfPremium"));
        require(terms_.uncertaintyMultiple <= 50_000, ParameterOutOfBounds("uncertaintyMultiple"));
        require(terms_.grace <= 60, ParameterOutOfBounds("grace"));
        require(terms_.maxAgeOpen >= 10 && terms_.maxAgeOpen <= 600, ParameterOutOfBounds("maxAgeOpen"));
        require(
            terms_.maxAgeReduce >= terms_.maxAgeOpen && terms_.maxAgeReduce <= 1 days,
            ParameterOutOfBounds("maxAgeReduce")
        );
        require(
            terms_.maxAgeCollateralOpen >= 60 && terms_.maxAgeCollateralOpen <= 7 days,
            ParameterOutOfBounds("maxAgeCollateralOpen")
        );
        require(
            terms_.maxAgeCollateralReduce >= terms_.maxAgeCollateralOpen && terms_.maxAgeCollateralReduce <= 60 days,
            ParameterOutOfBounds("maxAgeCollateralReduce")
        );
        require(terms_.runway >= 1 hours && terms_.runway <= 7 days, ParameterOutOfBounds("runway"));
        require(terms_.closeReward <= 1000, ParameterOutOfBounds("closeReward"));
        require(terms_.minimumNotional <= 10_000, ParameterOutOfBounds("minimumNotional"));
        _terms = terms_;
        emit TermsSet(terms_);
    }

    function setRiskTerms(RiskTerms calldata terms_) external restricted {
        require(terms_.stressLimit > 0 && terms_.stressLimit <= 9000, ParameterOutOfBounds("stressLimit"));
        require(terms_.collateralShock <= 5000, ParameterOutOfBounds("collateralShock"));
        require(terms_.insuranceShareMin <= terms_.insuranceShareMax, ParameterOutOfBounds("insuranceShareMin"));
        require(terms_.insuranceShareMax <= 5000, ParameterOutOfBounds("insuranceShareMax"));
        require(terms_.targetCoverage > 0 && terms_.targetCoverage <= 20_000, ParameterOutOfBounds("targetCoverage"));
        _riskTerms = terms_;
        if (_insuranceShare == 0) _insuranceShare = uint64(terms_.insuranceShareMax * BPS);
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

    function _validate(MarketConfig calldata config) private view {
        require(config.asset < oracle.assetCount(), ParameterOutOfBounds("asset"));
        require(config.period >= 1 hours && config.period <= 365 days, ParameterOutOfBounds("period"));
        require(config.depth >= 1000 && config.depth <= 1e12, ParameterOutOfBounds("depth"));
        require(config.kappaGamma <= 1_000_000, ParameterOutOfBounds("kappaGamma"));
        require(config.kappaDelta <= 100_000, ParameterOutOfBounds("kappaDelta"));
        require(config.shock >= 100 && config.shock <= 9000, ParameterOutOfBounds("shock"));
        require(config.volatilityShock <= 20_000, ParameterOutOfBounds("volatilityShock"));
    }
}
