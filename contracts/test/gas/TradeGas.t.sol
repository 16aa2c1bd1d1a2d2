// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Fixture} from "../base/Fixture.sol";

/// @notice Measures what the issue bounds: one leg, margin already in, no price update, with 1 and 32 strikes active.
/// Figures go to `.undated/gas.json`, which the benchmark prints. They include the 21,000 of a transaction and its calldata.
contract TradeGasTest is Fixture {
    function setUp() public override {
        super.setUp();
        fund(alice, 500e18);
        fund(bob, 500e18);
    }

    function test_gas_ofOpeningAndClosingWithOneAndWith32Strikes() public {
        // The book is in use: somebody else holds the series, and a touch has passed.
        trade(bob, call(BTC_WEEK, 65_000e18), 0.1e18);
        pass(30);
        uint256 open1 = _measure(0.1e18);
        pass(30);
        uint256 close1 = _measure(-0.1e18);
        _fillBook();
        pass(30);
        uint256 open32 = _measure(0.1e18);
        pass(30);
        uint256 close32 = _measure(-0.1e18);

        string memory key = "gas";
        vm.serializeUint(key, "open1", open1);
        vm.serializeUint(key, "close1", close1);
        vm.serializeUint(key, "open32", open32);
        vm.writeJson(vm.serializeUint(key, "close32", close32), ".undated/gas.json");
        assertEq(house.strikesOf(BTC_WEEK).length, 32);
    }

    function _measure(int256 quantity) private returns (uint256) {
        bytes memory data = abi.encodeCall(
            house.trade,
            (account(alice), oneLeg(call(BTC_WEEK, 65_000e18), quantity), 10e18, block.timestamp, new bytes[](0))
        );
        vm.prank(alice);
        (bool ok,) = address(house).call(data);
        assertTrue(ok);
        return vm.lastCallGas().gasTotalUsed;
    }

    function _fillBook() private {
        for (uint256 i; i < 31; ++i) {
            uint256 strike = (i < 15 ? 50_000 + i * 1000 : 51_000 + i * 1000) * 1e18;
            trade(_trader(i), call(BTC_WEEK, strike), 0.01e18);
        }
    }

    function _trader(uint256 i) private returns (address trader) {
        trader = makeAddr(string.concat("trader", vm.toString(i / 8)));
        if (house.cashOf(account(trader)) == 0) fund(trader, 100e18);
    }
}
