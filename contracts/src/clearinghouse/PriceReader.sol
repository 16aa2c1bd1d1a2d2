// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SpreadLib, StalenessTerms} from "../libraries/SpreadLib.sol";
import {TermsLib} from "../libraries/TermsLib.sol";
import {Price, Terms} from "../Types.sol";
import {ClearinghouseState} from "./ClearinghouseState.sol";

/// @notice What the collateral is worth in this transaction: USD (WAD), what its age costs (WAD), for opening or closing.
struct Collateral {
    uint256 price;
    uint256 spread;
}

/// @title Prices checked for age, confidence and sameness within a transaction
abstract contract PriceReader is ClearinghouseState {
    using SpreadLib for StalenessTerms;

    /// @dev Whether this transaction brought updates, so that prices are to be taken over from the vendor.
    bool private transient _pulling;

    /// @dev Transient slots: publish time of the price that this transaction uses, by asset.
    uint256 private constant SNAPSHOT_SLOT = uint256(keccak256("undated.clearinghouse.snapshot"));

    /// @notice Pays the vendor for the updates out of what the caller sent, and takes prices over as they are used.
    function _updatePrices(bytes[] calldata updates) internal {
        if (updates.length == 0) return;
        oracle.bring{value: oracle.updateFee(updates)}(updates);
        _pulling = true;
    }

    /// @notice The price to trade at, the same for the whole transaction.
    /// @return value USD (WAD).
    /// @return age seconds since it was published.
    function _tradePrice(uint256 asset, uint256 maxAge, bool opening) internal returns (uint256 value, uint256 age) {
        Price memory price = _newestPrice(asset);
        _requireSameSnapshot(asset, price.publishTime);
        age = _checkedAge(asset, price, maxAge);
        if (opening) _requireCertain(asset, price);
        return (price.value, age);
    }

    /// @notice The newest price, taken over from the vendor when this transaction brought updates.
    function _newestPrice(uint256 asset) internal returns (Price memory) {
        return _pulling ? oracle.pull(asset) : oracle.latest(asset);
    }

    function _collateral(Terms memory terms_, bool opening) internal returns (Collateral memory) {
        uint256 maxAge = opening ? terms_.maxAgeCollateralOpen : terms_.maxAgeCollateralReduce;
        (uint256 value, uint256 age) = _tradePrice(collateralAsset, maxAge, opening);
        return Collateral(value, _spread(terms_, age));
    }

    /// @notice The conversion spread for a collateral price of this age; reads volatility only when age costs something.
    function _spread(Terms memory terms_, uint256 age) internal view returns (uint256) {
        if (age <= terms_.grace) return 0;
        return TermsLib.staleness(terms_).uncertainty(volatilityOracle.volatility(collateralAsset), age);
    }

    function _checkedAge(uint256 asset, Price memory price, uint256 maxAge) internal view returns (uint256 age) {
        age = FixedPointMathLib.zeroFloorSub(block.timestamp, price.publishTime);
        require(age <= maxAge, StalePrice(asset, price.publishTime, maxAge));
    }

    function _requireCertain(uint256 asset, Price memory price) internal pure {
        uint256 limit = price.value / TermsLib.CONFIDENCE_DIVISOR;
        require(price.confidence <= limit, UncertainPrice(asset, price.confidence, limit));
    }

    function _requireSameSnapshot(uint256 asset, uint256 publishTime) private {
        uint256 slot = SNAPSHOT_SLOT + asset;
        uint256 seen;
        assembly ("memory-safe") {
            seen := tload(slot)
        }
        require(seen == 0 || seen == publishTime, SnapshotChanged(asset));
        if (seen == 0) {
            assembly ("memory-safe") {
                tstore(slot, publishTime)
            }
        }
    }
}
