// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Annualised volatility measured from the oracle's own prices
/// @notice A time-weighted moving average of squared log returns. Anyone may sample; nobody types a volatility in.
interface IVolatilityOracle {
    /// @notice The price's publish time has not advanced by the sampling interval since the last sample.
    error SampleTooEarly(uint256 asset, uint256 publishTime, uint256 earliest);
    /// @notice Never initialised for this asset.
    error VolatilityUnknown(uint256 asset);
    /// @notice A parameter lies outside the bounds written in the code.
    error ParameterOutOfBounds(string name);
    /// @notice This level may change by at most a fortieth at a time.
    error LevelStepTooLarge(string name);
    /// @notice The last change of floor, cap or markup is too recent.
    error LevelsChangedRecently(uint256 earliest);

    event Sampled(uint256 indexed asset, uint256 price, uint256 publishTime, uint256 volatility);
    event AssetAdded(uint256 indexed asset, uint256 initialVolatility);

    /// @notice Takes a sample from the oracle's newest price. Permissionless.
    function sample(uint256 asset) external;

    /// @notice σ used for pricing: average with floor, cap and markup. Annualised (WAD).
    function volatility(uint256 asset) external view returns (uint256);

    /// @notice Publish time from which the next sample is accepted, in seconds since the epoch.
    function nextSampleAt(uint256 asset) external view returns (uint256);
}
