// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IPriceOracle} from "../interfaces/IPriceOracle.sol";
import {Price} from "../Types.sol";

/// @title What every vendor's adapter has in common: which of its prices are usable, and that they only move forward
/// @notice An adapter keeps the newest usable price of each asset. One that is zero, negative, from the future or too large is
/// not taken over; the last usable one stays in force and ages, and who uses it judges its age.
abstract contract VendorOracle is IPriceOracle, AccessManaged {
    /// @notice The newest usable price, USD with twelve decimals. One slot, so that a trade reads it at little cost.
    struct Reading {
        uint96 value;
        uint96 confidence;
        uint64 publishTime;
    }

    /// @notice Openings, volatility and books count on an asset's number for good, so a feed cannot be listed twice.
    error FeedExists(bytes32 feedId);
    /// @notice The call came with too little gas to tell a failing feed from a starved one.
    error TooLittleGasForFeed(uint256 asset);

    /// @notice Publishers' clocks may run this far ahead of the chain's.
    uint256 public constant CLOCK_TOLERANCE = 15 seconds;

    /// @dev Readings are kept with twelve decimals, so that one fills one slot.
    uint256 private constant SCALE = 1e6;

    mapping(uint256 asset => Reading) private _readings;

    function update(bytes[] calldata updates) external payable {
        bring(updates);
        uint256 count = assetCount();
        for (uint256 asset; asset < count; ++asset) {
            _takeOver(asset);
        }
    }

    function bring(bytes[] calldata updates) public payable virtual;

    function pull(uint256 asset) external returns (Price memory) {
        _requireKnown(asset);
        _takeOver(asset);
        return _priceOf(asset, _readings[asset]);
    }

    function latest(uint256 asset) public view virtual returns (Price memory) {
        Reading memory reading = _readings[asset];
        if (reading.publishTime == 0) _requireKnown(asset);
        return _priceOf(asset, reading);
    }

    function peek(uint256 asset) external view returns (bool ok, Price memory price) {
        try this.latest(asset) returns (Price memory found) {
            return (true, found);
        } catch {
            return (false, price);
        }
    }

    function assetCount() public view virtual returns (uint256);

    /// @notice The vendor's newest price of a known asset, or what is in force when that is newer or the vendor's is not usable.
    function _newest(uint256 asset) internal view returns (Reading memory reading) {
        reading = _readings[asset];
        (uint256 value, uint256 confidence, uint256 publishTime) = _vendorPrice(asset);
        if (publishTime <= reading.publishTime || publishTime > block.timestamp + CLOCK_TOLERANCE) return reading;
        value /= SCALE;
        confidence = confidence / SCALE + 1;
        if (value == 0 || value > type(uint96).max || confidence > type(uint96).max) return reading;
        return Reading(uint96(value), uint96(confidence), uint64(publishTime));
    }

    /// @notice The vendor's newest price: USD and standard deviation (WAD), seconds since the epoch; all zero when it has none.
    /// @dev Must not let the caller choose between a price and none by the gas that is sent along.
    function _vendorPrice(uint256 asset)
        internal
        view
        virtual
        returns (uint256 value, uint256 confidence, uint256 publishTime);

    function _requireKnown(uint256 asset) internal view {
        require(asset < assetCount(), UnknownAsset(asset));
    }

    function _priceOf(uint256 asset, Reading memory reading) internal pure returns (Price memory) {
        require(reading.publishTime != 0, PriceUnavailable(asset));
        return Price(uint256(reading.value) * SCALE, uint256(reading.confidence) * SCALE, reading.publishTime);
    }

    function _takeOver(uint256 asset) private {
        Reading memory newest = _newest(asset);
        if (newest.publishTime > _readings[asset].publishTime) _readings[asset] = newest;
    }
}
