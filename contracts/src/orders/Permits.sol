// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IOrders, OrderRef, OrderState} from "../interfaces/IOrders.sol";

/// @title Which signatures still count: nonces as a bitmap, and an epoch that ends all at once
abstract contract Permits is IOrders, EIP712 {
    mapping(address owner => mapping(uint256 word => uint256)) private _usedNonces;
    mapping(address owner => uint64) public epochOf;
    mapping(bytes32 hash => uint256) public executedAt;

    constructor() EIP712("Undated Orders", "1") {}

    function cancel(uint256[] calldata nonces) external {
        for (uint256 i; i < nonces.length; ++i) {
            if (isNonceUsed(msg.sender, nonces[i])) continue;
            _setNonceUsed(msg.sender, nonces[i]);
            emit NonceCancelled(msg.sender, nonces[i]);
        }
    }

    function cancelAll() external {
        uint64 epoch = ++epochOf[msg.sender];
        emit EpochRaised(msg.sender, epoch);
    }

    function statesOf(OrderRef[] calldata orders) external view returns (OrderState[] memory states) {
        states = new OrderState[](orders.length);
        for (uint256 i; i < orders.length; ++i) {
            states[i] = _stateOf(orders[i]);
        }
    }

    function isNonceUsed(address owner, uint256 nonce) public view returns (bool) {
        return _usedNonces[owner][nonce >> 8] >> (nonce & 0xff) & 1 == 1;
    }

    /// @dev Spends the nonce of something that the owner signed in its current epoch.
    function _usePermit(address owner, uint256 nonce, uint64 epoch, bytes32 hash, bytes calldata signature) internal {
        _requirePermit(owner, nonce, epoch, hash, signature);
        _setNonceUsed(owner, nonce);
    }

    /// @dev The owner's contract is asked without being able to change anything.
    function _requirePermit(address owner, uint256 nonce, uint64 epoch, bytes32 hash, bytes calldata signature)
        internal
        view
    {
        uint64 current = epochOf[owner];
        require(epoch == current, EpochPassed(epoch, current));
        require(!isNonceUsed(owner, nonce), NonceUsed(owner, nonce));
        require(SignatureChecker.isValidSignatureNowCalldata(owner, hash, signature), InvalidSignature(owner));
    }

    function _setNonceUsed(address owner, uint256 nonce) internal {
        _usedNonces[owner][nonce >> 8] |= 1 << (nonce & 0xff);
    }

    function _stateOf(OrderRef calldata order) private view returns (OrderState) {
        if (executedAt[order.hash] != 0) return OrderState.Executed;
        bool live = epochOf[order.owner] == order.epoch && !isNonceUsed(order.owner, order.nonce);
        if (!live) return OrderState.Cancelled;
        bool waits = order.parent != 0 && executedAt[order.parent] == 0;
        return waits ? OrderState.WaitsForParent : OrderState.Open;
    }
}
