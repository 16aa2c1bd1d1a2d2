// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IInsurancePool} from "../interfaces/IInsurancePool.sol";
import {BookMath, UnitValue} from "../libraries/BookMath.sol";
import {PricingLib} from "../libraries/PricingLib.sol";
import {SpreadLib, StalenessTerms} from "../libraries/SpreadLib.sol";
import {
    AccountId, MarketConfig, Price, RiskTerms, SeriesId, Strike, STRIKE_TICK, Terms, toSeriesId
} from "../Types.sol";
import {Exposure, FundingTotals} from "./ClearinghouseState.sol";
import {Collateral} from "./PriceReader.sol";
import {Trading} from "./Trading.sol";
import {Valuation} from "./Book.sol";

/// @notice Σ over the markets, valued at the newest prices. USD (WAD).
struct PoolExposure {
    int256 liability;
    int256 receivable;
    uint256 margin;
    uint256 stressLoss;
}

/// @title What the markets mean for the pools: live exposure, touches, exhausted accounts
abstract contract PoolAccounting is Trading {
    using BookMath for *;
    using SpreadLib for StalenessTerms;

    function poolExposure()
        external
        view
        returns (int256 liability, int256 receivable, uint256 margin, uint256 stressLoss)
    {
        PoolExposure memory exposure = _poolExposure();
        return (exposure.liability, exposure.receivable, exposure.margin, exposure.stressLoss);
    }

    function stressLimit() external view returns (uint256 limit, uint256 stressLoss) {
        PoolExposure memory exposure = _poolExposure();
        uint256 price = oracle.latest(collateralAsset).value;
        limit = _stressLimit(_riskTerms, exposure.liability, exposure.receivable, price, pool.cash());
        return (limit, exposure.stressLoss);
    }

    function freePoolCash() external view returns (uint256) {
        PoolExposure memory exposure = _poolExposure();
        uint256 cash = pool.cash();
        if (exposure.stressLoss == 0 && exposure.liability == 0) return cash;
        RiskTerms memory risk = _riskTerms;
        uint256 price = oracle.latest(collateralAsset).value;
        uint256 shock = risk.collateralShock * BPS;
        int256 equity = int256(SpreadLib.toUsdDown(cash, price, shock, UNIT)) + exposure.receivable - exposure.liability;
        uint256 needed = FixedPointMathLib.divWadUp(exposure.stressLoss, risk.stressLimit * BPS);
        if (equity <= int256(needed)) return 0;
        uint256 spare = uint256(equity) - needed;
        return FixedPointMathLib.min(cash, FixedPointMathLib.fullMulDiv(spare, UNIT, price * (WAD - shock) / WAD + 1));
    }

    function poolValue(bool spread, bool enter) external view returns (int256 tokens) {
        PoolExposure memory exposure = _poolExposure();
        int256 usd = exposure.receivable - exposure.liability;
        if (usd == 0 && exposure.margin == 0) return 0;
        (uint256 price, uint256 width) = collateralValue();
        if (!spread) return -BookMath.ceilDiv(-usd * int256(UNIT), int256(price));
        // Owed to the pool is what an account owes: the same rounding, with the sign of who is favoured.
        if (enter) return _signedTokens(Collateral(price, width), usd + int256(exposure.margin));
        return -_signedTokens(Collateral(price, width), -(usd - int256(exposure.margin)));
    }

    function collateralValue() public view returns (uint256 price, uint256 spread) {
        Price memory latest = oracle.latest(collateralAsset);
        return (latest.value, _spread(_terms, FixedPointMathLib.zeroFloorSub(block.timestamp, latest.publishTime)));
    }

    function requireFreshPrices() external view {
        Terms memory terms_ = _terms;
        bool exposed = _fundingTotals.receivable != 0;
        uint256 count = _markets.length;
        for (uint256 market; market < count; ++market) {
            if (_strikes[market].length == 0) continue;
            exposed = true;
            _requireFresh(_markets[market].asset, terms_.maxAgeReduce);
        }
        if (exposed) _requireFresh(collateralAsset, terms_.maxAgeCollateralReduce);
    }

    /// @notice Whether `owed` (USD, WAD) in tokens exceeds the account's cash.
    function _isExhausted(AccountId account, int256 owed, Collateral memory collateral) internal view returns (bool) {
        return _signedTokens(collateral, owed) > int256(uint256(_accounts[account].cash));
    }

    /// @notice Accrues every series of the market at the rates in force and sets them anew from the marks of this moment.
    function _touch(uint256 market) internal {
        require(market < _markets.length, UnknownMarket(market));
        MarketConfig memory config = _markets[market];
        (uint256 spot,) = _tradePrice(config.asset, _terms.maxAgeReduce, false);
        uint256 sigma = volatilityOracle.volatility(config.asset);
        Valuation memory valuation = _value(market, config, spot, sigma);
        FundingTotals memory totals = _accruedTotals();
        Strike[] memory strikes = _strikes[market];
        for (uint256 i; i < strikes.length; ++i) {
            _touchStrike(totals, valuation, market, strikes[i]);
        }
        _fundingTotals = totals;
        int256 liability = _liability(valuation, valuation.now_);
        uint256 stressLoss = _stress(valuation, liability);
        _setExposure(market, liability, stressLoss);
        _setInsuranceShare();
        emit Touched(market, liability, stressLoss, spot, sigma);
    }

    function _touchStrike(FundingTotals memory totals, Valuation memory valuation, uint256 market, Strike memory strike)
        private
    {
        uint256 strikeWad = uint256(strike.strike) * STRIKE_TICK;
        uint256 spot = valuation.now_.spot;
        UnitValue memory unit =
            BookMath.unitValue(spot, strikeWad, PricingLib.logMoneyness(spot, strikeWad), valuation.now_.u);
        _touchSeries(totals, valuation, toSeriesId(market, strikeWad, false), strike.netCalls, unit);
        _touchSeries(totals, valuation, toSeriesId(market, strikeWad, true), strike.netPuts, unit);
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
        _setRateFromMark(totals, valuation, series, unit);
    }

    /// @notice The insurance pool's share of income: the least at target coverage, rising evenly to the most at none.
    function _setInsuranceShare() private {
        RiskTerms memory risk = _riskTerms;
        uint256 coverage = _coverage(_totalExposure.stressLoss);
        uint256 target = risk.targetCoverage * BPS;
        uint256 missing = FixedPointMathLib.zeroFloorSub(target, coverage);
        uint256 range = (risk.insuranceShareMax - risk.insuranceShareMin) * BPS;
        uint256 share = risk.insuranceShareMin * BPS + range * missing / target;
        if (share == _insuranceShare) return;
        _insuranceShare = uint64(share);
        emit InsuranceShareSet(share);
    }

    /// @notice Insurance assets / stress loss (WAD); unlimited when nothing is at stake.
    function _coverage(uint256 stressLoss) private view returns (uint256) {
        if (stressLoss == 0) return type(uint256).max;
        uint256 assets = IInsurancePool(pool.insurancePool()).totalAssets();
        uint256 usd = FixedPointMathLib.fullMulDiv(assets, oracle.latest(collateralAsset).value, UNIT);
        return FixedPointMathLib.fullMulDiv(usd, WAD, stressLoss);
    }

    function _poolExposure() private view returns (PoolExposure memory exposure) {
        StalenessTerms memory staleness = _staleness(_terms);
        uint256 count = _markets.length;
        for (uint256 market; market < count; ++market) {
            if (_strikes[market].length > 0) _addMarket(exposure, staleness, market);
        }
        exposure.receivable = _receivable(_accruedTotals());
    }

    function _addMarket(PoolExposure memory exposure, StalenessTerms memory staleness, uint256 market) private view {
        MarketConfig memory config = _markets[market];
        Price memory price = oracle.latest(config.asset);
        uint256 sigma = volatilityOracle.volatility(config.asset);
        Valuation memory valuation = _value(market, config, price.value, sigma);
        int256 liability = _liability(valuation, valuation.now_);
        uint256 age = FixedPointMathLib.zeroFloorSub(block.timestamp, price.publishTime);
        uint256 dollarDelta = FixedPointMathLib.abs(valuation.now_.sums.dollarDelta(price.value));
        exposure.liability += liability;
        exposure.stressLoss += _stress(valuation, liability);
        exposure.margin += FixedPointMathLib.mulWadUp(dollarDelta, staleness.feeRate(sigma, age));
    }

    function _requireFresh(uint256 asset, uint256 maxAge) private view {
        Price memory price = oracle.latest(asset);
        _checkedAge(asset, price, maxAge);
        _requireCertain(asset, price);
    }
}
