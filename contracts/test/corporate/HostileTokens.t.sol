// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice A stock token with every habit at hand: a fee, a pause, a blocklist, balances that change, a return value that is missing.
contract MoodyToken is DemoStockToken {
    error TokenPaused();
    error Blocked(address holder);

    uint256 public fee;
    bool public paused;
    bool public silent;
    uint256 public multiplier = 1e18;
    mapping(address holder => bool) public blocked;

    constructor() DemoStockToken("Demo moody", "MOODY", 0, msg.sender, 0) {}

    function setFee(uint256 fee_) external {
        fee = fee_;
    }

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function setSilent(bool silent_) external {
        silent = silent_;
    }

    function setBlocked(address holder, bool blocked_) external {
        blocked[holder] = blocked_;
    }

    function setMultiplier(uint256 multiplier_) external {
        multiplier = multiplier_;
    }

    function balanceOf(address holder) public view override returns (uint256) {
        return super.balanceOf(holder) * multiplier / 1e18;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        super.transfer(to, value);
        _answer();
        return true;
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        super.transferFrom(from, to, value);
        _answer();
        return true;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!paused, TokenPaused());
        require(!blocked[from], Blocked(from));
        require(!blocked[to], Blocked(to));
        value = value * 1e18 / multiplier;
        super._update(from, to, value);
        if (fee > 0 && from != address(0) && to != address(0)) super._update(to, address(0xfee), value * fee / 10_000);
    }

    function _answer() private view {
        if (!silent) return;
        assembly ("memory-safe") {
            return(0, 0)
        }
    }
}

/// @notice C10: what becomes of a set whose token misbehaves, habit by habit.
contract HostileTokensTest is Fixture {
    MoodyToken private _moody;

    function _collateralToken() internal override returns (DemoStockToken) {
        _moody = new MoodyToken();
        return _moody;
    }

    function test_feeOnTransfer_isRefusedAtEveryEntrance() public {
        deal(address(token), alice, 100e18, true);
        _moody.setFee(100);
        vm.startPrank(alice);
        token.approve(address(house), 100e18);
        token.approve(address(pool), 100e18);
        token.approve(address(insurance), 100e18);
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.UnsupportedToken.selector, 10e18, 9.9e18));
        house.deposit(account(alice), 10e18);
        vm.expectRevert();
        pool.deposit(10e18, alice);
        vm.expectRevert(abi.encodeWithSelector(IMainPool.UnsupportedToken.selector, 10e18, 9.9e18));
        pool.requestDeposit(10e18, 0);
        vm.expectRevert();
        insurance.deposit(10e18, alice);
    }

    function test_missingReturnValue_isNoHindrance() public {
        _moody.setSilent(true);
        deal(address(token), alice, 100e18, true);
        vm.startPrank(alice);
        token.approve(address(house), 100e18);
        house.deposit(account(alice), 100e18);
        house.withdraw(account(alice), 40e18, alice);
        assertEq(token.balanceOf(alice), 40e18);
        token.approve(address(pool), 40e18);
        uint256 shares = pool.deposit(40e18, alice);
        pool.redeem(shares, alice, alice);
        assertApproxEqAbs(token.balanceOf(alice), 40e18, 1);
    }

    /// @notice A blocked trader can name another receiver, and nobody else is affected.
    function test_blockedHolder_withdrawsToAnother() public {
        fund(alice, 100e18);
        fund(bob, 100e18);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        _moody.setBlocked(alice, true);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.1e18);
        uint256 cash = house.cashOf(account(alice));
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, alice));
        vm.prank(alice);
        house.withdraw(account(alice), cash, alice);
        vm.prank(alice);
        house.withdraw(account(alice), cash, bob);
        trade(bob, call(BTC_WEEK, 65_000e18), 0.1e18);
        assertEq(token.balanceOf(address(house)), house.cashOf(account(bob)));
    }

    /// @notice While the issuer has paused the token nothing moves and nothing is lost; afterwards everything goes on.
    function test_pausedToken_stopsMovementsAndLosesNothing() public {
        fund(alice, 100e18);
        trade(alice, call(BTC_WEEK, 65_000e18), 0.1e18);
        uint256 cash = house.cashOf(account(alice));
        _moody.setPaused(true);
        vm.expectRevert(MoodyToken.TokenPaused.selector);
        vm.prank(alice);
        house.withdraw(account(alice), 1e18, alice);
        vm.expectRevert(MoodyToken.TokenPaused.selector);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.1e18);
        house.touch(BTC_WEEK);
        _moody.setPaused(false);
        trade(alice, call(BTC_WEEK, 65_000e18), -0.1e18);
        assertGt(house.cashOf(account(alice)), cash);
        cash = house.cashOf(account(alice));
        vm.prank(alice);
        house.withdraw(account(alice), cash, alice);
        assertEq(token.balanceOf(address(house)), 0);
    }

    /// @notice A token whose balances grow by themselves may not be listed bare: what it grows by belongs to nobody.
    function test_balanceThatGrows_isCreditedToNobody() public {
        fund(alice, 100e18);
        _moody.setMultiplier(2e18);
        assertEq(house.cashOf(account(alice)), 100e18);
        vm.prank(alice);
        house.withdraw(account(alice), 100e18, alice);
        assertEq(pool.cash(), 6000e18);
        assertGt(token.balanceOf(address(house)), 0, "stranded, therefore the wrapper");
    }

    /// @notice And one whose balances shrink cannot pay the last: therefore the wrapper, whose balances never change.
    function test_balanceThatShrinks_failsWithTheTokensOwnError() public {
        fund(alice, 100e18);
        _moody.setMultiplier(0.5e18);
        vm.prank(alice);
        house.withdraw(account(alice), 50e18, alice);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        vm.prank(alice);
        house.withdraw(account(alice), 50e18, alice);
    }
}
