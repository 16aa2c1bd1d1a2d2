// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Creation code that lies in data contracts (a STOP byte, then data), in order; `hash` is keccak256 of the whole.
struct Code {
    bytes32 hash;
    address[] chunks;
}

/// @title Contracts from creation code that is too long to be part of their creator's own
library CodeLib {
    /// @notice What the data contracts hold is not the code that was announced.
    error CodeDiffers(bytes32 expected, bytes32 found);
    /// @notice The contract could not be created and its constructor did not say why.
    error CreationFailed();

    /// @dev A data contract begins with a byte that stops whoever calls it.
    uint256 private constant PREFIX = 1;

    /// @notice Takes over where code lies, once it is known to be what was announced.
    function store(Code storage self, Code memory code) internal {
        self.hash = code.hash;
        self.chunks = code.chunks;
        bytes32 found = keccak256(initCode(self, ""));
        require(found == code.hash, CodeDiffers(code.hash, found));
    }

    /// @notice Creation code followed by the encoded constructor arguments.
    function initCode(Code storage self, bytes memory args) internal view returns (bytes memory code) {
        uint256 count = self.chunks.length;
        uint256 size;
        for (uint256 i; i < count; ++i) {
            size += self.chunks[i].code.length - PREFIX;
        }
        code = new bytes(size + args.length);
        uint256 offset;
        for (uint256 i; i < count; ++i) {
            offset = _append(code, offset, self.chunks[i]);
        }
        assembly ("memory-safe") {
            mcopy(add(add(code, 0x20), offset), add(args, 0x20), mload(args))
        }
    }

    /// @notice Where `create` puts a contract; nothing but this creation code and these arguments can be there.
    function addressOf(bytes memory code) internal view returns (address) {
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), address(this), bytes32(0), keccak256(code)));
        return address(uint160(uint256(hash)));
    }

    /// @notice Creates the contract; passes on why its constructor reverted.
    function create(bytes memory code) internal returns (address created) {
        assembly ("memory-safe") {
            created := create2(0, add(code, 0x20), mload(code), 0)
            if and(iszero(created), gt(returndatasize(), 0)) {
                let reason := mload(0x40)
                returndatacopy(reason, 0, returndatasize())
                revert(reason, returndatasize())
            }
        }
        require(created != address(0), CreationFailed());
    }

    function _append(bytes memory code, uint256 offset, address chunk) private view returns (uint256) {
        uint256 size = chunk.code.length - PREFIX;
        assembly ("memory-safe") {
            extcodecopy(chunk, add(add(code, 0x20), offset), PREFIX, size)
        }
        return offset + size;
    }
}
