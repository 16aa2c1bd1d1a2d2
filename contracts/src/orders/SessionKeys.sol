// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ITradesForOrders, KeyGrant, SessionKey} from "../interfaces/IOrders.sol";
import {AccountId, Leg, toAccountId} from "../Types.sol";
import {EtherReturner} from "./EtherReturner.sol";
import {OrderHash} from "./OrderHash.sol";
import {Permits} from "./Permits.sol";
import {Reducing} from "./Reducing.sol";

/// @title Keys that may trade one margin account until they expire, for so much a day, and never withdraw
/// @notice What a stolen key can lose is bounded by the daily limit (every purchase counts in full, and sales give nothing back,
/// so buying and selling in turn uses the limit up) and by what closing the positions held loses to the pool's spread.
abstract contract SessionKeys is Permits, EtherReturner {
    using OrderHash for KeyGrant;

    mapping(AccountId => mapping(address clearinghouse => mapping(address key => SessionKey))) private _keys;

    function grantKey(uint96 subAccount, address clearinghouse, address key, uint128 dailyLimit, uint64 expiry)
        external
    {
        _grant(toAccountId(msg.sender, subAccount), clearinghouse, key, dailyLimit, expiry);
    }

    function grantKeyBySignature(KeyGrant calldata grant, bytes calldata signature) external {
        AccountId account = toAccountId(grant.owner, grant.subAccount);
        uint256 revokedAt = _keys[account][grant.clearinghouse][grant.key].revokedAt;
        bool current = grant.issuedAt > revokedAt && grant.issuedAt <= block.timestamp;
        require(current, GrantNotCurrent(grant.issuedAt, revokedAt));
        _usePermit(grant.owner, grant.nonce, grant.epoch, hashGrant(grant), signature);
        _grant(account, grant.clearinghouse, grant.key, grant.dailyLimit, grant.expiry);
    }

    function revokeKey(uint96 subAccount, address clearinghouse, address key) external {
        AccountId account = toAccountId(msg.sender, subAccount);
        SessionKey storage state = _keys[account][clearinghouse][key];
        state.expiry = 0;
        state.revokedAt = uint64(block.timestamp);
        emit KeyRevoked(account, clearinghouse, key);
    }

    function tradeAs(
        address clearinghouse,
        AccountId account,
        Leg[] calldata legs,
        int256 maxCost,
        bytes[] calldata priceUpdate
    ) external payable nonReentrant returnsEther returns (int256 cost) {
        SessionKey storage key = _keys[account][clearinghouse][msg.sender];
        _requireUsable(key, account.accountOwner());
        ITradesForOrders house = ITradesForOrders(clearinghouse);
        Leg[] memory allowed = legs;
        if (!_allBuy(legs)) (allowed, maxCost) = Reducing.cut(house.positionsOf(account), legs, maxCost);
        if (house.executionDelay() == 0) {
            cost = house.trade{value: msg.value}(account, allowed, maxCost, block.timestamp, priceUpdate);
        } else {
            // What it will cost is not known yet: the most that it may counts in full.
            house.request(account, allowed, maxCost, block.timestamp);
            cost = maxCost;
        }
        if (cost > 0) _spend(key, uint256(cost));
        emit KeyTraded(account, clearinghouse, msg.sender, cost);
    }

    function keyOf(AccountId account, address clearinghouse, address key) external view returns (SessionKey memory) {
        return _keys[account][clearinghouse][key];
    }

    function hashGrant(KeyGrant calldata grant) public view returns (bytes32) {
        return _hashTypedDataV4(grant.structHash());
    }

    /// @dev What was spent today stays spent: a new grant is no fresh start.
    function _grant(AccountId account, address clearinghouse, address key, uint128 dailyLimit, uint64 expiry) private {
        _requireContract(clearinghouse);
        SessionKey storage state = _keys[account][clearinghouse][key];
        state.expiry = expiry;
        state.epoch = epochOf[account.accountOwner()];
        state.dailyLimit = dailyLimit;
        emit KeyGranted(account, clearinghouse, key, dailyLimit, expiry);
    }

    function _spend(SessionKey storage key, uint256 cost) private {
        uint64 today = uint64(block.timestamp / 1 days);
        uint256 spent = (key.day == today ? key.spent : 0) + cost;
        uint256 limit = key.dailyLimit;
        require(spent <= limit, KeyLimitExceeded(spent, limit));
        key.day = today;
        // No more than the limit, which has 128 bits.
        key.spent = uint128(spent);
    }

    function _requireUsable(SessionKey storage key, address owner) private view {
        uint256 expiry = key.expiry;
        require(expiry != 0 && key.epoch == epochOf[owner], KeyNotGranted(msg.sender));
        require(block.timestamp <= expiry, KeyExpired(expiry, block.timestamp));
    }

    /// @notice Whether every leg buys; reverts when some buy and some sell.
    function _allBuy(Leg[] calldata legs) private pure returns (bool) {
        uint256 buys;
        for (uint256 i; i < legs.length; ++i) {
            if (legs[i].quantity > 0) ++buys;
        }
        require(buys == 0 || buys == legs.length, MixedDirections());
        return buys > 0;
    }
}
