// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Terms} from "../Types.sol";
import {StalenessTerms} from "./SpreadLib.sol";

/// @title Governed terms in the units in which they are used
library TermsLib {
    uint256 internal constant BPS = 1e14; // WAD per basis point

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
}
