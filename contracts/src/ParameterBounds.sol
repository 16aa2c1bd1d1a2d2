// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ExecutionTerms, MarketConfig, RiskTerms, StrikeGrid, Terms} from "./Types.sol";

/// @title The bounds that no parameter can leave, whatever the governor decides
/// @notice Stateless; every clearinghouse asks it before it takes a parameter over. See Types.sol for units.
contract ParameterBounds {
    /// @notice The parameter of this name lies outside its bounds.
    error ParameterOutOfBounds(string name);

    function checkMarket(MarketConfig calldata config, uint256 assetCount) external pure {
        _within(config.asset, 0, assetCount - 1, "asset");
        _within(config.period, 1 hours, 365 days, "period");
        _within(config.depth, 1000, 1e12, "depth");
        _within(config.kappaGamma, 0, 1_000_000, "kappaGamma");
        _within(config.kappaDelta, 0, 100_000, "kappaDelta");
        _within(config.shock, 100, 9000, "shock");
        _within(config.volatilityShock, 0, 20_000, "volatilityShock");
    }

    function checkStrikeGrid(StrikeGrid calldata grid) external pure {
        _within(grid.step, 1, 1e14, "step");
        _within(grid.range, 1, 5000, "range");
    }

    /// @dev The ages for closing begin where those for opening end, and outlast any closure of a stock exchange: no decision can lock a
    /// trader in.
    function checkTerms(Terms calldata terms) external pure {
        _within(terms.baseFee, 0, 100, "baseFee");
        _within(terms.feeCapOfPremium, 0, 2500, "feeCapOfPremium");
        _within(terms.uncertaintyMultiple, 0, 50_000, "uncertaintyMultiple");
        _within(terms.grace, 0, 60, "grace");
        _within(terms.maxAgeOpen, 10, 600, "maxAgeOpen");
        _within(terms.maxAgeReduce, 10 minutes, 1 days, "maxAgeReduce");
        _within(terms.maxAgeCollateralOpen, 60, 7 days, "maxAgeCollateralOpen");
        _within(terms.maxAgeCollateralReduce, 7 days, 60 days, "maxAgeCollateralReduce");
        _within(terms.runway, 1 hours, 7 days, "runway");
        _within(terms.closeReward, 0, 1000, "closeReward");
        _within(terms.minimumNotional, 0, 10_000, "minimumNotional");
    }

    /// @dev Liquidity providers leave down to the stress limit, so it cannot be set to nothing.
    function checkRiskTerms(RiskTerms calldata terms) external pure {
        _within(terms.stressLimit, 1000, 9000, "stressLimit");
        _within(terms.collateralShock, 0, 5000, "collateralShock");
        _within(terms.insuranceShareMax, 0, 5000, "insuranceShareMax");
        _within(terms.insuranceShareMin, 0, terms.insuranceShareMax, "insuranceShareMin");
        _within(terms.targetCoverage, 1, 20_000, "targetCoverage");
        _within(terms.haircut, 0, 5000, "haircut");
        _within(terms.writtenMinimum, 0, 2000, "writtenMinimum");
        _within(terms.maintenance, 5000, 9500, "maintenance");
        _within(terms.liquidationPenalty, 0, 2000, "liquidationPenalty");
    }

    /// @dev A delay of 0 has trades carried out at once. What waits longer than a minute is no market any more.
    function checkExecution(ExecutionTerms calldata terms) external pure {
        _within(terms.delay, 0, 60, "delay");
        _within(terms.window, 10, 1 days, "window");
    }

    function _within(uint256 value, uint256 least, uint256 most, string memory name) private pure {
        require(value >= least && value <= most, ParameterOutOfBounds(name));
    }
}
