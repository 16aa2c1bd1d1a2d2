// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FundingTotals} from "../../src/clearinghouse/ClearinghouseState.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {BookMath} from "../../src/libraries/BookMath.sol";
import {Orders} from "../../src/Orders.sol";
import {AccountId, Funding, Leg, Position, SeriesId, Strike, STRIKE_TICK} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";
import {ReenteringToken} from "../hostile/ReenteringToken.sol";
import {Handler} from "./Handler.sol";
import {HandlerBase, System} from "./HandlerBase.sol";

/// @notice DESIGN §5 over random sequences of every action by several people, some of them hostile, while prices, time and
/// parameters change and, now and then, the set is settled. 4, 7, 8 and 10 are checked by the handler, at each action. Here
/// trades are carried out at once; most calls are spent on sets as they are deployed (`RequestsInvariantTest`).
/// forge-config: default.invariant.runs = 30
/// forge-config: fast.invariant.runs = 30
contract SystemInvariantTest is Fixture {
    HandlerBase internal handler;
    address[] internal _people;

    function setUp() public override {
        orders = address(new Orders());
        super.setUp();
        handler = _newHandler(
            System(
                house, governance, pool, insurance, ReenteringToken(address(token)), oracle, volatility, pyth, guardian
            )
        );
        for (uint256 i; i < handler.peopleCount(); ++i) {
            _people.push(handler.people(i));
        }
        targetContract(address(handler));
    }

    /// @notice Every property on one and the same sequence: a sequence per property would cost seven times as much.
    function invariant_everyPropertyHolds() public virtual {
        _clearinghouseHoldsExactlyTheTradersCash();
        _netQuantitiesAreTheSumsOfPositions();
        _fundingOwedIsFundingReceivable();
        _poolsHoldWhatTheyBook();
        _everyTokenIsFound();
        _exposureIsZeroWithoutPositions();
        _boughtAccountsCannotBeLiquidated();
    }

    /// @notice 1, C1: the clearinghouse holds exactly the traders' cash and, at the end of a set, what is there for claims.
    function _clearinghouseHoldsExactlyTheTradersCash() private view {
        uint256 sum = house.settlement().funds + handler.strayInHouse();
        for (uint256 i; i < _people.length; ++i) {
            sum += house.cashOf(account(_people[i]));
        }
        assertEq(token.balanceOf(address(house)), sum, "1: cash");
    }

    /// @notice 2, C4: every strike's net quantities and count are the sums of the accounts' positions; lists stay bounded.
    function _netQuantitiesAreTheSumsOfPositions() private view {
        uint256 counted;
        Position[][] memory book = _allPositions();
        for (uint256 market; market < 4; ++market) {
            Strike[] memory strikes = house.strikesOf(market);
            assertLe(strikes.length, 32, "2: more strikes than fit");
            for (uint256 i; i < strikes.length; ++i) {
                uint256 strike = uint256(strikes[i].strike) * STRIKE_TICK;
                (int256 calls, uint256 callHolders) = _held(book, call(market, strike));
                (int256 puts, uint256 putHolders) = _held(book, put(market, strike));
                assertEq(strikes[i].netCalls, calls, "2: net calls");
                assertEq(strikes[i].netPuts, puts, "2: net puts");
                assertEq(strikes[i].positions, callHolders + putHolders, "2: holders");
                assertGt(strikes[i].positions, 0, "2: an empty strike is dropped");
                counted += strikes[i].positions;
            }
        }
        assertEq(counted, _positions(), "2: positions outside the book");
        assertEq(house.openPositions(), counted, "2: open positions");
    }

    /// @notice 3, C4: what accounts owe is what the pool is owed, but for an index rounded up by less than a wei per unit.
    function _fundingOwedIsFundingReceivable() private view {
        int256 owed;
        uint256 units;
        uint256 time = house.settledAt() == 0 ? block.timestamp : house.settledAt();
        for (uint256 i; i < _people.length; ++i) {
            Position[] memory held = house.positionsOf(account(_people[i]));
            for (uint256 j; j < held.length; ++j) {
                Funding memory funding = house.fundingOf(held[j].series);
                int256 accrued = BookMath.accrued(funding.rate, time - funding.touchedAt);
                owed += held[j].quantity * (funding.index + accrued - held[j].entryIndex);
                units += uint256(held[j].quantity < 0 ? -int256(held[j].quantity) : int256(held[j].quantity));
            }
        }
        int256 receivable = governance.fundingTotals().receivable / int256(YEAR);
        assertApproxEqAbs(owed, receivable, units + 1, "3: funding");
    }

    /// @notice 6, C1: the pool holds its booked cash, and the insurance pool exactly its own.
    function _poolsHoldWhatTheyBook() private view {
        assertGe(token.balanceOf(address(pool)), pool.cash(), "6: main pool");
        uint256 staked = insurance.totalAssets() + handler.strayInInsurance();
        assertEq(token.balanceOf(address(insurance)), staked, "6: insurance pool");
        if (house.settledAt() != 0) return;
        int256 owed = pool.valuer().poolValue(house, false, false);
        int256 value = int256(pool.cash()) + owed;
        assertEq(pool.totalAssets(), uint256(value > 0 ? value : int256(0)), "6: cash + receivable - liability");
    }

    /// @notice 9: every token that exists is found again.
    function _everyTokenIsFound() private view {
        uint256 sum = token.balanceOf(address(house)) + token.balanceOf(address(pool))
            + token.balanceOf(address(insurance)) + token.balanceOf(lp) + token.balanceOf(staker);
        for (uint256 i; i < _people.length; ++i) {
            sum += token.balanceOf(_people[i]);
        }
        assertEq(sum, token.totalSupply(), "9: every token");
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
        for (uint256 i; i < _people.length; ++i) {
            AccountId id = account(_people[i]);
            if (_written(id)) continue;
            (bool ok,) = address(house).call(abi.encodeCall(house.liquidate, (id, address(this), new bytes[](0))));
            assertFalse(ok, "5: a buyer was liquidated");
        }
    }

    // ------------------------------------------------------------------ the end of every sequence

    /// @notice 3, 5, 7, 9: everybody leaves, no debt and no funding remains, tokens all come out.
    function afterInvariant() public virtual {
        string memory file = vm.envOr("UNDATED_INVARIANT_TALLY", string(""));
        if (bytes(file).length > 0) vm.writeLine(file, handler.tally());
        _fresh();
        if (house.settledAt() == 0) _everybodyCloses();
        if (house.settledAt() != 0) _settle();
        for (uint256 i; i < _people.length; ++i) {
            _takeOut(_people[i]);
        }
        assertEq(_positions(), 0);
        FundingTotals memory totals = governance.fundingTotals();
        assertEq(totals.receivable, 0, "3: funding residual");
        assertEq(totals.rate, 0, "3: rate residual");
        assertEq(token.balanceOf(address(house)), handler.strayInHouse(), "1: stranded tokens");
        assertEq(pool.totalAssets(), pool.cash(), "6: value without positions");
        _everyTokenIsFound();
        _lpsLeave();
    }

    /// @notice 9: who cannot be paid by closing is paid in a settlement; no claim is lost.
    function _everybodyCloses() private {
        for (uint256 i; i < _people.length && house.settledAt() == 0; ++i) {
            _close(_people[i]);
        }
    }

    function _close(address owner) private {
        Leg[] memory legs = _closingLegs(account(owner));
        if (legs.length == 0 || _trades(owner, legs)) return;
        _closeByForce(owner);
    }

    /// @dev Who cannot pay for closing is exhausted or below maintenance; liquidation may take several parts. A healthy account
    /// whose cash does not cover the impact of closing everything at once pays in and closes.
    function _closeByForce(address owner) private {
        AccountId id = account(owner);
        for (uint256 i; i < 20 && house.positionsOf(id).length > 0; ++i) {
            if (_closesExhausted(owner)) continue;
            try house.liquidate(id, address(this), new bytes[](0)) {}
            catch {
                fund(owner, 10_000e18);
                if (_trades(owner, _closingLegs(id)) || _closesByParts(owner)) return;
            }
        }
    }

    function _closesExhausted(address owner) internal virtual returns (bool) {
        try house.closeExhausted(account(owner), address(this), new bytes[](0)) {
            return true;
        } catch {
            return false;
        }
    }

    /// @notice 9: only the pools' lack of cash still keeps somebody from closing. While what he is owed at V is there, though not what the
    /// curve pays on top, he closes by parts; then the rest is settled.
    function _closesByParts(address owner) private returns (bool) {
        AccountId id = account(owner);
        for (uint256 i; i < 12; ++i) {
            try house.startSettlement(id, new bytes[](0)) {
                return true;
            } catch {}
            Leg[] memory legs = _closingLegs(id);
            for (uint256 j; j < legs.length; ++j) {
                legs[j].quantity = legs[j].quantity / 3;
            }
            if (!_trades(owner, legs)) _tradesOneByOne(owner);
            if (_trades(owner, _closingLegs(id))) return true;
        }
        return false;
    }

    function _tradesOneByOne(address owner) private {
        Leg[] memory legs = _closingLegs(account(owner));
        for (uint256 i; i < legs.length; ++i) {
            Leg[] memory one = new Leg[](1);
            one[0] = legs[i];
            if (_trades(owner, one)) continue;
            one[0].quantity = legs[i].quantity / 3;
            _trades(owner, one);
        }
    }

    function _trades(address owner, Leg[] memory legs) internal virtual returns (bool ok) {
        vm.prank(owner);
        try house.trade(account(owner), legs, NO_LIMIT, block.timestamp, new bytes[](0)) {
            return true;
        } catch {}
    }

    /// @notice 9: each claim is paid the same part, and all that is set aside is paid.
    function _settle() private {
        for (uint256 i; i < _people.length; ++i) {
            if (house.positionsOf(account(_people[i])).length > 0) house.settleAccount(account(_people[i]));
        }
        if (house.settlement().finishedAt == 0) house.finishSettlement();
        for (uint256 i; i < _people.length; ++i) {
            if (house.claimOf(account(_people[i])) > 0) house.claim(account(_people[i]));
        }
        assertEq(house.settlement().claims, 0, "9: an unpaid claim");
        assertEq(house.settlement().funds, 0, "9: funds without a claim");
    }

    function _takeOut(address owner) private {
        uint256 cash = house.cashOf(account(owner));
        if (cash == 0) return;
        vm.prank(owner);
        house.withdraw(account(owner), cash, owner);
    }

    /// @notice 6, 9: without positions every share is paid out; less than a token's millionth stays behind.
    function _lpsLeave() private {
        _redeem(lp);
        for (uint256 i; i < _people.length; ++i) {
            _redeem(_people[i]);
        }
        assertLe(pool.cash(), 1e12, "6: LPs' tokens stay behind");
    }

    function _redeem(address owner) private {
        uint256 shares = pool.balanceOf(owner);
        if (shares == 0) return;
        vm.prank(owner);
        pool.redeem(shares, owner, owner);
    }

    // ------------------------------------------------------------------ helpers

    function _newHandler(System memory system) internal virtual returns (HandlerBase) {
        return new Handler(system);
    }

    function _collateralToken() internal override returns (DemoStockToken) {
        return new ReenteringToken();
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

    function _allPositions() private view returns (Position[][] memory book) {
        book = new Position[][](_people.length);
        for (uint256 i; i < book.length; ++i) {
            book[i] = house.positionsOf(account(_people[i]));
        }
    }

    function _held(Position[][] memory book, SeriesId series) private pure returns (int256 sum, uint256 holders) {
        for (uint256 i; i < book.length; ++i) {
            for (uint256 j; j < book[i].length; ++j) {
                if (SeriesId.unwrap(book[i][j].series) != SeriesId.unwrap(series)) continue;
                sum += book[i][j].quantity;
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
        for (uint256 i; i < _people.length; ++i) {
            sum += house.positionsOf(account(_people[i])).length;
        }
    }
}
