// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FundingTotals} from "../../src/clearinghouse/ClearinghouseState.sol";
import {Leg, Position, SeriesId, Strike, STRIKE_TICK} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";
import {Handler, System} from "./Handler.sol";

/// @notice DESIGN §5 over random sequences by several actors, with moving prices and time.
contract SystemInvariantTest is Fixture {
    Handler internal handler;

    function setUp() public override {
        super.setUp();
        handler = new Handler(System(house, governance, pool, insurance, token, oracle, volatility, pyth));
        targetContract(address(handler));
    }

    /// @notice 1, C1: the clearinghouse holds exactly the traders' cash.
    function invariant_1_clearinghouseHoldsExactlyTheTradersCash() public view {
        uint256 sum;
        for (uint256 i; i < 5; ++i) {
            sum += house.cashOf(account(handler.actors(i)));
        }
        assertEq(token.balanceOf(address(house)), sum);
    }

    /// @notice 2, C4: every strike's net quantities are the sums of the accounts' positions, and none is active without them.
    function invariant_2_netQuantitiesAreTheSumsOfPositions() public view {
        uint256 counted;
        for (uint256 market; market < 4; ++market) {
            Strike[] memory strikes = house.strikesOf(market);
            for (uint256 i; i < strikes.length; ++i) {
                uint256 strike = uint256(strikes[i].strike) * STRIKE_TICK;
                assertEq(strikes[i].netCalls, _held(call(market, strike)));
                assertEq(strikes[i].netPuts, _held(put(market, strike)));
                counted += uint256(int256(strikes[i].netCalls)) + uint256(int256(strikes[i].netPuts));
            }
        }
        assertEq(counted, _heldInAll());
    }

    /// @notice 3, C4: what accounts owe is what the pool is owed, rounded up by at most one wei per position.
    function invariant_3_fundingOwedIsFundingReceivable() public view {
        int256 owed;
        int256 positions;
        for (uint256 i; i < 5; ++i) {
            (int256 due,) = house.accountFunding(account(handler.actors(i)));
            owed += due;
            positions += int256(house.positionsOf(account(handler.actors(i))).length);
        }
        FundingTotals memory totals = governance.fundingTotals();
        int256 receivable = totals.receivable / int256(YEAR) / 1e18;
        assertGe(owed, receivable - 1);
        // An index is rounded up to the wei per unit, so an untouched series may be ahead by its quantity in wei.
        assertLe(owed - receivable, positions + 1 + int256(_heldInAll() / 1e18) + 1);
    }

    /// @notice 6, C1: the pool holds its booked cash, and the insurance pool exactly its own.
    function invariant_6_poolsHoldWhatTheyBook() public view {
        assertGe(token.balanceOf(address(pool)), pool.cash());
        assertEq(token.balanceOf(address(insurance)), insurance.totalAssets());
    }

    /// @notice 9: every token that exists is found again.
    function invariant_9_everyTokenIsFound() public view {
        uint256 sum = token.balanceOf(address(house)) + token.balanceOf(address(pool))
            + token.balanceOf(address(insurance)) + token.balanceOf(lp) + token.balanceOf(staker);
        for (uint256 i; i < 5; ++i) {
            sum += token.balanceOf(handler.actors(i));
        }
        assertEq(sum, token.totalSupply());
    }

    /// @notice 2, C4: the cached exposure is the sum over markets, and zero when nobody holds anything.
    function invariant_exposureIsZeroWithoutPositions() public view {
        if (_heldInAll() != 0) return;
        assertEq(pool.valuer().poolExposure(house).liability, 0);
        assertEq(governance.fundingTotals().rate, 0);
    }

    /// @notice 3, 5, 7 at the end of every sequence: everybody leaves, no debt and no funding remains, tokens all come out.
    function afterInvariant() public {
        _fresh();
        for (uint256 i; i < 5; ++i) {
            _leave(handler.actors(i));
        }
        assertEq(_heldInAll(), 0);
        FundingTotals memory totals = governance.fundingTotals();
        assertEq(totals.receivable, 0, "funding residual");
        assertEq(totals.rate, 0, "rate residual");
        assertEq(token.balanceOf(address(house)), 0, "stranded tokens");
        assertEq(pool.totalAssets(), pool.cash());
    }

    function _leave(address owner) private {
        Position[] memory held = house.positionsOf(account(owner));
        Leg[] memory legs = new Leg[](held.length);
        for (uint256 i; i < held.length; ++i) {
            legs[i] = Leg(held[i].series, -held[i].quantity);
        }
        if (held.length > 0) {
            vm.prank(owner);
            try house.trade(account(owner), legs, NO_LIMIT, block.timestamp, new bytes[](0)) {}
            catch {
                house.closeExhausted(account(owner), address(this), new bytes[](0));
            }
        }
        uint256 cash = house.cashOf(account(owner));
        if (cash == 0) return;
        vm.prank(owner);
        house.withdraw(account(owner), cash, owner);
    }

    function _fresh() private {
        vm.warp(block.timestamp + 1);
        for (uint256 asset; asset < 3; ++asset) {
            setPrice(asset, int64(int256(oracle.latest(asset).value / 1e10)));
        }
    }

    function _held(SeriesId series) private view returns (int256 sum) {
        for (uint256 i; i < 5; ++i) {
            Position[] memory held = house.positionsOf(account(handler.actors(i)));
            for (uint256 j; j < held.length; ++j) {
                if (SeriesId.unwrap(held[j].series) == SeriesId.unwrap(series)) sum += held[j].quantity;
            }
        }
    }

    function _heldInAll() private view returns (uint256 sum) {
        for (uint256 i; i < 5; ++i) {
            Position[] memory held = house.positionsOf(account(handler.actors(i)));
            for (uint256 j; j < held.length; ++j) {
                sum += uint256(int256(held[j].quantity));
            }
        }
    }
}
