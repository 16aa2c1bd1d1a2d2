// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ITradesForOrders} from "../../src/interfaces/IOrders.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {AccountId, Leg, MarketConfig, Position, SeriesId} from "../../src/Types.sol";

/// @notice Stands in for a clearinghouse: takes prices over as one does, remembers what it was asked, costs what a test says.
contract OrdersHouse is ITradesForOrders {
    struct Asked {
        AccountId account;
        int256 maxCost;
        uint256 reward;
        address rewardTo;
        uint256 legCount;
        uint256 value;
    }

    error TradeRefused(int256 cost, int256 maxCost);

    IPriceOracle public immutable oracle;
    address public immutable token;
    uint256 public immutable collateralAsset;

    Asked public asked;
    Leg[] public legsAsked;
    uint256 public trades;
    int256 public cost;
    address public callback;
    bytes public callbackData;
    mapping(AccountId => Position[]) private _positions;

    constructor(IPriceOracle oracle_, address token_, uint256 collateralAsset_) {
        oracle = oracle_;
        token = token_;
        collateralAsset = collateralAsset_;
    }

    function setCost(int256 cost_) external {
        cost = cost_;
    }

    /// @notice Called in the middle of every trade; its failure is the trade's.
    function setCallback(address target, bytes calldata data) external {
        (callback, callbackData) = (target, data);
    }

    function setPosition(AccountId account, SeriesId series, int96 quantity) external {
        _positions[account].push(Position(series, quantity, 0));
    }

    function clearPositions(AccountId account) external {
        delete _positions[account];
    }

    function executionDelay() external pure returns (uint256) {
        return 0;
    }

    function tryTrade(AccountId, Leg[] calldata) external {}

    function request(AccountId, Leg[] calldata, int256, uint256) external payable returns (uint256) {
        revert("at once");
    }

    function payReward(AccountId account, uint256 amount, address to) external {
        require(AccountId.unwrap(account) == AccountId.unwrap(asked.account), "another account");
        (asked.reward, asked.rewardTo) = (amount, to);
    }

    function trade(
        AccountId account,
        Leg[] calldata legs,
        int256 maxCost,
        uint256 deadline,
        bytes[] calldata priceUpdate
    ) external payable returns (int256) {
        require(deadline == block.timestamp, "a deadline of its own");
        asked = Asked(account, maxCost, 0, address(0), legs.length, msg.value);
        delete legsAsked;
        for (uint256 i; i < legs.length; ++i) {
            legsAsked.push(legs[i]);
        }
        ++trades;
        _bring(legs, priceUpdate);
        require(cost <= maxCost, TradeRefused(cost, maxCost));
        if (callback != address(0)) _callBack();
        if (address(this).balance > 0) payable(msg.sender).transfer(address(this).balance);
        return cost;
    }

    function legAsked(uint256 i) external view returns (Leg memory) {
        return legsAsked[i];
    }

    function positionsOf(AccountId account) external view returns (Position[] memory) {
        return _positions[account];
    }

    function marketConfig(uint256 market) public pure returns (MarketConfig memory config) {
        config.asset = uint16(market);
    }

    function _bring(Leg[] calldata legs, bytes[] calldata priceUpdate) private {
        if (priceUpdate.length == 0) return;
        oracle.bring{value: oracle.updateFee(priceUpdate)}(priceUpdate);
        for (uint256 i; i < legs.length; ++i) {
            oracle.pull(marketConfig(legs[i].series.marketOf()).asset);
        }
    }

    function _callBack() private {
        (bool ok, bytes memory answer) = callback.call(callbackData);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }
}
