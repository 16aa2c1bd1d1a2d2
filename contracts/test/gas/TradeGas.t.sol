// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ExecutionTerms, Leg, TradeRequest} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";
import {RequestFixture} from "../base/RequestFixture.sol";

/// @notice The release's code in the place of what is compiled with the tests.
abstract contract ReleasedCode is Fixture {
    function _code(string memory name, bytes memory) internal view virtual override returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile(string.concat("contracts-abi/bytecode/", name, ".json")), ".bytecode");
    }
}

/// @notice Measures what the issue bounds: one leg, margin already in, no price update, with 1 and 32 strikes active.
/// Figures go to `.undated/gas.json`, which the benchmark prints and `npm run gas` compares with `.gas-snapshot`. They include the
/// 21,000 of a transaction and its calldata, and are those of the release's code, whatever the profile.
contract TradeGasTest is ReleasedCode {
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

    /// @notice What writing costs, with eight strikes active in the market, and liquidating an account of eight positions.
    function test_gas_ofWritingACondorAndLiquidatingWithEightStrikes() public {
        for (uint256 i; i < 8; ++i) {
            trade(_trader(i), call(BTC_WEEK, (60_000 + i * 2000) * 1e18), 0.1e18);
        }
        pass(30);
        uint256 write = _measureLegs(alice, oneLeg(call(BTC_WEEK, 66_000e18), -0.5e18));
        pass(30);
        uint256 condor = _measureLegs(bob, _condor());
        uint256 liquidate = _measureLiquidation();

        string memory key = "written";
        vm.serializeUint(key, "write", write);
        vm.serializeUint(key, "condor", condor);
        vm.writeJson(vm.serializeUint(key, "liquidate8", liquidate), ".undated/gas-written.json");
        assertEq(house.strikesOf(BTC_WEEK).length, 8);
    }

    function _measureLiquidation() private returns (uint256) {
        address carol = makeAddr("carol");
        fund(carol, 400e18);
        for (uint256 i; i < 8; ++i) {
            int256 quantity = i % 2 == 0 ? int256(-0.4e18) : int256(0.1e18);
            trade(carol, call(BTC_WEEK, (60_000 + i * 2000) * 1e18), quantity);
        }
        strip(carol);
        deal(address(token), staker, 1e18);
        pass(30);
        move(BTC, 69_000e8);
        // The staker holds tokens already, as a keeper that has been rewarded before.
        house.liquidate(account(carol), staker, new bytes[](0));
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        assertEq(house.positionsOf(account(carol)).length, 8);
        return gas;
    }

    function _condor() private pure returns (Leg[] memory legs) {
        legs = new Leg[](4);
        legs[0] = Leg(put(BTC_WEEK, 60_000e18), 0.5e18);
        legs[1] = Leg(put(BTC_WEEK, 64_000e18), -0.5e18);
        legs[2] = Leg(call(BTC_WEEK, 68_000e18), -0.5e18);
        legs[3] = Leg(call(BTC_WEEK, 72_000e18), 0.5e18);
    }

    function _measureLegs(address owner, Leg[] memory legs) private returns (uint256) {
        bytes memory data = abi.encodeCall(house.trade, (account(owner), legs, 100e18, block.timestamp, new bytes[](0)));
        vm.prank(owner);
        (bool ok,) = address(house).call(data);
        assertTrue(ok);
        return vm.lastCallGas().gasTotalUsed;
    }

    function _measure(int256 quantity) private returns (uint256) {
        return _measureLegs(alice, oneLeg(call(BTC_WEEK, 65_000e18), quantity));
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

/// @notice What the same opening costs where it is asked for first: whoever asks, and whoever executes it at prices on chain.
contract RequestedTradeGasTest is ReleasedCode, RequestFixture {
    function test_gas_ofAskingForAnOpeningAndExecutingIt() public {
        fund(alice, 500e18);
        fund(bob, 500e18);
        // The book is in use, and the keeper holds tokens already, as one that has been rewarded before.
        assertTrue(tradeByRequest(bob, call(BTC_WEEK, 65_000e18), 0.1e18));
        pass(30);
        TradeRequest memory asked = ask(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        uint256 request = vm.lastCallGas().gasTotalUsed;
        pass(WAIT);
        assertTrue(execute(alice, asked));
        uint256 executed = vm.lastCallGas().gasTotalUsed;

        string memory key = "requested";
        vm.serializeUint(key, "request1", request);
        vm.writeJson(vm.serializeUint(key, "execute1", executed), ".undated/gas-requested.json");
    }

    function _code(string memory name, bytes memory compiled)
        internal
        view
        override(Fixture, ReleasedCode)
        returns (bytes memory)
    {
        return super._code(name, compiled);
    }

    function _execution() internal view override(Fixture, RequestFixture) returns (ExecutionTerms memory) {
        return super._execution();
    }
}
