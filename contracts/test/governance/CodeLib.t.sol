// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Test} from "forge-std/Test.sol";
import {Code, CodeLib} from "../../src/libraries/CodeLib.sol";

contract Refusing {
    error Refused(uint256 reason);

    constructor(uint256 reason) {
        require(reason == 0, Refused(reason));
    }
}

contract Silent {
    constructor() {
        assembly {
            revert(0, 0)
        }
    }
}

contract Holder {
    using CodeLib for Code;

    Code private _code;

    function store(Code memory code) external {
        _code.store(code);
    }

    function create(bytes memory args) external returns (address) {
        return CodeLib.create(_code.initCode(args));
    }

    function addressOf(bytes memory args) external view returns (address) {
        return CodeLib.addressOf(_code.initCode(args));
    }
}

contract CodeLibTest is Test {
    Holder private holder = new Holder();

    function test_create_putsTheContractWhereItsCodeAndArgumentsSay() public {
        holder.store(_code(type(Refusing).creationCode));
        address expected = holder.addressOf(abi.encode(0));
        assertTrue(expected != holder.addressOf(abi.encode(1)));
        assertEq(holder.create(abi.encode(0)), expected);
        assertEq(expected.code, type(Refusing).runtimeCode);
    }

    function test_create_passesOnWhyTheConstructorReverted() public {
        holder.store(_code(type(Refusing).creationCode));
        vm.expectRevert(abi.encodeWithSelector(Refusing.Refused.selector, 7));
        holder.create(abi.encode(7));
    }

    function test_create_namesAFailureWithoutReason() public {
        holder.store(_code(type(Silent).creationCode));
        vm.expectRevert(CodeLib.CreationFailed.selector);
        holder.create("");
    }

    function test_create_doesNotPutASecondContractInItsPlace() public {
        holder.store(_code(type(Refusing).creationCode));
        holder.create(abi.encode(0));
        vm.expectRevert(CodeLib.CreationFailed.selector);
        holder.create(abi.encode(0));
    }

    function test_store_namesTheCodeThatItFound() public {
        Code memory code = _code(type(Silent).creationCode);
        code.hash = bytes32(uint256(1));
        bytes32 found = keccak256(type(Silent).creationCode);
        vm.expectRevert(abi.encodeWithSelector(CodeLib.CodeDiffers.selector, code.hash, found));
        holder.store(code);
    }

    function _code(bytes memory creation) private returns (Code memory code) {
        code = Code(keccak256(creation), new address[](1));
        code.chunks[0] = SSTORE2.write(creation);
    }
}
