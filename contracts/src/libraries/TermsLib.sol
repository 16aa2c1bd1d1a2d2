// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MarketConfig, RiskTerms, Terms} from "../Types.sol";
import {MarginMarket, MarginTerms} from "./MarginLib.sol";
import {StalenessTerms} from "./SpreadLib.sol";

/// @title Governed terms in the units in which they are used
library TermsLib {
    uint256 internal constant BPS = 1e14; // WAD per basis point
    uint256 internal constant YEAR = 31_536_000;

    /// @notice A price whose standard deviation exceeds one hundredth of it opens nothing.
    uint256 internal constant CONFIDENCE_DIVISOR = 100;

    function staleness(Terms memory terms) internal pure returns (StalenessTerms memory) {
        return StalenessTerms({
            baseFee: terms.baseFee * BPS,
            feeCapOfPremium: terms.feeCapOfPremium * BPS,
            uncertaintyMultiple: terms.uncertaintyMultiple * BPS,
            grace: terms.grace
        });
    }

    function margin(RiskTerms memory terms) internal pure returns (MarginTerms memory) {
        return MarginTerms({
            haircut: terms.haircut * BPS,
            collateralShock: terms.collateralShock * BPS,
            writtenMinimum: terms.writtenMinimum * BPS,
            maintenance: terms.maintenance * BPS
        });
    }

    /// @param spot USD (WAD). @param volatility annualised (WAD).
    function marginMarket(MarketConfig memory config, uint256 spot, uint256 volatility)
        internal
        pure
        returns (MarginMarket memory)
    {
        return MarginMarket({
            asset: config.asset,
            spot: spot,
            volatility: volatility,
            period: uint256(config.period) * 1e18 / YEAR,
            shock: config.shock * BPS,
            volatilityShock: config.volatilityShock * BPS
        });
    }
}
