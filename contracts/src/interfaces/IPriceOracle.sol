// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Price} from "../Types.sol";

/// @title The one interface through which prices enter, whatever the vendor
/// @notice Assets are numbered by the adapter; the same numbers are used by every contract of the deployment.
/// Trusted to report prices whose publish time only moves forward.
interface IPriceOracle {
    /// @notice No feed is configured under this number.
    error UnknownAsset(uint256 asset);
    /// @notice The feed has never reported.
    error PriceUnavailable(uint256 asset);
    /// @notice Less was sent than the vendor charges for the update.
    error UpdateFeeUnpaid(uint256 sent, uint256 fee);

    event FeedSet(uint256 indexed asset, string symbol, bytes32 feedId);

    /// @notice Brings signed vendor updates on chain and takes over every asset's newest price. Send `updateFee`.
    function update(bytes[] calldata updates) external payable;

    /// @notice Brings signed vendor updates on chain without taking prices over: `pull` the assets that matter.
    function bring(bytes[] calldata updates) external payable;

    /// @notice Takes over the vendor's newest price of one asset, if it is newer and usable, and returns what is in force.
    function pull(uint256 asset) external returns (Price memory);

    /// @notice What the vendor charges for these updates, in wei.
    function updateFee(bytes[] calldata updates) external view returns (uint256);

    /// @notice The newest price taken over, of any age; positive, and never from the future by more than clocks differ.
    function latest(uint256 asset) external view returns (Price memory);

    /// @notice Like `latest`, but reports trouble as `ok = false`.
    function peek(uint256 asset) external view returns (bool ok, Price memory price);

    /// @notice Number of configured assets; they are numbered from 0.
    function assetCount() external view returns (uint256);

    /// @notice Ticker of the asset, e.g. "BTC", and the vendor's feed id.
    function assetInfo(uint256 asset) external view returns (string memory symbol, bytes32 feedId);
}
