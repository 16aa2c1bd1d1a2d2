// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PricingLib} from "../../src/libraries/PricingLib.sol";
import {PricingDomain} from "./PricingDomain.sol";

/// @notice The closed form: its reference values, its shape, its identities (RELIABILITY C11).
contract PricingLibTest is PricingDomain {
    function test_value_isThatOfNumericalIntegration() public pure {
        uint256 week = uint256(7 * WAD) / 365;
        uint256 month = uint256(30 * WAD) / 365;
        assertApproxEqAbs(_value(Option(100e18, 100e18, 0.5e18, month), false), 5.0615342e18, 5e10);
        assertApproxEqAbs(_value(Option(65_000e18, 70_000e18, 0.55e18, week), false), 458.4246197e18, 5e10);
        assertApproxEqAbs(_value(Option(65_000e18, 60_000e18, 0.55e18, month), true), 1693.6715021e18, 5e10);
    }

    function testFuzz_timeValue_isGreatestAtTheMoney(Option memory seed) public pure {
        Option memory option = _inDomain(seed);
        uint256 there = _timeValue(option);
        option.spot = option.strike;
        assertLe(there, _timeValue(option));
    }

    function testFuzz_timeValue_doesNotJumpAtTheStrike(Option memory seed) public pure {
        Option memory option = _inDomain(seed);
        option.spot = option.strike;
        uint256 at = _timeValue(option);
        option.spot = option.strike + 1;
        // Beside the strike the ratio of the prices moves by at most a millionth of a millionth.
        assertApproxEqAbs(at, _timeValue(option), _grain(option) + at / 1e6);
    }

    function testFuzz_call_gainsAndPutLosesWhenThePriceRises(Option memory seed, uint256 rise) public pure {
        Option memory low = _inDomain(seed);
        Option memory high = Option(bound(rise, low.spot, 1e27), low.strike, low.volatility, low.period);
        assertGe(_value(high, false) + _grain(low), _value(low, false));
        assertLe(_value(high, true), _value(low, true) + _grain(low));
    }

    function testFuzz_value_risesWithVolatilityAndPeriod(Option memory seed, uint256 volatility, uint256 period)
        public
        pure
    {
        Option memory option = _inDomain(seed);
        uint256 value = _timeValue(option);
        Option memory wilder =
            Option(option.spot, option.strike, bound(volatility, option.volatility, 1e19), option.period);
        Option memory longer = Option(option.spot, option.strike, option.volatility, bound(period, option.period, 1e19));
        assertGe(_timeValue(wilder) + _grain(option), value);
        assertGe(_timeValue(longer) + _grain(option), value);
    }

    function testFuzz_timeValue_isBelowBothPrices(Option memory seed) public pure {
        Option memory option = _inDomain(seed);
        uint256 lesser = option.spot < option.strike ? option.spot : option.strike;
        assertLe(_timeValue(option), lesser + _grain(option));
    }

    function testFuzz_callDelta_isBetweenZeroAndOne(Option memory seed) public pure {
        Option memory option = _inDomain(seed);
        uint256 u = PricingLib.exponent(option.volatility, option.period);
        int256 delta = PricingLib.callDelta(option.spot, option.strike, _timeValue(option), u);
        assertGe(delta, 0);
        assertLe(delta, IWAD);
    }

    function testFuzz_exponent_isAtLeastOneAndFallsWithVariance(Option memory seed, uint256 volatility) public pure {
        Option memory option = _inDomain(seed);
        uint256 u = PricingLib.exponent(option.volatility, option.period);
        assertGe(u, WAD);
        assertLe(PricingLib.exponent(bound(volatility, option.volatility, 1e19), option.period), u);
    }

    /// ½ σ² S² Γ = TV / φ: funding pays exactly for gamma.
    function testFuzz_gamma_isWhatFundingPaysFor(Option memory seed) public pure {
        Option memory option = _listed(seed);
        uint256 tv = _timeValue(option);
        uint256 gamma = PricingLib.gamma(option.spot, tv, option.volatility, option.period);
        uint256 variance = PricingLib.periodVariance(option.volatility, option.period);
        uint256 spot = option.spot;
        uint256 paid = FixedPointMathLib.fullMulDiv(gamma * variance, spot * spot, 2e54);
        // Γ is rounded down three times: by a wei, by a wei per USD of price, and by a wei per USD squared.
        uint256 lost = FixedPointMathLib.fullMulDiv(variance, spot * spot + spot * WAD + WAD * WAD, 2e54) + 2;
        assertLe(paid, tv);
        assertGe(paid + lost, tv);
    }

    /// Vega against the slope of the value between σ ± 1e-6.
    function testFuzz_vega_isTheSlopeInVolatility(Option memory seed) public pure {
        Option memory option = _listed(seed);
        int256 log = PricingLib.logMoneyness(option.spot, option.strike);
        uint256 u = PricingLib.exponent(option.volatility, option.period);
        uint256 vega = PricingLib.vega(_timeValue(option), log, u, option.volatility, option.period);
        option.volatility += 1e12;
        uint256 up = _timeValue(option);
        option.volatility -= 2e12;
        uint256 slope = (up - _timeValue(option)) * WAD / 2e12;
        assertApproxEqAbs(vega, slope, vega / 1e6 + _grain(option) * 1e6);
    }
}
