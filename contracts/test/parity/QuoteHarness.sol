// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {BookMath, UnitValue} from "../../src/libraries/BookMath.sol";
import {PricingLib} from "../../src/libraries/PricingLib.sol";
import {SpreadLib, StalenessTerms} from "../../src/libraries/SpreadLib.sol";
import {Valuation, ValuationLib} from "../../src/libraries/ValuationLib.sol";
import {MarketConfig} from "../../src/Types.sol";

/// @notice Whole quotes, and the arithmetic beneath them, in batches for the comparison with TypeScript (`scripts/parity.ts`).
/// The loop over the legs is that of Trading.sol without accounts and storage.
contract QuoteHarness {
    using ValuationLib for Valuation;
    using SpreadLib for StalenessTerms;

    uint256 private constant FIGURES = 12;
    uint256 private constant LEG_FIGURES = 9;

    struct MathsInput {
        int256 logOf;
        int256 expOf;
        uint256 a;
        uint256 b;
        uint256 d;
        int256 signed;
    }

    struct StrikeInput {
        uint256 strike;
        int256 calls;
        int256 puts;
    }

    struct LegInput {
        uint256 strike;
        bool isPut;
        int256 quantity;
    }

    struct CollateralInput {
        uint256 price;
        uint256 age;
        uint256 volatility;
        uint256 unit;
    }

    struct QuoteInput {
        MarketConfig config;
        StrikeInput[] strikes;
        uint256 spot;
        uint256 spotAge;
        uint256 volatility;
        StalenessTerms terms;
        CollateralInput collateral;
        LegInput[] legs;
    }

    /// @return figures per input: ln, exp, sqrt, a·b/d down and up, a·b/1e18 up of their upper halves, signed division up.
    function maths(MathsInput[] calldata inputs) external pure returns (int256[7][] memory figures) {
        figures = new int256[7][](inputs.length);
        for (uint256 i; i < inputs.length; ++i) {
            MathsInput calldata m = inputs[i];
            figures[i][0] = FixedPointMathLib.lnWad(m.logOf);
            figures[i][1] = FixedPointMathLib.expWad(m.expOf);
            figures[i][2] = int256(FixedPointMathLib.sqrt(m.a));
            figures[i][3] = int256(FixedPointMathLib.fullMulDiv(m.a, m.b, m.d));
            figures[i][4] = int256(FixedPointMathLib.fullMulDivUp(m.a, m.b, m.d));
            figures[i][5] = int256(FixedPointMathLib.mulWadUp(m.a >> 128, m.b >> 128));
            figures[i][6] = BookMath.ceilDiv(m.signed, int256(m.d));
        }
    }

    /// @return figures per input: premium, fee, cost in tokens, conversion spread, Λ, skew and stress before and after, Λ after
    /// under either shock; then per leg value, time value, delta, gamma, vega, mark, funding rate, premium and fee.
    function quotes(QuoteInput[] calldata inputs) external pure returns (int256[][] memory figures) {
        figures = new int256[][](inputs.length);
        for (uint256 i; i < inputs.length; ++i) {
            figures[i] = _quote(inputs[i]);
        }
    }

    function _quote(QuoteInput calldata q) private pure returns (int256[] memory figures) {
        figures = new int256[](FIGURES + LEG_FIGURES * q.legs.length);
        Valuation memory valuation = ValuationLib.start(q.config, q.spot, q.volatility);
        for (uint256 i; i < q.strikes.length; ++i) {
            valuation.add(q.strikes[i].strike, q.strikes[i].calls, q.strikes[i].puts);
        }
        _describe(valuation, figures, 4);
        UnitValue[] memory units = new UnitValue[](q.legs.length);
        for (uint256 i; i < q.legs.length; ++i) {
            units[i] = _fill(q, valuation, figures, i);
        }
        for (uint256 i; i < q.legs.length; ++i) {
            _describeLeg(q, valuation, units[i], figures, i);
        }
        _describe(valuation, figures, 7);
        figures[10] = valuation.liability(ValuationLib.UP);
        figures[11] = valuation.liability(ValuationLib.DOWN);
        uint256 spread = q.terms.uncertainty(q.collateral.volatility, q.collateral.age);
        figures[2] = SpreadLib.toTokensSigned(figures[0] + figures[1], q.collateral.price, spread, q.collateral.unit);
        figures[3] = int256(spread);
    }

    function _describe(Valuation memory valuation, int256[] memory figures, uint256 at) private pure {
        figures[at] = valuation.liability(ValuationLib.NOW);
        figures[at + 1] = int256(valuation.skew());
        figures[at + 2] = int256(valuation.stress(figures[at]));
    }

    function _fill(QuoteInput calldata q, Valuation memory valuation, int256[] memory figures, uint256 i)
        private
        pure
        returns (UnitValue memory unit)
    {
        LegInput calldata leg = q.legs[i];
        int256 before = valuation.liability(ValuationLib.NOW);
        unit = valuation.add(leg.strike, leg.isPut ? int256(0) : leg.quantity, leg.isPut ? leg.quantity : int256(0));
        int256 premium = valuation.liability(ValuationLib.NOW) - before;
        uint256 size = FixedPointMathLib.abs(leg.quantity);
        uint256 value = unit.timeValue + (leg.isPut ? unit.putIntrinsic : unit.callIntrinsic);
        int256 fee = int256(
            q.terms
                .fee(
                    q.terms.feeRate(q.volatility, q.spotAge),
                    FixedPointMathLib.mulWadUp(size, q.spot),
                    FixedPointMathLib.mulWadUp(size, value)
                )
        );
        figures[0] += premium;
        figures[1] += fee;
        uint256 at = FIGURES + LEG_FIGURES * i;
        (figures[at], figures[at + 7], figures[at + 8]) = (int256(value), premium, fee);
    }

    function _describeLeg(
        QuoteInput calldata q,
        Valuation memory valuation,
        UnitValue memory unit,
        int256[] memory figures,
        uint256 i
    ) private pure {
        LegInput calldata leg = q.legs[i];
        uint256 at = FIGURES + LEG_FIGURES * i;
        uint256 u = valuation.scenarios[ValuationLib.NOW].u;
        int256 log = PricingLib.logMoneyness(q.spot, leg.strike);
        figures[at + 1] = int256(unit.timeValue);
        figures[at + 2] = leg.isPut ? unit.callDelta - 1e18 : unit.callDelta;
        figures[at + 3] = int256(PricingLib.gamma(q.spot, unit.timeValue, q.volatility, valuation.period));
        figures[at + 4] = int256(PricingLib.vega(unit.timeValue, log, u, q.volatility, valuation.period));
        figures[at + 5] =
            BookMath.mark(valuation.scenarios[ValuationLib.NOW].sums, q.spot, valuation.curve, unit, leg.isPut);
        figures[at + 6] = valuation.fundingRate(unit, leg.isPut);
    }
}
