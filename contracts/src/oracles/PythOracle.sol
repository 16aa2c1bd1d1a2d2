// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IPyth} from "@pythnetwork/pyth-sdk-solidity/IPyth.sol";
import {PythStructs} from "@pythnetwork/pyth-sdk-solidity/PythStructs.sol";
import {IPriceOracle} from "../interfaces/IPriceOracle.sol";
import {Price} from "../Types.sol";

/// @title Pyth behind the project's price interface
/// @notice Pyth is a pull oracle: whoever needs a fresh price brings the signed update. The adapter copies the vendor's price
/// into one slot when asked to, only ever to a later publish time, and only when it is positive and not from the future.
contract PythOracle is IPriceOracle, AccessManaged {
    /// @notice An asset's feed. `symbol` is for people.
    struct Feed {
        bytes32 id;
        string symbol;
    }

    /// @notice The newest usable price, USD with twelve decimals. One slot, so that a trade reads it at little cost.
    struct Reading {
        uint96 value;
        uint96 confidence;
        uint64 publishTime;
    }

    /// @notice Openings, volatility and books count on an asset's number for good, so a feed cannot be listed twice.
    error FeedExists(bytes32 feedId);

    /// @notice Publishers' clocks may run this far ahead of the chain's.
    uint256 public constant CLOCK_TOLERANCE = 15 seconds;

    /// @dev Readings are kept with twelve decimals, so that one fills one slot.
    uint256 private constant SCALE = 1e6;

    IPyth public immutable pyth;
    Feed[] private _feeds;
    mapping(uint256 asset => Reading) private _readings;

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
        bring(updates);
        uint256 count = _feeds.length;
        for (uint256 asset; asset < count; ++asset) {
            _refresh(asset);
        }
    }

    function bring(bytes[] calldata updates) public payable {
        uint256 fee = pyth.getUpdateFee(updates);
        require(msg.value >= fee, UpdateFeeUnpaid(msg.value, fee));
        pyth.updatePriceFeeds{value: msg.value}(updates);
    }

    function pull(uint256 asset) external returns (Price memory) {
        require(asset < _feeds.length, UnknownAsset(asset));
        _refresh(asset);
        return latest(asset);
    }

    function updateFee(bytes[] calldata updates) external view returns (uint256) {
        return pyth.getUpdateFee(updates);
    }

    function latest(uint256 asset) public view returns (Price memory) {
        Reading memory reading = _readings[asset];
        if (reading.publishTime == 0) _explainMissing(asset);
        return Price(uint256(reading.value) * SCALE, uint256(reading.confidence) * SCALE, reading.publishTime);
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

    /// @dev Takes the vendor's price when it is newer and usable; an unusable one leaves the last usable price to age.
    function _refresh(uint256 asset) private {
        PythStructs.Price memory raw;
        try pyth.getPriceUnsafe(_feeds[asset].id) returns (PythStructs.Price memory found) {
            raw = found;
        } catch {
            return;
        }
        if (raw.publishTime <= _readings[asset].publishTime) return;
        if (raw.price <= 0 || raw.publishTime > block.timestamp + CLOCK_TOLERANCE) return;
        if (raw.expo > 0 || raw.expo < -18) return;
        uint256 factor = 10 ** uint256(int256(18 + raw.expo));
        uint256 value = uint256(uint64(raw.price)) * factor / SCALE;
        uint256 confidence = uint256(raw.conf) * factor / SCALE + 1;
        if (value == 0 || value > type(uint96).max || confidence > type(uint96).max) return;
        _readings[asset] = Reading(uint96(value), uint96(confidence), uint64(raw.publishTime));
    }

    function _explainMissing(uint256 asset) private view {
        require(asset < _feeds.length, UnknownAsset(asset));
        revert PriceUnavailable(asset);
    }
}
