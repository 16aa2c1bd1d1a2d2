// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IClearinghouse} from "./interfaces/IClearinghouse.sol";
import {IPoolValuer} from "./interfaces/IPoolValuer.sol";
import {BookMath} from "./libraries/BookMath.sol";
import {SpreadLib, StalenessTerms} from "./libraries/SpreadLib.sol";
import {RequestTerms} from "./libraries/RequestTerms.sol";
import {TermsLib} from "./libraries/TermsLib.sol";
import {Valuation, ValuationLib} from "./libraries/ValuationLib.sol";
import {MarketConfig, Price, RiskTerms, Strike, STRIKE_TICK, Terms} from "./Types.sol";

/// @title Values a set's markets for those who enter or leave its pool; see IPoolValuer
contract PoolValuer is IPoolValuer {
    using ValuationLib for Valuation;
    using SpreadLib for StalenessTerms;

    uint256 private constant WAD = 1e18;
    uint256 private constant BPS = 1e14;

    function poolExposure(IClearinghouse house) public view returns (PoolExposure memory exposure) {
        StalenessTerms memory staleness = TermsLib.staleness(house.terms());
        uint256 count = house.marketCount();
        for (uint256 market; market < count; ++market) {
            _addMarket(exposure, house, staleness, market);
        }
        exposure.receivable = house.receivable();
    }

    function stressLimit(IClearinghouse house, uint256 cash) external view returns (uint256 limit, uint256 stressLoss) {
        PoolExposure memory exposure = poolExposure(house);
        RiskTerms memory risk = house.riskTerms();
        limit = SpreadLib.stressLimit(
            _price(house).value,
            _unit(house),
            cash,
            exposure.receivable - exposure.liability,
            risk.stressLimit,
            risk.collateralShock
        );
        return (limit, exposure.stressLoss);
    }

    function freeCash(IClearinghouse house, uint256 cash) external view returns (uint256) {
        PoolExposure memory exposure = poolExposure(house);
        if (exposure.stressLoss == 0 && exposure.liability == 0) return cash;
        RiskTerms memory risk = house.riskTerms();
        uint256 price = _price(house).value;
        uint256 shock = risk.collateralShock * BPS;
        uint256 unit = _unit(house);
        int256 equity = int256(SpreadLib.toUsdDown(cash, price, shock, unit))
            + FixedPointMathLib.min(exposure.receivable - exposure.liability, 0);
        uint256 needed = FixedPointMathLib.divWadUp(exposure.stressLoss, risk.stressLimit * BPS);
        if (equity <= int256(needed)) return 0;
        uint256 spare = uint256(equity) - needed;
        return FixedPointMathLib.min(cash, FixedPointMathLib.fullMulDiv(spare, unit, price * (WAD - shock) / WAD + 1));
    }

    function poolValue(IClearinghouse house, bool spread, bool enter) external view returns (int256 tokens) {
        PoolExposure memory exposure = poolExposure(house);
        int256 usd = exposure.receivable - exposure.liability;
        if (usd == 0 && exposure.margin == 0) return 0;
        (uint256 price, uint256 width) = collateralValue(house);
        uint256 unit = _unit(house);
        if (!spread) return -BookMath.ceilDiv(-usd * int256(unit), int256(price));
        if (enter) return SpreadLib.toTokensSigned(usd + int256(exposure.margin), price, width, unit);
        return -SpreadLib.toTokensSigned(int256(exposure.margin) - usd, price, width, unit);
    }

    function collateralValue(IClearinghouse house) public view returns (uint256 price, uint256 spread) {
        Price memory latest = _price(house);
        StalenessTerms memory staleness = TermsLib.staleness(house.terms());
        uint256 age = _age(latest);
        if (age <= staleness.grace) return (latest.value, 0);
        uint256 sigma = house.volatilityOracle().volatility(house.collateralAsset());
        return (latest.value, staleness.uncertainty(sigma, age));
    }

    function requirePricesSince(IClearinghouse house, uint256 notBefore) external view {
        requireFreshPrices(house);
        uint256 count = house.marketCount();
        for (uint256 market; market < count; ++market) {
            if (house.strikesOf(market).length == 0) continue;
            uint256 asset = house.marketConfig(market).asset;
            _requireSince(asset, house.oracle().latest(asset), notBefore);
        }
        if (!exposed(house)) return;
        Price memory price = _price(house);
        if (_age(price) <= house.terms().maxAgeOpen) _requireSince(house.collateralAsset(), price, notBefore);
    }

    function exposed(IClearinghouse house) public view returns (bool) {
        return house.openPositions() > 0 || house.receivable() != 0;
    }

    function newestPublishTime(IClearinghouse house) external view returns (uint256 time) {
        time = FixedPointMathLib.max(block.timestamp, _price(house).publishTime);
        uint256 count = house.marketCount();
        for (uint256 market; market < count; ++market) {
            uint256 asset = house.marketConfig(market).asset;
            time = FixedPointMathLib.max(time, house.oracle().latest(asset).publishTime);
        }
    }

    function executionReward(IClearinghouse house) external view returns (uint256) {
        return SpreadLib.toTokensUp(RequestTerms.REWARD_USD, _price(house).value, 0, _unit(house));
    }

    function requireFreshPrices(IClearinghouse house) public view {
        require(house.settledAt() == 0, SettlementUnderWay());
        Terms memory terms = house.terms();
        bool atRisk = house.receivable() != 0;
        uint256 count = house.marketCount();
        for (uint256 market; market < count; ++market) {
            if (house.strikesOf(market).length == 0) continue;
            atRisk = true;
            _requireFresh(house, house.marketConfig(market).asset, terms.maxAgeReduce);
        }
        if (atRisk) _requireFresh(house, house.collateralAsset(), terms.maxAgeCollateralReduce);
    }

    function _addMarket(
        PoolExposure memory exposure,
        IClearinghouse house,
        StalenessTerms memory staleness,
        uint256 market
    ) private view {
        Strike[] memory strikes = house.strikesOf(market);
        if (strikes.length == 0) return;
        MarketConfig memory config = house.marketConfig(market);
        Price memory price = house.oracle().latest(config.asset);
        uint256 sigma = house.volatilityOracle().volatility(config.asset);
        Valuation memory valuation = ValuationLib.start(config, price.value, sigma);
        for (uint256 i; i < strikes.length; ++i) {
            valuation.add(uint256(strikes[i].strike) * STRIKE_TICK, strikes[i].netCalls, strikes[i].netPuts);
        }
        int256 liability = valuation.liability(ValuationLib.NOW);
        exposure.liability += liability;
        exposure.stressLoss += valuation.stress(liability);
        exposure.margin += FixedPointMathLib.mulWadUp(valuation.dollarDelta(), staleness.feeRate(sigma, _age(price)));
    }

    function _requireFresh(IClearinghouse house, uint256 asset, uint256 maxAge) private view {
        Price memory price = house.oracle().latest(asset);
        require(_age(price) <= maxAge, StalePrice(asset, price.publishTime, maxAge));
        uint256 limit = price.value / TermsLib.CONFIDENCE_DIVISOR;
        require(price.confidence <= limit, UncertainPrice(asset, price.confidence, limit));
    }

    function _requireSince(uint256 asset, Price memory price, uint256 notBefore) private pure {
        require(price.publishTime >= notBefore, PriceBeforeRequest(asset, price.publishTime, notBefore));
    }

    function _price(IClearinghouse house) private view returns (Price memory) {
        return house.oracle().latest(house.collateralAsset());
    }

    function _age(Price memory price) private view returns (uint256) {
        return FixedPointMathLib.zeroFloorSub(block.timestamp, price.publishTime);
    }

    function _unit(IClearinghouse house) private view returns (uint256) {
        return 10 ** IERC20Metadata(house.token()).decimals();
    }
}
