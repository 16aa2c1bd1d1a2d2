// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {SpreadLib, StalenessTerms} from "../../src/libraries/SpreadLib.sol";

/// @notice Staleness is priced, and every rounding favours the pool.
contract SpreadLibTest is Test {
    using SpreadLib for StalenessTerms;

    uint256 private constant WAD = 1e18;

    struct Conversion {
        uint256 usd;
        uint256 price;
        uint256 spread;
        uint8 decimals;
    }

    function _terms(uint256 seed) private pure returns (StalenessTerms memory) {
        return StalenessTerms({
            baseFee: seed % 1e16,
            feeCapOfPremium: bound(seed, 1e15, 0.25e18),
            uncertaintyMultiple: bound(seed >> 8, 0, 5e18),
            grace: seed % 61
        });
    }

    function _bounded(Conversion memory seed) private pure returns (Conversion memory, uint256 unit) {
        Conversion memory c = Conversion({
            usd: bound(seed.usd, 0, 1e36),
            price: bound(seed.price, 1e12, 1e27),
            spread: bound(seed.spread, 0, SpreadLib.MAX_SPREAD),
            decimals: seed.decimals % 19
        });
        return (c, 10 ** c.decimals);
    }

    function test_uncertainty_isVolatilityTimesRootOfTime() public pure {
        StalenessTerms memory terms = StalenessTerms(0, 0, 2e18, 10);
        // 2 · 50 % · sqrt(1 day of 365)
        assertApproxEqAbs(terms.uncertainty(0.5e18, 86_410), 0.052342392259021375e18, 10);
    }

    function testFuzz_uncertainty_isNothingWithinTheGrace(uint256 seed, uint256 volatility, uint256 age) public pure {
        StalenessTerms memory terms = _terms(seed);
        assertEq(terms.uncertainty(bound(volatility, 1e16, 1e19), bound(age, 0, terms.grace)), 0);
    }

    function testFuzz_uncertainty_growsWithAgeAndVolatilityUpToOneHalf(
        uint256 seed,
        uint256 volatility,
        uint256 age,
        uint256 more
    ) public pure {
        StalenessTerms memory terms = _terms(seed);
        volatility = bound(volatility, 1e16, 1e19);
        age = bound(age, 0, 60 days);
        uint256 spread = terms.uncertainty(volatility, age);
        assertLe(spread, SpreadLib.MAX_SPREAD);
        assertGe(terms.uncertainty(volatility, bound(more, age, 61 days)), spread);
        assertGe(terms.uncertainty(bound(more, volatility, 1e19), age), spread);
    }

    function testFuzz_fee_isRoundedUpAndCappedByThePremium(
        uint256 seed,
        uint256 rate,
        uint256 notional,
        uint256 premium
    ) public pure {
        StalenessTerms memory terms = _terms(seed);
        rate = bound(rate, 0, WAD);
        notional = bound(notional, 0, 1e40);
        premium = bound(premium, 0, 1e40);
        uint256 fee = terms.fee(rate, notional, premium);
        uint256 uncapped = rate * notional;
        uint256 cap = terms.feeCapOfPremium * premium;
        uint256 due = uncapped < cap ? uncapped : cap;
        assertGe(fee * WAD, due);
        assertLt(fee * WAD, due + WAD);
    }

    function testFuzz_feeRate_isAtLeastTheBase(uint256 seed, uint256 volatility, uint256 age) public pure {
        StalenessTerms memory terms = _terms(seed);
        uint256 rate = terms.feeRate(bound(volatility, 1e16, 1e19), bound(age, 0, 60 days));
        assertGe(rate, terms.baseFee);
    }

    function testFuzz_toTokensUp_coversWhatIsOwed(Conversion memory seed) public pure {
        (Conversion memory c, uint256 unit) = _bounded(seed);
        uint256 tokens = SpreadLib.toTokensUp(c.usd, c.price, c.spread, unit);
        uint256 worth = c.price * (WAD - c.spread) / WAD;
        assertGe(tokens * worth, c.usd * unit);
        if (tokens > 0) assertLt((tokens - 1) * worth, c.usd * unit);
    }

    function testFuzz_toTokensDown_neverPaysMoreThanIsDue(Conversion memory seed) public pure {
        (Conversion memory c, uint256 unit) = _bounded(seed);
        uint256 tokens = SpreadLib.toTokensDown(c.usd, c.price, c.spread, unit);
        assertLe(tokens * c.price / WAD * (WAD + c.spread), c.usd * unit);
    }

    function testFuzz_conversion_thereAndBackGainsNothing(Conversion memory seed) public pure {
        (Conversion memory c, uint256 unit) = _bounded(seed);
        uint256 received = SpreadLib.toTokensDown(c.usd, c.price, c.spread, unit);
        assertGe(SpreadLib.toTokensUp(c.usd, c.price, c.spread, unit), received);
        assertLe(SpreadLib.toUsdDown(received, c.price, c.spread, unit), c.usd);
    }

    function testFuzz_toTokensSigned_ofBothSignsFavoursThePool(Conversion memory seed) public pure {
        (Conversion memory c, uint256 unit) = _bounded(seed);
        int256 pays = SpreadLib.toTokensSigned(int256(c.usd), c.price, c.spread, unit);
        int256 receives = SpreadLib.toTokensSigned(-int256(c.usd), c.price, c.spread, unit);
        assertGe(pays, 0);
        assertLe(receives, 0);
        assertGe(pays + receives, 0);
    }

    function testFuzz_stressLimit_isNothingWithoutEquityAndGrowsWithCash(
        Conversion memory seed,
        uint256 more,
        int256 other,
        uint256 limitBps
    ) public pure {
        (Conversion memory c, uint256 unit) = _bounded(seed);
        other = bound(other, -1e30, 1e30);
        limitBps = bound(limitBps, 0, 10_000);
        uint256 limit = SpreadLib.stressLimit(c.price, unit, c.usd, other, limitBps, 1500);
        assertGe(SpreadLib.stressLimit(c.price, unit, bound(more, c.usd, 1e37), other, limitBps, 1500), limit);
        assertGe(SpreadLib.stressLimit(c.price, unit, c.usd, other, limitBps, 1000), limit);
        if (other <= 0) assertEq(SpreadLib.stressLimit(c.price, unit, 0, other, limitBps, 1500), 0);
    }
}
