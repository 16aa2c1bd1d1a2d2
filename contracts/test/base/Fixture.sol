// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {MockPyth} from "@pythnetwork/pyth-sdk-solidity/MockPyth.sol";
import {Test} from "forge-std/Test.sol";
import {Clearinghouse} from "../../src/Clearinghouse.sol";
import {ClearinghouseExtension} from "../../src/ClearinghouseExtension.sol";
import {ClearinghouseAccounts} from "../../src/ClearinghouseAccounts.sol";
import {ClearinghouseLiquidation} from "../../src/ClearinghouseLiquidation.sol";
import {IClearinghouse} from "../../src/interfaces/IClearinghouse.sol";
import {InsurancePool} from "../../src/InsurancePool.sol";
import {Lens} from "../../src/Lens.sol";
import {MainPool} from "../../src/MainPool.sol";
import {ClearinghouseRequests} from "../../src/ClearinghouseRequests.sol";
import {ClearinghouseMargin} from "../../src/ClearinghouseMargin.sol";
import {PoolValuer} from "../../src/PoolValuer.sol";
import {ParameterBounds} from "../../src/ParameterBounds.sol";
import {CollateralSet, Registry} from "../../src/Registry.sol";
import {ClearinghouseSetup} from "../../src/clearinghouse/ClearinghouseState.sol";
import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {PythOracle} from "../../src/oracles/PythOracle.sol";
import {VolatilityOracle, VolatilityTerms} from "../../src/oracles/VolatilityOracle.sol";
import {
    AccountId,
    AssetGrid,
    ExecutionTerms,
    Leg,
    MarketConfig,
    RiskTerms,
    SeriesId,
    SetParameters,
    StrikeGrid,
    Terms,
    toAccountId,
    toSeriesId
} from "../../src/Types.sol";

