// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IVolatilityOracle} from "../../src/interfaces/IVolatilityOracle.sol";
import {Fixture} from "../base/Fixture.sol";

contract VolatilityTest is Fixture {
    function test_volatility_startsMarkedUp() public view {
        assertEq(volatility.volatility(BTC), 0.55e18);
    }

    function test_sample_revertsBeforeTheIntervalInPublishTime() public {
        vm.warp(START + 2 hours);
        setPriceAt(BTC, 66_000e8, 1e8, uint64(START + 1 hours - 1));
        vm.expectRevert(
            abi.encodeWithSelector(IVolatilityOracle.SampleTooEarly.selector, BTC, START + 1 hours - 1, START + 1 hours)
        );
        volatility.sample(BTC);
        setPriceAt(BTC, 66_000e8, 1e8, uint64(START + 1 hours));
        volatility.sample(BTC);
        assertEq(volatility.nextSampleAt(BTC), START + 2 hours);
    }

    /// @notice Independent check: the definition computed here from scratch, in other units.
    function test_sample_followsTheDefinition() public {
        vm.warp(START + 1 hours);
        setPrice(BTC, 65_650e8); // +1 %
        volatility.sample(BTC);
        // r = ln 1.01 = 0.00995033, r²/Δt = 9.9009e-5 · 8760 = 0.867319; w = 2^(−1/168) = 0.995883
        // variance = 0.25 · 0.995883 + 0.867319 · 0.004117 = 0.252542 → σ = 0.502536 · 1.1 = 0.552789
        assertApproxEqRel(volatility.volatility(BTC), 0.552789e18, 1e13);
    }

    function test_sample_movesByAtMostTheLargestStep() public {
        vm.warp(START + 1 hours);
        setPrice(BTC, 130_000e8);
        volatility.sample(BTC);
        assertApproxEqAbs(volatility.volatility(BTC), 0.515e18 * 11 / 10, 10);
    }

    function test_volatility_ofAClosedExchangeNeverFallsBelowTheFloor() public {
        for (uint256 i = 1; i < 200; ++i) {
            vm.warp(START + i * 1 days);
            setPrice(TSLA, 250e8);
            volatility.sample(TSLA);
        }
        assertApproxEqAbs(volatility.volatility(TSLA), 0.22e18, 100);
    }

    function testFuzz_sample_staysWithinFloorAndCap(int64[8] memory prices) public {
        for (uint256 i; i < 8; ++i) {
            vm.warp(vm.getBlockTimestamp() + 1 hours);
            setPrice(ETH, int64(int256(bound(uint256(uint64(prices[i])), 1e8, 1_000_000e8))));
            volatility.sample(ETH);
            assertGe(volatility.volatility(ETH), 0.22e18 - 100);
            assertLe(volatility.volatility(ETH), 2.75e18 + 100);
        }
    }

    function test_unknownAsset_isNamed() public {
        vm.expectRevert(abi.encodeWithSelector(IVolatilityOracle.VolatilityUnknown.selector, 7));
        volatility.volatility(7);
        assertEq(volatility.nextSampleAt(7), 0);
    }
}
