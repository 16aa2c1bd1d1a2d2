// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPriceOracle} from "../interfaces/IPriceOracle.sol";
import {IMultiplier} from "../interfaces/IRebasingStock.sol";
import {Price} from "../Types.sol";
import {Split, Splits} from "./Splits.sol";

/// @title The prices of one deployment: which vendor each asset comes from, and what becomes of its price
/// @notice Assets are only ever added. On top of the vendors' prices come splits of stocks, the multipliers of wrapped rebasing
/// tokens, and the state of a rollup's sequencer. Where opening must wait, the price is reported with a confidence as wide as
/// itself: that is above every limit for opening and says nothing against closing, adding margin or withdrawing.
contract PriceRouter is IPriceOracle, AccessManaged {
    using Splits for Split;

    /// @notice Where an asset's price comes from. `wrapper` is zero unless the asset is a wrapped rebasing token. Two slots.
    struct Route {
        IPriceOracle source;
        uint16 sourceAsset;
        bool hasSplit;
        bool wrapped;
        IMultiplier wrapper;
    }

    /// @notice The same price is listed already under this number.
    error RouteExists(uint256 asset);
    /// @notice Parameters of a split outside their bounds, or a split where none can be.
    error SplitRefused(uint256 asset, string reason);
    /// @notice No source takes updates.
    error UpdatesNotTaken();

    event SplitStaged(uint256 indexed asset, uint256 numerator, uint256 denominator, Split split);
    event SplitCancelled(uint256 indexed asset);

    /// @notice Everybody can see a split coming for at least so long, besides the governor's own delay.
    uint256 public constant SPLIT_NOTICE = 1 days;
    uint256 public constant MAX_SPLIT_NOTICE = 90 days;
    uint256 public constant MIN_BLOCKED = 10 minutes;
    uint256 public constant MAX_BLOCKED = 7 days;
    /// @notice No split is larger than this many for one.
    uint256 public constant MAX_RATIO = 1000;
    /// @notice Openings against a wrapped token wait so long before and after its multiplier changes.
    uint256 public constant MULTIPLIER_WINDOW = 1 hours;

    uint256 private constant WAD = 1e18;

    /// @notice The source that takes signed updates; zero when all vendors push their prices.
    IPriceOracle public immutable updatable;
    /// @notice The rollup's uptime feed (answer 0: up); zero on chains without a sequencer.
    IAggregatorV3 public immutable sequencer;
    /// @notice After an outage of the sequencer opening waits so long, seconds.
    uint256 public immutable sequencerGrace;

    Route[] private _routes;
    mapping(uint256 asset => string) private _symbols;
    mapping(uint256 asset => Split) private _splits;

    constructor(address authority_, IPriceOracle updatable_, IAggregatorV3 sequencer_, uint256 sequencerGrace_)
        AccessManaged(authority_)
    {
        updatable = updatable_;
        sequencer = sequencer_;
        sequencerGrace = sequencerGrace_;
    }

    // ------------------------------------------------------------------ governance

    /// @notice Adds an asset; its number is the count before.
    /// @param wrapper the token, when it is the wrapper of a rebasing stock token; else zero.
    function addAsset(string calldata symbol, IPriceOracle source, uint256 sourceAsset, IMultiplier wrapper)
        external
        restricted
    {
        uint256 asset = _routes.length;
        for (uint256 i; i < asset; ++i) {
            Route memory other = _routes[i];
            bool same = other.source == source && other.sourceAsset == sourceAsset && other.wrapper == wrapper;
            require(!same, RouteExists(i));
        }
        (, bytes32 feedId) = source.assetInfo(sourceAsset);
        bool wrapped = address(wrapper) != address(0);
        if (wrapped) wrapper.multiplierAt(block.timestamp);
        _routes.push(Route(source, uint16(sourceAsset), false, wrapped, wrapper));
        _symbols[asset] = symbol;
        emit FeedSet(asset, symbol, feedId);
    }

    /// @notice Announces that `denominator` shares of the stock become `numerator`, for prices published from `activatesAt` on.
    /// @param blockedBefore how long before the activation openings wait, seconds. @param blockedAfter how long after it.
    function stageSplit(
        uint256 asset,
        uint256 numerator,
        uint256 denominator,
        uint256 activatesAt,
        uint256 blockedBefore,
        uint256 blockedAfter
    ) external restricted {
        Route storage route = _route(asset);
        Split memory old = _splits[asset];
        _checkSplit(asset, numerator, denominator, activatesAt);
        _check(asset, blockedBefore >= MIN_BLOCKED && blockedBefore <= MAX_BLOCKED, "blockedBefore");
        _check(asset, blockedAfter >= MIN_BLOCKED && blockedAfter <= MAX_BLOCKED, "blockedAfter");
        _check(asset, !route.wrapped, "wrapped");
        if (!route.hasSplit) (old.numeratorAfter, old.denominatorAfter) = (1, 1);
        else _requireDone(asset, route, old);
        uint256 after_ = old.numeratorAfter * numerator;
        uint256 below = old.denominatorAfter * denominator;
        uint256 common = FixedPointMathLib.gcd(after_, below);
        Split memory split = Split({
            numeratorBefore: old.numeratorAfter,
            denominatorBefore: old.denominatorAfter,
            numeratorAfter: _toUint64(asset, after_ / common),
            denominatorAfter: _toUint64(asset, below / common),
            activatesAt: uint40(activatesAt),
            blockedBefore: uint32(blockedBefore),
            blockedAfter: uint32(blockedAfter),
            referenceValue: 0,
            referenceTime: 0
        });
        route.hasSplit = true;
        _splits[asset] = split;
        emit SplitStaged(asset, numerator, denominator, split);
    }

    /// @notice Takes back a split that has not been activated.
    function cancelSplit(uint256 asset) external restricted {
        Split memory split = _splits[asset];
        _check(asset, block.timestamp < split.activatesAt, "none is staged");
        (split.numeratorAfter, split.denominatorAfter) = (split.numeratorBefore, split.denominatorBefore);
        split.activatesAt = 0;
        _splits[asset] = split;
        emit SplitCancelled(asset);
    }

    // ------------------------------------------------------------------ prices

    function update(bytes[] calldata updates) external payable {
        bring(updates);
        uint256 count = _routes.length;
        for (uint256 asset; asset < count; ++asset) {
            try this.pull(asset) {} catch {}
        }
    }

    function bring(bytes[] calldata updates) public payable {
        if (address(updatable) != address(0)) return updatable.bring{value: msg.value}(updates);
        require(updates.length == 0 && msg.value == 0, UpdatesNotTaken());
    }

    function updateFee(bytes[] calldata updates) external view returns (uint256) {
        if (address(updatable) != address(0)) return updatable.updateFee(updates);
        require(updates.length == 0, UpdatesNotTaken());
        return 0;
    }

    function pull(uint256 asset) external returns (Price memory price) {
        Route memory route = _route(asset);
        Price memory raw = route.source.pull(route.sourceAsset);
        price = _adjusted(asset, route, raw);
        if (!route.hasSplit || raw.publishTime >= _splits[asset].activatesAt) return price;
        Split memory split = _splits[asset];
        if (split.remember(price)) _splits[asset] = split;
    }

    function latest(uint256 asset) public view returns (Price memory) {
        Route memory route = _route(asset);
        return _adjusted(asset, route, route.source.latest(route.sourceAsset));
    }

    function peek(uint256 asset) external view returns (bool ok, Price memory price) {
        try this.latest(asset) returns (Price memory found) {
            return (true, found);
        } catch {
            return (false, price);
        }
    }

    function assetCount() external view returns (uint256) {
        return _routes.length;
    }

    function assetInfo(uint256 asset) external view returns (string memory symbol, bytes32 feedId) {
        Route memory route = _route(asset);
        (, feedId) = route.source.assetInfo(route.sourceAsset);
        return (_symbols[asset], feedId);
    }

    function routeOf(uint256 asset) external view returns (Route memory) {
        return _route(asset);
    }

    /// @notice The newest split of an asset, staged or past; all zero when there was none.
    function splitOf(uint256 asset) external view returns (Split memory) {
        return _splits[asset];
    }

    /// @notice What a vendor's price published at this time is multiplied by: numerator / denominator.
    /// @dev Screens show a strike as strike · denominator / numerator and a quantity as quantity · numerator / denominator.
    function multiplierAt(uint256 asset, uint256 publishTime)
        external
        view
        returns (uint256 numerator, uint256 denominator)
    {
        Route memory route = _route(asset);
        if (route.wrapped) return (route.wrapper.multiplierAt(publishTime), WAD);
        if (!route.hasSplit) return (1, 1);
        return _splits[asset].ratioAt(publishTime);
    }

    /// @notice Whether the sequencer runs and has run for the grace period. A feed that fails counts as an outage.
    function sequencerSettled() public view returns (bool) {
        if (address(sequencer) == address(0)) return true;
        try sequencer.latestRoundData() returns (uint80, int256 answer, uint256 startedAt, uint256, uint80) {
            return answer == 0 && startedAt != 0 && block.timestamp >= startedAt + sequencerGrace;
        } catch {
            return false;
        }
    }

    // ------------------------------------------------------------------ inside

    function _adjusted(uint256 asset, Route memory route, Price memory price) private view returns (Price memory) {
        if (route.hasSplit) price = _splits[asset].adjust(price);
        if (route.wrapped) price = _perShare(asset, route.wrapper, price);
        if (!sequencerSettled()) price.confidence = FixedPointMathLib.max(price.confidence, price.value);
        return price;
    }

    /// @dev A price from before a change of the multiplier counts tokens of then.
    function _perShare(uint256 asset, IMultiplier wrapper, Price memory price) private view returns (Price memory) {
        uint256 multiplier = wrapper.multiplierAt(price.publishTime);
        price.value = FixedPointMathLib.fullMulDiv(price.value, multiplier, WAD);
        price.confidence = FixedPointMathLib.fullMulDivUp(price.confidence, multiplier, WAD);
        require(price.value > 0, PriceUnavailable(asset));
        uint256 at = wrapper.multiplierActivatesAt();
        bool near = at != 0 && block.timestamp + MULTIPLIER_WINDOW >= at && block.timestamp < at + MULTIPLIER_WINDOW;
        if (near) price.confidence = FixedPointMathLib.max(price.confidence, price.value);
        return price;
    }

    function _route(uint256 asset) private view returns (Route storage) {
        require(asset < _routes.length, UnknownAsset(asset));
        return _routes[asset];
    }

    function _checkSplit(uint256 asset, uint256 numerator, uint256 denominator, uint256 activatesAt) private view {
        bool sound = numerator > 0 && denominator > 0 && numerator != denominator;
        sound = sound && numerator <= denominator * MAX_RATIO && denominator <= numerator * MAX_RATIO;
        _check(asset, sound && numerator <= 1e6 && denominator <= 1e6, "ratio");
        bool inTime = activatesAt >= block.timestamp + SPLIT_NOTICE && activatesAt <= block.timestamp + MAX_SPLIT_NOTICE;
        _check(asset, inTime, "activatesAt");
    }

    /// @dev A split is done when its window is over and the price in force counts the new shares. A second one before that would
    /// lose the multiplier of the price in force.
    function _requireDone(uint256 asset, Route memory route, Split memory split) private view {
        uint256 publishTime = route.source.latest(route.sourceAsset).publishTime;
        bool done = block.timestamp >= uint256(split.activatesAt) + split.blockedAfter;
        _check(asset, split.activatesAt == 0 || (done && publishTime >= split.activatesAt), "another is under way");
    }

    function _check(uint256 asset, bool sound, string memory reason) private pure {
        require(sound, SplitRefused(asset, reason));
    }

    function _toUint64(uint256 asset, uint256 value) private pure returns (uint64) {
        _check(asset, value <= 1e12, "ratio");
        return uint64(value);
    }
}
