// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {UnitValue} from "../libraries/BookMath.sol";
import {SpreadLib, StalenessTerms} from "../libraries/SpreadLib.sol";
import {TermsLib} from "../libraries/TermsLib.sol";
import {StrikeUnits, Valuation, ValuationLib} from "../libraries/ValuationLib.sol";
import {AccountId, Leg, MarketConfig, Position, SeriesId, Strike, STRIKE_TICK, Terms} from "../Types.sol";
import {Exposure, FundingTotals} from "./ClearinghouseState.sol";
import {Collateral} from "./PriceReader.sol";
import {MarginCheck} from "./MarginCheck.sol";

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
    int256 newPositions;
    uint256 nextPlace; // where the next leg's position stands if legs follow the account's list
}

/// @notice One market's part of an order: its legs from `from` up to, not including, `to`. Memory only.
struct Run {
    uint256 from;
    uint256 to;
    Valuation valuation;
    int256 liability;
    uint256 spot;
    uint256 feeRate;
    Strike[] strikes;
    StrikeUnits[] units; // of the strikes that legs are on, by place
    uint256 listed; // strikes that were active before
    uint256 strikeCount;
    bool emptied;
}

/// @notice What one leg came to, USD (WAD), and where its series stands in the book.
struct Fill {
    uint256 place;
    UnitValue unit;
    int256 premium;
    uint256 fee;
    int256 funding;
}