/// @notice One TSLA set with BTC and ETH markets, deployed as in production, on a mock of the price vendor.
abstract contract Fixture is Test {
    uint256 internal constant BTC = 0;
    uint256 internal constant ETH = 1;
    uint256 internal constant TSLA = 2;
    uint256 internal constant BTC_WEEK = 0;
    uint256 internal constant BTC_MONTH = 1;
    uint256 internal constant ETH_WEEK = 2;
    uint256 internal constant YEAR = 31_536_000;
    uint256 internal constant START = 1_760_000_000;
    uint64 internal constant GUARDIAN_ROLE = 1;
    int256 internal constant NO_LIMIT = type(int256).max;

    address internal guardian = makeAddr("guardian");
    address internal lp = makeAddr("lp");
    address internal staker = makeAddr("staker");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");

    address internal orders = makeAddr("orders");

    MockPyth internal pyth;
    AccessManager internal manager;
    PythOracle internal oracle;
    VolatilityOracle internal volatility;
    DemoStockToken internal token;
    IClearinghouse internal house;
    ClearinghouseExtension internal governance;
    MainPool internal pool;
    InsurancePool internal insurance;
    Registry internal registry;
    Lens internal lens;

    function setUp() public virtual {
        vm.warp(START);
        _deploy();
        _configure();
        _fund();
    }

    // ------------------------------------------------------------------ what tests say

    function account(address owner) internal pure returns (AccountId) {
        return toAccountId(owner, 0);
    }

    function call(uint256 market, uint256 strike) internal pure returns (SeriesId) {
        return toSeriesId(market, strike, false);
    }

    function put(uint256 market, uint256 strike) internal pure returns (SeriesId) {
        return toSeriesId(market, strike, true);
    }

    function oneLeg(SeriesId series, int256 quantity) internal pure returns (Leg[] memory legs) {
        legs = new Leg[](1);
        legs[0] = Leg(series, int96(quantity));
    }

    function fund(address owner, uint256 amount) internal {
        deal(address(token), owner, token.balanceOf(owner) + amount, true);
        vm.startPrank(owner);
        token.approve(address(house), amount);
        house.deposit(account(owner), amount);
        vm.stopPrank();
    }

    function trade(address owner, SeriesId series, int256 quantity) internal returns (int256 cost) {
        vm.prank(owner);
        return house.trade(account(owner), oneLeg(series, quantity), NO_LIMIT, block.timestamp, new bytes[](0));
    }

    /// @notice Takes out all that the account lets go, to a ten-thousandth of its cash.
    function strip(address owner) internal {
        vm.startPrank(owner);
        uint256 cash = house.cashOf(account(owner));
        for (uint256 part = cash / 2; part > cash / 10_000; part /= 2) {
            try house.withdraw(account(owner), part, owner) {} catch {}
        }
        vm.stopPrank();
    }

    /// @param price USD with eight decimals, as the vendor reports it.
    function setPrice(uint256 asset, int64 price) internal {
        setPriceAt(asset, price, uint64(price) / 2000, uint64(vm.getBlockTimestamp()));
    }

    /// @notice A second later the price is another.
    function move(uint256 asset, int64 price) internal {
        vm.warp(vm.getBlockTimestamp() + 1);
        setPrice(asset, price);
    }

    function setPriceAt(uint256 asset, int64 price, uint64 confidence, uint64 publishTime) internal {
        bytes[] memory updates = new bytes[](1);
        updates[0] = priceUpdate(asset, price, confidence, publishTime);
        oracle.update{value: oracle.updateFee(updates)}(updates);
    }

    function priceUpdate(uint256 asset, int64 price, uint64 confidence, uint64 publishTime)
        internal
        view
        returns (bytes memory)
    {
        (, bytes32 id) = oracle.assetInfo(asset);
        return pyth.createPriceFeedUpdateData(
            id, price, confidence, -8, price, confidence, publishTime, publishTime > 0 ? publishTime - 1 : 0
        );
    }

    /// @notice Time passes and every price is reported anew, unchanged.
    function pass(uint256 time) internal {
        vm.warp(vm.getBlockTimestamp() + time);
        for (uint256 asset; asset < 3; ++asset) {
            setPrice(asset, int64(int256(oracle.latest(asset).value / 1e10)));
        }
    }

    function defaultTerms() internal pure returns (Terms memory) {
        return Terms({
            baseFee: 8,
            feeCapOfPremium: 1250,
            uncertaintyMultiple: 20_000,
            grace: 10,
            maxAgeOpen: 60,
            maxAgeReduce: 600,
            maxAgeCollateralOpen: 5 days,
            maxAgeCollateralReduce: 30 days,
            runway: 1 days,
            closeReward: 500,
            minimumNotional: 100
        });
    }

    function defaultRiskTerms() internal pure returns (RiskTerms memory) {
        return RiskTerms({
            stressLimit: 6000,
            collateralShock: 1500,
            insuranceShareMin: 1000,
            insuranceShareMax: 5000,
            targetCoverage: 5000,
            haircut: 1000,
            writtenMinimum: 100,
            maintenance: 7500,
            liquidationPenalty: 500
        });
    }

    function marketConfig(uint256 asset, uint32 period) internal pure returns (MarketConfig memory) {
        return MarketConfig({
            asset: uint16(asset),
            period: period,
            depth: 1_000_000,
            kappaGamma: 20_000,
            kappaDelta: 500,
            shock: 2000,
            volatilityShock: 3000,
            listed: true
        });
    }

    /// @notice Weekly and monthly markets on BTC and ETH.
    function defaultParameters() internal pure returns (SetParameters memory parameters) {
        parameters.terms = defaultTerms();
        parameters.riskTerms = defaultRiskTerms();
        parameters.grids = new AssetGrid[](2);
        parameters.grids[0] = AssetGrid(BTC, StrikeGrid(1000e6, 2500));
        parameters.grids[1] = AssetGrid(ETH, StrikeGrid(50e6, 2500));
        parameters.markets = new MarketConfig[](4);
        parameters.markets[BTC_WEEK] = marketConfig(BTC, 7 days);
        parameters.markets[BTC_MONTH] = marketConfig(BTC, 30 days);
        parameters.markets[ETH_WEEK] = marketConfig(ETH, 7 days);
        parameters.markets[3] = marketConfig(ETH, 30 days);
    }

    // ------------------------------------------------------------------ deployment

    /// @notice What the set takes its prices from: the vendor's adapter itself, unless a suite puts something in front of it.
    function _prices() internal virtual returns (IPriceOracle) {
        return oracle;
    }

    function _collateralToken() internal virtual returns (DemoStockToken) {
        bytes memory arguments = abi.encode("Demo Tesla", "dTSLA", 100e18, address(this), 0);
        return DemoStockToken(_create("DemoStockToken", type(DemoStockToken).creationCode, arguments));
    }

    /// @notice How long trades wait for their price; at once, unless a suite is about requests.
    function _execution() internal view virtual returns (ExecutionTerms memory) {
        return ExecutionTerms(0, 60);
    }

    /// @notice The creation code of a contract: as compiled with the tests, unless a suite asks for the release's.
    function _code(string memory, bytes memory compiled) internal view virtual returns (bytes memory) {
        return compiled;
    }

    function _create(string memory name, bytes memory compiled, bytes memory arguments)
        internal
        returns (address made)
    {
        bytes memory code = abi.encodePacked(_code(name, compiled), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 0x20), mload(code))
        }
        require(made != address(0), name);
    }

    function _deploy() private {
        pyth = MockPyth(_create("MockPyth", type(MockPyth).creationCode, abi.encode(60, 0)));
        manager = new AccessManager(address(this));
        oracle = PythOracle(_create("PythOracle", type(PythOracle).creationCode, abi.encode(address(manager), pyth)));
        oracle.addFeed("BTC", "btc");
        oracle.addFeed("ETH", "eth");
        oracle.addFeed("TSLA", "tsla");
        setPrice(BTC, 65_000e8);
        setPrice(ETH, 3500e8);
        setPrice(TSLA, 250e8);
        IPriceOracle prices = _prices();
        VolatilityTerms memory terms = VolatilityTerms(1 hours, 7 days, 0.2e18, 2.5e18, 0.015e18, 1.1e18);
        volatility = VolatilityOracle(
            _create(
                "VolatilityOracle", type(VolatilityOracle).creationCode, abi.encode(address(manager), prices, terms)
            )
        );
        token = _collateralToken();
        _deployHouse(prices);
        _deployPools();
        registry = new Registry(address(this));
        lens = new Lens(registry, prices, volatility);
    }

    function _deployHouse(IPriceOracle prices) private {
        bytes memory setup = abi.encode(
            ClearinghouseSetup(
                address(manager), address(token), TSLA, prices, volatility, new ParameterBounds(), orders, _execution()
            )
        );
        address accounts = _create("ClearinghouseAccounts", type(ClearinghouseAccounts).creationCode, setup);
        address margin = _create("ClearinghouseMargin", type(ClearinghouseMargin).creationCode, setup);
        address liquidation = _create("ClearinghouseLiquidation", type(ClearinghouseLiquidation).creationCode, setup);
        address requests = _create("ClearinghouseRequests", type(ClearinghouseRequests).creationCode, setup);
        address extension = _create("ClearinghouseExtension", type(ClearinghouseExtension).creationCode, setup);
        bytes memory arguments = abi.encodePacked(setup, abi.encode(accounts, margin, liquidation, requests, extension));
        house = IClearinghouse(_create("Clearinghouse", type(Clearinghouse).creationCode, arguments));
        governance = ClearinghouseExtension(address(house));
    }

    function _deployPools() private {
        address valuer = _create("PoolValuer", type(PoolValuer).creationCode, "");
        bytes memory arguments = abi.encode(house, valuer, "Undated pool TSLA", "uTSLA");
        pool = MainPool(_create("MainPool", type(MainPool).creationCode, arguments));
        arguments = abi.encode(address(pool), "Undated insurance TSLA", "iTSLA");
        insurance = InsurancePool(_create("InsurancePool", type(InsurancePool).creationCode, arguments));
    }

    function _configure() private {
        volatility.addAsset(BTC, 0.5e18);
        volatility.addAsset(ETH, 0.65e18);
        volatility.addAsset(TSLA, 0.5e18);
        governance.initialise(pool, defaultParameters());
        pool.setInsurancePool(address(insurance));
        registry.add(CollateralSet(address(token), address(house), address(pool), address(insurance)));
        manager.grantRole(GUARDIAN_ROLE, guardian, 0);
        manager.grantRole(GUARDIAN_ROLE, address(this), 0);
    }

    function _fund() private {
        deal(address(token), lp, 6000e18, true);
        vm.startPrank(lp);
        token.approve(address(pool), 6000e18);
        pool.deposit(6000e18, lp);
        vm.stopPrank();
        deal(address(token), staker, 600e18, true);
        vm.startPrank(staker);
        token.approve(address(insurance), 600e18);
        insurance.deposit(600e18, staker);
        vm.stopPrank();
    }
}
