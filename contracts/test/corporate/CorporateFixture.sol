// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/tests/MockV3Aggregator.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {StockWrapper} from "../../src/corporate/StockWrapper.sol";
import {DemoRebasingStockToken} from "../../src/demo/DemoRebasingStockToken.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {IAggregatorV3} from "../../src/interfaces/IAggregatorV3.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {IMultiplier} from "../../src/interfaces/IRebasingStock.sol";
import {PriceRouter} from "../../src/oracles/PriceRouter.sol";
import {StrikeGrid} from "../../src/Types.sol";
import {Fixture} from "../base/Fixture.sol";

/// @notice A set whose collateral is a wrapped rebasing TSLA token (asset 2) and which also trades options on TSLA itself
/// (asset 3), behind the router, on a rollup whose sequencer reports to a mock of Chainlink's uptime feed.
abstract contract CorporateFixture is Fixture {
    uint256 internal constant STOCK = 3;
    uint256 internal constant STOCK_WEEK = 4;
    uint256 internal constant GRACE = 1 hours;

    PriceRouter internal router;
    DemoRebasingStockToken internal stock;
    StockWrapper internal wrapper;
    MockV3Aggregator internal uptime;

    function setUp() public virtual override {
        super.setUp();
        volatility.addAsset(STOCK, 0.5e18);
        governance.setStrikeGrid(STOCK, StrikeGrid(10e6, 2500));
        governance.addMarket(marketConfig(STOCK, 7 days));
    }

    function _prices() internal override returns (IPriceOracle) {
        uptime = new MockV3Aggregator(0, 0);
        uptime.updateRoundData(1, 0, START - GRACE, START - GRACE);
        stock = new DemoRebasingStockToken("Demo rebasing Tesla", "drTSLA", 100e18, address(this), 1_000_000e18);
        wrapper = new StockWrapper(IERC20(address(stock)), "Wrapped demo Tesla", "wdTSLA");
        router = new PriceRouter(address(manager), oracle, IAggregatorV3(address(uptime)), GRACE);
        router.addAsset("BTC", oracle, BTC, IMultiplier(address(0)));
        router.addAsset("ETH", oracle, ETH, IMultiplier(address(0)));
        router.addAsset("wTSLA", oracle, TSLA, wrapper);
        router.addAsset("TSLA", oracle, TSLA, IMultiplier(address(0)));
        stock.approve(address(wrapper), type(uint256).max);
        return router;
    }

    function _collateralToken() internal view override returns (DemoStockToken) {
        return DemoStockToken(address(wrapper));
    }

    /// @notice Every vendor price anew, the stock at `price` (USD, eight decimals).
    function quote(int64 price) internal {
        setPrice(BTC, 65_000e8);
        setPrice(ETH, 3500e8);
        setPrice(TSLA, price);
    }
}
