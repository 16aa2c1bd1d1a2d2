// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BookMath} from "../libraries/BookMath.sol";
import {AccountId, Funding, Position, SeriesId} from "../Types.sol";
import {Book} from "./Book.sol";
import {FundingTotals} from "./ClearinghouseState.sol";

/// @title Funding: per-series indexes, what each account owes, and what the pool is owed in total
/// @notice The rate set at a touch is in force until the next one, so whoever touches cannot choose the price of the past.
/// The total is kept to the last digit, index rounding included: it is zero when every account has settled.
abstract contract FundingLedger is Book {
    /// @notice The totals brought up to `time`, in memory; the caller stores them.
    function _accruedTotals(uint256 time) internal view returns (FundingTotals memory totals) {
        totals = _fundingTotals;
        unchecked {
            // 192 bits times seconds cannot reach 2^255.
            totals.receivable += int256(totals.rate) * int256(time - totals.accruedAt);
        }
        totals.accruedAt = uint64(time);
    }

    /// @notice Brings a series' index up to now and suspends its rate until `_setRate`. `net` is the quantity it accrued on.
    function _settleSeries(FundingTotals memory totals, SeriesId series, int256 net) internal returns (int256 index) {
        Funding memory funding = _funding[series];
        int256 elapsed = int256(uint256(totals.accruedAt - funding.touchedAt));
        int256 step = BookMath.accrued(funding.rate, uint256(elapsed));
        unchecked {
            // 96-bit quantities and indexes times a 25-bit year stay below 2^220.
            index = funding.index + step;
            totals.receivable += net * (step * int256(YEAR) - funding.rate * elapsed);
        }
        _changeTotalRate(totals, -int256(funding.rate) * net);
        _funding[series] = Funding(_toInt96(index), 0, totals.accruedAt);
    }

    /// @notice Sets the rate in force from now on. The series has just been settled.
    function _setRate(FundingTotals memory totals, SeriesId series, int256 net, int256 rate) internal {
        Funding storage funding = _funding[series];
        _changeTotalRate(totals, (rate - funding.rate) * net);
        funding.rate = _toInt96(rate);
    }

    /// @notice Funding of a position between its entry and `index` in USD (WAD), rounded up; taken off the total.
    function _settlePosition(FundingTotals memory totals, Position memory position, int256 index)
        internal
        pure
        returns (int256)
    {
        int256 owed = int256(position.quantity) * (index - position.entryIndex);
        totals.receivable -= owed * int256(YEAR);
        return BookMath.ceilDiv(owed, IWAD);
    }

    /// @notice Funding owed by an account at `time` and per year (USD, WAD), each rounded up, after the insurance pool's share.
    function _accountFunding(AccountId account, uint256 time) internal view returns (int256 owed, int256 perYear) {
        uint256 count = _accounts[account].positionCount;
        for (uint256 i; i < count; ++i) {
            Position memory position = _positions[account][i];
            Funding memory funding = _funding[position.series];
            owed += _positionFunding(position, funding, time);
            perYear += BookMath.ceilDiv(int256(position.quantity) * funding.rate, IWAD);
        }
        return (_afterInsurance(owed), _afterInsurance(perYear));
    }

    /// @notice Funding owed on a position at `time` (USD, WAD), rounded up.
    function _positionFunding(Position memory position, Funding memory funding, uint256 time)
        internal
        pure
        returns (int256)
    {
        int256 index = funding.index + BookMath.accrued(funding.rate, time - funding.touchedAt);
        return BookMath.ceilDiv(position.quantity * (index - position.entryIndex), IWAD);
    }

    /// @notice What of a funding amount (USD, WAD) an account pays or, less the insurance pool's share, receives. Whoever earns
    /// funding, the pool or a writer, gives the insurance pool its share. Rounded up.
    function _afterInsurance(int256 owed) internal view returns (int256) {
        if (owed >= 0) return owed;
        return owed * int256(uint256(10_000 - _insuranceShare)) / 10_000;
    }

    /// @notice What the pool is owed beside its cash (USD, WAD), rounded down, less the insurance pool's share.
    function _receivable(FundingTotals memory totals) internal view returns (int256) {
        int256 share = int256(uint256(10_000 - _insuranceShare));
        return -BookMath.ceilDiv(-totals.receivable * share, int256(YEAR) * IWAD * 10_000);
    }

    function _changeTotalRate(FundingTotals memory totals, int256 change) private pure {
        int256 rate = totals.rate + change;
        require(rate >= type(int192).min && rate <= type(int192).max, QuantityOutOfRange());
        totals.rate = int192(rate);
    }
}
