// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILens} from "../../src/interfaces/ILens.sol";
import {IPoolValuer} from "../../src/interfaces/IPoolValuer.sol";
import {AccountId, Funding} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice One call's answer is what asking each contract by itself would tell.
contract LensTest is Fixture {
    function setUp() public override {
        super.setUp();
        fund(alice, 200e18);
        trade(alice, call(BTC_WEEK, 65_000e18), 1e18);
        trade(alice, put(BTC_WEEK, 60_000e18), 0.5e18);
        trade(alice, call(ETH_WEEK, 3500e18), -2e18);
        pass(1 days);
    }

    function test_overview_hasEverySetAndMarket() public view {
        ILens.SetView memory set = lens.overview().sets[0];
        assertEq(set.token, address(token));
        assertEq(set.clearinghouse, address(house));
        assertEq(set.mainPool, address(pool));
        assertEq(set.insurancePool, address(insurance));
        assertEq(set.symbol, token.symbol());
        assertEq(set.decimals, 18);
        assertEq(set.collateralAsset, TSLA);
        assertEq(abi.encode(set.terms), abi.encode(house.terms()));
        assertEq(abi.encode(set.riskTerms), abi.encode(house.riskTerms()));
        assertEq(set.markets.length, house.marketCount());
        for (uint256 i; i < set.markets.length; ++i) {
            assertEq(set.markets[i].market, i);
            assertEq(abi.encode(set.markets[i].config), abi.encode(house.marketConfig(i)));
            assertEq(abi.encode(set.markets[i].strikes), abi.encode(house.strikesOf(i)));
        }
        assertEq(abi.encode(set.grids[ETH]), abi.encode(house.strikeGrid(ETH)));
    }

    function test_overview_hasTheFundingOfEveryStrike() public view {
        ILens.MarketView memory market = lens.overview().sets[0].markets[BTC_WEEK];
        Funding memory ofCall = house.fundingOf(call(BTC_WEEK, 65_000e18));
        Funding memory ofPut = house.fundingOf(put(BTC_WEEK, 60_000e18));
        assertGt(ofCall.rate, 0);
        assertEq(abi.encode(market.callFunding[0]), abi.encode(ofCall));
        assertEq(abi.encode(market.putFunding[1]), abi.encode(ofPut));
    }

    function test_overview_hasThePoolsFigures() public view {
        ILens.PoolView memory view_ = lens.overview().sets[0].pool;
        IPoolValuer.PoolExposure memory exposure = pool.valuer().poolExposure(house);
        (uint256 limit, uint256 stressLoss) = pool.valuer().stressLimit(house, pool.cash());
        assertTrue(view_.exposureOk);
        assertEq(view_.cash, pool.cash());
        assertEq(view_.totalAssets, pool.totalAssets());
        assertEq(view_.entryAssets, pool.entryAssets());
        assertEq(view_.exitAssets, pool.exitAssets());
        assertEq(view_.totalShares, pool.totalSupply());
        assertEq(view_.withdrawable, pool.withdrawableAssets());
        assertEq(view_.liability, exposure.liability);
        assertEq(view_.receivable, exposure.receivable);
        assertEq(view_.margin, exposure.margin);
        assertGt(stressLoss, 0);
        assertEq(view_.stressLoss, stressLoss);
        assertEq(view_.stressLimit, limit);
        assertEq(view_.insuranceAssets, insurance.totalAssets());
        assertEq(view_.insuranceShares, insurance.totalSupply());
        assertEq(view_.insurancePending, token.balanceOf(address(pool)) - pool.cash());
        assertEq(view_.insuranceShareOfIncome, house.insuranceShare());
    }

    function test_overview_hasTheAssets() public view {
        ILens.Overview memory overview = lens.overview();
        assertEq(overview.blockNumber, block.number);
        assertEq(overview.blockTime, block.timestamp);
        for (uint256 asset; asset < 3; ++asset) {
            ILens.AssetView memory view_ = overview.assets[asset];
            (string memory symbol, bytes32 id) = oracle.assetInfo(asset);
            assertEq(view_.asset, asset);
            assertEq(view_.symbol, symbol);
            assertEq(view_.feedId, id);
            assertTrue(view_.priceOk);
            assertEq(abi.encode(view_.price), abi.encode(oracle.latest(asset)));
            assertEq(view_.volatility, volatility.volatility(asset));
            assertEq(view_.nextSampleAt, volatility.nextSampleAt(asset));
        }
    }

    function test_user_hasTheAccountAndTheShares() public {
        deal(address(token), alice, 20e18, true);
        vm.startPrank(alice);
        token.approve(address(pool), 5e18);
        token.approve(address(insurance), 7e18);
        pool.deposit(3e18, alice);
        insurance.deposit(4e18, alice);
        insurance.requestWithdrawal(insurance.balanceOf(alice) / 2);
        vm.stopPrank();
        (, ILens.UserView memory user) = lens.page(alice, 0);
        ILens.UserSetView memory set = user.sets[0];
        assertEq(user.nativeBalance, alice.balance);
        assertEq(set.tokenBalance, 13e18);
        assertEq(set.mainPoolAllowance, 2e18);
        assertEq(set.insurancePoolAllowance, 3e18);
        assertEq(set.poolShares, pool.balanceOf(alice));
        assertEq(set.poolSharesValue, pool.previewRedeem(pool.balanceOf(alice)));
        assertEq(set.maxRedeem, pool.maxRedeem(alice));
        assertEq(set.insuranceShares, insurance.balanceOf(alice));
        assertEq(set.insuranceSharesValue, insurance.previewRedeem(insurance.balanceOf(alice)));
        (uint256 shares, uint256 opensAt, uint256 closesAt) = insurance.withdrawalRequest(alice);
        assertEq(set.requestedShares, shares);
        assertEq(set.requestOpensAt, opensAt);
        assertEq(set.requestClosesAt, closesAt);
        assertEq(set.faucetAmount, token.faucetAmount());
        assertEq(set.faucetReadyAt, token.faucetReadyAt(alice));
        (int256 owed, int256 perYear) = house.accountFunding(account(alice));
        assertEq(AccountId.unwrap(set.account.account), AccountId.unwrap(account(alice)));
        assertEq(set.account.cash, house.cashOf(account(alice)));
        assertEq(abi.encode(set.account.positions), abi.encode(house.positionsOf(account(alice))));
        assertEq(set.account.fundingOwed, owed);
        assertEq(set.account.fundingPerYear, perYear);
        assertFalse(set.account.exhausted);
    }
}
