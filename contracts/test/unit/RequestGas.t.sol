// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {Leg, SeriesId, TradeRequest, toSeriesId} from "../../src/Types.sol";
import {RequestFixture} from "../base/RequestFixture.sol";

/// @notice A request fails for its own reasons, never for too little gas: what executing demands is more than the dearest trade needs.
contract RequestGasTest is RequestFixture {
    uint256 private constant MARKETS = 4;
    uint256 private constant STRIKES = 32;
    /// @dev The gas demanded at the attempt, of which a call is handed all but a 64th.
    uint256 private constant DEMANDED = 4_000_000;

    function setUp() public override {
        super.setUp();
        fund(alice, 3000e18);
    }

    function test_execute_withTooLittleGasLeavesTheRequestOpen() public {
        TradeRequest memory asked = ask(alice, call(BTC_WEEK, 65_000e18), 1e18);
        pass(WAIT);
        (bool ok, bytes memory answer) = _executeWith(DEMANDED, asked);
        assertFalse(ok);
        assertEq(bytes4(answer), IClearinghouseErrors.ExecutionGasTooLow.selector);
        assertEq(house.requestOf(account(alice)), keccak256(abi.encode(asked)));
        assertEq(token.balanceOf(keeper), 0);
        assertTrue(execute(alice, asked));
    }

    /// @notice Eight legs, each of another market than the one before it, in four markets full of strikes: each leg values 32 strikes
    /// anew, and the margin of eight positions is checked.
    function test_execute_withTheLeastGasSufficesForTheDearestTrade() public {
        _fillBooks();
        TradeRequest memory asked = ask(alice, _dearest(0.02e18), NO_LIMIT);
        pass(WAIT);
        _expectEnough(asked, "opening eight legs");
        assertEq(house.positionsOf(account(alice)).length, 8);
        // Selling what covers written options is assessed before and after.
        asked = ask(alice, _dearest(-0.01e18), NO_LIMIT);
        pass(WAIT);
        _expectEnough(asked, "closing half of them");
        // At the edge of what the pool may owe, the book is valued once more without the trade.
        move(BTC, 79_000e8);
        move(ETH, 4200e8);
        asked = ask(alice, _dearest(0.01e18), NO_LIMIT);
        pass(WAIT);
        _expectEnough(asked, "opening on a book that has moved");
    }

    function _expectEnough(TradeRequest memory asked, string memory what) private {
        uint256 snapshot = vm.snapshotState();
        vm.prank(address(house));
        house.trade(account(alice), asked.legs, NO_LIMIT, vm.getBlockTimestamp(), new bytes[](0));
        uint256 used = vm.lastCallGas().gasTotalUsed + uint256(uint64(vm.lastCallGas().gasRefunded));
        vm.revertToState(snapshot);
        emit log_named_uint(what, used);
        assertLt(used, DEMANDED * 63 / 64, what);
        for (uint256 gas = DEMANDED; gas < DEMANDED + 400_000; gas += 20_000) {
            (bool ok, bytes memory answer) = _executeWith(gas, asked);
            if (ok) return assertTrue(abi.decode(answer, (bool)), what);
            assertEq(bytes4(answer), IClearinghouseErrors.ExecutionGasTooLow.selector, what);
        }
        fail();
    }

    function _executeWith(uint256 gas, TradeRequest memory asked) private returns (bool, bytes memory) {
        bytes memory data = abi.encodeCall(house.executeRequest, (account(alice), asked, new bytes[](0), keeper));
        vm.prank(keeper);
        return address(house).call{gas: gas}(data);
    }

    function _fillBooks() private {
        for (uint256 i; i < MARKETS * STRIKES / 8; ++i) {
            address holder = makeAddr(string.concat("holder", vm.toString(i)));
            fund(holder, 50e18);
            Leg[] memory legs = new Leg[](8);
            for (uint256 j; j < 8; ++j) {
                legs[j] = Leg(_series(i * 8 + j), int96(_size((i * 8 + j) / STRIKES)));
            }
            TradeRequest memory asked = ask(holder, legs, NO_LIMIT);
            pass(WAIT);
            assertTrue(execute(holder, asked));
        }
        for (uint256 market; market < MARKETS; ++market) {
            assertEq(house.strikesOf(market).length, STRIKES);
        }
    }

    /// @notice Four bought and four written, the markets in turn.
    function _dearest(int256 size) private pure returns (Leg[] memory legs) {
        legs = new Leg[](8);
        for (uint256 i; i < 8; ++i) {
            uint256 market = i % MARKETS;
            int256 quantity = size * _size(market) / 0.01e18;
            SeriesId series = _series(market * STRIKES + STRIKES - 1 - i);
            legs[i] = Leg(series, int96(i < 4 ? quantity : -quantity));
        }
    }

    /// @notice Every strike of every market, 32 each.
    function _series(uint256 i) private pure returns (SeriesId) {
        uint256 market = i / STRIKES;
        uint256 place = i % STRIKES;
        uint256 strike = market < 2 ? (50_000 + place * 1000) * 1e18 : (2700 + place * 50) * 1e18;
        return toSeriesId(market, strike, place % 2 == 0);
    }

    function _size(uint256 market) private pure returns (int256) {
        return market < 2 ? int256(0.01e18) : int256(0.2e18);
    }
}
