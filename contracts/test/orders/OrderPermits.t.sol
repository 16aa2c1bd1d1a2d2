// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IOrders, IOrdersErrors, OrderState, SignedOrder, Trigger} from "../../src/interfaces/IOrders.sol";
import {Orders} from "../../src/Orders.sol";
import {OrdersFixture} from "./OrdersFixture.sol";
import {HostileWallet, Wallet} from "./Wallets.sol";

/// @notice Whose signature counts, where, and until when.
contract OrderPermitsTest is OrdersFixture {
    /// @dev Half of the curve's order; a signature with a larger s is a copy of one with a smaller.
    uint256 private constant CURVE = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    // ------------------------------------------------------------------ what is signed

    function test_hash_isThatOfEip712() public view {
        SignedOrder memory order = limitOrder();
        bytes32 legType = keccak256("Leg(uint64 series,int96 quantity)");
        bytes32 conditionType = keccak256("Condition(uint8 trigger,uint16 asset,uint256 price)");
        bytes32 orderType = keccak256(
            "Order(address owner,uint96 subAccount,address clearinghouse,Leg[] legs,Condition condition,int256 maxCost,bool reduceOnly,uint256 reward,uint64 validFrom,uint64 expiry,uint256 nonce,uint64 epoch,bytes32 parent)Condition(uint8 trigger,uint16 asset,uint256 price)Leg(uint64 series,int96 quantity)"
        );
        bytes32 legs = keccak256(abi.encodePacked(keccak256(abi.encode(legType, order.legs[0]))));
        bytes32 condition = keccak256(abi.encode(conditionType, order.condition));
        bytes memory head =
            abi.encode(orderType, alice, order.subAccount, order.clearinghouse, legs, condition, order.maxCost);
        bytes memory tail = abi.encode(
            order.reduceOnly, order.reward, order.validFrom, order.expiry, order.nonce, order.epoch, order.parent
        );
        assertEq(orders.hashOrder(order), _digest(keccak256(bytes.concat(head, tail))));
    }

    function test_domain_namesChainAndContract() public view {
        (, string memory name, string memory version, uint256 chainId, address contract_,,) =
            IERC5267(address(orders)).eip712Domain();
        assertEq(name, "Undated Orders");
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(contract_, address(orders));
    }

    // ------------------------------------------------------------------ replay

    function test_execute_happensOnce() public {
        SignedOrder memory order = limitOrder();
        execute(order);
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, alice, 1));
    }

    /// @notice One of several orders with the same nonce, whichever; other nonces do not care.
    function testFuzz_execute_onceForEachNonce(uint256[4] memory nonces) public {
        for (uint256 i; i < 4; ++i) {
            SignedOrder memory order = limitOrder();
            order.nonce = nonces[i];
            order.maxCost = int256(10e18 + i);
            if (orders.isNonceUsed(alice, nonces[i])) {
                executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, alice, nonces[i]));
            } else {
                execute(order);
            }
            assertTrue(orders.isNonceUsed(alice, nonces[i]));
            assertEq(orders.isNonceUsed(alice, nonces[i] ^ 1), _isAmong(nonces, i, nonces[i] ^ 1));
        }
    }

    function test_execute_notOnAnotherChain() public {
        SignedOrder memory order = limitOrder();
        bytes memory signature = sign(order);
        vm.chainId(block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        orders.execute(order, signature, new bytes[](0), keeper);
    }

    function test_execute_notThroughAnotherContract() public {
        SignedOrder memory order = limitOrder();
        bytes memory signature = sign(order);
        Orders other = new Orders();
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        other.execute(order, signature, new bytes[](0), keeper);
    }

    /// @notice No field can be changed after signing; each of them is covered.
    function testFuzz_execute_notWithAnotherField(uint8 field) public {
        SignedOrder memory order = limitOrder();
        order.nonce = 50;
        execute(order);
        bytes32 executed = orders.hashOrder(order);
        order.nonce = 1;
        order.reward = 1;
        bytes memory signature = sign(order);
        field = uint8(bound(field, 0, 13));
        if (field == 0) order.subAccount = 1;
        if (field == 1) order.clearinghouse = address(new Orders());
        if (field == 2) order.legs[0].quantity += 1;
        if (field == 3) order.legs = legsOf(series, 2e18);
        if (field == 4) order.condition.asset = 1;
        if (field == 5) order.condition.price = 1;
        if (field == 6) order.maxCost += 1;
        if (field == 7) order.reduceOnly = true;
        if (field == 8) order.reward = 0;
        if (field == 9) order.validFrom -= 1;
        if (field == 10) order.expiry += 1;
        if (field == 11) order.nonce += 1;
        if (field == 12) order.parent = executed;
        if (field == 13) order.condition.trigger = Trigger.AtOrAbove;
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        orders.execute(order, signature, new bytes[](0), keeper);
    }

    function testFuzz_execute_onlyTheOwnersSignature(uint256 key) public {
        key = bound(key, 1, CURVE - 1);
        vm.assume(vm.addr(key) != alice);
        SignedOrder memory order = limitOrder();
        bytes memory signature = signHash(orders.hashOrder(order), key);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        orders.execute(order, signature, new bytes[](0), keeper);
    }

    function testFuzz_execute_revertsForAnyOtherBytes(bytes memory signature) public {
        SignedOrder memory order = limitOrder();
        vm.assume(keccak256(signature) != keccak256(sign(order)));
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        orders.execute(order, signature, new bytes[](0), keeper);
    }

    function test_execute_refusesTheMirroredSignature() public {
        SignedOrder memory order = limitOrder();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(aliceKey, orders.hashOrder(order));
        bytes memory mirrored = abi.encodePacked(r, bytes32(CURVE - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, alice));
        orders.execute(order, mirrored, new bytes[](0), keeper);
    }

    // ------------------------------------------------------------------ cancelling

    function test_cancel_endsOneOrder() public {
        SignedOrder memory order = limitOrder();
        SignedOrder memory other = limitOrder();
        other.nonce = 257;
        _cancel(alice, order.nonce);
        assertEq(uint256(stateOf(order)), uint256(OrderState.Cancelled));
        assertEq(uint256(stateOf(other)), uint256(OrderState.Open));
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, alice, 1));
        execute(other);
    }

    function test_cancel_isTheOwnersAlone() public {
        _cancel(keeper, 1);
        execute(limitOrder());
    }

    function test_cancel_afterExecutionSaysNothing() public {
        SignedOrder memory order = limitOrder();
        execute(order);
        vm.recordLogs();
        _cancel(alice, order.nonce);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(uint256(stateOf(order)), uint256(OrderState.Executed));
    }

    function test_cancelAll_endsWhatWasSignedBefore() public {
        SignedOrder memory order = limitOrder();
        vm.expectEmit(address(orders));
        emit IOrders.EpochRaised(alice, 1);
        vm.prank(alice);
        orders.cancelAll();
        assertEq(uint256(stateOf(order)), uint256(OrderState.Cancelled));
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.EpochPassed.selector, 0, 1));
        order.epoch = 1;
        execute(order);
    }

    function testFuzz_execute_onlyInTheSignedEpoch(uint64 epoch, uint8 raised) public {
        raised = uint8(bound(raised, 0, 5));
        vm.startPrank(alice);
        for (uint256 i; i < raised; ++i) {
            orders.cancelAll();
        }
        vm.stopPrank();
        SignedOrder memory order = limitOrder();
        order.epoch = epoch = uint64(bound(epoch, 0, 6));
        if (epoch == raised) execute(order);
        else executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.EpochPassed.selector, epoch, raised));
    }

    // ------------------------------------------------------------------ contract wallets

    function test_execute_takesAContractWalletsSignature() public {
        Wallet wallet = new Wallet(alice);
        SignedOrder memory order = limitOrder();
        order.owner = address(wallet);
        execute(order);
        order.nonce = 2;
        bytes memory signature = signHash(orders.hashOrder(order), 0xbad);
        vm.expectRevert(abi.encodeWithSelector(IOrdersErrors.InvalidSignature.selector, address(wallet)));
        orders.execute(order, signature, new bytes[](0), keeper);
    }

    function test_cancel_worksForAContractWallet() public {
        Wallet wallet = new Wallet(alice);
        SignedOrder memory order = limitOrder();
        order.owner = address(wallet);
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = order.nonce;
        wallet.run(address(orders), abi.encodeCall(orders.cancel, (nonces)));
        executeExpecting(order, abi.encodeWithSelector(IOrdersErrors.NonceUsed.selector, address(wallet), 1));
    }

    /// @notice A wallet that calls back while it is asked changes nothing: it is asked by a static call, and asked once.
    function test_execute_cannotBeReenteredFromTheSignatureCheck() public {
        SignedOrder memory second = limitOrder();
        second.nonce = 2;
        bytes memory again = abi.encodeCall(orders.execute, (second, sign(second), new bytes[](0), keeper));
        HostileWallet wallet = new HostileWallet(address(orders), again);
        SignedOrder memory order = limitOrder();
        order.owner = address(wallet);
        orders.execute(order, "", new bytes[](0), keeper);
        assertFalse(wallet.calledBack());
        assertEq(house.trades(), 1);
        assertEq(uint256(stateOf(second)), uint256(OrderState.Open));
    }

    function _cancel(address who, uint256 nonce) private {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = nonce;
        vm.prank(who);
        orders.cancel(nonces);
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domainType =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain = keccak256(
            abi.encode(domainType, keccak256("Undated Orders"), keccak256("1"), block.chainid, address(orders))
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _isAmong(uint256[4] memory nonces, uint256 last, uint256 nonce) private pure returns (bool) {
        for (uint256 i; i <= last; ++i) {
            if (nonces[i] == nonce) return true;
        }
        return false;
    }
}
