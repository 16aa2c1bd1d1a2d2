// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ExecutionTerms} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";
import {RequestFixture} from "../base/RequestFixture.sol";

/// @notice C2: what ERC-4626 demands of both pools, with zero tolerance, while options are open and income has come in.
abstract contract VaultProperties is Fixture {
    IERC4626 internal vault;

    function setUp() public virtual override {
        super.setUp();
        fund(alice, 1000e18);
        _earn();
        house.touch(BTC_WEEK);
        deal(address(token), bob, 10_000e18, true);
    }

    /// @dev Income comes in, from options that stay open where nothing forbids it.
    function _earn() internal virtual {
        trade(alice, call(BTC_WEEK, 65_000e18), 1e18);
        pass(1 hours);
    }

    /// @dev Makes the owner's shares redeemable at once.
    function _unlock(address owner) internal virtual;

    function testFuzz_deposit_givesExactlyItsPreview(uint256 assets) public {
        assets = bound(assets, 1e6, 1000e18);
        uint256 preview = vault.previewDeposit(assets);
        vm.startPrank(bob);
        token.approve(address(vault), assets);
        vm.expectEmit(address(vault));
        emit IERC4626.Deposit(bob, lp, assets, preview);
        uint256 shares = vault.deposit(assets, lp);
        vm.stopPrank();
        assertEq(shares, preview);
        assertEq(token.allowance(bob, address(vault)), 0);
    }

    function testFuzz_mint_costsExactlyItsPreview(uint256 shares) public {
        shares = bound(shares, 1e12, 1000e24);
        uint256 preview = vault.previewMint(shares);
        uint256 before = token.balanceOf(bob);
        vm.startPrank(bob);
        token.approve(address(vault), preview);
        assertEq(vault.mint(shares, bob), preview);
        vm.stopPrank();
        assertEq(before - token.balanceOf(bob), preview);
        assertEq(vault.balanceOf(bob), shares);
    }

    function testFuzz_redeem_paysExactlyItsPreview(uint256 assets, uint256 part) public {
        uint256 shares = _enter(bound(assets, 1e6, 1000e18));
        shares = bound(part, 1, shares);
        _unlock(bob);
        uint256 preview = vault.previewRedeem(shares);
        uint256 before = token.balanceOf(bob);
        vm.prank(bob);
        assertEq(vault.redeem(shares, bob, bob), preview);
        assertEq(token.balanceOf(bob) - before, preview);
    }

    function testFuzz_withdraw_takesExactlyItsPreview(uint256 assets, uint256 part) public {
        _enter(bound(assets, 1e6, 1000e18));
        _unlock(bob);
        uint256 wanted = bound(part, 1, vault.maxWithdraw(bob));
        uint256 preview = vault.previewWithdraw(wanted);
        uint256 before = vault.balanceOf(bob);
        vm.prank(bob);
        assertEq(vault.withdraw(wanted, bob, bob), preview);
        assertEq(before - vault.balanceOf(bob), preview);
    }

    function testFuzz_roundTrips_neverPay(uint256 assets, bool byMint) public {
        assets = bound(assets, 1e6, 1000e18);
        uint256 before = token.balanceOf(bob);
        uint256 shares = byMint ? _mint(vault.convertToShares(assets)) : _enter(assets);
        _unlock(bob);
        vm.prank(bob);
        vault.redeem(shares, bob, bob);
        assertLe(token.balanceOf(bob), before);
    }

    function testFuzz_conversions_roundDown(uint256 amount) public view {
        amount = bound(amount, 0, 1e30);
        assertLe(vault.convertToAssets(vault.convertToShares(amount)), amount);
        assertLe(vault.convertToShares(vault.convertToAssets(amount)), amount);
        assertLe(vault.previewDeposit(amount), vault.convertToShares(amount));
        assertLe(vault.previewRedeem(amount), vault.convertToAssets(amount));
        assertGe(vault.previewMint(amount), vault.convertToAssets(amount));
        assertGe(vault.previewWithdraw(amount), vault.convertToShares(amount));
    }

    /// @notice What a preview asks for is enough: there and back no unit is missing.
    function testFuzz_previews_askForEnough(uint256 amount) public view {
        amount = bound(amount, 1, 1e30);
        assertGe(vault.previewDeposit(vault.previewMint(amount)), amount);
        assertGe(vault.previewRedeem(vault.previewWithdraw(amount)), amount);
    }

    function test_strangers_needAnAllowance() public {
        uint256 shares = _enter(10e18);
        _unlock(bob);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, alice, 0, shares));
        vault.redeem(shares, alice, bob);
        vm.prank(bob);
        vault.approve(alice, shares);
        vm.prank(alice);
        vault.redeem(shares, alice, bob);
        assertEq(vault.allowance(bob, alice), 0);
    }

    function test_limits_neverRevertForAnybody() public view {
        assertEq(vault.maxRedeem(address(1)), 0);
        assertEq(vault.maxWithdraw(address(1)), 0);
        assertGt(vault.maxDeposit(address(1)), 0);
        assertGt(vault.maxMint(address(1)), 0);
        assertEq(vault.asset(), address(token));
    }

    /// @notice C3: tokens sent to the pool move nobody's share.
    function testFuzz_donation_movesNoShare(uint256 amount) public {
        uint256 value = vault.convertToAssets(1e24);
        vm.prank(bob);
        token.transfer(address(vault), bound(amount, 1, 1000e18));
        assertEq(vault.convertToAssets(1e24), value);
    }

    function _enter(uint256 assets) internal returns (uint256 shares) {
        vm.startPrank(bob);
        token.approve(address(vault), assets);
        shares = vault.deposit(assets, bob);
        vm.stopPrank();
    }

    function _mint(uint256 shares) private returns (uint256) {
        vm.startPrank(bob);
        token.approve(address(vault), vault.previewMint(shares));
        vault.mint(shares, bob);
        vm.stopPrank();
        return shares;
    }
}

contract MainPoolPropertiesTest is VaultProperties {
    function setUp() public virtual override {
        super.setUp();
        vault = pool;
    }

    function _unlock(address) internal override {}
}

/// @notice C2: where shares are bought by request while options are open, the plain doors keep every promise as soon as none is.
contract RequestedPoolPropertiesTest is MainPoolPropertiesTest, RequestFixture {
    function setUp() public override(MainPoolPropertiesTest, Fixture) {
        super.setUp();
        assertFalse(pool.valuer().exposed(house));
        assertGt(pool.totalAssets(), 6000e18);
    }

    function _execution() internal view override(Fixture, RequestFixture) returns (ExecutionTerms memory) {
        return super._execution();
    }

    function _earn() internal override {
        assertTrue(tradeByRequest(alice, call(BTC_WEEK, 65_000e18), 1e18));
        pass(1 hours);
        assertTrue(tradeByRequest(alice, call(BTC_WEEK, 65_000e18), -1e18));
    }
}

contract InsurancePoolPropertiesTest is VaultProperties {
    function setUp() public override {
        super.setUp();
        vault = insurance;
    }

    function _unlock(address owner) internal override {
        uint256 shares = insurance.balanceOf(owner);
        vm.prank(owner);
        insurance.requestWithdrawal(shares);
        (, uint256 opensAt,) = insurance.withdrawalRequest(owner);
        vm.warp(opensAt);
    }
}
