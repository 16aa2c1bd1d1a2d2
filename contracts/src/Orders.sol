// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Condition, ITradesForOrders, SignedOrder, Trigger} from "./interfaces/IOrders.sol";
import {IPriceOracle} from "./interfaces/IPriceOracle.sol";
import {OrderHash} from "./orders/OrderHash.sol";
import {Reducing} from "./orders/Reducing.sol";
import {SessionKeys} from "./orders/SessionKeys.sol";
import {AccountId, Leg, Price, toAccountId} from "./Types.sol";

/// @title Signed orders and session keys; see IOrders
/// @notice Limit: no condition, `maxCost` is the limit. Take-profit and stop-loss: a condition, `reduceOnly`. Bracket: an entry,
/// and a take-profit and a stop-loss that name it as their parent and share one nonce, so that one cancels the other.
contract Orders is SessionKeys {
    using OrderHash for SignedOrder;

    /// @notice No order pays whoever executes it more than this, USD (WAD): a slip of the pen stays small.
    uint256 public constant MAX_REWARD_USD = 100e18;

    /// @notice A condition is judged on a price of at most this age, however old a price a trade may use. Seconds.
    uint256 public constant MAX_TRIGGER_AGE = 60;

    function execute(
        SignedOrder calldata order,
        bytes calldata signature,
        bytes[] calldata priceUpdate,
        address rewardTo
    ) external payable nonReentrant returnsEther returns (int256 cost) {
        bytes32 hash = hashOrder(order);
        uint256 notBefore = _requireDue(order);
        _usePermit(order.owner, order.nonce, order.epoch, hash, signature);
        executedAt[hash] = block.timestamp;
        AccountId account = toAccountId(order.owner, order.subAccount);
        cost = _trade(order, account, priceUpdate);
        _requirePrices(order, notBefore, priceUpdate.length > 0);
        if (order.reward > 0) ITradesForOrders(order.clearinghouse).payReward(account, order.reward, rewardTo);
        emit OrderExecuted(hash, account, order.clearinghouse, msg.sender, cost, order.reward);
    }

    function hashOrder(SignedOrder calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(order.structHash());
    }

    function _trade(SignedOrder calldata order, AccountId account, bytes[] calldata priceUpdate)
        private
        returns (int256)
    {
        ITradesForOrders house = ITradesForOrders(order.clearinghouse);
        if (order.reward > 0) _requireModestReward(house, order.reward);
        Leg[] memory legs = order.legs;
        int256 maxCost = order.maxCost;
        if (order.reduceOnly) (legs, maxCost) = Reducing.cut(house.positionsOf(account), order.legs, maxCost);
        return house.trade{value: msg.value}(account, legs, maxCost, block.timestamp, priceUpdate);
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
