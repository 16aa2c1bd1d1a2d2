// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {BookMath, Curve, Sums, UnitValue} from "../../src/libraries/BookMath.sol";
import {PricingLib} from "../../src/libraries/PricingLib.sol";
import {PricingDomain} from "./PricingDomain.sol";

/// @notice The cost function: what a trade costs does not depend on its path, rounding never favours the trader, and no mark
/// is negative while the skew is below one (DESIGN §4, §5 invariant 4).
contract BookMathTest is PricingDomain {
    using BookMath for Sums;

    uint256 private constant STRIKES = 6;

    struct Book {
        Option market;
        uint256[STRIKES] strikes;
        int96[STRIKES] calls;
        int96[STRIKES] puts;
        uint256 kappaGamma;
        uint256 kappaDelta;
        uint256 depth;
    }

    function _bounded(Book memory seed) private pure returns (Book memory) {
        seed.market = _listed(seed.market);
        for (uint256 i; i < STRIKES; ++i) {
            seed.strikes[i] = bound(seed.strikes[i], seed.market.spot / 2, 2 * seed.market.spot);
            seed.calls[i] = int96(bound(int256(seed.calls[i]), -1e24, 1e24));
            seed.puts[i] = int96(bound(int256(seed.puts[i]), -1e24, 1e24));
        }
        // Governed in basis points.
        seed.kappaGamma = bound(seed.kappaGamma, 0, 1_000_000) * 1e14;
        seed.kappaDelta = bound(seed.kappaDelta, 0, 100_000) * 1e14;
        seed.depth = _magnitude(seed.depth, 1000e18, 1e30);
        return seed;
    }

    function _curve(Book memory book) private pure returns (Curve memory) {
        return Curve(book.kappaGamma, book.kappaDelta, book.depth);
    }

    function _u(Book memory book) private pure returns (uint256) {
        return PricingLib.exponent(book.market.volatility, book.market.period);
    }

    function _unit(Book memory book, uint256 strike) private pure returns (UnitValue memory) {
        int256 log = PricingLib.logMoneyness(book.market.spot, strike);
        return BookMath.unitValue(book.market.spot, strike, log, _u(book));
    }

    function _sums(Book memory book) private pure returns (Sums memory sums) {
        for (uint256 i; i < STRIKES; ++i) {
            sums.add(_unit(book, book.strikes[i]), book.calls[i], book.puts[i]);
        }
    }

    /// @notice Λ of the book, for tests that expect it to revert.
    function liabilityOf(Sums memory sums, uint256 spot, Curve memory curve) external pure returns (int256) {
        return sums.liability(spot, curve);
    }

    function testFuzz_liability_dependsNeitherOnOrderNorOnSplit(Book memory seed, uint256 part) public pure {
        Book memory book = _bounded(seed);
        Sums memory split;
        for (uint256 i = STRIKES; i > 0; --i) {
            UnitValue memory unit = _unit(book, book.strikes[i - 1]);
            (int256 calls, int256 puts) = (book.calls[i - 1], book.puts[i - 1]);
            int256 some = calls * int256(part % 1001) / 1000;
            split.add(unit, 0, puts);
            split.add(unit, some, 0);
            split.add(unit, calls - some, 0);
        }
        Sums memory whole = _sums(book);
        assertEq(split.timeValue, whole.timeValue);
        assertEq(split.delta, whole.delta);
        assertEq(split.liability(book.market.spot, _curve(book)), whole.liability(book.market.spot, _curve(book)));
    }

    function testFuzz_liability_isBackAfterARoundTrip(Book memory seed, int96 quantity, bool isPut) public pure {
        Book memory book = _bounded(seed);
        Sums memory sums = _sums(book);
        int256 before = sums.liability(book.market.spot, _curve(book));
        UnitValue memory unit = _unit(book, book.strikes[0]);
        int256 q = bound(int256(quantity), -1e24, 1e24);
        sums.add(unit, isPut ? int256(0) : q, isPut ? q : int256(0));
        sums.add(unit, isPut ? int256(0) : -q, isPut ? -q : int256(0));
        assertEq(sums.liability(book.market.spot, _curve(book)), before);
    }

    function testFuzz_liability_isAtLeastTheValueOwed(Book memory seed) public pure {
        Book memory book = _bounded(seed);
        Sums memory sums = _sums(book);
        assertGe(sums.liability(book.market.spot, _curve(book)), BookMath.ceilDiv(sums.value, IWAD));
    }

    /// Λ is convex: buying costs at least the mark before, selling brings at most it.
    function testFuzz_trade_costsAtLeastTheMarkBefore(Book memory seed, int96 quantity, bool isPut) public pure {
        Book memory book = _bounded(seed);
        Sums memory sums = _sums(book);
        UnitValue memory unit = _unit(book, book.strikes[0]);
        int256 before = sums.liability(book.market.spot, _curve(book));
        int256 mark = sums.mark(book.market.spot, _curve(book), unit, isPut);
        int256 q = bound(int256(quantity), -1e24, 1e24);
        int256 rounding = _roundingOf(book, sums, q);
        sums.add(unit, isPut ? int256(0) : q, isPut ? q : int256(0));
        int256 cost = sums.liability(book.market.spot, _curve(book)) - before;
        assertGe(cost + 2 * (rounding + _roundingOf(book, sums, q)), mark * q / IWAD);
    }

    function testFuzz_mark_isNotNegativeWhileSkewIsBelowOne(Book memory seed, uint256 strike) public pure {
        Book memory book = _bounded(seed);
        Sums memory sums = _sums(book);
        vm.assume(_bringSkewNearOne(book, sums));
        // Marks come nearest to zero at the money.
        uint256 listed = strike % 4 == 0 ? book.market.spot : bound(strike, book.market.spot / 2, 2 * book.market.spot);
        UnitValue memory unit = _unit(book, listed);
        // The power law raises the logarithm's last digit to the u-th; Y is cut to the wei before the price squares it.
        uint256 power = _grain(Option(book.market.spot, listed, 0, 0)) * (_u(book) / 1e18 + 1);
        uint256 dollars = book.market.spot / 1e18 + 1;
        int256 grain = int256(power + dollars * dollars * book.kappaDelta / book.depth + 1);
        assertGe(sums.mark(book.market.spot, _curve(book), unit, false), -grain);
        assertGe(sums.mark(book.market.spot, _curve(book), unit, true), -grain);
    }

    function testFuzz_skew_growsWithDirection(Book memory seed, uint256 larger) public pure {
        Book memory book = _bounded(seed);
        Sums memory sums;
        sums.delta = int256(bound(uint96(book.calls[0]), 0, 1e42));
        uint256 skew = sums.skew(book.market.spot, _curve(book), _u(book));
        sums.delta = -int256(bound(larger, uint256(sums.delta), 1e43));
        assertGe(sums.skew(book.market.spot, _curve(book), _u(book)), skew);
    }

    function testFuzz_addAt_sumsLikeAdd(Book memory seed) public pure {
        Book memory book = _bounded(seed);
        Sums memory sums;
        for (uint256 i; i < STRIKES; ++i) {
            int256 log = PricingLib.logMoneyness(book.market.spot, book.strikes[i]);
            sums.addAt(book.market.spot, book.strikes[i], log, _u(book), book.calls[i], book.puts[i]);
        }
        assertEq(abi.encode(sums), abi.encode(_sums(book)));
    }

    function testFuzz_ceilDiv_isTheLeastNumberNotBelow(int256 value, int256 divisor) public pure {
        value = bound(value, -1e60, 1e60);
        divisor = bound(divisor, 1, 1e40);
        int256 quotient = BookMath.ceilDiv(value, divisor);
        assertGe(quotient * divisor, value);
        assertLt((quotient - 1) * divisor, value);
    }

    function testFuzz_accrued_neverFavoursTheHolder(int256 rate, uint256 elapsed, uint256 part) public pure {
        rate = bound(rate, -1e30, 1e30);
        elapsed = bound(elapsed, 0, 365 days);
        uint256 first = bound(part, 0, elapsed);
        int256 whole = BookMath.accrued(rate, elapsed);
        int256 pieces = BookMath.accrued(rate, first) + BookMath.accrued(rate, elapsed - first);
        assertGe(whole * int256(BookMath.YEAR), rate * int256(elapsed));
        assertGe(pieces, whole);
        assertLe(pieces, whole + 1);
    }

    function test_fundingRate_isTimeValueOverPeriodInAnEmptyBook() public pure {
        Book memory book;
        book.market = Option(65_000e18, 70_000e18, 0.55e18, uint256(7 * WAD) / 365);
        book.depth = 1_000_000e18;
        (book.kappaGamma, book.kappaDelta) = (2e18, 0.05e18);
        UnitValue memory unit = _unit(book, 70_000e18);
        Sums memory none;
        int256 mark = none.mark(book.market.spot, _curve(book), unit, true);
        int256 rate = BookMath.fundingRate(mark, unit.putIntrinsic, book.market.period);
        assertEq(mark, int256(unit.timeValue + unit.putIntrinsic));
        assertEq(rate, int256(unit.timeValue) * IWAD / int256(book.market.period));
    }

    function test_liability_revertsIfTheBookIsAbsurd() public {
        Sums memory sums;
        sums.timeValue = 1e58;
        vm.expectRevert();
        this.liabilityOf(sums, 1e18, Curve(2e18, 0.05e18, 1_000_000e18));
    }

    /// @dev Makes the pool just so deep that the book's skew is a billionth below one; false if no depth does.
    function _bringSkewNearOne(Book memory book, Sums memory sums) private pure returns (bool) {
        uint256 skew = sums.skew(book.market.spot, _curve(book), _u(book));
        book.depth = FixedPointMathLib.fullMulDivUp(book.depth, skew, WAD - 1e9);
        return book.depth >= WAD && sums.skew(book.market.spot, _curve(book), _u(book)) < WAD;
    }

    /// @dev What rounding may take from `quantity` at its mark, or add to Λ. Λ cuts X to a wei and S·Y to a wei and a wei per USD
    /// of price, which count as their slopes; the mark cuts both slopes, which count per USD of price, and S·Δ to a wei, which
    /// counts as the slope.
    function _roundingOf(Book memory book, Sums memory sums, int256 quantity) private pure returns (int256) {
        uint256 spot = book.market.spot / WAD + 1;
        uint256 x = FixedPointMathLib.abs(sums.timeValue / IWAD);
        uint256 y = FixedPointMathLib.abs(BookMath.dollarDelta(sums, book.market.spot));
        uint256 slopes = (book.kappaGamma * x + book.kappaDelta * y) / book.depth / WAD + 1;
        uint256 slopeGrain = book.kappaDelta * (spot + 1) / book.depth + 2;
        uint256 size = FixedPointMathLib.abs(quantity) / WAD + 1;
        return int256(2 * slopes * (spot + 1) + size * (slopeGrain * 3 * spot + slopes + 4) + 8);
    }
}
