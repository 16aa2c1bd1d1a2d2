// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Condition, KeyGrant, SignedOrder} from "../interfaces/IOrders.sol";
import {Leg} from "../Types.sol";

/// @title EIP-712 struct hashes of what owners sign
library OrderHash {
    bytes private constant CONDITION = "Condition(uint8 trigger,uint16 asset,uint256 price)";
    bytes private constant LEG = "Leg(uint64 series,int96 quantity)";
    bytes32 private constant CONDITION_TYPE = keccak256(CONDITION);
    bytes32 private constant LEG_TYPE = keccak256(LEG);
    bytes32 private constant ORDER_TYPE = keccak256(
        abi.encodePacked(
            "Order(address owner,uint96 subAccount,address clearinghouse,Leg[] legs,Condition condition,int256 maxCost,"
            "bool reduceOnly,uint256 reward,uint64 validFrom,uint64 expiry,uint256 nonce,uint64 epoch,bytes32 parent)",
            CONDITION,
            LEG
        )
    );
    bytes32 private constant GRANT_TYPE = keccak256(
        "KeyGrant(address owner,uint96 subAccount,address clearinghouse,address key,uint128 dailyLimit,uint64 issuedAt,"
        "uint64 expiry,uint256 nonce,uint64 epoch)"
    );

    function structHash(SignedOrder calldata order) internal pure returns (bytes32) {
        bytes memory trade = abi.encode(
            ORDER_TYPE,
            order.owner,
            order.subAccount,
            order.clearinghouse,
            _hashLegs(order.legs),
            _hashCondition(order.condition),
            order.maxCost
        );
        bytes memory terms = abi.encode(
            order.reduceOnly, order.reward, order.validFrom, order.expiry, order.nonce, order.epoch, order.parent
        );
        return keccak256(bytes.concat(trade, terms));
    }

    function structHash(KeyGrant calldata grant) internal pure returns (bytes32) {
        return keccak256(abi.encode(GRANT_TYPE, grant));
    }

    function _hashCondition(Condition calldata condition) private pure returns (bytes32) {
        return keccak256(abi.encode(CONDITION_TYPE, condition));
    }

    function _hashLegs(Leg[] calldata legs) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](legs.length);
        for (uint256 i; i < legs.length; ++i) {
            hashes[i] = keccak256(abi.encode(LEG_TYPE, legs[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
