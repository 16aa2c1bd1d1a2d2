// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IClearinghouseEvents} from "../../src/interfaces/IClearinghouse.sol";
import {BookMath} from "../../src/libraries/BookMath.sol";
import {Health} from "../../src/libraries/MarginLib.sol";
import {AccountId, Funding, Leg, Position, SeriesId, Strike, STRIKE_TICK} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice Many people in one set, and DESIGN §5 checked over all of them: after each act of a scenario, and at its end.
abstract contract ScenarioFixture is Fixture {
    /// @notice What the logs of a stretch of a scenario say of losses, in tokens.
    struct Losses {
        uint256 liquidations;
        uint256 badDebt;
        uint256 covered;
        uint256 forgone;
    }

    /// @notice What all positions in one series come to.
    struct Held {
        int256 quantity;
        uint256 holders;
    }

    uint256 internal constant MARKETS = 4;

    address[] internal people;
    address internal liquidator = makeAddr("liquidator");
    mapping(uint256 round => mapping(SeriesId series => Held)) private _held;
    uint256 private _round;

    function enter(string memory role, uint256 number, uint256 cash) internal returns (address person) {
        person = makeAddr(string.concat(role, vm.toString(number)));
        people.push(person);
        fund(person, cash);
    }

    /// @notice Takes out what the account lets go, to a sixteenth of its cash.
    function stripRoughly(address owner) internal {
        uint256 cash = house.cashOf(account(owner));
        vm.startPrank(owner);
        for (uint256 part = cash / 2; part >= cash / 16; part /= 2) {
            try house.withdraw(account(owner), part, owner) {} catch {}
        }
        vm.stopPrank();
    }

    function noUpdate() internal pure returns (bytes[] memory) {
        return new bytes[](0);
    }

    function tradeAs(address owner, SeriesId series, int256 quantity) external {
        trade(owner, series, quantity);
    }

    // ------------------------------------------------------------------ liquidation

    /// @notice Liquidates whoever may be, once each. 8: each is healthier afterwards, or has nothing left.
    function liquidateAll() internal returns (uint256 count) {
        for (uint256 i; i < people.length; ++i) {
            if (_written(people[i]) && _liquidateIfWeak(people[i])) ++count;
        }
    }

    /// @notice 8: after a round of liquidations nobody is left whom anyone could liquidate.
    function checkNobodyIsLiquidatable() internal {
        for (uint256 i; i < people.length; ++i) {
            if (!_written(people[i])) continue;
            Health memory health = _health(people[i]);
            assertGe(health.equity, int256(health.maintenanceMargin), "still below maintenance");
        }
    }

    function closeExhaustedAll() internal returns (uint256 count) {
        for (uint256 i; i < people.length; ++i) {
            try house.closeExhausted(account(people[i]), liquidator, noUpdate()) {
                ++count;
            } catch {}
        }
    }

    function readLosses() internal returns (Losses memory losses) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IClearinghouseEvents.BadDebt.selector) {
                (uint256 amount, uint256 covered) = abi.decode(logs[i].data, (uint256, uint256));
                losses.badDebt += amount;
                losses.covered += covered;
            } else if (topic == IClearinghouseEvents.ExhaustedClosed.selector) {
                (, uint256 forgone) = abi.decode(logs[i].data, (uint256, uint256));
                losses.forgone += forgone;
            } else if (topic == IClearinghouseEvents.Liquidated.selector) {
                ++losses.liquidations;
            }
        }
    }

    // ------------------------------------------------------------------ DESIGN §5

    /// @notice 1, 2, 3, 6 and 9 over everybody.
    function checkBooks() internal {
        uint256 cash;
        uint256 found = token.balanceOf(lp) + token.balanceOf(staker) + token.balanceOf(liquidator);
        for (uint256 i; i < people.length; ++i) {
            cash += house.cashOf(account(people[i]));
            found += token.balanceOf(people[i]);
        }
        uint256 inHouse = token.balanceOf(address(house));
        if (house.settledAt() == 0 || house.settlement().finishedAt == 0) assertEq(inHouse, cash, "1: cash");
        else assertEq(inHouse, cash + house.settlement().funds, "1: cash and claims");
        assertGe(token.balanceOf(address(pool)), pool.cash(), "6: main pool");
        assertEq(token.balanceOf(address(insurance)), insurance.totalAssets(), "6: insurance pool");
        found += inHouse + token.balanceOf(address(pool)) + token.balanceOf(address(insurance));
        assertEq(found, token.totalSupply(), "9: every token");
        _checkBook();
    }

    /// @notice At the end: everybody closes and takes everything out; nothing is owed, accrues or is stranded.
    function checkEverybodyLeaves() internal {
        checkBooks();
        pass(1);
        for (uint256 i; i < people.length; ++i) {
            _close(people[i]);
            _takeOut(people[i]);
        }
        assertEq(house.openPositions(), 0, "2: positions left");
        assertEq(governance.fundingTotals().receivable, 0, "3: funding residual");
        assertEq(governance.fundingTotals().rate, 0, "3: rate residual");
        assertEq(token.balanceOf(address(house)), 0, "1: stranded tokens");
        assertEq(pool.totalAssets(), pool.cash(), "6: value without positions");
        checkBooks();
    }

    function _takeOut(address owner) internal {
        uint256 cash = house.cashOf(account(owner));
        if (cash == 0) return;
        vm.prank(owner);
        house.withdraw(account(owner), cash, owner);
    }

    function _health(address owner) internal returns (Health memory) {
        return house.accountHealth(account(owner), house.cashOf(account(owner)), true);
    }

    function _written(address owner) internal view returns (bool) {
        Position[] memory positions = house.positionsOf(account(owner));
        for (uint256 i; i < positions.length; ++i) {
            if (positions[i].quantity < 0) return true;
        }
        return false;
    }

    function _liquidateIfWeak(address owner) private returns (bool) {
        Health memory before = _health(owner);
        if (before.equity >= int256(before.maintenanceMargin)) return false;
        house.liquidate(account(owner), liquidator, noUpdate());
        if (house.positionsOf(account(owner)).length == 0) return true;
        Health memory health = _health(owner);
        assertGt(
            health.equity * int256(before.maintenanceMargin),
            before.equity * int256(health.maintenanceMargin),
            "8: healthier than before"
        );
        return true;
    }

    function _close(address owner) private {
        Position[] memory positions = house.positionsOf(account(owner));
        if (positions.length == 0) return;
        Leg[] memory legs = new Leg[](positions.length);
        for (uint256 i; i < positions.length; ++i) {
            legs[i] = Leg(positions[i].series, -positions[i].quantity);
        }
        vm.prank(owner);
        try house.trade(account(owner), legs, NO_LIMIT, vm.getBlockTimestamp(), noUpdate()) {}
        catch {
            _closeByForce(owner);
        }
    }

    /// @dev Who cannot pay for closing is exhausted or below maintenance; liquidation may take several parts.
    function _closeByForce(address owner) private {
        for (uint256 i; i < 20 && house.positionsOf(account(owner)).length > 0; ++i) {
            try house.closeExhausted(account(owner), liquidator, noUpdate()) {}
            catch {
                house.liquidate(account(owner), liquidator, noUpdate());
            }
        }
    }

    /// @notice 2: net quantities and counts are the sums of positions. 3: what accounts owe is what the pool is owed.
    function _checkBook() private {
        ++_round;
        uint256 positions;
        int256 owed;
        uint256 units;
        uint256 time = house.settledAt() == 0 ? vm.getBlockTimestamp() : house.settledAt();
        for (uint256 i; i < people.length; ++i) {
            Position[] memory held = house.positionsOf(account(people[i]));
            positions += held.length;
            for (uint256 j; j < held.length; ++j) {
                Held storage sum = _held[_round][held[j].series];
                sum.quantity += held[j].quantity;
                ++sum.holders;
                Funding memory funding = house.fundingOf(held[j].series);
                int256 accrued = BookMath.accrued(funding.rate, time - funding.touchedAt);
                owed += held[j].quantity * (funding.index + accrued - held[j].entryIndex);
                units += uint256(held[j].quantity < 0 ? -int256(held[j].quantity) : int256(held[j].quantity));
            }
        }
        assertEq(house.openPositions(), positions, "2: open positions");
        for (uint256 market; market < MARKETS; ++market) {
            _checkStrikes(market);
        }
        if (house.settledAt() != 0) return;
        int256 receivable = governance.fundingTotals().receivable;
        receivable += governance.fundingTotals().rate * int256(time - governance.fundingTotals().accruedAt);
        assertApproxEqAbs(owed, receivable / int256(YEAR), units + 1, "3: funding owed and receivable");
    }

    function _checkStrikes(uint256 market) private view {
        Strike[] memory strikes = house.strikesOf(market);
        for (uint256 i; i < strikes.length; ++i) {
            uint256 strike = uint256(strikes[i].strike) * STRIKE_TICK;
            Held memory calls = _held[_round][call(market, strike)];
            Held memory puts = _held[_round][put(market, strike)];
            assertEq(strikes[i].netCalls, calls.quantity, "2: net calls");
            assertEq(strikes[i].netPuts, puts.quantity, "2: net puts");
            assertEq(strikes[i].positions, calls.holders + puts.holders, "2: holders");
        }
    }
}
