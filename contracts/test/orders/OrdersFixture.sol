// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {MockPyth} from "@pythnetwork/pyth-sdk-solidity/MockPyth.sol";
import {Test} from "forge-std/Test.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {Condition, KeyGrant, OrderRef, OrderState, SignedOrder, Trigger} from "../../src/interfaces/IOrders.sol";
import {PythOracle} from "../../src/oracles/PythOracle.sol";
import {Orders} from "../../src/Orders.sol";
import {AccountId, Leg, SeriesId, toAccountId, toSeriesId} from "../../src/Types.sol";
import {OrdersHouse} from "./OrdersHouse.sol";

/// @notice The contract of signed orders in front of a clearinghouse that stands in; market i is about asset i.
abstract contract OrdersFixture is Test {
    uint256 internal constant START = 1_760_000_000;
    uint256 internal constant BTC = 0;
    uint256 internal constant ETH = 1;
    uint256 internal constant TSLA = 2;
    uint256 internal constant VENDOR_FEE = 7;

    MockPyth internal pyth;
    PythOracle internal oracle;
    OrdersHouse internal house;
    Orders internal orders;
    address internal alice;
    uint256 internal aliceKey;
    address internal keeper = makeAddr("keeper");
    SeriesId internal series = toSeriesId(BTC, 65_000e18, false);

    function setUp() public virtual {
        vm.warp(START);
        (alice, aliceKey) = makeAddrAndKey("alice");
        pyth = new MockPyth(60, VENDOR_FEE);
        oracle = new PythOracle(address(new AccessManager(address(this))), pyth);
        oracle.addFeed("BTC", "btc");
        oracle.addFeed("ETH", "eth");
        oracle.addFeed("TSLA", "tsla");
        vm.deal(address(this), 1 ether);
        vm.deal(keeper, 1 ether);
        setPrice(BTC, 65_000e8);
        setPrice(ETH, 3500e8);
        setPrice(TSLA, 250e8);
        house = new OrdersHouse(oracle, address(new DemoStockToken("Demo", "D", 1, address(this), 0)), TSLA);
        orders = new Orders();
    }

    function account() internal view returns (AccountId) {
        return toAccountId(alice, 0);
    }

    function legsOf(SeriesId one, int96 quantity) internal pure returns (Leg[] memory legs) {
        legs = new Leg[](1);
        legs[0] = Leg(one, quantity);
    }

    /// @notice An order without a condition to buy one option for at most 10 tokens within an hour; valid since ten seconds ago.
    function limitOrder() internal view returns (SignedOrder memory) {
        uint64 time = uint64(vm.getBlockTimestamp());
        return SignedOrder({
            owner: alice,
            subAccount: 0,
            clearinghouse: address(house),
            legs: legsOf(series, 1e18),
            condition: Condition(Trigger.None, 0, 0),
            maxCost: 10e18,
            reduceOnly: false,
            reward: 0,
            validFrom: time - 10,
            expiry: time + 1 hours,
            nonce: 1,
            epoch: 0,
            parent: 0
        });
    }

    function sign(SignedOrder memory order) internal view returns (bytes memory) {
        return signHash(orders.hashOrder(order), aliceKey);
    }

    function signHash(bytes32 hash, uint256 key) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        return abi.encodePacked(r, s, v);
    }

    function execute(SignedOrder memory order) internal returns (int256) {
        bytes memory signature = sign(order);
        vm.prank(keeper);
        return orders.execute(order, signature, new bytes[](0), keeper);
    }

    function executeExpecting(SignedOrder memory order, bytes memory failure) internal {
        bytes memory signature = sign(order);
        vm.prank(keeper);
        vm.expectRevert(failure);
        orders.execute(order, signature, new bytes[](0), keeper);
    }

    function stateOf(SignedOrder memory order) internal view returns (OrderState) {
        OrderRef[] memory refs = new OrderRef[](1);
        refs[0] = OrderRef(orders.hashOrder(order), order.owner, order.nonce, order.epoch, order.parent);
        return orders.statesOf(refs)[0];
    }

    /// @param price USD with eight decimals.
    function setPrice(uint256 asset, int64 price) internal {
        setPriceAt(asset, price, vm.getBlockTimestamp());
    }

    function setPriceAt(uint256 asset, int64 price, uint256 publishTime) internal {
        oracle.update{value: VENDOR_FEE}(updateOf(asset, price, publishTime));
    }

    function updateOf(uint256 asset, int64 price, uint256 publishTime) internal view returns (bytes[] memory updates) {
        (, bytes32 id) = oracle.assetInfo(asset);
        updates = new bytes[](1);
        updates[0] =
            pyth.createPriceFeedUpdateData(id, price, 1, -8, price, 1, uint64(publishTime), uint64(publishTime - 1));
    }

    function grantOf(address key) internal view returns (KeyGrant memory) {
        uint64 time = uint64(vm.getBlockTimestamp());
        return KeyGrant(alice, 0, address(house), key, 5e18, time, time + 1 days, 9, 0);
    }
}
