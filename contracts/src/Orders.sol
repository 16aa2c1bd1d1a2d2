// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {LibBytes} from "solady/utils/LibBytes.sol";
import {IClearinghouseErrors} from "./interfaces/IClearinghouse.sol";
import {Condition, ITradesForOrders, SignedOrder, Trigger} from "./interfaces/IOrders.sol";
import {IPriceOracle} from "./interfaces/IPriceOracle.sol";
import {IRequestListener} from "./interfaces/IRequestListener.sol";
import {OrderHash} from "./orders/OrderHash.sol";
import {Reducing} from "./orders/Reducing.sol";
import {SessionKeys} from "./orders/SessionKeys.sol";
import {AccountId, Leg, Price, toAccountId} from "./Types.sol";

/// @title Signed orders and session keys; see IOrders
/// @notice Limit: no condition, `maxCost` is the limit. Take-profit and stop-loss: a condition, `reduceOnly`. Bracket: an entry,
/// and a take-profit and a stop-loss that name it as their parent and share one nonce, so that one cancels the other.
contract Orders is IRequestListener, SessionKeys {
    using OrderHash for SignedOrder;

    /// @notice An order whose trade has been asked for: what is to be done when it has ended.
    struct Placed {
        bytes32 hash;
        uint256 nonce;
        uint256 reward;
        address rewardTo;
        address executor;
    }

    /// @notice No order pays whoever executes it more than this, USD (WAD): a slip of the pen stays small.
    uint256 public constant MAX_REWARD_USD = 100e18;

    /// @notice A condition is judged on a price of at most this age, however old a price a trade may use. Seconds.
    uint256 public constant MAX_TRIGGER_AGE = 60;

    /// @notice After a refusal an order rests so long, seconds: each attempt costs its owner what executing a request costs.
    uint256 public constant RETRY_PAUSE = 60;

    mapping(address clearinghouse => mapping(AccountId => Placed)) private _placed;
    mapping(bytes32 hash => uint256) private _refusedAt;
    /// @dev Alternatives share a nonce, which is spent when one has traded: until then none of the others may be placed.
    mapping(address owner => mapping(uint256 nonce => bool)) private _nonceWaits;

    function execute(
        SignedOrder calldata order,
        bytes calldata signature,
        bytes[] calldata priceUpdate,
        address rewardTo
    ) external payable nonReentrant returnsEther returns (int256 cost) {
        bytes32 hash = hashOrder(order);
        uint256 notBefore = _requireDue(order);
        _requirePermit(order.owner, order.nonce, order.epoch, hash, signature);
        if (ITradesForOrders(order.clearinghouse).executionDelay() > 0) {
            _place(order, hash, notBefore, priceUpdate, rewardTo);
            return 0;
        }
        _setNonceUsed(order.owner, order.nonce);
        executedAt[hash] = block.timestamp;
        AccountId account = toAccountId(order.owner, order.subAccount);
        cost = _trade(order, account, priceUpdate);
        _requirePrices(order, notBefore, priceUpdate.length > 0);
        if (order.reward > 0) ITradesForOrders(order.clearinghouse).payReward(account, order.reward, rewardTo);
        emit OrderExecuted(hash, account, order.clearinghouse, msg.sender, cost, order.reward);
    }

    /// @dev Nothing of whoever asked for the trade is needed any more, so nobody can keep an executed order open.
    function requestClosed(AccountId account, bool done, int256 cost) external {
        Placed memory placed = _placed[msg.sender][account];
        // A key's request: there is no order to close.
        if (placed.hash == 0) return;
        delete _placed[msg.sender][account];
        delete _nonceWaits[account.accountOwner()][placed.nonce];
        if (!done) {
            _refusedAt[placed.hash] = block.timestamp;
            emit OrderRefused(placed.hash, account, msg.sender);
            return;
        }
        _setNonceUsed(account.accountOwner(), placed.nonce);
        executedAt[placed.hash] = block.timestamp;
        if (placed.reward > 0) {
            // Who cannot pay it any more has traded all the same.
            try ITradesForOrders(msg.sender).payReward(account, placed.reward, placed.rewardTo) {}
            catch {
                placed.reward = 0;
            }
        }
        emit OrderExecuted(placed.hash, account, msg.sender, placed.executor, cost, placed.reward);
    }

    function hashOrder(SignedOrder calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(order.structHash());
    }

    /// @notice Judges an order at the prices brought, and asks for its trade.
    function _place(
        SignedOrder calldata order,
        bytes32 hash,
        uint256 notBefore,
        bytes[] calldata priceUpdate,
        address rewardTo
    ) private {
        uint256 refusedAt = _refusedAt[hash];
        bool rested = refusedAt == 0 || block.timestamp >= refusedAt + RETRY_PAUSE;
        require(rested, OrderRefusedRecently(refusedAt + RETRY_PAUSE, block.timestamp));
        ITradesForOrders house = ITradesForOrders(order.clearinghouse);
        if (priceUpdate.length > 0) {
            IPriceOracle oracle = house.oracle();
            oracle.update{value: oracle.updateFee(priceUpdate)}(priceUpdate);
        }
        AccountId account = toAccountId(order.owner, order.subAccount);
        (Leg[] memory legs, int256 maxCost) = _legsOf(order, house, account);
        house.request(account, legs, maxCost, block.timestamp);
        _requirePassing(house, account, legs, maxCost);
        require(!_nonceWaits[order.owner][order.nonce], IClearinghouseErrors.RequestPending(account));
        _nonceWaits[order.owner][order.nonce] = true;
        // Last, as when the order trades at once: what its owner can mend is told before what passes by itself.
        _requirePrices(order, notBefore, priceUpdate.length > 0);
        _placed[order.clearinghouse][account] = Placed(hash, order.nonce, order.reward, rewardTo, msg.sender);
        emit OrderPlaced(hash, account, order.clearinghouse, msg.sender);
    }

    /// @notice Reverts, as the trade would, unless it passes at the prices on chain: each refusal costs the owner a reward.
    function _requirePassing(ITradesForOrders house, AccountId account, Leg[] memory legs, int256 maxCost) private {
        try house.tryTrade(account, legs) {}
        catch (bytes memory outcome) {
            if (bytes4(outcome) != IClearinghouseErrors.TradeTried.selector) LowLevelCall.bubbleRevert(outcome);
            int256 cost = abi.decode(LibBytes.slice(outcome, 4), (int256));
            require(cost <= maxCost, IClearinghouseErrors.CostAboveLimit(cost, maxCost));
        }
    }

    function _trade(SignedOrder calldata order, AccountId account, bytes[] calldata priceUpdate)
        private
        returns (int256)
    {
        ITradesForOrders house = ITradesForOrders(order.clearinghouse);
        (Leg[] memory legs, int256 maxCost) = _legsOf(order, house, account);
        return house.trade{value: msg.value}(account, legs, maxCost, block.timestamp, priceUpdate);
    }

    /// @notice What the order trades now, and its limit; a reward that is too high is refused.
    function _legsOf(SignedOrder calldata order, ITradesForOrders house, AccountId account)
        private
        view
        returns (Leg[] memory legs, int256 maxCost)
    {
        if (order.reward > 0) _requireModestReward(house, order.reward);
        if (order.reduceOnly) return Reducing.cut(house.positionsOf(account), order.legs, order.maxCost);
        return (order.legs, order.maxCost);
    }

    /// @notice Reverts outside the order's time.
    /// @return notBefore when the order took effect: prices published up to then execute nothing.
    function _requireDue(SignedOrder calldata order) private view returns (uint256 notBefore) {
        _requireContract(order.clearinghouse);
        notBefore = order.validFrom;
        require(block.timestamp >= notBefore, OrderNotYetValid(notBefore, block.timestamp));
        require(block.timestamp <= order.expiry, OrderExpired(order.expiry, block.timestamp));
        if (order.parent == 0) return notBefore;
        uint256 parentTime = executedAt[order.parent];
        require(parentTime != 0, ParentNotExecuted(order.parent));
        return FixedPointMathLib.max(notBefore, parentTime);
    }

    /// @notice Judges the prices that the trade has just used: nobody picks one from before the order.
    function _requirePrices(SignedOrder calldata order, uint256 notBefore, bool brought) private {
        ITradesForOrders house = ITradesForOrders(order.clearinghouse);
        IPriceOracle oracle = house.oracle();
        _requireCondition(oracle, order.condition, notBefore, brought);
        uint256 lastMarket = type(uint256).max;
        for (uint256 i; i < order.legs.length; ++i) {
            uint256 market = order.legs[i].series.marketOf();
            if (market == lastMarket) continue;
            lastMarket = market;
            uint256 asset = house.marketConfig(market).asset;
            _requireAfter(asset, oracle.latest(asset), notBefore);
        }
    }

    function _requireCondition(IPriceOracle oracle, Condition calldata condition, uint256 notBefore, bool brought)
        private
    {
        if (condition.trigger == Trigger.None) return;
        uint256 asset = condition.asset;
        // The trade has taken over its own assets' prices only.
        Price memory price = brought ? oracle.pull(asset) : oracle.latest(asset);
        _requireAfter(asset, price, notBefore);
        bool young = price.publishTime + MAX_TRIGGER_AGE >= block.timestamp;
        require(young, TriggerPriceTooOld(asset, price.publishTime, MAX_TRIGGER_AGE));
        bool below = condition.trigger == Trigger.AtOrBelow;
        bool met = below ? price.value <= condition.price : price.value >= condition.price;
        require(met, ConditionNotMet(asset, price.value, condition.price));
    }

    function _requireModestReward(ITradesForOrders house, uint256 reward) private view {
        uint256 unit = 10 ** IERC20Metadata(house.token()).decimals();
        uint256 price = house.oracle().latest(house.collateralAsset()).value;
        uint256 limit = FixedPointMathLib.fullMulDiv(MAX_REWARD_USD, unit, price);
        require(reward <= limit, RewardTooHigh(reward, limit));
    }

    function _requireAfter(uint256 asset, Price memory price, uint256 notBefore) private pure {
        require(price.publishTime > notBefore, PriceBeforeOrder(asset, price.publishTime, notBefore));
    }
}
