// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPriceOracle} from "../interfaces/IPriceOracle.sol";
import {IVolatilityOracle} from "../interfaces/IVolatilityOracle.sol";
import {Price} from "../Types.sol";

/// @notice How volatility is measured. `interval` and `halfLife` in seconds; the rest annualised volatilities or factors (WAD).
struct VolatilityTerms {
    uint32 interval;
    uint32 halfLife;
    uint64 floor;
    uint64 cap;
    uint64 maxStep;
    uint64 markup;
}

/// @title Volatility as a time-weighted moving average of squared log returns; see IVolatilityOracle
/// @notice variance ← w·variance + (1 − w)·r²/Δt with w = 2^(−Δt/half-life), Δt in publish time. A stock exchange that is closed
/// publishes nothing, so nothing is sampled; the weekend's one return counts over the weekend's length and then moves σ by at most
/// `maxStep`. A step is small beside the fee, so trading just ahead of a sample does not pay.
contract VolatilityOracle is IVolatilityOracle, AccessManaged {
    /// @notice One asset's measurement. One slot; annualised variance and marked-up volatility (WAD), price in 1e-8 USD.
    struct State {
        uint88 variance;
        uint64 volatility;
        uint64 price;
        uint40 publishTime;
    }

    uint256 private constant WAD = 1e18;
    uint256 private constant YEAR = 31_536_000;
    uint256 private constant LN2 = 693_147_180_559_945_309;
    uint256 private constant PRICE_SCALE = 1e10;

    /// @dev Floor, cap and markup change by at most a fortieth at a time, and no sooner than this after the last time, so that
    /// trading ahead of a change does not pay.
    uint256 private constant LEVEL_INTERVAL = 7 days;

    IPriceOracle public immutable oracle;
    /// @notice From when floor, cap and markup can be changed again, seconds since the epoch.
    uint256 public levelsChangeableAt;
    VolatilityTerms private _terms;
    mapping(uint256 asset => State) private _states;

    event VolatilityTermsSet(VolatilityTerms terms);

    constructor(address authority_, IPriceOracle oracle_, VolatilityTerms memory terms_) AccessManaged(authority_) {
        oracle = oracle_;
        _setTerms(terms_);
    }

    /// @notice Changes how volatility is measured. Floor, cap and markup move in small steps: they revalue everything that is open,
    /// and everybody sees it coming.
    function setTerms(VolatilityTerms calldata terms_) external restricted {
        _checkLevels(terms_);
        _setTerms(terms_);
    }

    /// @notice Starts measuring an asset, once, from the oracle's newest price.
    /// @param initialVolatility annualised (WAD), e.g. last year's realised volatility; the samples take over from there.
    function addAsset(uint256 asset, uint256 initialVolatility) external restricted {
        require(_states[asset].publishTime == 0, ParameterOutOfBounds("asset"));
        require(initialVolatility >= 0.01e18 && initialVolatility <= 5e18, ParameterOutOfBounds("initialVolatility"));
        Price memory price = oracle.latest(asset);
        _states[asset] = _state(initialVolatility * initialVolatility / WAD, price);
        emit AssetAdded(asset, initialVolatility);
    }

    function sample(uint256 asset) external {
        State memory state = _known(asset);
        Price memory price = oracle.latest(asset);
        uint256 earliest = uint256(state.publishTime) + _terms.interval;
        require(price.publishTime >= earliest, SampleTooEarly(asset, price.publishTime, earliest));
        uint256 elapsed = price.publishTime - state.publishTime;
        uint256 measured = _measuredVariance(uint256(state.price) * PRICE_SCALE, price.value, elapsed);
        uint256 weight = _decay(elapsed);
        uint256 variance = (uint256(state.variance) * weight + measured * (WAD - weight)) / WAD;
        _states[asset] = _state(_limited(state.variance, variance), price);
        emit Sampled(asset, price.value, price.publishTime, _states[asset].volatility);
    }

    function volatility(uint256 asset) external view returns (uint256) {
        return _known(asset).volatility;
    }

    function nextSampleAt(uint256 asset) external view returns (uint256) {
        uint256 last = _states[asset].publishTime;
        return last == 0 ? 0 : last + _terms.interval;
    }

    function terms() external view returns (VolatilityTerms memory) {
        return _terms;
    }

    /// @dev Annualised r²/Δt (WAD); capped far above any limit so that the sums stay small.
    function _measuredVariance(uint256 before, uint256 price, uint256 elapsed) private pure returns (uint256) {
        int256 logReturn = FixedPointMathLib.lnWad(int256(price * WAD / before));
        uint256 squared = uint256(logReturn * logReturn) / WAD;
        return FixedPointMathLib.min(squared * YEAR / elapsed, 10_000e18);
    }

    function _decay(uint256 elapsed) private view returns (uint256) {
        return uint256(FixedPointMathLib.expWad(-int256(elapsed * LN2 / _terms.halfLife)));
    }

    /// @notice Keeps the volatility within `maxStep` of what it was, and within floor and cap.
    function _limited(uint256 oldVariance, uint256 newVariance) private view returns (uint256) {
        VolatilityTerms memory terms_ = _terms;
        uint256 old = FixedPointMathLib.sqrt(oldVariance * WAD);
        uint256 next = FixedPointMathLib.sqrt(newVariance * WAD);
        next = FixedPointMathLib.clamp(next, FixedPointMathLib.zeroFloorSub(old, terms_.maxStep), old + terms_.maxStep);
        next = FixedPointMathLib.clamp(next, terms_.floor, terms_.cap);
        return next * next / WAD;
    }

    function _marked(uint256 variance) private view returns (uint256) {
        VolatilityTerms memory terms_ = _terms;
        uint256 sigma = FixedPointMathLib.clamp(FixedPointMathLib.sqrt(variance * WAD), terms_.floor, terms_.cap);
        return sigma * terms_.markup / WAD;
    }

    function _known(uint256 asset) private view returns (State memory state) {
        state = _states[asset];
        require(state.publishTime != 0, VolatilityUnknown(asset));
    }

    function _state(uint256 variance, Price memory price) private view returns (State memory) {
        uint256 price8 = price.value / PRICE_SCALE;
        require(price8 > 0 && price8 <= type(uint64).max, ParameterOutOfBounds("price"));
        return State(uint88(variance), uint64(_marked(variance)), uint64(price8), uint40(price.publishTime));
    }

    function _checkLevels(VolatilityTerms calldata next) private {
        VolatilityTerms memory old = _terms;
        if (next.floor == old.floor && next.cap == old.cap && next.markup == old.markup) return;
        require(block.timestamp >= levelsChangeableAt, LevelsChangedRecently(levelsChangeableAt));
        levelsChangeableAt = block.timestamp + LEVEL_INTERVAL;
        _requireSmallStep(old.floor, next.floor, "floor");
        _requireSmallStep(old.cap, next.cap, "cap");
        _requireSmallStep(old.markup, next.markup, "markup");
    }

    function _requireSmallStep(uint256 old, uint256 next, string memory name) private pure {
        require(next * 40 >= old * 39 && next * 40 <= old * 41, LevelStepTooLarge(name));
    }

    function _setTerms(VolatilityTerms memory terms_) private {
        require(terms_.interval >= 1 minutes && terms_.interval <= 1 days, ParameterOutOfBounds("interval"));
        require(terms_.halfLife >= 1 hours && terms_.halfLife <= 90 days, ParameterOutOfBounds("halfLife"));
        require(terms_.floor >= 0.05e18 && terms_.floor <= terms_.cap, ParameterOutOfBounds("floor"));
        require(terms_.cap <= 5e18, ParameterOutOfBounds("cap"));
        require(terms_.maxStep > 0 && terms_.maxStep <= 0.2e18, ParameterOutOfBounds("maxStep"));
        require(terms_.markup >= WAD && terms_.markup <= 2e18, ParameterOutOfBounds("markup"));
        _terms = terms_;
        emit VolatilityTermsSet(terms_);
    }
}
