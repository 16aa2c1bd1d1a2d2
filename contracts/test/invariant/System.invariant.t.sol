// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FundingTotals} from "../../src/clearinghouse/ClearinghouseState.sol";
import {BookMath} from "../../src/libraries/BookMath.sol";
import {AccountId, Funding, Leg, Position, SeriesId, Strike, STRIKE_TICK} from "../../src/Types.sol";
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

    /// @notice Every property on one and the same sequence: a sequence per property would cost seven times as much.
    function invariant_everyPropertyHolds() public {
        _clearinghouseHoldsExactlyTheTradersCash();
        _netQuantitiesAreTheSumsOfPositions();
        _fundingOwedIsFundingReceivable();
        _poolsHoldWhatTheyBook();
        _everyTokenIsFound();
        _exposureIsZeroWithoutPositions();
        _boughtAccountsCannotBeLiquidated();
    }

    /// @notice 1, C1: the clearinghouse holds exactly the traders' cash.
    function _clearinghouseHoldsExactlyTheTradersCash() private view {
        uint256 sum;
        for (uint256 i; i < 5; ++i) {
            sum += house.cashOf(account(handler.actors(i)));
        }
        assertEq(token.balanceOf(address(house)), sum);
    }

    /// @notice 2, C4: every strike's net quantities and count are the sums of the accounts' positions.
    function _netQuantitiesAreTheSumsOfPositions() private view {
        uint256 counted;
        for (uint256 market; market < 4; ++market) {
            Strike[] memory strikes = house.strikesOf(market);
            for (uint256 i; i < strikes.length; ++i) {
                uint256 strike = uint256(strikes[i].strike) * STRIKE_TICK;
                (int256 calls, uint256 callHolders) = _held(call(market, strike));
                (int256 puts, uint256 putHolders) = _held(put(market, strike));
                assertEq(strikes[i].netCalls, calls);
                assertEq(strikes[i].netPuts, puts);
                assertEq(strikes[i].positions, callHolders + putHolders);
                assertGt(strikes[i].positions, 0);
                counted += strikes[i].positions;
            }
        }
        assertEq(counted, _positions());
        assertEq(house.openPositions(), counted);
    }

    /// @notice 3, C4: what accounts owe is what the pool is owed, but for an index rounded up by less than a wei per unit.
    function _fundingOwedIsFundingReceivable() private view {
        int256 owed;
        uint256 units;
        for (uint256 i; i < 5; ++i) {
            Position[] memory held = house.positionsOf(account(handler.actors(i)));
            for (uint256 j; j < held.length; ++j) {
                Funding memory funding = house.fundingOf(held[j].series);
                int256 accrued = BookMath.accrued(funding.rate, block.timestamp - funding.touchedAt);
                owed += held[j].quantity * (funding.index + accrued - held[j].entryIndex);
                units += uint256(held[j].quantity < 0 ? -int256(held[j].quantity) : int256(held[j].quantity));
            }
        }
        int256 receivable = governance.fundingTotals().receivable / int256(YEAR);
        assertApproxEqAbs(owed, receivable, units + 1);
    }

    /// @notice 6, C1: the pool holds its booked cash, and the insurance pool exactly its own.
    function _poolsHoldWhatTheyBook() private view {
        assertGe(token.balanceOf(address(pool)), pool.cash());
        assertEq(token.balanceOf(address(insurance)), insurance.totalAssets());
    }

    /// @notice 9: every token that exists is found again.
    function _everyTokenIsFound() private view {
        uint256 sum = token.balanceOf(address(house)) + token.balanceOf(address(pool))
            + token.balanceOf(address(insurance)) + token.balanceOf(lp) + token.balanceOf(staker);
        for (uint256 i; i < 5; ++i) {
            sum += token.balanceOf(handler.actors(i));
        }
        assertEq(sum, token.totalSupply());
    }

    /// @notice 2, C4: nothing is owed, and nothing accrues, when nobody holds anything.
    function _exposureIsZeroWithoutPositions() private view {
        if (_positions() != 0) return;
        assertEq(pool.valuer().poolExposure(house).liability, 0);
        assertEq(governance.fundingTotals().rate, 0);
        assertEq(governance.fundingTotals().receivable, 0);
    }

    /// @notice 5, 8: a written account is worth its maintenance margin, or can be liquidated; a bought one never can.
    function _boughtAccountsCannotBeLiquidated() private {
        for (uint256 i; i < 5; ++i) {
            AccountId id = account(handler.actors(i));
            if (_written(id)) continue;
            (bool ok,) = address(house).call(abi.encodeCall(house.liquidate, (id, address(this), new bytes[](0))));
            assertFalse(ok);
        }
    }

    /// @notice 3, 5, 7 at the end of every sequence: everybody leaves, no debt and no funding remains, tokens all come out.
    function afterInvariant() public {
        _fresh();
        for (uint256 i; i < 5; ++i) {
            _leave(handler.actors(i));
        }
        assertEq(_positions(), 0);
        FundingTotals memory totals = governance.fundingTotals();
        assertEq(totals.receivable, 0, "funding residual");
        assertEq(totals.rate, 0, "rate residual");
        assertEq(token.balanceOf(address(house)), 0, "stranded tokens");
        assertEq(pool.totalAssets(), pool.cash());
    }

    function _leave(address owner) private {
        Leg[] memory legs = _closingLegs(account(owner));
        if (legs.length > 0) {
            vm.prank(owner);
            try house.trade(account(owner), legs, NO_LIMIT, block.timestamp, new bytes[](0)) {}
            catch {
                _closeByForce(owner);
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

    function _closingLegs(AccountId id) private view returns (Leg[] memory legs) {
        Position[] memory held = house.positionsOf(id);
        legs = new Leg[](held.length);
        for (uint256 i; i < held.length; ++i) {
            legs[i] = Leg(held[i].series, -held[i].quantity);
        }
    }

    /// @dev Who cannot pay for closing is exhausted or below maintenance; liquidation may take several parts. A healthy account
    /// whose cash does not cover the impact of closing everything at once pays in and closes.
    function _closeByForce(address owner) private {
        AccountId id = account(owner);
        for (uint256 i; i < 20 && house.positionsOf(id).length > 0; ++i) {
            try house.closeExhausted(id, address(this), new bytes[](0)) {}
            catch {
                try house.liquidate(id, address(this), new bytes[](0)) {}
                catch {
                    fund(owner, 10_000e18);
                    Leg[] memory legs = _closingLegs(id);
                    vm.prank(owner);
                    house.trade(id, legs, NO_LIMIT, block.timestamp, new bytes[](0));
                }
            }
        }
    }

    function _held(SeriesId series) private view returns (int256 sum, uint256 holders) {
        for (uint256 i; i < 5; ++i) {
            Position[] memory held = house.positionsOf(account(handler.actors(i)));
            for (uint256 j; j < held.length; ++j) {
                if (SeriesId.unwrap(held[j].series) != SeriesId.unwrap(series)) continue;
                sum += held[j].quantity;
                ++holders;
            }
        }
    }

    function _written(AccountId id) private view returns (bool) {
        Position[] memory held = house.positionsOf(id);
        for (uint256 i; i < held.length; ++i) {
            if (held[i].quantity < 0) return true;
        }
        return false;
    }

    function _positions() private view returns (uint256 sum) {
        for (uint256 i; i < 5; ++i) {
            sum += house.positionsOf(account(handler.actors(i))).length;
        }
    }
}
