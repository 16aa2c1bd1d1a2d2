// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouse} from "./IClearinghouse.sol";

/// @title What a pool owes and is owed, at the oracle's newest prices
/// @notice Stateless; one for every set of a deployment. USD figures are WAD.
interface IPoolValuer {
    /// @notice What the pool is worth beside its cash.
    /// @param liability Σ Λ over the markets.
    /// @param receivable funding accrued and not yet paid, less the insurance pool's share.
    /// @param margin uncertainty of Λ (fee rate times the pool's dollar delta), charged to those who enter or leave.
    /// @param stressLoss sum over markets of the worse shock's loss.
    struct PoolExposure {
        int256 liability;
        int256 receivable;
        uint256 margin;
        uint256 stressLoss;
    }

    /// @notice Claims are being settled: what is left for the LPs is not known yet.
    error SettlementUnderWay();
    error StalePrice(uint256 asset, uint256 publishTime, uint256 maxAge);
    error UncertainPrice(uint256 asset, uint256 confidence, uint256 limit);
    /// @notice The price in force was published before the request may be executed.
    error PriceBeforeRequest(uint256 asset, uint256 publishTime, uint256 notBefore);

    /// @notice Exposure at the newest prices, whatever their age. Reverts when a price that matters is missing.
    function poolExposure(IClearinghouse house) external view returns (PoolExposure memory);

    /// @notice The largest stress loss allowed at the newest prices, and the one there is.
    function stressLimit(IClearinghouse house, uint256 cash) external view returns (uint256 limit, uint256 stressLoss);

    /// @notice Tokens of the pool's `cash` that may leave while stress loss stays within its limit.
    function freeCash(IClearinghouse house, uint256 cash) external view returns (uint256);

    /// @notice (receivable − Λ) in tokens.
    /// @param spread false: at the middle, rounded down. true: at the end of the spread for those who `enter` (the higher
    /// value, rounded up) or leave (the lower value, rounded down), the pool's dollar delta times the fee rate included.
    function poolValue(IClearinghouse house, bool spread, bool enter) external view returns (int256 tokens);

    /// @notice The collateral's newest price, whatever its age, and what its age costs in a conversion (both WAD).
    function collateralValue(IClearinghouse house) external view returns (uint256 price, uint256 spread);

    /// @notice Reverts unless every price that the pool's value depends on may be used to enter or leave it.
    function requireFreshPrices(IClearinghouse house) external view;

    /// @notice The same, and each of them was published at `notBefore` or later. A collateral without a price for longer than an
    /// underlying may be is that of a closed exchange: then the last one counts, and its age is paid for.
    function requirePricesSince(IClearinghouse house, uint256 notBefore) external view;

    /// @notice Whether the pool's value depends on prices: positions are open, or funding is not yet paid.
    function exposed(IClearinghouse house) external view returns (bool);

    /// @notice The newest publish time of the prices that the pool's value depends on, and not before now; seconds.
    function newestPublishTime(IClearinghouse house) external view returns (uint256);

    /// @notice Tokens for whoever executes a request.
    function executionReward(IClearinghouse house) external view returns (uint256);
}
