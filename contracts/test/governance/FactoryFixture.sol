// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LibBytes} from "solady/utils/LibBytes.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Clearinghouse} from "../../src/Clearinghouse.sol";
import {ClearinghouseAccounts} from "../../src/ClearinghouseAccounts.sol";
import {ClearinghouseMargin} from "../../src/ClearinghouseMargin.sol";
import {ClearinghouseLiquidation} from "../../src/ClearinghouseLiquidation.sol";
import {ClearinghouseRequests} from "../../src/ClearinghouseRequests.sol";
import {ClearinghouseExtension} from "../../src/ClearinghouseExtension.sol";
import {Factory, SetCodes, SharedContracts} from "../../src/Factory.sol";
import {InsurancePool} from "../../src/InsurancePool.sol";
import {MainPool} from "../../src/MainPool.sol";
import {PoolValuer} from "../../src/PoolValuer.sol";
import {Registry} from "../../src/Registry.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {Code} from "../../src/libraries/CodeLib.sol";
import {ExecutionTerms} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice A factory and a governor with the delay of production, beside the set of the fixture.
abstract contract FactoryFixture is Fixture {
    uint32 internal constant DELAY = 2 days;
    /// @dev What a data contract can hold.
    uint256 internal constant CHUNK = 24_575;

    address internal governor = makeAddr("governor");
    Factory internal factory;
    Registry internal listed;
    DemoStockToken internal stock;
    ExecutionTerms internal execution = ExecutionTerms(3, 60);

    function setUp() public virtual override {
        super.setUp();
        stock = new DemoStockToken("Demo Tesla", "dTSLA", 100e18, address(this), 0);
        SetCodes memory codes = setCodes();
        factory = newFactory(codes);
        manager.grantRole(manager.ADMIN_ROLE(), governor, DELAY);
        manager.renounceRole(manager.ADMIN_ROLE(), address(this));
        manager.renounceRole(GUARDIAN_ROLE, address(this));
    }

    function newFactory(SetCodes memory codes) internal returns (Factory) {
        listed = new Registry(vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 2));
        SharedContracts memory shared =
            SharedContracts(oracle, volatility, governance.bounds(), new PoolValuer(), listed, orders, execution);
        return new Factory(address(manager), shared, codes);
    }

    function setCodes() internal returns (SetCodes memory) {
        return setCodes(CHUNK);
    }

    function setCodes(uint256 chunk) internal returns (SetCodes memory codes) {
        codes.clearinghouse = write(type(Clearinghouse).creationCode, chunk);
        codes.mainPool = write(type(MainPool).creationCode, chunk);
        codes.insurancePool = write(type(InsurancePool).creationCode, chunk);
        codes.facets = new Code[](5);
        codes.facets[0] = write(type(ClearinghouseAccounts).creationCode, chunk);
        codes.facets[1] = write(type(ClearinghouseMargin).creationCode, chunk);
        codes.facets[2] = write(type(ClearinghouseLiquidation).creationCode, chunk);
        codes.facets[3] = write(type(ClearinghouseRequests).creationCode, chunk);
        codes.facets[4] = write(type(ClearinghouseExtension).creationCode, chunk);
    }

    /// @notice Puts creation code into data contracts of at most `size` bytes each.
    function write(bytes memory creationCode, uint256 size) internal returns (Code memory code) {
        uint256 count = (creationCode.length + size - 1) / size;
        code = Code(keccak256(creationCode), new address[](count));
        for (uint256 i; i < count; ++i) {
            uint256 end = i + 1 < count ? (i + 1) * size : creationCode.length;
            code.chunks[i] = SSTORE2.write(LibBytes.slice(creationCode, i * size, end));
        }
    }

    /// @notice The governor schedules a call, waits, and executes it.
    function govern(address target, bytes memory data) internal returns (bytes memory) {
        vm.prank(governor);
        manager.schedule(target, data, 0);
        pass(DELAY);
        return execute(target, data);
    }

    /// @notice Calls as the governor; a scheduled operation whose time has come is consumed.
    function execute(address target, bytes memory data) internal returns (bytes memory result) {
        bool ok;
        vm.prank(governor);
        (ok, result) = target.call(data);
        if (ok) return result;
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }
}
