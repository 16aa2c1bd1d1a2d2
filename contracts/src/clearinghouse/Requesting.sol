// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IClearinghouse} from "../interfaces/IClearinghouse.sol";
import {IRequestListener} from "../interfaces/IRequestListener.sol";
import {RequestTerms} from "../libraries/RequestTerms.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {AccountId, Leg, Position, Price, TradeRequest} from "../Types.sol";
import {AccountBase} from "./AccountBase.sol";
import {Collateral} from "./PriceReader.sol";

/// @title Trades in two steps: asked for first, executed at a price that nobody knew when asking
/// @notice Whoever brings the price of a trade picks its moment, and whoever knows a jump before the vendor reports it picks
/// well. So a request names the trade, and anybody executes it for a reward at a price published `executionDelay` later.
/// From then on nothing that its owner does makes it succeed or fail: it cannot be cancelled, cash cannot be withdrawn, and
/// what is paid in does not count for it. The first attempt ends it, whether the trade passes or is refused.
abstract contract Requesting is AccountBase {
    using SafeERC20 for IERC20;

    /// @dev More than the dearest trade needs: eight legs in markets full of strikes.
    uint256 private constant EXECUTION_GAS = 4_000_000;

    function request(AccountId account, Leg[] calldata legs, int256 maxCost, uint256 deadline)
        external
        payable
        nonReentrant
        returnsEther
        whileOpen
        returns (uint256 notBefore)
    {
        require(_executionDelay > 0, RequestsNotTaken());
        require(block.timestamp <= deadline, DeadlinePassed(deadline, block.timestamp));
        _requireTrader(account);
        require(_requests[account] == 0, RequestPending(account));
        require(legs.length > 0, NoLegs());
        require(legs.length <= MAX_LEGS, TooManyLegs(legs.length, MAX_LEGS));
        // An exhausted account must not hold off with requests of its own that it is closed.
        uint256 needed = _rewardAndFunding(account);
        require(_accounts[account].cash >= needed, InsufficientMargin(needed, _accounts[account].cash));
        return _register(account, legs, maxCost, msg.sender);
    }

    /// @dev Were an account closed at once, its owner could let it run out of cash whenever the price is known to be old.
    function closeExhausted(AccountId account, address, bytes[] calldata priceUpdate)
        external
        payable
        nonReentrant
        returnsEther
        whileOpen
    {
        require(_requests[account] == 0, RequestPending(account));
        _updatePrices(priceUpdate);
        (int256 owed,) = _accountFunding(account, block.timestamp);
        Collateral memory collateral = _collateral(_terms, false);
        int256 due = SpreadLib.toTokensSigned(owed, collateral.price, collateral.spread, UNIT);
        require(due > int256(uint256(_accounts[account].cash)), AccountNotExhausted(account));
        _register(account, _allPositions(account), type(int256).max, address(this));
    }

    function executeRequest(
        AccountId account,
        TradeRequest calldata asked,
        bytes[] calldata priceUpdate,
        address rewardTo
    ) external payable returnsEther returns (bool done) {
        // Inside of a call to this contract the trade would be refused for that alone, and the request lost.
        require(!_reentrancyGuardEntered(), ReentrancyGuardReentrantCall());
        require(_requests[account] == keccak256(abi.encode(asked)), RequestUnknown(account));
        bool lapsed = block.timestamp > uint256(asked.notBefore) + _executionWindow;
        if (!lapsed) {
            _updatePrices(priceUpdate);
            _requireNextPrices(asked);
        }
        delete _requests[account];
        int256 cost;
        bytes memory reason = abi.encodeWithSelector(RequestLapsed.selector);
        if (!lapsed) (done, cost, reason) = _attempt(account, asked, rewardTo);
        if (done) emit RequestExecuted(account, msg.sender, cost);
        else emit RequestRefused(account, msg.sender, reason);
        // Not tried: an order whose contract does not learn that it was executed could be executed twice.
        if (asked.requester == orders) IRequestListener(orders).requestClosed(account, done, cost);
    }

    function requestOf(AccountId account) external view returns (bytes32) {
        return _requests[account];
    }

    /// @notice Pays the reward and trades as the clearinghouse itself, with the cash that was there at the request.
    function _attempt(AccountId account, TradeRequest calldata asked, address rewardTo)
        private
        returns (bool done, int256 cost, bytes memory reason)
    {
        (uint256 reward, uint256 late) = _setAside(account, asked.cash);
        emit OrderRewarded(account, rewardTo, reward);
        (done, cost, reason) = _tradeAsItself(account, asked, rewardTo);
        _accounts[account].cash += uint128(late);
        IERC20(token).safeTransfer(rewardTo, reward);
    }

    /// @dev The trade gets so much gas that it fails for its own reasons, never for the executor's; what is left of the ether sent
    /// stays until the end.
    function _tradeAsItself(AccountId account, TradeRequest calldata asked, address rewardTo)
        private
        returns (bool done, int256 cost, bytes memory reason)
    {
        uint256 gas = gasleft();
        require(gas >= EXECUTION_GAS, ExecutionGasTooLow(gas, EXECUTION_GAS));
        bool outer = _inMulticall;
        _inMulticall = true;
        IClearinghouse house = IClearinghouse(address(this));
        if (asked.requester == address(this)) {
            try house.closeExhausted(account, rewardTo, new bytes[](0)) {
                done = true;
            } catch (bytes memory why) {
                reason = why;
            }
        } else {
            try house.trade(account, asked.legs, asked.maxCost, block.timestamp, new bytes[](0)) returns (int256 paid) {
                (done, cost) = (true, paid);
            } catch (bytes memory why) {
                reason = why;
            }
        }
        if (!done && _isExecutorsFault(reason)) LowLevelCall.bubbleRevert(reason);
        _inMulticall = outer;
    }

    function _register(AccountId account, Leg[] memory legs, int256 maxCost, address requester)
        private
        returns (uint256 notBefore)
    {
        notBefore = _newestPublishTime(legs) + _executionDelay;
        TradeRequest memory asked = TradeRequest(legs, maxCost, _accounts[account].cash, uint64(notBefore), requester);
        _requests[account] = keccak256(abi.encode(asked));
        emit Requested(account, requester, asked);
    }

    /// @notice Legs that close every position.
    function _allPositions(AccountId account) private view returns (Leg[] memory legs) {
        legs = new Leg[](_accounts[account].positionCount);
        for (uint256 i; i < legs.length; ++i) {
            Position memory position = _positions[account][i];
            legs[i] = Leg(position.series, -position.quantity);
        }
    }

    /// @notice The newest that is known of the prices that the legs depend on, and the time itself: whoever asks may know no more.
    function _newestPublishTime(Leg[] memory legs) private view returns (uint256 time) {
        time = FixedPointMathLib.max(block.timestamp, oracle.latest(collateralAsset).publishTime);
        uint256 last = type(uint256).max;
        for (uint256 i; i < legs.length; ++i) {
            uint256 market = legs[i].series.marketOf();
            if (market == last) continue;
            last = market;
            require(_markets[market].period != 0, UnknownMarket(market));
            time = FixedPointMathLib.max(time, oracle.latest(_markets[market].asset).publishTime);
        }
    }

    /// @notice Reverts unless every price of the trade was published after the request. A collateral without a price for longer
    /// than an underlying may be is that of a closed exchange: then the last one counts, and its age is paid for.
    function _requireNextPrices(TradeRequest calldata asked) private {
        uint256 last = type(uint256).max;
        for (uint256 i; i < asked.legs.length; ++i) {
            uint256 market = asked.legs[i].series.marketOf();
            if (market == last) continue;
            last = market;
            uint256 asset = _markets[market].asset;
            _requireNext(asset, _newestPrice(asset), asked.notBefore);
        }
        Price memory price = _newestPrice(collateralAsset);
        if (block.timestamp > price.publishTime + _terms.maxAgeOpen) return;
        _requireNext(collateralAsset, price, asked.notBefore);
    }

    function _requireNext(uint256 asset, Price memory price, uint256 notBefore) private pure {
        require(price.publishTime >= notBefore, PriceBeforeRequest(asset, price.publishTime, notBefore));
    }

    /// @notice Tokens that pay a request's execution and the account's funding at the newest price, rounded up.
    function _rewardAndFunding(AccountId account) private view returns (uint256) {
        (int256 owed,) = _accountFunding(account, block.timestamp);
        uint256 usd = RequestTerms.REWARD_USD + uint256(FixedPointMathLib.max(owed, 0));
        return SpreadLib.toTokensUp(usd, oracle.latest(collateralAsset).value, 0, UNIT);
    }

    function _executionReward() private view returns (uint256) {
        return SpreadLib.toTokensUp(RequestTerms.REWARD_USD, oracle.latest(collateralAsset).value, 0, UNIT);
    }

    /// @notice Whether the trade failed for prices that whoever executes it could have brought: then it has not been tried.
    function _isExecutorsFault(bytes memory reason) private pure returns (bool) {
        // Out of gas: with nothing to say.
        if (reason.length < 4) return true;
        bytes4 selector = bytes4(reason);
        return
            selector == StalePrice.selector || selector == UncertainPrice.selector
                || selector == SnapshotChanged.selector;
    }

    /// @notice Takes the reward, and for the time of the trade what was paid in after the request, out of the account's cash.
    function _setAside(AccountId account, uint256 cashThen) private returns (uint256 reward, uint256 late) {
        uint256 cash = _accounts[account].cash;
        reward = FixedPointMathLib.min(_executionReward(), cash);
        late = FixedPointMathLib.zeroFloorSub(cash, cashThen);
        // What has been paid in since pays the reward last.
        late = FixedPointMathLib.min(late, cash - reward);
        _accounts[account].cash = uint128(cash - reward - late);
    }
}
