// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {UnitValue} from "../libraries/BookMath.sol";
import {MarginLib} from "../libraries/MarginLib.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {ValuationLib, Valuation} from "../libraries/ValuationLib.sol";
import {AccountId, FrozenAsset, MarketConfig, Position, Settlement, Strike, Terms} from "../Types.sol";
import {Exposure, FundingTotals} from "./ClearinghouseState.sol";
import {Collateral} from "./PriceReader.sol";
import {AccountBase} from "./AccountBase.sol";

/// @title The orderly end of a set whose pools cannot pay everybody
/// @notice Four steps, each open to anyone: prices are frozen (`startSettlement`), every account's positions become a claim or a
/// payment at V (`settleAccount`), what the pools hold is set aside (`finishSettlement`), and every claim is paid the same part
/// of it (`claim`). What remains is the LPs' and, after them, the stakers' own.
abstract contract Settling is AccountBase {
    using ValuationLib for Valuation;

    function startSettlement(AccountId account, bytes[] calldata priceUpdate)
        external
        payable
        nonReentrant
        returnsEther
        whileOpen
    {
        _updatePrices(priceUpdate);
        Terms memory terms_ = _terms;
        Collateral memory collateral = _collateral(terms_, true);
        _frozen[collateralAsset].price = uint128(collateral.price);
        int256 owed = _freezeMarkets(terms_) - _receivable(_accruedTotals(block.timestamp));
        settledAt = uint40(block.timestamp);
        uint256 available = pool.cash() + IERC4626(pool.insurancePool()).totalAssets();
        uint256 needed = FixedPointMathLib.max(_claimTokens(owed), _claimTokens(_worth(account)));
        require(needed > available, PoolsCanPay(needed, available));
        emit SettlementStarted(msg.sender, needed, available, collateral.price);
    }

    function settleAccount(AccountId account) external nonReentrant {
        require(settledAt != 0, NotSettling());
        uint256 count = _accounts[account].positionCount;
        require(count > 0, NothingToSettle(account));
        int256 worth = _worth(account);
        FundingTotals memory totals = _accruedTotals(settledAt);
        for (uint256 i = count; i > 0; --i) {
            _dissolve(totals, _positions[account][i - 1]);
            delete _positions[account][i - 1];
        }
        _fundingTotals = totals;
        _totalExposure.positions -= uint32(count);
        _accounts[account].positionCount = 0;
        _accounts[account].writtenCount = 0;
        if (worth > 0) _registerClaim(account, _claimTokens(worth));
        else _collectDebt(account, SpreadLib.toTokensUp(uint256(-worth), _frozen[collateralAsset].price, 0, UNIT));
    }

    function finishSettlement() external nonReentrant {
        require(settledAt != 0, NotSettling());
        require(_settlement.finishedAt == 0, SettlementFinished());
        uint256 open = _totalExposure.positions;
        require(open == 0, PositionsOpen(open));
        uint256 claims = _settlement.claims;
        uint256 funds = pool.settle(claims);
        _settlement.funds = uint128(funds);
        _settlement.finishedAt = uint64(block.timestamp);
        _totalExposure = Exposure(0, 0, 0);
        emit SettlementCompleted(claims, funds);
    }

    function claim(AccountId account) external nonReentrant {
        Settlement memory settlement_ = _settlement;
        require(settlement_.finishedAt != 0, SettlementUnfinished());
        uint256 claimed = _claims[account];
        require(claimed > 0, NothingToSettle(account));
        // Paid out of what is left for what is left: each gets the same part, and the last one the odd units.
        uint256 paid = FixedPointMathLib.fullMulDiv(claimed, settlement_.funds, settlement_.claims);
        _settlement.funds = uint128(settlement_.funds - paid);
        _settlement.claims = uint128(settlement_.claims - claimed);
        delete _claims[account];
        _accounts[account].cash += uint128(paid);
        emit ClaimPaid(account, claimed, paid);
    }

    /// @notice Keeps every exposed asset's price and volatility; returns Σ q·V (USD, WAD) at them.
    function _freezeMarkets(Terms memory terms_) private returns (int256 value) {
        uint256 count = _marketCount;
        for (uint256 market; market < count; ++market) {
            if (_states[market].strikeCount == 0) continue;
            MarketConfig memory config = _markets[market];
            (uint256 spot,) = _tradePrice(config.asset, terms_.maxAgeOpen, true);
            uint256 sigma = volatilityOracle.volatility(config.asset);
            _frozen[config.asset] = FrozenAsset(uint128(spot), uint128(sigma));
            value += MarginLib.floorWad(_value(market, config, spot, sigma).scenarios[ValuationLib.NOW].sums.value);
        }
    }

    /// @notice What the account's positions are worth at the frozen prices less the funding owed (USD, WAD), rounded down.
    function _worth(AccountId account) private view returns (int256 worth) {
        uint256 count = _accounts[account].positionCount;
        for (uint256 i; i < count; ++i) {
            Position memory position = _positions[account][i];
            MarketConfig memory config = _markets[position.series.marketOf()];
            FrozenAsset memory frozen = _frozen[config.asset];
            UnitValue memory unit =
                ValuationLib.start(config, frozen.price, frozen.volatility).unitAt(position.series.strikeOf());
            uint256 intrinsic = position.series.isPut() ? unit.putIntrinsic : unit.callIntrinsic;
            worth += MarginLib.floorWad(position.quantity * int256(unit.timeValue + intrinsic));
        }
        (int256 owed,) = _accountFunding(account, settledAt);
        worth -= owed;
    }

    /// @notice Takes a position out of the book and of the funding totals.
    function _dissolve(FundingTotals memory totals, Position memory position) private {
        uint256 market = position.series.marketOf();
        bool put = position.series.isPut();
        Strike[] memory strikes = _activeStrikes(market);
        uint256 place = _place(strikes, strikes.length, position.series, 0);
        Strike memory strike = strikes[place];
        int256 index = _settleSeries(totals, position.series, _netOf(strike, put));
        _settlePosition(totals, position, index);
        _changeNet(strike, put, 0 - int256(position.quantity));
        --strike.positions;
        _strikes[market][place] = strike;
        if (strike.positions == 0) _dropEmpty(market);
    }

    function _registerClaim(AccountId account, uint256 tokens) private {
        _claims[account] += tokens;
        _settlement.claims += uint128(tokens);
        _settlement.claimed += uint128(tokens);
        emit AccountSettled(account, int256(tokens), 0);
    }

    function _collectDebt(AccountId account, uint256 owed) private {
        uint256 paid = FixedPointMathLib.min(owed, _accounts[account].cash);
        _accounts[account].cash -= uint128(paid);
        emit AccountSettled(account, -int256(owed), paid);
        if (owed > paid) emit BadDebt(account, owed - paid, 0);
        _moveTokens(int256(paid), 0);
    }

    function _claimTokens(int256 usd) private view returns (uint256) {
        if (usd <= 0) return 0;
        return SpreadLib.toTokensDown(uint256(usd), _frozen[collateralAsset].price, 0, UNIT);
    }
}