/// @title Trading against the cost function
/// @notice Every leg costs the change of Λ that it causes, so the order of legs and the way they are split change nothing.
abstract contract Trading is MarginCheck {
    using ValuationLib for Valuation;
    using SpreadLib for StalenessTerms;

    /// @notice Carries out all legs in the books and positions; cash has not moved yet.
    function _execute(Order memory order, Leg[] memory legs) internal {
        uint256 count = legs.length;
        order.staleness = TermsLib.staleness(order.terms);
        order.collateral = _collateral(order.terms, order.opening);
        order.totals = _accruedTotals(block.timestamp);
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

    /// @notice An order as its legs and the account's positions make it: it opens when some leg enlarges or turns a position.
    function _newOrder(AccountId account, Leg[] memory legs) internal view returns (Order memory order) {
        require(address(pool) != address(0), PoolNotSet());
        uint256 count = legs.length;
        require(count <= MAX_LEGS, TooManyLegs(count, MAX_LEGS));
        order.account = account;
        order.terms = _terms;
        uint256 held = _accounts[account].positionCount;
        for (uint256 i; i < count && !order.opening; ++i) {
            int256 before = _held(account, held, legs[i].series) + _earlier(legs, i);
            int256 quantity = legs[i].quantity;
            bool reduces = (before > 0 && quantity < 0 && quantity >= -before)
                || (before < 0 && quantity > 0 && quantity <= -before);
            order.opening = !reduces;
        }
    }

    /// @notice Legs that close the given part (WAD) of every position; what would be left as dust is closed whole.
    function _closingLegs(AccountId account, uint256 fraction) internal view returns (Leg[] memory legs) {
        uint256 count = _accounts[account].positionCount;
        legs = new Leg[](count);
        uint256 minimum = uint256(_terms.minimumNotional) * 1e18;
        uint256 spot;
        for (uint256 i; i < count; ++i) {
            Position memory position = _positions[account][i];
            uint256 market = position.series.marketOf();
            bool sameMarket = i > 0 && market == legs[i - 1].series.marketOf();
            if (!sameMarket) spot = oracle.latest(_markets[market].asset).value;
            legs[i] = Leg(position.series, int96(-_part(position.quantity, fraction, spot, minimum)));
        }
    }

    /// @notice Tokens for premium and fee: rounded up when paid, down when received.
    function _costInTokens(Order memory order) internal view returns (int256) {
        return _signedTokens(order.collateral, order.premium + int256(order.fee));
    }

    function _signedTokens(Collateral memory collateral, int256 usd) internal view returns (int256) {
        return SpreadLib.toTokensSigned(usd, collateral.price, collateral.spread, UNIT);
    }

    /// @notice Tokens for the funding settled; what is received is less the insurance pool's share.
    function _fundingInTokens(Order memory order) internal view returns (int256) {
        return _signedTokens(order.collateral, _afterInsurance(order.funding));
    }

    /// @notice The insurance pool's share of what was paid beyond the premium's own value: fee, spread and funding.
    function _insuranceIncome(Order memory order, int256 cost, int256 funding) internal view returns (uint256) {
        int256 atMid = order.premium * int256(UNIT) / int256(order.collateral.price);
        int256 income = FixedPointMathLib.max(cost - atMid, 0) + FixedPointMathLib.max(funding, 0);
        return uint256(income) * _insuranceShare / 10_000;
    }

    function _executeRun(Order memory order, uint256 market, Leg[] memory legs, uint256 from, uint256 to) private {
        MarketConfig memory config = _markets[market];
        require(config.period != 0, UnknownMarket(market));
        require(config.listed || !order.opening, MarketNotListed(market));
        Fill[] memory fills = new Fill[](to - from);
        Run memory run = _startRun(order, config, market, fills.length);
        (run.from, run.to) = (from, to);
        _valueBook(run, legs, fills);
        for (uint256 i = from; i < to; ++i) {
            _executeLeg(order, run, legs[i], fills[i - from]);
        }
        for (uint256 i = from; i < to; ++i) {
            Fill memory fill = fills[i - from];
            Strike memory strike = run.strikes[fill.place];
            int256 rate = run.valuation.fundingRate(fill.unit, legs[i].series.isPut());
            _setRate(order.totals, legs[i].series, _netOf(strike, legs[i].series.isPut()), rate);
            _strikes[market][fill.place] = strike;
        }
        _states[market].strikeCount = uint8(run.strikeCount);
        if (run.emptied) _dropEmpty(market);

        uint256 stressLoss = run.valuation.stress(run.liability);
        _setExposure(market, run.liability, stressLoss, order.newPositions);
        order.newPositions = 0;
        if (order.opening) _requireRoom(order, run, stressLoss, legs);
    }

    function _startRun(Order memory order, MarketConfig memory config, uint256 market, uint256 legs)
        private
        returns (Run memory run)
    {
        uint256 maxAge = order.opening ? order.terms.maxAgeOpen : order.terms.maxAgeReduce;
        uint256 age;
        (run.spot, age) = _tradePrice(config.asset, maxAge, order.opening);
        uint256 sigma = volatilityOracle.volatility(config.asset);
        run.strikeCount = _states[market].strikeCount;
        run.strikes = _strikesWithRoom(market, run.strikeCount, legs);
        run.listed = run.strikeCount;
        run.valuation = ValuationLib.start(config, run.spot, sigma);
        run.feeRate = order.staleness.feeRate(sigma, age);
    }

    /// @notice Values the book as it is, and remembers what a unit is worth at the strikes that legs are on.
    function _valueBook(Run memory run, Leg[] memory legs, Fill[] memory fills) private pure {
        uint256 count = run.listed;
        uint256 wanted;
        for (uint256 i; i < fills.length; ++i) {
            uint256 place = _find(run.strikes, count, legs[run.from + i].series);
            fills[i].place = place;
            wanted |= 1 << place;
        }
        run.units = _unitsWithRoom(count + fills.length);
        for (uint256 i; i < count; ++i) {
            Strike memory strike = run.strikes[i];
            uint256 price = uint256(strike.strike) * STRIKE_TICK;
            if (wanted >> i & 1 == 0) {
                run.valuation.add(price, strike.netCalls, strike.netPuts);
            } else {
                run.units[i] = run.valuation.unitsAt(price);
                run.valuation.addUnits(run.units[i], price, strike.netCalls, strike.netPuts);
            }
        }
        run.liability = run.valuation.liability(ValuationLib.NOW);
    }

    /// @dev A list of pointers alone: `new` would fill it with empty units first.
    function _unitsWithRoom(uint256 length) private pure returns (StrikeUnits[] memory units) {
        assembly ("memory-safe") {
            units := mload(0x40)
            mstore(units, length)
            mstore(0x40, add(units, shl(5, add(length, 1))))
        }
    }

    /// @notice Reverts if the trade adds risk and leaves the book too skewed or the pool's stress loss above its limit.
    /// @dev The limit counts the pool's cash before the premium arrives or after it has left, the collateral shocked, and other
    /// markets as of their last trade or touch.
    function _requireRoom(Order memory order, Run memory run, uint256 stressLoss, Leg[] memory legs) private view {
        Exposure memory total = _totalExposure;
        int256 other = _receivable(order.totals) - total.liability;
        uint256 leaving = uint256(FixedPointMathLib.max(-order.premium, 0)) * UNIT / order.collateral.price;
        uint256 cash = FixedPointMathLib.zeroFloorSub(pool.cash(), leaving);
        uint256 limit = SpreadLib.stressLimit(order.collateral.price, UNIT, cash, other, _stressLimit, _collateralShock);
        uint256 skew = run.valuation.skew();
        bool skewed = skew >= 1e18;
        bool stressed = total.stressLoss > limit;
        if (!skewed && !stressed) return;

        // Too much either way: only a trade that lessens it may pass.
        _takeOut(run, legs);
        require(!skewed || skew <= run.valuation.skew(), BookTooSkewed(skew));
        uint256 stressBefore = run.valuation.stress(run.valuation.liability(ValuationLib.NOW));
        require(!stressed || stressLoss <= stressBefore, CapacityExceeded(total.stressLoss, limit));
    }

    /// @dev Takes the run's legs out of the valuation again, to compare with what was.
    function _takeOut(Run memory run, Leg[] memory legs) private pure {
        for (uint256 i = run.from; i < run.to; ++i) {
            (int256 calls, int256 puts) = _sides(legs[i]);
            run.valuation.add(legs[i].series.strikeOf(), -calls, -puts);
        }
    }

    function _sides(Leg memory leg) private pure returns (int256 calls, int256 puts) {
        return leg.series.isPut() ? (int256(0), int256(leg.quantity)) : (int256(leg.quantity), int256(0));
    }

    function _executeLeg(Order memory order, Run memory run, Leg memory leg, Fill memory fill) private {
        int256 quantity = leg.quantity;
        require(quantity != 0, ZeroQuantity());
        if (fill.place == run.listed) fill.place = _place(run.strikes, run.strikeCount, leg.series, run.spot);
        Strike memory strike = run.strikes[fill.place];
        if (fill.place == run.strikeCount) {
            strike.strike = uint56(leg.series.strikeOf() / STRIKE_TICK);
            run.units[fill.place] = run.valuation.unitsAt(leg.series.strikeOf());
            ++run.strikeCount;
        }
        (int256 calls, int256 puts) = _sides(leg);
        StrikeUnits memory units = run.units[fill.place];
        fill.unit = units.current;
        run.valuation.addUnits(units, leg.series.strikeOf(), calls, puts);
        int256 liability = run.valuation.liability(ValuationLib.NOW);
        fill.premium = liability - run.liability;
        fill.fee = _legFee(order, run, leg, fill.unit);
        fill.funding = _changePosition(order, leg, strike, run.spot);
        _changeNet(strike, leg.series.isPut(), quantity);
        run.emptied = run.emptied || strike.positions == 0;
        run.liability = liability;
        order.premium += fill.premium;
        order.fee += fill.fee;
        order.funding += fill.funding;
        _emitTraded(order, leg, fill, run.spot);
    }

    function _emitTraded(Order memory order, Leg memory leg, Fill memory fill, uint256 spot) private {
        emit Traded(
            order.account, leg.series, leg.quantity, fill.premium, fill.fee, fill.funding, spot, order.collateral.price
        );
    }

    function _legFee(Order memory order, Run memory run, Leg memory leg, UnitValue memory unit)
        private
        pure
        returns (uint256)
    {
        uint256 size = FixedPointMathLib.abs(leg.quantity);
        uint256 value = unit.timeValue + (leg.series.isPut() ? unit.putIntrinsic : unit.callIntrinsic);
        return order.staleness
            .fee(run.feeRate, FixedPointMathLib.mulWadUp(size, run.spot), FixedPointMathLib.mulWadUp(size, value));
    }

    /// @notice Settles the position's funding and changes its quantity; returns the funding settled (USD, WAD).
    function _changePosition(Order memory order, Leg memory leg, Strike memory strike, uint256 spot)
        private
        returns (int256 funding)
    {
        int256 index = _settleSeries(order.totals, leg.series, _netOf(strike, leg.series.isPut()));
        Position[MAX_POSITIONS] storage positions = _positions[order.account];
        uint256 count = _accounts[order.account].positionCount;
        uint256 place = order.nextPlace;
        if (place >= count || SeriesId.unwrap(positions[place].series) != SeriesId.unwrap(leg.series)) {
            place = 0;
            while (place < count && SeriesId.unwrap(positions[place].series) != SeriesId.unwrap(leg.series)) ++place;
        }
        order.nextPlace = place + 1;

        int256 held;
        if (place < count) {
            Position memory position = positions[place];
            held = position.quantity;
            funding = _settlePosition(order.totals, position, index);
        }
        int256 quantity = held + leg.quantity;
        if (quantity == 0) {
            _removePosition(order.account, place, count);
            --strike.positions;
            --order.newPositions;
        } else {
            _requireNotDust(order.terms, FixedPointMathLib.abs(quantity), spot);
            require(place < MAX_POSITIONS, TooManyPositions(MAX_POSITIONS));
            positions[place] = Position(leg.series, _toInt96(quantity), _toInt96(index));
            if (place == count) {
                _accounts[order.account].positionCount = uint8(count + 1);
                ++strike.positions;
                ++order.newPositions;
            }
        }
        if ((held < 0) != (quantity < 0)) _countWritten(order.account, quantity < 0);
    }

    function _countWritten(AccountId account, bool more) private {
        if (more) ++_accounts[account].writtenCount;
        else --_accounts[account].writtenCount;
    }

    function _held(AccountId account, uint256 count, SeriesId series) private view returns (int256) {
        Position[MAX_POSITIONS] storage positions = _positions[account];
        for (uint256 i; i < count; ++i) {
            if (SeriesId.unwrap(positions[i].series) == SeriesId.unwrap(series)) return positions[i].quantity;
        }
        return 0;
    }

    /// @notice What earlier legs of the same order do to a leg's series.
    function _earlier(Leg[] memory legs, uint256 place) private pure returns (int256 sum) {
        for (uint256 i; i < place; ++i) {
            if (SeriesId.unwrap(legs[i].series) == SeriesId.unwrap(legs[place].series)) sum += legs[i].quantity;
        }
    }

    /// @dev The part of a quantity, rounded away from zero; the whole when less than the minimum (USD, WAD) would be left.
    function _part(int256 quantity, uint256 fraction, uint256 spot, uint256 minimum) private pure returns (int256) {
        uint256 size = FixedPointMathLib.abs(quantity);
        uint256 part = FixedPointMathLib.mulWadUp(size, fraction);
        if (FixedPointMathLib.mulWad(size - part, spot) < minimum) return quantity;
        return quantity > 0 ? int256(part) : -int256(part);
    }

    function _removePosition(AccountId account, uint256 place, uint256 count) private {
        if (place != count - 1) _positions[account][place] = _positions[account][count - 1];
        delete _positions[account][count - 1];
        _accounts[account].positionCount = uint8(count - 1);
    }

    /// @dev A position is worth opening or keeping, or it is closed whole: the bounded list of strikes must not fill with dust.
    function _requireNotDust(Terms memory terms_, uint256 quantity, uint256 spot) private pure {
        uint256 notional = FixedPointMathLib.mulWad(quantity, spot);
        uint256 minimum = uint256(terms_.minimumNotional) * 1e18;
        require(notional >= minimum, BelowMinimumNotional(notional, minimum));
    }
}
