// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {StockWrapper} from "../../src/corporate/StockWrapper.sol";
import {DemoRebasingStockToken} from "../../src/demo/DemoRebasingStockToken.sol";
import {CorporateFixture} from "./CorporateFixture.sol";

/// @notice The wrapper of a rebasing stock token, by itself and as collateral; dividends paid through the multiplier.
contract StockWrapperTest is CorporateFixture {
    /// @dev Without the fixture's shares, which are made out of nothing.
    StockWrapper private _fresh;

    function setUp() public override {
        super.setUp();
        _fresh = new StockWrapper(IERC20(address(stock)), "Wrapped", "W");
        stock.approve(address(_fresh), type(uint256).max);
    }

    // ------------------------------------------------------------------ C2, C3

    function testFuzz_roundTrip_losesAtMostOneUnitPerConversion(uint128 assets, uint96 multiplier) public {
        assets = uint128(bound(assets, 1e6, 500_000e18));
        _setMultiplier(bound(multiplier, 1e15, 1000e18));
        assets = uint128(bound(assets, 0, stock.balanceOf(address(this))));
        vm.assume(assets > 2000);
        uint256 shares = _fresh.previewDeposit(assets);
        vm.assume(shares > 0);
        assertEq(_fresh.deposit(assets, address(this)), shares);
        uint256 back = _fresh.redeem(shares, address(this), address(this));
        assertLe(back, assets);
        assertGe(back + stock.multiplierAt(block.timestamp) / 1e18 + 2, assets);
        assertEq(_fresh.totalSupply(), 0);
    }

    function testFuzz_mintAndWithdraw_costWhatWasPreviewed(uint96 shares, uint96 multiplier) public {
        _setMultiplier(bound(multiplier, 1e18, 1000e18));
        shares = uint96(bound(shares, 1, 1000e18));
        uint256 cost = _fresh.previewMint(shares);
        assertEq(_fresh.mint(shares, address(this)), cost);
        assertEq(_fresh.balanceOf(address(this)), shares);
        uint256 assets = _fresh.maxWithdraw(address(this));
        vm.assume(assets > 0);
        assertEq(_fresh.previewWithdraw(assets), _fresh.withdraw(assets, alice, address(this)));
        assertGe(stock.sharesOf(address(_fresh)), _fresh.totalSupply(), "every share is backed");
    }

    /// @notice C3: neither a first deposit of one unit nor any donation moves the rate.
    function testFuzz_donation_movesNothing(uint96 donation, uint96 victim) public {
        donation = uint96(bound(donation, 1, 100_000e18));
        victim = uint96(bound(victim, 1, 100_000e18));
        _fresh.deposit(1, alice);
        stock.transfer(address(_fresh), donation);
        assertEq(_fresh.convertToAssets(1e18), 1e18);
        assertEq(_fresh.deposit(victim, bob), victim);
        vm.prank(bob);
        assertEq(_fresh.redeem(victim, bob, bob), victim);
        assertEq(router.latest(TSLA).value, 250e18);
        assertEq(_fresh.totalAssets(), 1);
    }

    function test_deposit_refusesATokenThatKeepsSome() public {
        FeeRebasingStock leaky = new FeeRebasingStock();
        StockWrapper other = new StockWrapper(IERC20(address(leaky)), "W", "W");
        leaky.approve(address(other), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(StockWrapper.UnderlyingFellShort.selector, 100e18, 99e18));
        other.deposit(100e18, address(this));
    }

    function test_permit_isSignedForTheWrapper() public view {
        (, string memory name,,,,,) = wrapper.eip712Domain();
        assertEq(name, "Wrapped demo Tesla");
        assertEq(wrapper.decimals(), 18);
    }

    // ------------------------------------------------------------------ dividends

    /// @notice A dividend of one percent: the stock falls by it, the multiplier rises by it, collateral keeps its worth.
    function test_dividend_staysWithWhoeverHoldsTheShares() public {
        fund(alice, 100e18);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        uint256 at = START + 3 days;
        stock.scheduleMultiplier(1.01e18, at);
        vm.warp(at - 1);
        quote(252.5e8);
        uint256 before = router.latest(TSLA).value;
        uint256 tokens = wrapper.convertToAssets(100e18);
        vm.warp(at + 1);
        assertEq(router.latest(TSLA).value, before, "a price from before counts tokens of before");
        quote(250e8);
        assertEq(router.latest(TSLA).value, before);
        assertEq(wrapper.convertToAssets(100e18), tokens * 101 / 100, "more tokens of less each");
        assertEq(wrapper.balanceOf(address(house)), house.cashOf(account(alice)));
    }

    function test_multiplierInThePast_isNeverLost() public {
        stock.scheduleMultiplier(2e18, START + 10);
        vm.warp(START + 20);
        stock.scheduleMultiplier(3e18, START + 30);
        vm.warp(START + 40);
        assertEq(wrapper.multiplierAt(START + 9), 1e18);
        assertEq(wrapper.multiplierAt(START + 10), 2e18);
        assertEq(wrapper.multiplierAt(START + 29), 2e18);
        assertEq(wrapper.multiplierAt(START + 30), 3e18);
        assertEq(wrapper.multiplierActivatesAt(), START + 30);
    }

    // ------------------------------------------------------------------ the demo token

    function test_demoToken_changesEveryBalanceAtTheActivation() public {
        stock.transfer(alice, 10e18);
        stock.scheduleMultiplier(10e18, START + 100);
        vm.warp(START + 99);
        assertEq(stock.balanceOf(alice), 10e18);
        vm.warp(START + 100);
        assertEq(stock.balanceOf(alice), 100e18);
        assertEq(stock.totalSupply(), 10_000_000e18);
        vm.prank(alice);
        stock.transfer(bob, 100e18);
        assertEq(stock.balanceOf(bob), 100e18);
        assertEq(stock.balanceOf(alice), 0);
    }

    function test_demoToken_letsOnlyTheIssuerScheduleAndWithinBounds() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, alice));
        vm.prank(alice);
        stock.scheduleMultiplier(2e18, START + 1);
        _refusesMultiplier(2e18, START);
        _refusesMultiplier(1e15 - 1, START + 1);
        _refusesMultiplier(1000e18 + 1, START + 1);
        stock.scheduleMultiplier(2e18, START + 50);
        stock.scheduleMultiplier(3e18, START + 40);
        vm.warp(START + 60);
        assertEq(stock.multiplierAt(START + 60), 3e18, "the newer announcement replaced the older");
    }

    function test_demoToken_givesOncePerDay() public {
        vm.startPrank(alice);
        stock.claim();
        assertEq(stock.balanceOf(alice), 100e18);
        vm.expectRevert(
            abi.encodeWithSelector(DemoRebasingStockToken.FaucetCoolingDown.selector, vm.getBlockTimestamp() + 1 days)
        );
        stock.claim();
    }

    function _refusesMultiplier(uint256 multiplier, uint256 at) private {
        vm.expectRevert(abi.encodeWithSelector(DemoRebasingStockToken.MultiplierOutOfBounds.selector, multiplier, at));
        stock.scheduleMultiplier(multiplier, at);
    }

    function _setMultiplier(uint256 multiplier) private {
        stock.scheduleMultiplier(multiplier, START + 1);
        vm.warp(START + 1);
    }
}

/// @notice Keeps a hundredth of what is moved.
contract FeeRebasingStock is DemoRebasingStockToken {
    constructor() DemoRebasingStockToken("Leaky", "LKY", 0, msg.sender, 1000e18) {}

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, from == address(0) ? value : value - value / 100);
    }
}
