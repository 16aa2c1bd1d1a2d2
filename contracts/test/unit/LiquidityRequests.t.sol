// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {IPoolValuer} from "../../src/interfaces/IPoolValuer.sol";
import {LiquidityRequest, SeriesId} from "../../src/Types.sol";
import {RequestFixture} from "../base/RequestFixture.sol";

/// @notice Entering and leaving a pool by request: when it must be so, at which prices, and what is given back.
contract LiquidityRequestsTest is RequestFixture {
    SeriesId internal atm;
    address internal carol = makeAddr("carol");
    uint256 private _paidForTrades;

    function setUp() public override {
        super.setUp();
        atm = call(BTC_WEEK, 65_000e18);
        fund(alice, 2000e18);
        _trade(1e18);
    }

    // ------------------------------------------------------------------ which door

    function test_plainDoors_areClosedWhileExposed() public {
        assertEq(pool.maxDeposit(lp) + pool.maxMint(lp) + pool.maxWithdraw(lp) + pool.maxRedeem(lp), 0);
        vm.startPrank(lp);
        vm.expectRevert(IMainPool.RequestFirst.selector);
        pool.deposit(1e18, lp);
        vm.expectRevert(IMainPool.RequestFirst.selector);
        pool.mint(1e24, lp);
        vm.expectRevert(IMainPool.RequestFirst.selector);
        pool.withdraw(1e18, lp, lp);
        vm.expectRevert(IMainPool.RequestFirst.selector);
        pool.redeem(1e24, lp, lp);
        vm.stopPrank();
    }

    function test_plainDoors_areOpenWithoutPositions() public {
        _trade(-1e18);
        assertGt(pool.maxDeposit(lp), 0);
        uint256 shares = pool.maxRedeem(lp);
        assertEq(shares, pool.balanceOf(lp));
        vm.prank(lp);
        pool.redeem(shares / 2, lp, lp);
    }

    /// @notice Without positions nothing has a price to wait for, and a request may be executed at once.
    function test_request_worksWithoutPositionsToo() public {
        _trade(-1e18);
        vm.warp(vm.getBlockTimestamp() + 365 days);
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, 0);
        uint256 shares = pool.previewDeposit(10e18 - REWARD);
        assertTrue(execute(id, asked));
        assertEq(pool.balanceOf(carol), shares);
    }

    function test_request_tellsAllThatItTakesToExecuteIt() public {
        uint256 time = vm.getBlockTimestamp();
        setPriceAt(ETH, 3500e8, 1e8, uint64(time + 9));
        LiquidityRequest memory expected = LiquidityRequest(lp, false, 1e24, 5e18, uint64(time + 9 + WAIT));
        vm.expectEmit(address(pool));
        emit IMainPool.LiquidityRequested(1, lp, expected);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, 1e24, 5e18);
        assertEq(id, 1);
        assertEq(pool.requestCount(), 1);
        assertEq(asked.notBefore, expected.notBefore, "nobody may know more than the newest price");
        assertEq(pool.requestOf(1), keccak256(abi.encode(expected)));
        assertEq(pool.requestOf(2), 0);
        (id,) = askToEnter(carol, 1e18, 0);
        assertEq(id, 2);
    }

    function test_request_refusesWhatIsNotThere() public {
        vm.startPrank(carol);
        vm.expectRevert(abi.encodeWithSelector(IMainPool.AmountOutOfRange.selector, 0));
        pool.requestDeposit(0, 0);
        vm.expectRevert(abi.encodeWithSelector(IMainPool.AmountOutOfRange.selector, 0));
        pool.requestRedeem(0, 0);
        uint256 most = type(uint128).max;
        vm.expectRevert(abi.encodeWithSelector(IMainPool.AmountOutOfRange.selector, most + 1));
        pool.requestDeposit(most + 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMainPool.AmountOutOfRange.selector, most + 1));
        pool.requestRedeem(most + 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, carol, 0, 1));
        pool.requestRedeem(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(pool), 0, 1));
        pool.requestDeposit(1, 0);
        vm.stopPrank();
    }

    function test_request_takesTheLargestAmounts() public {
        uint256 most = type(uint128).max;
        askToEnter(carol, most, 0);
        assertEq(pool.escrowedAssets(), most);
        deal(address(pool), carol, most);
        askToLeave(carol, most, 0);
        assertEq(pool.balanceOf(carol), 0);
    }

    // ------------------------------------------------------------------ at which prices

    function test_execute_waitsForEveryPriceThatMatters() public {
        uint256 asking = vm.getBlockTimestamp();
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, 0);
        vm.warp(asking + WAIT);
        _expectWaiting(id, asked, BTC, asking);
        setPrice(BTC, 65_000e8);
        _expectWaiting(id, asked, TSLA, asking);
        setPrice(TSLA, 250e8);
        assertTrue(execute(id, asked), "no position depends on ETH");
    }

    function test_execute_takesTheLastPriceOfAClosedExchange() public {
        uint256 priced = vm.getBlockTimestamp();
        vm.warp(priced + 57);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, 1e24, 0);
        vm.warp(priced + 60);
        setPrice(BTC, 65_000e8);
        _expectWaiting(id, asked, TSLA, priced);
        vm.warp(priced + 61);
        assertTrue(execute(id, asked));
    }

    function test_execute_waitsForPricesThatCanBeUsed() public {
        uint256 time = vm.getBlockTimestamp();
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, 0);
        pass(WAIT);
        setPriceAt(BTC, 65_000e8, 1000e8, uint64(time + WAIT + 1));
        vm.expectPartialRevert(IPoolValuer.UncertainPrice.selector);
        execute(id, asked);
        pass(WAIT);
        assertTrue(execute(id, asked));
    }

    /// @notice C2: shares for what the reward leaves, at the next prices, to the unit.
    function testFuzz_enter_givesThePreviewOfWhatTheRewardLeaves(uint256 assets, uint256 price) public {
        assets = bound(assets, 1e15, 3000e18);
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, assets, 0);
        assertEq(pool.escrowedAssets(), assets);
        _move(price);
        uint256 shares = pool.previewDeposit(assets - REWARD);
        (uint256 cash, uint256 each) = (pool.cash(), _shareOfOthers());
        vm.expectEmit(address(pool));
        emit IERC4626.Deposit(keeper, carol, assets - REWARD, shares);
        vm.expectEmit(address(pool));
        emit IMainPool.LiquidityRequestClosed(id, keeper, true);
        assertTrue(execute(id, asked));
        assertEq(pool.balanceOf(carol), shares);
        assertEq(pool.cash(), cash + assets - REWARD);
        assertEq(pool.escrowedAssets(), 0);
        assertEq(_rewarded(), REWARD);
        assertGe(_shareOfOthers() + 1, each, "6: nobody else's share falls");
        assertEq(pool.requestOf(id), 0);
    }

    function testFuzz_leave_paysThePreviewLessTheReward(uint256 shares, uint256 price) public {
        shares = bound(shares, 1e22, 3000e24);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, shares, 0);
        assertEq(pool.balanceOf(address(pool)), shares);
        _move(price);
        uint256 assets = pool.previewRedeem(shares);
        (uint256 cash, uint256 each) = (pool.cash(), _shareOfOthers());
        vm.expectEmit(address(pool));
        emit IERC4626.Withdraw(keeper, lp, lp, assets, shares);
        vm.expectEmit(address(pool));
        emit IMainPool.LiquidityRequestClosed(id, keeper, true);
        assertTrue(execute(id, asked));
        assertEq(token.balanceOf(lp), assets - REWARD);
        assertEq(pool.cash(), cash - assets);
        assertEq(pool.balanceOf(address(pool)), 0);
        assertEq(_rewarded(), REWARD);
        assertGe(_shareOfOthers() + 1, each, "6: nobody else's share falls");
    }

    // ------------------------------------------------------------------ refused

    function test_enter_belowItsLimitGivesBackAllButTheReward() public {
        uint256 enough = pool.previewDeposit(10e18 - REWARD);
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, enough + enough / 50);
        (uint256 second, LiquidityRequest memory modest) = askToEnter(carol, 10e18, enough - enough / 50);
        pass(WAIT);
        uint256 each = _shareOfOthers();
        vm.expectEmit(address(pool));
        emit IMainPool.LiquidityRequestClosed(id, keeper, false);
        assertFalse(execute(id, asked));
        assertEq(token.balanceOf(carol), 10e18 - REWARD);
        assertEq(pool.escrowedAssets(), 10e18, "the other one's");
        assertEq(pool.balanceOf(carol), 0);
        assertEq(_shareOfOthers(), each);
        assertTrue(execute(second, modest));
    }

    /// @notice A refusal is paid for in shares: nothing has been sold, and the rest is worth as much as before.
    function test_leave_belowItsLimitGivesBackAllButTheRewardInShares() public {
        uint256 held = pool.balanceOf(lp);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, 100e24, 200e18);
        pass(WAIT);
        uint256 each = _shareOfOthers();
        uint256 reward = pool.previewWithdraw(REWARD);
        assertFalse(execute(id, asked));
        assertEq(pool.balanceOf(lp), held - reward);
        assertEq(pool.balanceOf(keeper), reward);
        assertEq(pool.balanceOf(address(pool)), 0);
        assertEq(token.balanceOf(lp) + _rewarded(), 0);
        assertEq(_shareOfOthers(), each);
    }

    /// @notice A limit that is just met is met; one unit more is not.
    function test_limits_areMetToTheUnit() public {
        uint256 start = vm.snapshotState();
        pass(WAIT);
        uint256 shares = pool.previewDeposit(10e18 - REWARD);
        uint256 assets = pool.previewRedeem(100e24) - REWARD;
        for (uint256 excess; excess < 2; ++excess) {
            vm.revertToState(start);
            (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, shares + excess);
            pass(WAIT);
            assertEq(execute(id, asked), excess == 0, "shares");
            vm.revertToState(start);
            (id, asked) = askToLeave(lp, 100e24, assets + excess);
            pass(WAIT);
            assertEq(execute(id, asked), excess == 0, "assets");
        }
    }

    function test_leave_takesExactlyWhatTheStressLimitLeaves() public {
        _trade(7e18);
        uint256 start = vm.snapshotState();
        pass(WAIT);
        uint256 most = pool.withdrawableAssets();
        uint256 shares = pool.previewWithdraw(most);
        assertEq(pool.previewRedeem(shares), most);
        vm.revertToState(start);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, shares, most - REWARD);
        pass(WAIT);
        assertTrue(execute(id, asked));
    }

    function test_leave_isRefusedBeyondTheStressLimit() public {
        _trade(7e18);
        uint256 most = pool.withdrawableAssets();
        uint256 shares = pool.previewWithdraw(most);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, shares + shares / 100, 0);
        pass(WAIT);
        assertFalse(execute(id, asked));
        (id, asked) = askToLeave(lp, shares - shares / 100, 0);
        pass(WAIT);
        assertTrue(execute(id, asked));
        (uint256 limit, uint256 stress) = pool.valuer().stressLimit(house, pool.cash());
        assertGe(limit, stress);
    }

    function test_enter_isRefusedByAPoolThatOwesMoreThanItHas() public {
        _trade(8e18);
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, 0);
        pass(WAIT);
        move(BTC, 600_000e8);
        assertEq(pool.totalAssets(), 0);
        assertFalse(execute(id, asked));
        assertEq(token.balanceOf(carol), 10e18 - REWARD);
        assertEq(pool.escrowedAssets(), 0);
    }

    /// @notice What is worth nothing just now is given back whole: the next price may be another.
    function test_leave_ofAPoolThatOwesMoreThanItHasCostsNoShares() public {
        _trade(8e18);
        uint256 held = pool.balanceOf(lp);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, held, 0);
        pass(WAIT);
        move(BTC, 600_000e8);
        assertFalse(execute(id, asked));
        assertEq(pool.balanceOf(lp), held);
        assertEq(pool.balanceOf(keeper), 0);
    }

    /// @notice An amount that the reward would use up buys nothing.
    function test_enter_withLessThanTheRewardIsSpentOnIt() public {
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, REWARD / 2, 0);
        pass(WAIT);
        assertFalse(execute(id, asked));
        assertEq(_rewarded(), REWARD / 2);
        assertEq(token.balanceOf(carol), 0);
        assertEq(pool.escrowedAssets(), 0);
    }

    // ------------------------------------------------------------------ over

    function test_lapse_needsNoPriceAndGivesEverythingBack() public {
        uint256 held = pool.balanceOf(lp);
        (uint256 leaving, LiquidityRequest memory out) = askToLeave(lp, 100e24, 0);
        (uint256 entering, LiquidityRequest memory in_) = askToEnter(carol, 10e18, 0);
        vm.warp(uint256(out.notBefore) + WINDOW);
        vm.expectPartialRevert(IPoolValuer.PriceBeforeRequest.selector);
        execute(leaving, out);
        vm.warp(uint256(out.notBefore) + WINDOW + 1);
        vm.mockCallRevert(address(oracle), bytes(""), bytes("dead"));
        assertFalse(execute(leaving, out));
        assertFalse(execute(entering, in_));
        assertEq(pool.balanceOf(lp), held);
        assertEq(token.balanceOf(carol), 10e18);
        assertEq(_rewarded() + pool.balanceOf(keeper) + pool.escrowedAssets(), 0);
    }

    function test_window_endsAfterItsLastSecond() public {
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, 0);
        pass(WAIT + WINDOW);
        assertTrue(execute(id, asked));
    }

    /// @notice While claims are settled nothing is known; afterwards, or once it has lapsed, all is given back.
    function test_settlement_givesEverythingBack() public {
        _trade(8e18);
        uint256 held = pool.balanceOf(lp);
        (uint256 leaving, LiquidityRequest memory out) = askToLeave(lp, held / 2, 0);
        (uint256 entering, LiquidityRequest memory in_) = askToEnter(carol, 10e18, 0);
        pass(WAIT);
        move(BTC, 600_000e8);
        house.startSettlement(account(alice), new bytes[](0));
        vm.expectRevert(IPoolValuer.SettlementUnderWay.selector);
        execute(entering, in_);
        house.settleAccount(account(alice));
        house.finishSettlement();
        assertEq(token.balanceOf(address(pool)), pool.cash() + 10e18, "what waits is nobody's claim");
        assertFalse(execute(leaving, out));
        assertFalse(execute(entering, in_));
        assertEq(pool.balanceOf(lp), held);
        assertEq(token.balanceOf(carol), 10e18);
        vm.prank(lp);
        pool.redeem(held, lp, lp);
    }

    // ------------------------------------------------------------------ what waits

    /// @notice C1, C3: what waits is the requesters': it moves no share price, and no sweep takes it.
    function test_escrow_isNeitherCashNorSwept() public {
        pool.sweep();
        (uint256 cash, uint256 value, uint256 insured) = (pool.cash(), pool.totalAssets(), insurance.totalAssets());
        askToEnter(carol, 100e18, 0);
        askToLeave(lp, 100e24, 0);
        assertEq(pool.cash(), cash);
        assertEq(pool.totalAssets(), value);
        assertEq(pool.sweep(), 0);
        deal(address(token), bob, 5e18, true);
        vm.prank(bob);
        token.transfer(address(pool), 5e18);
        assertEq(pool.totalAssets(), value);
        assertEq(pool.sweep(), 5e18);
        assertEq(insurance.totalAssets(), insured + 5e18);
        assertEq(token.balanceOf(address(pool)), pool.cash() + 100e18);
    }

    /// @notice Shares sent to the pool by mistake are in nobody's request.
    function test_escrowedShares_areNotMixedWithDonatedOnes() public {
        vm.prank(lp);
        pool.transfer(address(pool), 7e24);
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, 10e24, 0);
        pass(WAIT);
        assertTrue(execute(id, asked));
        assertEq(pool.balanceOf(address(pool)), 7e24);
    }

    // ------------------------------------------------------------------ once, and as asked

    function test_execute_happensOnce() public {
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, 10e18, 0);
        pass(WAIT);
        execute(id, asked);
        _expectUnknown(id, asked);
        (uint256 next, LiquidityRequest memory same) = askToEnter(carol, 10e18, 0);
        _expectUnknown(id, same);
        pass(WAIT);
        assertTrue(execute(next, same));
    }

    function testFuzz_execute_onlyWhatWasAsked(uint8 field) public {
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, 10e24, 1e18);
        askToEnter(carol, 10e18, 0);
        pass(WAIT);
        field = uint8(bound(field, 0, 5));
        if (field == 0) asked.owner = carol;
        if (field == 1) asked.entering = true;
        if (field == 2) asked.amount += 1;
        if (field == 3) asked.least -= 1;
        if (field == 4) asked.notBefore -= 1;
        _expectUnknown(field == 5 ? 2 : id, asked);
    }

    // ------------------------------------------------------------------ who gains

    /// @notice O6: who enters before a jump that he knows of and leaves after it gains nothing.
    function testFuzz_sandwichOfAJump_gainsNothing(uint256 amount, uint256 price, bool written) public {
        if (written) assertTrue(tradeByRequest(alice, put(BTC_WEEK, 64_000e18), -1e18));
        amount = bound(amount, 1e18, 3000e18);
        (uint256 id, LiquidityRequest memory asked) = askToEnter(carol, amount, 0);
        _move(price);
        assertTrue(execute(id, asked));
        (id, asked) = askToLeave(carol, pool.balanceOf(carol), 0);
        pass(WAIT);
        if (execute(id, asked)) assertLe(token.balanceOf(carol), amount - 2 * REWARD);
    }

    /// @notice Who knows a jump at which the pool loses and asks to leave before it bears it with the others.
    function testFuzz_leavingBeforeALoss_savesNothing(uint256 price) public {
        (uint256 id, LiquidityRequest memory asked) = askToLeave(lp, 1000e24, 0);
        _move(price);
        uint256 fair = pool.convertToAssets(1000e24);
        assertTrue(execute(id, asked));
        assertLe(token.balanceOf(lp), fair - REWARD);
    }

    /// @notice 6: entries and exits of any size, at any price, carried out or refused, lower nobody else's share.
    function testFuzz_others_loseNothing(uint256[4] memory amounts, uint256[4] memory prices, uint8 kinds) public {
        _join(carol, 500e18);
        for (uint256 i; i < 4; ++i) {
            bool entering = kinds >> i & 1 == 1;
            uint256 least = kinds >> (i + 4) & 1 == 1 ? type(uint128).max : 0;
            uint256 id;
            LiquidityRequest memory asked;
            if (entering) (id, asked) = askToEnter(carol, bound(amounts[i], 1, 1000e18), least);
            else (id, asked) = askToLeave(carol, bound(amounts[i], 1, pool.balanceOf(carol) / 2), least);
            _move(prices[i]);
            uint256 each = _shareOfOthers();
            execute(id, asked);
            assertGe(_shareOfOthers() + 1, each, "6: nobody else's share falls");
            assertGe(token.balanceOf(address(pool)), pool.cash() + pool.escrowedAssets());
        }
    }

    // ------------------------------------------------------------------ helpers

    function _join(address owner, uint256 assets) private {
        (uint256 id, LiquidityRequest memory asked) = askToEnter(owner, assets, 0);
        pass(WAIT);
        assertTrue(execute(id, asked));
    }

    /// @notice The next prices, BTC's between 55,000 and 75,000 USD.
    function _move(uint256 price) private {
        pass(WAIT);
        move(BTC, int64(int256(bound(price, 55_000e8, 75_000e8))));
    }

    function _expectWaiting(uint256 id, LiquidityRequest memory asked, uint256 asset, uint256 publishTime) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPoolValuer.PriceBeforeRequest.selector, asset, publishTime, uint256(asked.notBefore)
            )
        );
        execute(id, asked);
    }

    function _expectUnknown(uint256 id, LiquidityRequest memory asked) private {
        vm.expectRevert(abi.encodeWithSelector(IMainPool.RequestUnknown.selector, id));
        execute(id, asked);
    }

    /// @notice What a million tokens' first shares are worth to those who leave.
    function _shareOfOthers() private view returns (uint256) {
        return pool.previewRedeem(1e30);
    }

    function _trade(int256 quantity) private {
        assertTrue(tradeByRequest(alice, atm, quantity));
        _paidForTrades += REWARD;
    }

    /// @notice What the keeper has got for the pool's requests alone.
    function _rewarded() private view returns (uint256) {
        return token.balanceOf(keeper) - _paidForTrades;
    }
}
