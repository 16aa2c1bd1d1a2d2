// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IPyth} from "@pythnetwork/pyth-sdk-solidity/IPyth.sol";
import {PythStructs} from "@pythnetwork/pyth-sdk-solidity/PythStructs.sol";
import {IPriceOracle} from "../interfaces/IPriceOracle.sol";
import {Price} from "../Types.sol";

/// @title Pyth behind the project's price interface
/// @notice Pyth is a pull oracle: whoever needs a fresh price brings the signed update. Publish times only move forward there.
contract PythOracle is IPriceOracle, AccessManaged {
    /// @notice An asset's feed. `symbol` is for people.
    struct Feed {
        bytes32 id;
        string symbol;
    }

    /// @notice The vendor's exponent lies outside −18 … 0.
    error UnsupportedExponent(uint256 asset, int32 exponent);
    /// @notice Openings, volatility and books count on an asset's number for good, so a feed cannot be listed twice.
    error FeedExists(bytes32 feedId);

    /// @notice Publishers' clocks may run this far ahead of the chain's.
    uint256 public constant CLOCK_TOLERANCE = 15 seconds;

    IPyth public immutable pyth;
    Feed[] private _feeds;

    constructor(address authority_, IPyth pyth_) AccessManaged(authority_) {
        pyth = pyth_;
    }

    /// @notice Adds an asset; its number is the count before.
    function addFeed(string calldata symbol, bytes32 feedId) external restricted {
        for (uint256 i; i < _feeds.length; ++i) {
            require(_feeds[i].id != feedId, FeedExists(feedId));
        }
        _feeds.push(Feed(feedId, symbol));
        emit FeedSet(_feeds.length - 1, symbol, feedId);
    }

    function update(bytes[] calldata updates) external payable {
        uint256 fee = pyth.getUpdateFee(updates);
        require(msg.value >= fee, UpdateFeeUnpaid(msg.value, fee));
        pyth.updatePriceFeeds{value: msg.value}(updates);
    }

    function updateFee(bytes[] calldata updates) external view returns (uint256) {
        return pyth.getUpdateFee(updates);
    }

    function latest(uint256 asset) external view returns (Price memory) {
        require(asset < _feeds.length, UnknownAsset(asset));
        PythStructs.Price memory raw = pyth.getPriceUnsafe(_feeds[asset].id);
        require(raw.publishTime > 0, PriceUnavailable(asset));
        require(raw.price > 0, PriceNotPositive(asset));
        require(
            raw.publishTime <= block.timestamp + CLOCK_TOLERANCE,
            PriceFromFuture(asset, raw.publishTime, block.timestamp)
        );
        require(raw.expo <= 0 && raw.expo >= -18, UnsupportedExponent(asset, raw.expo));
        uint256 scale = 10 ** uint256(int256(18 + raw.expo));
        return Price(uint256(uint64(raw.price)) * scale, uint256(raw.conf) * scale, raw.publishTime);
    }

    function peek(uint256 asset) external view returns (bool ok, Price memory price) {
        try this.latest(asset) returns (Price memory found) {
            return (true, found);
        } catch {
            return (false, price);
        }
    }

    function assetCount() external view returns (uint256) {
        return _feeds.length;
    }

    function assetInfo(uint256 asset) external view returns (string memory symbol, bytes32 feedId) {
        require(asset < _feeds.length, UnknownAsset(asset));
        return (_feeds[asset].symbol, _feeds[asset].id);
    }
}
