// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @notice How the age of a price is charged. WAD; `grace` in seconds.
struct StalenessTerms {
    uint256 baseFee;
    uint256 feeCapOfPremium;
    uint256 uncertaintyMultiple;
    uint256 grace;
}

/// @title Staleness-priced fee and conversion
/// @notice A price older than the grace period is uncertain by σ·sqrt(age); `uncertaintyMultiple` of that is charged, always
/// on the side that favours the pool. `lib/core/pricing/spread.ts` repeats each operation in the same order.
library SpreadLib {
    uint256 internal constant WAD = 1e18;
    uint256 internal constant YEAR = 31_536_000;
    /// @notice However old a price within the hard limit is, a conversion never costs more than half.
    uint256 internal constant MAX_SPREAD = 0.5e18;

    /// @notice c·σ·sqrt(max(age − grace, 0)) as a fraction (WAD), rounded up, at most MAX_SPREAD.
    function uncertainty(StalenessTerms memory terms, uint256 volatility, uint256 age) internal pure returns (uint256) {
        if (age <= terms.grace) return 0;
        uint256 rootYears = FixedPointMathLib.sqrt((age - terms.grace) * 1e36 / YEAR) + 1;
        uint256 spread =
            FixedPointMathLib.mulWadUp(FixedPointMathLib.mulWadUp(terms.uncertaintyMultiple, volatility), rootYears);
        return FixedPointMathLib.min(spread, MAX_SPREAD);
    }

    /// @notice max(base, uncertainty), as a fraction of notional (WAD).
    function feeRate(StalenessTerms memory terms, uint256 volatility, uint256 age) internal pure returns (uint256) {
        return FixedPointMathLib.max(terms.baseFee, uncertainty(terms, volatility, age));
    }

    /// @notice min(rate·notional, cap·premium) in USD (WAD), rounded up.
    function fee(StalenessTerms memory terms, uint256 rate, uint256 notional, uint256 premium)
        internal
        pure
        returns (uint256)
    {
        return FixedPointMathLib.min(
            FixedPointMathLib.mulWadUp(rate, notional), FixedPointMathLib.mulWadUp(terms.feeCapOfPremium, premium)
        );
    }

    /// @notice Tokens that someone who owes `usd` must pay: usd / (price·(1 − spread)), rounded up.
    /// @param unit 10^decimals of the token.
    function toTokensUp(uint256 usd, uint256 price, uint256 spread, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(usd, unit, price * (WAD - spread) / WAD);
    }

    /// @notice Tokens that someone who is owed `usd` receives: usd / (price·(1 + spread)), rounded down.
    function toTokensDown(uint256 usd, uint256 price, uint256 spread, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDiv(usd, unit, FixedPointMathLib.divUp(price * (WAD + spread), WAD));
    }

    /// @notice Tokens owed (positive, rounded up) or due (negative, rounded down) for `usd` (WAD), at the side of the spread that
    /// favours the pool.
    function toTokensSigned(int256 usd, uint256 price, uint256 spread, uint256 unit) internal pure returns (int256) {
        if (usd >= 0) return int256(toTokensUp(uint256(usd), price, spread, unit));
        return -int256(toTokensDown(uint256(-usd), price, spread, unit));
    }

    /// @notice Dollars (WAD) that `tokens` surely cover when paid out of: tokens·price·(1 − spread), rounded down.
    function toUsdDown(uint256 tokens, uint256 price, uint256 spread, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDiv(tokens, price * (WAD - spread) / WAD, unit);
    }

    /// @notice Largest stress loss that a pool may bear: limit · max(cash·price·(1 − shock) + min(other, 0), 0) in USD (WAD).
    /// What writers owe backs nothing until they have paid it.
    /// @param other receivable − Λ (USD, WAD).
    /// @param limitBps the limit, basis points.
    /// @param shockBps the shock of the collateral's price, basis points.
    function stressLimit(uint256 price, uint256 unit, uint256 cash, int256 other, uint256 limitBps, uint256 shockBps)
        internal
        pure
        returns (uint256)
    {
        int256 equity = int256(toUsdDown(cash, price, shockBps * 1e14, unit)) + FixedPointMathLib.min(other, 0);
        return equity > 0 ? uint256(equity) * limitBps / 10_000 : 0;
    }
}
