// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {
    Health,
    MarginInputs,
    MarginLib,
    MarginMarket,
    MarginPosition,
    MarginTerms
} from "../../src/libraries/MarginLib.sol";

/// @notice Properties of scenario margin over random accounts of usual size; the formulas themselves are held against an
/// independent implementation and against TypeScript elsewhere.
contract MarginLibTest is Test {
    uint256 private constant COLLATERAL = 9;
    uint256 private constant SPOT = 65_000e18;

    /// @notice C5: a vertical spread, debit or credit, needs no more for its positions than its width.
    function testFuzz_spread_needsAtMostItsWidth(uint256 size, uint256 width, bool isPut, bool credit) public pure {
        size = bound(size, 0.01e18, 10e18);
        width = bound(width, 1, 20) * 500e18;
        int256 sign = credit ? int256(-1) : int256(1);
        MarginPosition[] memory positions = new MarginPosition[](2);
        positions[0] = _position(isPut ? SPOT + width : SPOT - width, isPut, sign * int256(size));
        positions[1] = _position(SPOT, isPut, -sign * int256(size));
        Health memory health = MarginLib.assess(_account(positions, 1000e18));
        assertLe(MarginLib.positionMargin(health), size * width / 1e18 + 1);
    }

    /// @notice C5: a condor needs no more than the wider of its two spreads.
    function testFuzz_condor_needsAtMostOneSide(uint256 size, uint256 low, uint256 high) public pure {
        size = bound(size, 0.01e18, 10e18);
        (low, high) = (bound(low, 1, 10) * 500e18, bound(high, 1, 10) * 500e18);
        MarginPosition[] memory positions = new MarginPosition[](4);
        positions[0] = _position(60_000e18 - low, true, int256(size));
        positions[1] = _position(60_000e18, true, -int256(size));
        positions[2] = _position(70_000e18, false, -int256(size));
        positions[3] = _position(70_000e18 + high, false, int256(size));
        Health memory health = MarginLib.assess(_account(positions, 1000e18));
        assertLe(MarginLib.positionMargin(health), size * (low > high ? low : high) / 1e18 + 1);
    }

    /// @notice C5: a straddle loses on one side only: it needs less than its two legs by themselves.
    function testFuzz_straddle_needsLessThanItsLegs(uint256 size) public pure {
        size = bound(size, 0.01e18, 10e18);
        MarginPosition[] memory both = new MarginPosition[](2);
        both[0] = _position(SPOT, false, -int256(size));
        both[1] = _position(SPOT, true, -int256(size));
        uint256 together = MarginLib.positionMargin(MarginLib.assess(_account(both, 1000e18)));
        uint256 apart;
        for (uint256 i; i < 2; ++i) {
            MarginPosition[] memory one = new MarginPosition[](1);
            one[0] = both[i];
            apart += MarginLib.positionMargin(MarginLib.assess(_account(one, 1000e18)));
        }
        assertLt(together, apart);
    }

    /// @notice What was bought loses at most what it is worth.
    function testFuzz_bought_needsAtMostItsWorth(uint256 size, uint256 strike, bool isPut) public pure {
        MarginPosition[] memory positions = new MarginPosition[](1);
        positions[0] = _position(bound(strike, 30_000e18, 130_000e18), isPut, int256(bound(size, 0.01e18, 10e18)));
        Health memory health = MarginLib.assess(_account(positions, 1000e18));
        assertLe(MarginLib.positionMargin(health), uint256(health.worth) + 1);
    }

    /// @notice Cash never makes an account weaker: its own margin is less than what it counts for.
    function testFuzz_cash_neverWeakens(uint256 less, uint256 more) public pure {
        less = bound(less, 0, 1e24);
        more = bound(more, less, 1e24);
        MarginPosition[] memory positions = new MarginPosition[](1);
        positions[0] = _position(SPOT, false, -1e18);
        Health memory a = MarginLib.assess(_account(positions, less));
        Health memory b = MarginLib.assess(_account(positions, more));
        assertGe(b.equity - int256(b.initialMargin) + 2, a.equity - int256(a.initialMargin));
    }

    /// @notice Closing the same part of everything leaves what valuing the rest anew tells.
    function testFuzz_afterClosing_isTheRestValuedAnew(uint256 part, uint256 cash, uint256 left) public pure {
        part = bound(part, 0, 0.999e18);
        cash = bound(cash, 1e18, 1e24);
        left = bound(left, 1, cash);
        MarginPosition[] memory positions = new MarginPosition[](2);
        positions[0] = _position(SPOT, false, -3e18);
        positions[1] = _position(70_000e18, false, 1e18);
        MarginInputs memory inputs = _account(positions, cash);
        Health memory after_ = MarginLib.afterClosing(MarginLib.assess(inputs), inputs.terms, left, part);
        for (uint256 i; i < 2; ++i) {
            positions[i].quantity = positions[i].quantity * int256(1e18 - part) / 1e18;
        }
        Health memory anew = MarginLib.assess(_account(positions, left));
        uint256 grain = 4 * 70_000 + 4;
        assertEq(after_.cashMargin, anew.cashMargin);
        assertApproxEqAbs(after_.worth, anew.worth, grain);
        assertApproxEqAbs(after_.equity, anew.equity, grain);
        assertApproxEqAbs(after_.initialMargin, anew.initialMargin, grain);
        assertApproxEqAbs(after_.maintenanceMargin, anew.maintenanceMargin, grain);
    }

    /// @notice Options on the collateral are shocked as far as the collateral is, though their market's own shock is smaller.
    function test_collateralsOwnShock_countsForOptionsOnIt() public pure {
        MarginPosition[] memory positions = new MarginPosition[](1);
        positions[0] = _position(SPOT, true, -1e18);
        MarginInputs memory inputs = _account(positions, 0);
        inputs.markets[0].shock = 0.05e18;
        uint256 apart = MarginLib.assess(inputs).initialMargin;
        inputs.collateralAsset = 0;
        Health memory joint = MarginLib.assess(inputs);
        assertTrue(joint.joint);
        assertGt(joint.initialMargin, 2 * apart);
        inputs.markets[0].shock = 0.15e18;
        assertEq(joint.initialMargin, MarginLib.assess(inputs).initialMargin);
    }

    /// @notice Of the collateral itself as many calls may be written without the minimum as the counted cash holds.
    function test_cashOfTheUnderlying_coversCallsAgainstTheMinimum() public pure {
        MarginPosition[] memory positions = new MarginPosition[](1);
        positions[0] = _position(10 * SPOT, false, -100e18);
        MarginInputs memory inputs = _account(positions, SPOT);
        inputs.collateralAsset = 0;
        // 0.9 of the cash counts: 100 calls less 0.9, at 1 % of their notional.
        assertEq(MarginLib.assess(inputs).initialMargin, 991 * SPOT / 1000);
    }

    function _position(uint256 strike, bool isPut, int256 quantity) private pure returns (MarginPosition memory) {
        return MarginPosition({market: 0, strike: strike, isPut: isPut, quantity: quantity, fundingRate: 0});
    }

    function _account(MarginPosition[] memory positions, uint256 cash) private pure returns (MarginInputs memory) {
        MarginMarket[] memory markets = new MarginMarket[](1);
        markets[0] = MarginMarket(0, SPOT, 0.55e18, uint256(7e18) / 365, 0.2e18, 0.3e18);
        return MarginInputs({
            cash: cash,
            funding: 0,
            collateralAsset: COLLATERAL,
            terms: MarginTerms(0.1e18, 0.15e18, 0.01e18, 0.75e18),
            markets: markets,
            positions: positions
        });
    }
}
