// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BookMath, Curve, Sums, UnitValue} from "../../src/libraries/BookMath.sol";
import {PricingLib} from "../../src/libraries/PricingLib.sol";
import {SpreadLib, StalenessTerms} from "../../src/libraries/SpreadLib.sol";
import {Valuation, ValuationLib} from "../../src/libraries/ValuationLib.sol";
import {MarketConfig} from "../../src/Types.sol";

/// @notice The pricing libraries as they are, in batches, for the comparison with TypeScript (`scripts/parity.ts`).
contract PricingHarness {
    using ValuationLib for Valuation;
    using SpreadLib for StalenessTerms;

    struct OptionInput {
        uint256 spot;
        uint256 strike;
        uint256 volatility;
        uint256 period;
    }

    struct SpreadInput {
        StalenessTerms terms;
        uint256 volatility;
        uint256 age;
        uint256 notional;
        uint256 premium;
        int256 usd;
        uint256 price;
        uint256 unit;
        uint256 limitBps;
        uint256 shockBps;
    }

    struct StrikeInput {
        uint256 strike;
        int256 calls;
        int256 puts;
    }

    struct BookInput {
        MarketConfig config;
        uint256 spot;
        uint256 volatility;
        StrikeInput[] strikes;
        uint256 elapsed;
    }

    /// @return figures per input: u, log, time value, call delta, intrinsic call, intrinsic put, gamma, vega.
    function options(OptionInput[] calldata inputs) external pure returns (int256[8][] memory figures) {
        figures = new int256[8][](inputs.length);
        for (uint256 i; i < inputs.length; ++i) {
            OptionInput calldata o = inputs[i];
            uint256 u = PricingLib.exponent(o.volatility, o.period);
            int256 log = PricingLib.logMoneyness(o.spot, o.strike);
            uint256 tv = PricingLib.timeValue(o.spot, o.strike, log, u);
            figures[i][0] = int256(u);
            figures[i][1] = log;
            figures[i][2] = int256(tv);
            figures[i][3] = PricingLib.callDelta(o.spot, o.strike, tv, u);
            figures[i][4] = int256(PricingLib.intrinsic(o.spot, o.strike, false));
            figures[i][5] = int256(PricingLib.intrinsic(o.spot, o.strike, true));
            figures[i][6] = int256(PricingLib.gamma(o.spot, tv, o.volatility, o.period));
            figures[i][7] = int256(PricingLib.vega(tv, log, u, o.volatility, o.period));
        }
    }

    /// @return figures per input: uncertainty, fee rate, fee, tokens for `usd` signed, dollars that tokens cover,
    /// the stress limit of a pool that holds them.
    function spreads(SpreadInput[] calldata inputs) external pure returns (int256[6][] memory figures) {
        figures = new int256[6][](inputs.length);
        for (uint256 i; i < inputs.length; ++i) {
            SpreadInput calldata s = inputs[i];
            uint256 spread = s.terms.uncertainty(s.volatility, s.age);
            uint256 rate = s.terms.feeRate(s.volatility, s.age);
            figures[i][0] = int256(spread);
            figures[i][1] = int256(rate);
            figures[i][2] = int256(s.terms.fee(rate, s.notional, s.premium));
            figures[i][3] = SpreadLib.toTokensSigned(s.usd, s.price, spread, s.unit);
            figures[i][4] = int256(SpreadLib.toUsdDown(s.notional, s.price, spread, s.unit));
            figures[i][5] = int256(SpreadLib.stressLimit(s.price, s.unit, s.notional, s.usd, s.limitBps, s.shockBps));
        }
    }

    /// @return figures per input: Λ now, stress loss, skew, dollar delta, and of the last strike: mark, funding rate and accrual
    /// of the call, mark and funding rate of the put.
    function books(BookInput[] calldata inputs) external pure returns (int256[9][] memory figures) {
        figures = new int256[9][](inputs.length);
        for (uint256 i; i < inputs.length; ++i) {
            figures[i] = _book(inputs[i]);
        }
    }

    function _book(BookInput calldata book) private pure returns (int256[9] memory figures) {
        Valuation memory valuation = ValuationLib.start(book.config, book.spot, book.volatility);
        UnitValue memory last;
        for (uint256 i; i < book.strikes.length; ++i) {
            last = valuation.add(book.strikes[i].strike, book.strikes[i].calls, book.strikes[i].puts);
        }
        Sums memory sums = valuation.scenarios[ValuationLib.NOW].sums;
        figures[0] = valuation.liability(ValuationLib.NOW);
        figures[1] = int256(valuation.stress(figures[0]));
        figures[2] = int256(valuation.skew());
        figures[3] = BookMath.dollarDelta(sums, book.spot);
        figures[4] = BookMath.mark(sums, book.spot, valuation.curve, last, false);
        figures[5] = valuation.fundingRate(last, false);
        figures[6] = BookMath.accrued(figures[5], book.elapsed);
        figures[7] = BookMath.mark(sums, book.spot, valuation.curve, last, true);
        figures[8] = valuation.fundingRate(last, true);
    }
}
