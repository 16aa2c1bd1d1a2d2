// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A contract wallet whose one owner signs for it, and which can be told to do anything.
contract Wallet is IERC1271 {
    address internal immutable _signer;

    constructor(address signer) {
        _signer = signer;
    }

    function run(address target, bytes calldata data) external {
        (bool ok, bytes memory answer) = target.call(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) public view virtual returns (bytes4) {
        bool valid = ECDSA.recover(hash, signature) == _signer;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @notice Agrees to everything, and calls back first while it is asked.
contract HostileWallet {
    address private immutable _target;
    bytes private _data;
    bool public calledBack;

    constructor(address target, bytes memory data) {
        _target = target;
        _data = data;
    }

    /// @dev Not a view: state may be changed as far as the caller lets it.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool ok,) = _target.call(_data);
        if (ok) calledBack = true;
        return IERC1271.isValidSignature.selector;
    }
}

/// @notice Executes, and calls back when it gets its ether returned.
contract HostileExecutor {
    bytes private _again;
    bytes public answer;

    function run(address target, bytes calldata data, bytes calldata again) external payable {
        _again = again;
        (bool ok, bytes memory words) = target.call{value: msg.value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(words, 32), mload(words))
        }
    }

    receive() external payable {
        (bool ok, bytes memory words) = msg.sender.call(_again);
        require(!ok);
        answer = words;
    }
}
