// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {BookMath, UnitValue} from "../libraries/BookMath.sol";
import {SpreadLib, StalenessTerms} from "../libraries/SpreadLib.sol";
import {AccountId, Leg, MarketConfig, Position, RiskTerms, SeriesId, Terms} from "../Types.sol";
import {Account, Exposure, FundingTotals} from "./ClearinghouseState.sol";
import {Collateral} from "./PriceReader.sol";
import {Accounts} from "./Accounts.sol";
import {Valuation} from "./Book.sol";

/// @notice A trade on its way through the markets. Memory only; USD figures are WAD.
struct Order {
    AccountId account;
    bool opening;
    Terms terms;
    StalenessTerms staleness;
    Collateral collateral;
    FundingTotals totals;
    int256 premium;
    uint256 fee;
    int256 funding;
    uint256 stressBefore;
    uint256 stressAfter;
}

/// @notice One market's part of an order. Memory only.
struct Run {
    Valuation valuation;
    int256 liability;
    uint256 spot;
    uint256 feeRate;
}

/// @notice What one leg came to. USD (WAD).
struct Fill {
    int256 premium;
    uint256 fee;
    int256 funding;
}

/// @title Trading against the cost function
/// @notice Every leg costs the change of Λ that it causes, so the order of legs and the way they are split change nothing.
abstract contract Trading is Accounts {
    using BookMath for *;
    using SpreadLib for StalenessTerms;

    /// @notice Carries out all legs in the books and positions; cash has not moved yet.
    function _execute(Order memory order, Leg[] memory legs) internal {
        uint256 count = legs.length;
        order.staleness = _staleness(order.terms);
        order.collateral = _collateral(order.terms, order.opening);
        order.totals = _accruedTotals();
        uint256 from;
        while (from < count) {
            uint256 to = from + 1;
            uint256 market = legs[from].series.marketOf();
            while (to < count && legs[to].series.marketOf() == market) ++to;
            _executeRun(order, market, legs, from, to);
            from = to;
        }
        _fundingTotals = order.totals;
    }

    /// @notice Tokens for premium and fee: rounded up when paid, down when received.
    function _costInTokens(Order memory order) internal view returns (int256) {
        return _signedTokens(order.collateral, order.premium + int256(order.fee));
    }

    /// @notice Tokens that the account owes (positive) for `usd`, at the side of the spread that favours the pool.
    function _signedTokens(Collateral memory collateral, int256 usd) internal view returns (int256) {
        if (usd >= 0) return int256(SpreadLib.toTokensUp(uint256(usd), collateral.price, collateral.spread, UNIT));
        return -int256(SpreadLib.toTokensDown(uint256(-usd), collateral.price, collateral.spread, UNIT));
    }

    /// @notice The insurance pool's share of what was paid beyond the premium's own value: fee, spread and funding.
    function _insuranceIncome(Order memory order, int256 cost, int256 funding) internal view returns (uint256) {
        int256 atMid = order.premium * int256(UNIT) / int256(order.collateral.price);
        int256 income = FixedPointMathLib.max(cost - atMid, 0) + FixedPointMathLib.max(funding, 0);
        return FixedPointMathLib.mulWad(uint256(income), _insuranceShare);
    }

    /// @notice Reverts if a trade that adds risk leaves the pool's stress loss above its limit.
    /// @dev Equity is taken with the collateral's own shock; other markets count as of their last trade or touch.
    function _requireCapacity(Order memory order) internal view {
        if (order.stressAfter <= order.stressBefore) return;
        RiskTerms memory risk = _riskTerms;
        Exposure memory total = _totalExposure;
        uint256 limit = _stressLimit(risk, total.liability, _receivable(order.totals), order.collateral.price, pool.cash());
        require(total.stressLoss <= limit, CapacityExceeded(total.stressLoss, limit));
    }

    /// @notice limit · max(cash at the shocked price + receivable − Λ, 0) in USD (WAD).
    function _stressLimit(RiskTerms memory risk, int256 liability, int256 receivable, uint256 price, uint256 cash)
        internal
        view
        returns (uint256)
    {
        uint256 shocked = SpreadLib.toUsdDown(cash, price, risk.collateralShock * BPS, UNIT);
        int256 equity = int256(shocked) + receivable - liability;
        return equity > 0 ? FixedPointMathLib.mulWad(uint256(equity), risk.stressLimit * BPS) : 0;
    }

    /// @notice Stores a market's Λ and stress loss and carries the change into the sums.
    function _setExposure(uint256 market, int256 liability, uint256 stressLoss) internal {
        Exposure memory old = _exposure[market];
        Exposure memory total = _totalExposure;
        // Λ is bounded by the pool's capacity and int96 quantities, far below 128 bits.
        _exposure[market] = Exposure(int128(liability), uint128(stressLoss));
        _totalExposure = Exposure(
            int128(total.liability - old.liability + liability), uint128(total.stressLoss - old.stressLoss + stressLoss)
        );
    }

    function _executeRun(Order memory order, uint256 market, Leg[] memory legs, uint256 from, uint256 to) private {
        require(market < _markets.length, UnknownMarket(market));
        MarketConfig memory config = _markets[market];
        require(config.listed || !order.opening, MarketNotListed(market));
        Run memory run;
        uint256 age;
        (run.spot, age) = _tradePrice(
            config.asset, order.opening ? order.terms.maxAgeOpen : order.terms.maxAgeReduce, order.opening
        );
        uint256 sigma = volatilityOracle.volatility(config.asset);
        run.feeRate = order.staleness.feeRate(sigma, age);
        run.valuation = _value(market, config, run.spot, sigma);
        run.liability = _liability(run.valuation, run.valuation.now_);
        order.stressBefore += _stress(run.valuation, run.liability);
        uint256 skewBefore = _skew(run.valuation);

        UnitValue[] memory units = new UnitValue[](to - from);
        for (uint256 i = from; i < to; ++i) {
            units[i - from] = _executeLeg(order, run, legs[i]);
        }
        for (uint256 i = from; i < to; ++i) {
            _setRateFromMark(order.totals, run.valuation, legs[i].series, units[i - from]);
            if (legs[i].quantity < 0) _dropIfEmpty(legs[i].series);
        }

        uint256 skewAfter = _skew(run.valuation);
        require(!order.opening || skewAfter < WAD || skewAfter <= skewBefore, BookTooSkewed(skewAfter));
        uint256 stress = _stress(run.valuation, run.liability);
        order.stressAfter += stress;
        _setExposure(market, run.liability, stress);
    }

    function _executeLeg(Order memory order, Run memory run, Leg memory leg) private returns (UnitValue memory unit) {
        require(leg.quantity != 0, ZeroQuantity());
        bool isPut = leg.series.isPut();
        int256 netBefore = _changeNet(leg.series, run.spot, leg.quantity);
        unit = _apply(run.valuation, leg.series.strikeOf(), isPut ? int256(0) : leg.quantity, isPut ? leg.quantity : int256(0));
        int256 liability = _liability(run.valuation, run.valuation.now_);
        Fill memory fill;
        fill.premium = liability - run.liability;
        fill.fee = _legFee(order, run, leg, unit);
        fill.funding = _changePosition(order, leg, netBefore, run.spot);
        run.liability = liability;
        order.premium += fill.premium;
        order.fee += fill.fee;
        order.funding += fill.funding;
        _emitTraded(order, leg, fill, run.spot);
    }

    function _emitTraded(Order memory order, Leg memory leg, Fill memory fill, uint256 spot) private {
        emit Traded(
            order.account,
            leg.series,
            leg.quantity,
            fill.premium,
            fill.fee,
            fill.funding,
            spot,
            order.collateral.price
        );
    }

    function _legFee(Order memory order, Run memory run, Leg memory leg, UnitValue memory unit)
        private
        pure
        returns (uint256)
    {
        uint256 size = FixedPointMathLib.abs(leg.quantity);
        uint256 value = unit.timeValue + (leg.series.isPut() ? unit.putIntrinsic : unit.callIntrinsic);
        return order.staleness.fee(
            run.feeRate, FixedPointMathLib.mulWadUp(size, run.spot), FixedPointMathLib.mulWadUp(size, value)
        );
    }

    /// @notice Settles the position's funding and changes its quantity; returns the funding settled (USD, WAD).
    function _changePosition(Order memory order, Leg memory leg, int256 netBefore, uint256 spot)
        private
        returns (int256 funding)
    {
        int256 index = _settleSeries(order.totals, leg.series, netBefore);
        Position[MAX_POSITIONS] storage positions = _positions[order.account];
        uint256 count = _accounts[order.account].positionCount;
        uint256 place;
        while (place < count && SeriesId.unwrap(positions[place].series) != SeriesId.unwrap(leg.series)) ++place;

        int256 held;
        if (place < count) {
            Position memory position = positions[place];
            held = position.quantity;
            funding = _settlePosition(order.totals, position, index);
        }
        int256 quantity = held + leg.quantity;
        require(quantity >= 0, SellsMoreThanHeld(leg.series, held, -int256(leg.quantity)));
        if (quantity == 0) {
            _removePosition(order.account, place, count);
            return funding;
        }
        _requireNotDust(order.terms, uint256(quantity), spot);
        if (place == count) {
            require(count < MAX_POSITIONS, TooManyPositions(MAX_POSITIONS));
            _accounts[order.account].positionCount = uint8(count + 1);
        }
        positions[place] = Position(leg.series, _toInt96(quantity), _toInt96(index));
    }

    function _removePosition(AccountId account, uint256 place, uint256 count) private {
        if (place != count - 1) _positions[account][place] = _positions[account][count - 1];
        delete _positions[account][count - 1];
        _accounts[account].positionCount = uint8(count - 1);
    }

    /// @dev A position is worth opening or keeping, or it is closed whole: the bounded list of strikes must not fill with dust.
    function _requireNotDust(Terms memory terms_, uint256 quantity, uint256 spot) private pure {
        uint256 notional = FixedPointMathLib.mulWad(quantity, spot);
        uint256 minimum = terms_.minimumNotional * WAD;
        require(notional >= minimum, BelowMinimumNotional(notional, minimum));
    }

    function _setRateFromMark(
        FundingTotals memory totals,
        Valuation memory valuation,
        SeriesId series,
        UnitValue memory unit
    ) internal {
        bool isPut = series.isPut();
        int256 markPrice = valuation.now_.sums.mark(valuation.now_.spot, valuation.curve, unit, isPut);
        uint256 intrinsic = isPut ? unit.putIntrinsic : unit.callIntrinsic;
        _setRate(totals, series, _netOf(series), BookMath.fundingRate(markPrice, intrinsic, valuation.period));
    }

    function _skew(Valuation memory valuation) private pure returns (uint256) {
        return valuation.now_.sums.skew(valuation.now_.spot, valuation.curve, valuation.now_.u);
    }
}
