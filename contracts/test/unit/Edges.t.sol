// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clearinghouse} from "../../src/Clearinghouse.sol";
import {ParameterBounds} from "../../src/ParameterBounds.sol";
import {ClearinghouseSetup} from "../../src/clearinghouse/ClearinghouseState.sol";
import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IPoolValuer} from "../../src/interfaces/IPoolValuer.sol";
import {MarketConfig, SeriesId} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice What is seldom reached: an empty book, a pool that owes all it has, a set that is not complete yet.
contract EdgesTest is Fixture {
    SeriesId internal atm;

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 3000e18);
    }

    function test_trade_onASetWithoutAPoolIsRefused() public {
        Clearinghouse built = Clearinghouse(payable(address(house)));
        ClearinghouseSetup memory setup = ClearinghouseSetup(
            address(manager), address(token), TSLA, oracle, volatility, new ParameterBounds(), orders, _execution()
        );
        Clearinghouse bare = new Clearinghouse(
            setup, built.accounts(), built.margin(), built.liquidation(), built.requests(), built.extension()
        );
        vm.expectRevert(IClearinghouseErrors.PoolNotSet.selector);
        vm.prank(alice);
        bare.trade(account(alice), oneLeg(atm, 1e18), NO_LIMIT, vm.getBlockTimestamp(), new bytes[](0));
    }

    /// @notice 9: insured beyond any target when nothing is at stake: income is shared at the least rate.
    function test_touch_ofAnEmptyBookTakesTheLeastShareForTheInsurance() public {
        assertEq(house.insuranceShare(), 5000);
        house.touch(BTC_WEEK);
        assertEq(house.insuranceShare(), 1000);
    }

    /// @notice O2: LPs neither enter nor leave on a price too uncertain to trade at.
    function test_enteringAndLeaving_needCertainPrices() public {
        trade(alice, atm, 1e18);
        vm.warp(START + 5);
        setPriceAt(BTC, 65_000e8, 651e8, uint64(START + 5));
        vm.expectPartialRevert(IPoolValuer.UncertainPrice.selector);
        vm.prank(lp);
        pool.redeem(1e24, lp, lp);
        assertEq(pool.maxDeposit(lp), 0);
        vm.warp(START + 6);
        setPriceAt(BTC, 65_000e8, 649e8, uint64(START + 6));
        vm.prank(lp);
        pool.redeem(1e24, lp, lp);
    }

    function test_withdrawable_isNothingWhenThePoolOwesMoreThanItMayRisk() public {
        trade(alice, atm, 8e18);
        assertGt(pool.withdrawableAssets(), 0);
        move(BTC, 180_000e8);
        assertEq(pool.withdrawableAssets(), 0);
        assertEq(pool.maxRedeem(lp), 0);
        assertEq(pool.maxWithdraw(lp), 0);
    }

    /// @notice 9: a pool to which traders owe, on balance, owes nothing itself.
    function test_startSettlement_ofAPoolThatIsOwedNeedsNothing() public {
        trade(alice, atm, -1e18);
        vm.expectRevert(
            abi.encodeWithSelector(IClearinghouseErrors.PoolsCanPay.selector, 0, pool.cash() + insurance.totalAssets())
        );
        house.startSettlement(account(alice), new bytes[](0));
    }

    /// @notice C5: who has no initial margin to spare cannot sell what covers his written options.
    function test_sellingTheCover_isRefusedBelowInitialMargin() public {
        fund(bob, 60e18);
        trade(bob, atm, 1e18);
        trade(bob, call(BTC_WEEK, 66_000e18), -1e18);
        strip(bob);
        vm.expectPartialRevert(IClearinghouseErrors.BelowInitialMargin.selector);
        this.tradeAs(bob, atm, -1e18);
        // Giving back what was written is always possible for who can pay it.
        fund(bob, 50e18);
        trade(bob, call(BTC_WEEK, 66_000e18), 1e18);
    }

    /// @notice On a curve without slope nothing but the stress limit bounds what is bought.
    function test_capacity_boundsOpeningsWhereSkewDoesNot() public {
        governance.setMarket(BTC_WEEK, _flat());
        trade(alice, atm, 10e18);
        vm.expectPartialRevert(IClearinghouseErrors.CapacityExceeded.selector);
        this.tradeAs(alice, atm, 90e18);
    }

    function tradeAs(address owner, SeriesId series, int256 quantity) external {
        trade(owner, series, quantity);
    }

    function _flat() private view returns (MarketConfig memory config) {
        config = house.marketConfig(BTC_WEEK);
        (config.kappaGamma, config.kappaDelta) = (0, 0);
    }
}
