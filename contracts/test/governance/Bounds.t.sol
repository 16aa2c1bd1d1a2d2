// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ParameterBounds} from "../../src/ParameterBounds.sol";
import {IVolatilityOracle} from "../../src/interfaces/IVolatilityOracle.sol";
import {VolatilityOracle, VolatilityTerms} from "../../src/oracles/VolatilityOracle.sol";
import {ExecutionTerms, RiskTerms, StrikeGrid} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice G2: every parameter's bounds, at both ends and one beyond, through the function that sets it.
/// @dev A struct of numbers is encoded as one word each, so that a row of the table can address a field by its place.
contract BoundsTest is Fixture {
    /// @notice A field: its place in the struct, its name, the values between which it may lie, and which field is named below them.
    struct Row {
        uint256 place;
        string name;
        string below;
        uint256 least;
        uint256 most;
    }

    Row[] private _rows;

    function test_terms_keepTheirBounds() public {
        _row("baseFee", 0, 100);
        _row("feeCapOfPremium", 0, 2500);
        _row("uncertaintyMultiple", 0, 50_000);
        _row("grace", 0, 60);
        _row("maxAgeOpen", 10, 600);
        _row("maxAgeReduce", 10 minutes, 1 days);
        _row("maxAgeCollateralOpen", 60, 7 days);
        _row("maxAgeCollateralReduce", 7 days, 60 days);
        _row("runway", 1 hours, 7 days);
        _row("closeReward", 0, 1000);
        _row("minimumNotional", 0, 10_000);
        _check(this.setTerms, abi.encode(defaultTerms()));
    }

    function test_riskTerms_keepTheirBounds() public {
        RiskTerms memory terms = defaultRiskTerms();
        terms.insuranceShareMin = 0;
        _row("stressLimit", 1000, 9000);
        _row("collateralShock", 0, 5000);
        _row("insuranceShareMin", 0, terms.insuranceShareMax);
        _row("insuranceShareMax", terms.insuranceShareMin, 5000);
        _row("targetCoverage", 1, 20_000);
        _row("haircut", 0, 5000);
        _row("writtenMinimum", 0, 2000);
        _row("maintenance", 5000, 9500);
        _row("liquidationPenalty", 0, 2000);
        _check(this.setRiskTerms, abi.encode(terms));
    }

    function test_market_keepsItsBounds() public {
        _row("asset", 0, 2);
        _row("period", 1 hours, 365 days);
        _row("depth", 1000, 1e12);
        _row("kappaGamma", 0, 1_000_000);
        _row("kappaDelta", 0, 100_000);
        _row("shock", 100, 9000);
        _row("volatilityShock", 0, 20_000);
        _check(this.addMarket, abi.encode(marketConfig(BTC, 7 days)));
        // What a market may be when it is listed, it may be when it is changed; asset and period stay.
        for (uint256 i = 2; i < _rows.length; ++i) {
            _checkRow(this.setMarket, abi.encode(marketConfig(BTC, 7 days)), _rows[i]);
        }
    }

    function test_strikeGrid_keepsItsBounds() public {
        _row("step", 1, 1e14);
        _row("range", 1, 5000);
        _check(this.setStrikeGrid, abi.encode(StrikeGrid(1000e6, 2500)));
    }

    function test_volatilityTerms_keepTheirBounds() public {
        VolatilityTerms memory terms = volatility.terms();
        _row("interval", 1 minutes, 1 days);
        _row("halfLife", 1 hours, 90 days);
        _row("floor", 0.05e18, terms.cap);
        _row("cap", terms.floor, 5e18);
        _row("maxStep", 1, 0.2e18);
        _row("markup", 1e18, 2e18);
        _rows[3].below = "floor";
        _check(this.newVolatilityOracle, abi.encode(terms));
        _checkRow(this.setVolatilityTerms, abi.encode(terms), _rows[0]);
        _checkRow(this.setVolatilityTerms, abi.encode(terms), _rows[1]);
        _checkRow(this.setVolatilityTerms, abi.encode(terms), _rows[4]);
    }

    function test_execution_keepsItsBounds() public {
        _row("delay", 0, 60);
        _row("window", 10, 1 days);
        _check(this.checkExecution, abi.encode(ExecutionTerms(3, 60)));
    }

    function test_initialVolatility_keepsItsBounds() public {
        oracle.addFeed("SOL", "sol");
        setPrice(3, 200e8);
        for (uint256 i; i < 2; ++i) {
            uint256 outside = i == 0 ? 0.01e18 - 1 : 5e18 + 1;
            vm.expectRevert(
                abi.encodeWithSelector(IVolatilityOracle.ParameterOutOfBounds.selector, "initialVolatility")
            );
            volatility.addAsset(3, outside);
        }
        volatility.addAsset(3, 5e18);
        vm.expectRevert(abi.encodeWithSelector(IVolatilityOracle.ParameterOutOfBounds.selector, "asset"));
        volatility.addAsset(3, 1e18);
    }

    /// @notice Any set of terms is taken over exactly if every field lies within its bounds.
    function testFuzz_terms_areTakenExactlyWithinBounds(uint256 seed) public {
        test_terms_keepTheirBounds();
        bytes memory data = abi.encode(defaultTerms());
        uint256 place = seed % _rows.length;
        Row memory row = _rows[place];
        uint256 value = uint256(keccak256(abi.encode(seed))) % (row.most * 11 / 10 + 2);
        (bool ok,) = _attempt(this.setTerms, _with(data, place, value));
        assertEq(ok, value >= row.least && value <= row.most, row.name);
        if (ok) assertEq(abi.encode(house.terms()), _with(data, place, value));
    }

    // ------------------------------------------------------------------ what sets a parameter, from encoded words

    function setTerms(bytes calldata words) external {
        _send(address(governance), governance.setTerms.selector, "", words);
    }

    function setRiskTerms(bytes calldata words) external {
        _send(address(governance), governance.setRiskTerms.selector, "", words);
    }

    function addMarket(bytes calldata words) external {
        _send(address(governance), governance.addMarket.selector, "", words);
    }

    function setMarket(bytes calldata words) external {
        _send(address(governance), governance.setMarket.selector, abi.encode(BTC_WEEK), words);
    }

    function setStrikeGrid(bytes calldata words) external {
        _send(address(governance), governance.setStrikeGrid.selector, abi.encode(BTC), words);
    }

    function setVolatilityTerms(bytes calldata words) external {
        _send(address(volatility), volatility.setTerms.selector, "", words);
    }

    function checkExecution(bytes calldata words) external view {
        governance.bounds().checkExecution(abi.decode(words, (ExecutionTerms)));
    }

    function newVolatilityOracle(bytes calldata words) external {
        new VolatilityOracle(address(manager), oracle, abi.decode(words, (VolatilityTerms)));
    }

    function _send(address target, bytes4 selector, bytes memory first, bytes calldata words) private {
        (bool ok, bytes memory reason) = target.call(bytes.concat(selector, first, words));
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    // ------------------------------------------------------------------ the table

    function _row(string memory name, uint256 least, uint256 most) private {
        _rows.push(Row(_rows.length, name, name, least, most));
    }

    /// @dev A field that has no row would not be noticed; `listed` is no number.
    function _check(function(bytes memory) external set, bytes memory words) private {
        uint256 fields = words.length / 32;
        assertTrue(_rows.length == fields || set.selector == this.addMarket.selector, "a field without bounds");
        for (uint256 i; i < _rows.length; ++i) {
            _checkRow(set, words, _rows[i]);
        }
    }

    function _checkRow(function(bytes memory) external set, bytes memory words, Row memory row) private {
        _expect(set, _with(words, row.place, row.least), row.name, true);
        _expect(set, _with(words, row.place, row.most), row.name, true);
        _expect(set, _with(words, row.place, row.most + 1), row.name, false);
        if (row.least > 0) _expect(set, _with(words, row.place, row.least - 1), row.below, false);
    }

    function _expect(function(bytes memory) external set, bytes memory words, string memory name, bool within) private {
        uint256 before = vm.snapshotState();
        (bool ok, bytes memory reason) = _attempt(set, words);
        vm.revertToState(before);
        assertEq(ok, within, name);
        if (within) return;
        assertEq(reason, abi.encodeWithSelector(ParameterBounds.ParameterOutOfBounds.selector, name));
    }

    function _attempt(function(bytes memory) external set, bytes memory words) private returns (bool, bytes memory) {
        try set(words) {
            return (true, "");
        } catch (bytes memory reason) {
            return (false, reason);
        }
    }

    function _with(bytes memory words, uint256 place, uint256 value) private pure returns (bytes memory changed) {
        changed = bytes.concat(words);
        assembly ("memory-safe") {
            mstore(add(add(changed, 0x20), mul(place, 0x20)), value)
        }
    }
}
