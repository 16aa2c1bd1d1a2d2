// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ClearinghouseSetup, ClearinghouseState} from "./clearinghouse/ClearinghouseState.sol";
import {Collateral} from "./clearinghouse/PriceReader.sol";
import {Order, Trading} from "./clearinghouse/Trading.sol";
import {Health, MarginLib} from "./libraries/MarginLib.sol";
import {SpreadLib} from "./libraries/SpreadLib.sol";
import {TermsLib} from "./libraries/TermsLib.sol";
import {AccountId, Leg} from "./Types.sol";

/// @title What others may do to an account
/// @notice Holds nothing itself: the clearinghouse runs this code on its own storage (a contract's code is bounded).
contract ClearinghouseLiquidation is Trading {
    using SafeERC20 for IERC20;

    /// @notice What closing an account came to, in tokens.
    /// @param left what remains of the account's cash. @param forgone funding that it could not pay.
    /// @param badDebt what else it could not pay. @param penalty taken from `left`. @param reward the caller's part.
    struct Outcome {
        uint256 left;
        uint256 forgone;
        uint256 badDebt;
        uint256 penalty;
        uint256 reward;
    }

    constructor(ClearinghouseSetup memory setup) ClearinghouseState(setup) {}

    function liquidate(AccountId account, address rewardTo, bytes[] calldata priceUpdate)
        external
        payable
        nonReentrant
        returnsEther
        whileOpen
    {
        _updatePrices(priceUpdate);
        Order memory order = _newOrder(account, new Leg[](0));
        order.collateral = _collateral(order.terms, true);
        Health memory before = _healthWith(account, _accounts[account].cash, true);
        bool written = _accounts[account].writtenCount > 0;
        require(written && MarginLib.liquidatable(before), AccountHealthy(account));

        uint256 fraction = MarginLib.closingFraction(before, TermsLib.margin(_riskTerms), _closingCost(order, before));
        uint256 count = _accounts[account].positionCount;
        _execute(order, _closingLegs(account, fraction));
        Outcome memory outcome = _outcome(order, before, fraction);
        uint256 left = _accounts[account].positionCount;
        if (left > 0 && !_healthier(order, outcome, before, left == count ? fraction : 0)) {
            fraction = 1e18;
            _execute(order, _closingLegs(account, fraction));
            outcome = _outcome(order, before, fraction);
        }
        emit Liquidated(account, msg.sender, fraction, outcome.reward, outcome.penalty, outcome.badDebt);
        _payOut(order, outcome, rewardTo);
    }

    /// @dev In sets with a delay only executed requests come here, from this contract itself: see Requesting.
    function closeExhausted(AccountId account, address rewardTo, bytes[] calldata priceUpdate)
        external
        payable
        nonReentrant
        returnsEther
        whileOpen
    {
        _updatePrices(priceUpdate);
        Order memory order = _newOrder(account, new Leg[](0));
        (int256 owed,) = _accountFunding(account, block.timestamp);
        order.collateral = _collateral(order.terms, false);
        int256 owedTokens = _signedTokens(order.collateral, owed);
        require(owedTokens > int256(uint256(_accounts[account].cash)), AccountNotExhausted(account));
        _execute(order, _closingLegs(account, 1e18));
        Outcome memory outcome = _closed(order);
        outcome.reward = outcome.left * order.terms.closeReward / 10_000;
        outcome.left -= outcome.reward;
        emit ExhaustedClosed(account, msg.sender, outcome.reward, outcome.forgone);
        _payOut(order, outcome, rewardTo);
    }

    /// @notice What closing everything would cost beside the positions' own value: the penalty and, at the least rates, the fee.
    function _closingCost(Order memory order, Health memory health) private view returns (uint256) {
        uint256 fee =
            FixedPointMathLib.min(health.notional * order.terms.baseFee, health.value * order.terms.feeCapOfPremium);
        return (MarginLib.positionMargin(health) * _riskTerms.liquidationPenalty + fee) / 10_000;
    }

    /// @notice Whether what has been closed so far can be paid and leaves the account healthier than it was.
    /// @param fraction (WAD) closed of every position alike; 0 when some were closed whole and all must be valued anew.
    function _healthier(Order memory order, Outcome memory outcome, Health memory before, uint256 fraction)
        private
        returns (bool)
    {
        if (outcome.forgone + outcome.badDebt > 0) return false;
        Health memory health;
        if (fraction == 0 || before.joint) {
            health = _healthWith(order.account, outcome.left, true);
        } else {
            Collateral memory collateral = order.collateral;
            uint256 cash = SpreadLib.toUsdDown(outcome.left, collateral.price, collateral.spread, UNIT);
            health = MarginLib.afterClosing(before, TermsLib.margin(_riskTerms), cash, fraction);
        }
        return health.equity * int256(before.maintenanceMargin) > before.equity * int256(health.maintenanceMargin);
    }

    /// @notice The account's cash after what was closed, and the penalty on the margin that `fraction` (WAD) of it freed.
    function _outcome(Order memory order, Health memory before, uint256 fraction)
        private
        view
        returns (Outcome memory outcome)
    {
        outcome = _closed(order);
        uint256 freed = FixedPointMathLib.mulWad(MarginLib.positionMargin(before), fraction);
        uint256 usd = freed * _riskTerms.liquidationPenalty / 10_000;
        outcome.penalty = FixedPointMathLib.min(usd * UNIT / order.collateral.price, outcome.left);
        outcome.reward = outcome.penalty / 2;
        outcome.left -= outcome.penalty;
    }

    /// @notice The account's cash after what was closed, and what of it cannot be paid: first funding is forgone, the rest is bad debt.
    function _closed(Order memory order) private view returns (Outcome memory outcome) {
        int256 funding = _fundingInTokens(order);
        int256 left = int256(uint256(_accounts[order.account].cash)) - _costInTokens(order) - funding;
        if (left >= 0) {
            outcome.left = uint256(left);
            return outcome;
        }
        outcome.forgone = uint256(FixedPointMathLib.min(-left, FixedPointMathLib.max(funding, 0)));
        outcome.badDebt = uint256(-left) - outcome.forgone;
    }

    /// @notice Books the account's cash and moves the tokens. Losses: the account's own margin, the insurance pool, the main pool.
    function _payOut(Order memory order, Outcome memory outcome, address rewardTo) private {
        int256 cost = _costInTokens(order);
        int256 funding = _fundingInTokens(order);
        uint256 cash = _accounts[order.account].cash;
        _accounts[order.account].cash = uint128(outcome.left);
        uint256 income;
        if (outcome.forgone + outcome.badDebt == 0) income = _insuranceIncome(order, cost, funding);
        emit Settled(order.account, msg.sender, cost, funding, income);
        uint256 toInsurance = FixedPointMathLib.zeroFloorSub(outcome.penalty, outcome.reward);
        _moveTokens(int256(cash) - int256(outcome.left + outcome.reward), income + toInsurance);
        if (outcome.badDebt > 0) {
            uint256 covered = pool.coverLoss(outcome.badDebt);
            emit BadDebt(order.account, outcome.badDebt, covered);
        }
        if (outcome.reward > 0) IERC20(token).safeTransfer(rewardTo, outcome.reward);
    }
}
