// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ScenarioFixture} from "./ScenarioFixture.sol";

/// @notice Sixty accounts on both sides when the pools cannot pay what they owe (DESIGN §4 waterfall, 9).
contract SettlementScenario is ScenarioFixture {
    uint256 private constant EACH = 20;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < EACH; ++i) {
            trade(enter("callBuyer", i, 20e18), call(BTC_WEEK, (64_000 + (i % 3) * 1000) * 1e18), 0.45e18);
            trade(enter("putBuyer", i, 20e18), put(BTC_MONTH, 60_000e18), 0.1e18);
            trade(enter("callWriter", i, 20e18), call(BTC_WEEK, 70_000e18), -0.05e18);
        }
        checkBooks();
    }

    /// @notice 9: whatever the order, each claim is paid the same part, and every token is found.
    function testFuzz_settlement_paysEachClaimTheSamePart(uint256 seed) public {
        move(BTC, 600_000e8);
        house.startSettlement(account(people[0]), noUpdate());
        checkBooks();
        _settleAll(seed);
        checkBooks();
        house.finishSettlement();
        uint256 claims = house.settlement().claims;
        uint256 funds = house.settlement().funds;
        assertLt(funds, claims, "the pools could not pay everybody");
        assertEq(insurance.totalAssets(), 0);
        assertEq(pool.totalAssets(), 0);
        for (uint256 i; i < people.length; ++i) {
            _claim(people[(i + seed % people.length) % people.length], claims, funds);
        }
        checkBooks();
        assertEq(house.settlement().funds, 0);
        for (uint256 i; i < people.length; ++i) {
            _takeOut(people[i]);
        }
        assertEq(token.balanceOf(address(house)), 0);
        assertEq(token.balanceOf(address(pool)) + token.balanceOf(address(insurance)), 0);
        checkBooks();
    }

    /// @notice Nobody can keep the others waiting: anyone settles anyone, even those who owe more than they have.
    function test_settlement_needsNobodysConsent() public {
        move(BTC, 600_000e8);
        vm.startPrank(liquidator);
        house.startSettlement(account(people[0]), noUpdate());
        for (uint256 i; i < people.length; ++i) {
            house.settleAccount(account(people[i]));
        }
        house.finishSettlement();
        for (uint256 i; i < people.length; ++i) {
            if (house.claimOf(account(people[i])) > 0) house.claim(account(people[i]));
        }
        vm.stopPrank();
        assertEq(house.settlement().claims, 0);
        checkBooks();
    }

    function _settleAll(uint256 seed) private {
        uint256 count = people.length;
        // Seven has no factor in common with sixty: every account's turn comes once.
        for (uint256 i; i < count; ++i) {
            house.settleAccount(account(people[(i * 7 + seed % count) % count]));
        }
        assertEq(house.openPositions(), 0);
    }

    function _claim(address owner, uint256 claims, uint256 funds) private {
        uint256 claimed = house.claimOf(account(owner));
        if (claimed == 0) return;
        uint256 cash = house.cashOf(account(owner));
        house.claim(account(owner));
        uint256 paid = house.cashOf(account(owner)) - cash;
        assertApproxEqAbs(paid, claimed * funds / claims, people.length, "the same part for each");
        assertLt(paid, claimed);
    }
}
