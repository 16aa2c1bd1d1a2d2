// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Price} from "../Types.sol";
import {VendorOracle} from "./VendorOracle.sol";

/// @title Chainlink's price feeds behind the project's price interface
/// @notice Chainlink is a push oracle: its nodes write a new round when the price has moved by the feed's deviation threshold or
/// its heartbeat has passed. So the newest round is in force without anybody bringing it, and updates are not taken.
/// The vendor reports no confidence; the deviation threshold, by which the true price may differ without a new round, stands for it.
contract ChainlinkOracle is VendorOracle {
    /// @notice An asset's feed. One slot. `deviation` in basis points.
    struct Feed {
        IAggregatorV3 aggregator;
        uint8 decimals;
        uint16 deviation;
    }

    /// @notice Not a feed with a plausible number of decimals and a deviation threshold below the limit for confidence.
    error FeedUnsuitable(address aggregator, uint256 decimals, uint256 deviation);
    /// @notice The vendor pushes its prices itself.
    error UpdatesNotTaken();

    /// @notice Gas that every reading of a feed gets, however much the caller sent: several times what a feed needs.
    uint256 public constant FEED_GAS = 150_000;
    /// @notice A feed that is less exact would be too uncertain to open at, always. Basis points.
    uint256 public constant MAX_DEVIATION = 99;

    Feed[] private _feeds;
    mapping(uint256 asset => string) private _symbols;

    constructor(address authority_) AccessManaged(authority_) {}

    /// @notice Adds an asset; its number is the count before.
    /// @param aggregator the feed's proxy, in USD.
    /// @param deviation the feed's deviation threshold, basis points.
    function addFeed(string calldata symbol, IAggregatorV3 aggregator, uint256 deviation) external restricted {
        uint256 decimals = aggregator.decimals();
        bool suitable = decimals <= 18 && deviation > 0 && deviation <= MAX_DEVIATION;
        require(suitable, FeedUnsuitable(address(aggregator), decimals, deviation));
        for (uint256 i; i < _feeds.length; ++i) {
            require(_feeds[i].aggregator != aggregator, FeedExists(_feedId(aggregator)));
        }
        _symbols[_feeds.length] = symbol;
        _feeds.push(Feed(aggregator, uint8(decimals), uint16(deviation)));
        emit FeedSet(_feeds.length - 1, symbol, _feedId(aggregator));
    }

    function bring(bytes[] calldata updates) public payable override {
        require(updates.length == 0 && msg.value == 0, UpdatesNotTaken());
    }

    function updateFee(bytes[] calldata updates) external pure returns (uint256) {
        require(updates.length == 0, UpdatesNotTaken());
        return 0;
    }

    /// @notice The newest usable round; a round of an earlier time never replaces one taken over.
    function latest(uint256 asset) public view override returns (Price memory) {
        _requireKnown(asset);
        return _priceOf(asset, _newest(asset));
    }

    function assetCount() public view override returns (uint256) {
        return _feeds.length;
    }

    /// @return symbol ticker of the asset.
    /// @return feedId the aggregator's address, left-padded with zeros.
    function assetInfo(uint256 asset) external view returns (string memory symbol, bytes32 feedId) {
        _requireKnown(asset);
        return (_symbols[asset], _feedId(_feeds[asset].aggregator));
    }

    /// @notice The deviation threshold that stands for the confidence, basis points.
    function deviationOf(uint256 asset) external view returns (uint256) {
        _requireKnown(asset);
        return _feeds[asset].deviation;
    }

    /// @dev The feed gets a fixed amount of gas or is not asked at all, so its failing never depends on the caller. Called by hand,
    /// because a feed that is gone or answers nonsense must not keep the last usable price from ageing in force.
    function _vendorPrice(uint256 asset)
        internal
        view
        override
        returns (uint256 value, uint256 confidence, uint256 publishTime)
    {
        Feed memory feed = _feeds[asset];
        require(gasleft() > FEED_GAS * 64 / 63 + 10_000, TooLittleGasForFeed(asset));
        (bool ok, bytes memory round) =
            address(feed.aggregator).staticcall{gas: FEED_GAS}(abi.encodeCall(IAggregatorV3.latestRoundData, ()));
        if (!ok || round.length < 160) return (0, 0, 0);
        (uint256 id, int256 answer,, uint256 updatedAt, uint256 answeredIn) =
            abi.decode(round, (uint256, int256, uint256, uint256, uint256));
        bool complete = updatedAt != 0 && answeredIn >= id;
        if (!complete || answer <= 0 || answer > int256(uint256(type(uint128).max))) return (0, 0, 0);
        value = uint256(answer) * 10 ** (18 - feed.decimals);
        return (value, value * feed.deviation / 10_000, updatedAt);
    }

    function _feedId(IAggregatorV3 aggregator) private pure returns (bytes32) {
        return bytes32(uint256(uint160(address(aggregator))));
    }
}
