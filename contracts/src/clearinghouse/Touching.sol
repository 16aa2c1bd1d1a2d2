// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IInsurancePool} from "../interfaces/IInsurancePool.sol";
import {UnitValue} from "../libraries/BookMath.sol";
import {Valuation, ValuationLib} from "../libraries/ValuationLib.sol";
import {MarketConfig, RiskTerms, SeriesId, Strike, STRIKE_TICK, toSeriesId} from "../Types.sol";
import {FundingTotals} from "./ClearinghouseState.sol";
import {FundingLedger} from "./FundingLedger.sol";

/// @title Touches: funding brought up to date, rates and exposure set anew
abstract contract Touching is FundingLedger {
    using ValuationLib for Valuation;

    /// @notice Accrues every series of the market at the rates in force and sets them anew from the marks of this moment.
    function _touch(uint256 market) internal {
        MarketConfig memory config = _markets[market];
        require(config.period != 0, UnknownMarket(market));
        (uint256 spot,) = _tradePrice(config.asset, _terms.maxAgeReduce, false);
        uint256 sigma = volatilityOracle.volatility(config.asset);
        Valuation memory valuation = _value(market, config, spot, sigma);
        FundingTotals memory totals = _accruedTotals(block.timestamp);
        Strike[] memory strikes = _activeStrikes(market);
        for (uint256 i; i < strikes.length; ++i) {
            uint256 strike = uint256(strikes[i].strike) * STRIKE_TICK;
            UnitValue memory unit = valuation.unitAt(strike);
            _touchSeries(totals, valuation, toSeriesId(market, strike, false), strikes[i].netCalls, unit);
            _touchSeries(totals, valuation, toSeriesId(market, strike, true), strikes[i].netPuts, unit);
        }
        _fundingTotals = totals;
        int256 liability = valuation.liability(ValuationLib.NOW);
        uint256 stressLoss = valuation.stress(liability);
        _setExposure(market, liability, stressLoss, 0);
        _setInsuranceShare();
        emit Touched(market, liability, stressLoss, spot, sigma);
    }

    function _touchSeries(
        FundingTotals memory totals,
        Valuation memory valuation,
        SeriesId series,
        int256 net,
        UnitValue memory unit
    ) private {
        if (net == 0) return;
        _settleSeries(totals, series, net);
        _setRate(totals, series, net, valuation.fundingRate(unit, series.isPut()));
    }

    /// @notice The insurance pool's share of income: the least at target coverage, rising evenly to the most at none.
    function _setInsuranceShare() private {
        RiskTerms memory risk = _riskTerms;
        uint256 coverage = FixedPointMathLib.min(_coverage(_totalExposure.stressLoss), risk.targetCoverage);
        uint256 range = risk.insuranceShareMax - risk.insuranceShareMin;
        uint256 share = risk.insuranceShareMax - range * coverage / risk.targetCoverage;
        if (share == _insuranceShare) return;
        _insuranceShare = uint16(share);
        emit InsuranceShareSet(share);
    }

    /// @notice Insurance assets / stress loss in basis points; unlimited when nothing is at stake.
    function _coverage(uint256 stressLoss) private view returns (uint256) {
        if (stressLoss == 0) return type(uint256).max;
        uint256 assets = IInsurancePool(pool.insurancePool()).totalAssets();
        uint256 usd = FixedPointMathLib.fullMulDiv(assets, oracle.latest(collateralAsset).value, UNIT);
        return FixedPointMathLib.fullMulDiv(usd, 10_000, stressLoss);
    }
}
