// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Condition, SignedOrder, Trigger} from "../../src/interfaces/IOrders.sol";
import {Orders} from "../../src/Orders.sol";
import {Leg, Position, SeriesId, toSeriesId} from "../../src/Types.sol";
import {HandlerBase} from "./HandlerBase.sol";

/// @notice What is done on an owner's signature, and what asks without doing.
abstract contract Signers is HandlerBase {
    /// @notice O: an order is executed once, at no more than its limit, and pays its reward and no more; a cancelled one never.
    function order(uint256 seed, uint256 size, uint256 limit, uint256 reward) external {
        address owner = _actor(seed);
        Orders orders = Orders(payable(s.house.orders()));
        vm.prank(owner);
        s.house.setOperator(address(orders), seed % 16 != 0);
        SignedOrder memory signed = _order(seed, size, limit, reward);
        bytes memory signature = _sign(seed, orders.hashOrder(signed));
        bool cancelled = limit % 8 == 0;
        if (cancelled) _cancel(orders, owner, signed.nonce);
        bytes memory data = abi.encodeCall(orders.execute, (signed, signature, new bytes[](0), people[1]));
        uint256 cash = s.house.cashOf(_account(owner));
        bool done = _act(people[0], address(orders), data, "order");
        if (!done) return assertEq(s.house.cashOf(_account(owner)), cash, "10: a refused order costs nothing");
        assertFalse(cancelled, "O: a cancelled order is executed");
        assertFalse(_act(people[0], address(orders), data, "order again"), "O: an order is executed twice");
    }

    /// @notice A permit that is in order pays in as much as it says; one of somebody else's hand pays in nothing.
    function permit(uint256 seed, uint256 amount, bool forged) external {
        address owner = _actor(seed);
        amount = bound(amount, 0, 10e18);
        (uint8 v, bytes32 r, bytes32 w) = _signPermit(forged ? seed % ACTORS + 1 : seed, owner, amount);
        vm.prank(owner);
        s.token.approve(address(s.house), 0);
        uint256 cash = s.house.cashOf(_account(owner));
        bytes memory data =
            abi.encodeCall(s.house.depositWithPermit, (_account(owner), amount, block.timestamp, v, r, w));
        bool done = _act(owner, address(s.house), data, "permit");
        assertEq(s.house.cashOf(_account(owner)), done ? cash + amount : cash, "1: a permit pays in what it says");
        assertFalse(done && forged, "1: a forged permit moves tokens");
        vm.prank(owner);
        s.token.approve(address(s.house), type(uint256).max);
    }

    /// @notice Trying a trade never succeeds and changes nothing, whoever asks.
    function tryTrade(uint256 seed, uint256 size) external {
        address owner = _actor(seed);
        (uint256 cash, uint256 open) = (s.house.cashOf(_account(owner)), s.house.openPositions());
        bytes memory data = abi.encodeCall(s.house.tryTrade, (_account(owner), _legs(seed, size)));
        assertFalse(
            _act(_actor(seed / ACTORS), address(s.house), data, "tryTrade"), "a trade that is tried is taken back"
        );
        assertEq(s.house.cashOf(_account(owner)), cash, "1: trying costs nothing");
        assertEq(s.house.openPositions(), open, "2: trying opens nothing");
    }

    // ------------------------------------------------------------------ helpers

    function _order(uint256 seed, uint256 size, uint256 limit, uint256 reward)
        private
        view
        returns (SignedOrder memory signed)
    {
        signed.owner = _actor(seed);
        signed.clearinghouse = address(s.house);
        signed.legs = _legs(seed, size);
        if (limit % 3 == 0) {
            signed.condition = Condition(limit % 2 == 0 ? Trigger.AtOrBelow : Trigger.AtOrAbove, 0, _spot(0));
        }
        signed.maxCost = limit % 4 == 0 ? type(int256).max : int256(bound(limit, 0, 10e18));
        signed.reduceOnly = seed % 3 == 0;
        signed.reward = bound(reward, 0, 0.5e18);
        signed.validFrom = uint64(block.timestamp - 3600);
        signed.expiry = uint64(block.timestamp + (seed % 8 == 0 ? 0 : 3600));
        signed.nonce = size % 64;
    }

    /// @notice Something new, or half of what is held first.
    function _legs(uint256 seed, uint256 size) private view returns (Leg[] memory legs) {
        Position[] memory held = s.house.positionsOf(_account(_actor(seed)));
        legs = new Leg[](1);
        if (held.length > 0 && size % 2 == 0) {
            legs[0] = Leg(held[0].series, -held[0].quantity / 2);
            return legs;
        }
        SeriesId series = toSeriesId(seed % 4, _strike(seed % 4, int256(size % 7) - 3), size % 3 == 0);
        int256 quantity = int256(bound(size, 100e18, 20_000e18) * 1e18 / _spot((seed % 4) / 2));
        legs[0] = Leg(series, int96(size % 5 == 0 ? -quantity : quantity));
    }

    function _cancel(Orders orders, address owner, uint256 nonce) private {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = nonce;
        vm.prank(owner);
        orders.cancel(nonces);
    }

    function _signPermit(uint256 signer, address owner, uint256 amount)
        private
        returns (uint8 v, bytes32 r, bytes32 w)
    {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 content =
            keccak256(abi.encode(kind, owner, address(s.house), amount, s.token.nonces(owner), block.timestamp));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", s.token.DOMAIN_SEPARATOR(), content));
        return vm.sign(_keyOf(signer), digest);
    }

    function _sign(uint256 signer, bytes32 digest) private returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 w) = vm.sign(_keyOf(signer), digest);
        return abi.encodePacked(r, w, v);
    }

    function _keyOf(uint256 seed) private returns (uint256 key) {
        (, key) = makeAddrAndKey(string.concat("actor", vm.toString(seed % ACTORS)));
    }
}
