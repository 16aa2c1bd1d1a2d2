// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Clearinghouse} from "../../src/Clearinghouse.sol";
import {ClearinghouseAccounts} from "../../src/ClearinghouseAccounts.sol";
import {ClearinghouseMargin} from "../../src/ClearinghouseMargin.sol";
import {ClearinghouseLiquidation} from "../../src/ClearinghouseLiquidation.sol";
import {ClearinghouseRequests} from "../../src/ClearinghouseRequests.sol";
import {ClearinghouseExtension} from "../../src/ClearinghouseExtension.sol";
import {Factory, SetCodes, SharedContracts} from "../../src/Factory.sol";
import {InsurancePool} from "../../src/InsurancePool.sol";
import {MainPool} from "../../src/MainPool.sol";
import {ParameterBounds} from "../../src/ParameterBounds.sol";
import {CollateralSet, Registry} from "../../src/Registry.sol";
import {IClearinghouse, IClearinghouseErrors} from "../../src/interfaces/IClearinghouse.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {IPriceOracle} from "../../src/interfaces/IPriceOracle.sol";
import {IVolatilityOracle} from "../../src/interfaces/IVolatilityOracle.sol";
import {CodeLib} from "../../src/libraries/CodeLib.sol";
import {ExecutionTerms, MarketConfig, SeriesId, SetParameters, TradeRequest} from "../../src/Types.sol";
import {FactoryFixture} from "./FactoryFixture.sol";

contract TokenOf is ERC20 {
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) ERC20("Token", "T") {
        DECIMALS = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }
}

/// @notice DESIGN §4 'Factory/registry': one governed call makes a whole set, and nobody has power over it that governance does not give.
contract FactoryTest is FactoryFixture {
    function test_createSet_makesAWorkingSet() public {
        CollateralSet memory set = _create(address(stock), defaultParameters());
        house = IClearinghouse(set.clearinghouse);
        governance = ClearinghouseExtension(set.clearinghouse);
        pool = MainPool(set.mainPool);
        insurance = InsurancePool(set.insurancePool);
        token = stock;
        assertEq(listed.sets().length, 1);
        assertEq(abi.encode(listed.sets()[0]), abi.encode(set));
        assertEq(abi.encode(house.terms()), abi.encode(defaultTerms()));
        assertEq(abi.encode(house.riskTerms()), abi.encode(defaultRiskTerms()));
        assertEq(house.marketCount(), 4);
        assertEq(house.strikeGrid(ETH).step, 50e6);
        assertEq(address(house.pool()), address(pool));
        assertEq(pool.insurancePool(), address(insurance));
        assertEq(insurance.mainPool(), address(pool));
        assertEq(pool.symbol(), "uTSLA");
        assertEq(insurance.name(), "Undated insurance TSLA");
        assertEq(house.collateralAsset(), TSLA);
        assertEq(house.executionDelay(), 3);
        assertEq(house.executionWindow(), 60);
        _depositAndTrade();
    }

    function test_createSet_waitsForTheGovernorsDelay() public {
        bytes memory call_ = abi.encodeCall(Factory.createSet, (address(stock), TSLA, defaultParameters()));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        factory.createSet(address(stock), TSLA, defaultParameters());
        vm.prank(governor);
        (bytes32 id,) = manager.schedule(address(factory), call_, 0);
        assertEq(manager.getSchedule(id), vm.getBlockTimestamp() + DELAY);
        pass(DELAY - 1);
        vm.expectRevert();
        execute(address(factory), call_);
        pass(1);
        execute(address(factory), call_);
        assertEq(listed.sets().length, 1);
    }

    function test_createSet_happensOncePerToken() public {
        _create(address(stock), defaultParameters());
        vm.expectRevert(abi.encodeWithSelector(Registry.SetExists.selector, address(stock)));
        this.tryCreate(address(stock), TSLA, defaultParameters());
    }

    /// @notice G1: the guardian pauses a set made after it was appointed, without anybody's further decision.
    function test_guardian_pausesANewSetAtOnce() public {
        ClearinghouseExtension made = ClearinghouseExtension(_create(address(stock), defaultParameters()).clearinghouse);
        vm.prank(guardian);
        made.pauseOpenings();
        assertTrue(made.openingsPaused());
    }

    /// @notice The factory's only rights over a set end in the transaction that makes it.
    function test_factory_hasNoPowerOverItsSets() public {
        CollateralSet memory set = _create(address(stock), defaultParameters());
        ClearinghouseExtension made = ClearinghouseExtension(set.clearinghouse);
        vm.startPrank(address(factory));
        vm.expectRevert(IClearinghouseErrors.PoolAlreadySet.selector);
        made.initialise(IMainPool(set.mainPool), defaultParameters());
        vm.expectRevert(IMainPool.InsurancePoolAlreadySet.selector);
        MainPool(set.mainPool).setInsurancePool(address(this));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(factory)));
        made.setTerms(defaultTerms());
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(factory)));
        made.pauseOpenings();
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IMainPool.NotCreator.selector, governor));
        vm.prank(governor);
        MainPool(set.mainPool).setInsurancePool(address(this));
        vm.expectRevert(abi.encodeWithSelector(Registry.NotFactory.selector, governor));
        vm.prank(governor);
        listed.add(set);
    }

    function test_prepare_byAnyoneLeavesLessForTheGovernor() public {
        uint256 unprepared = _gasOfCreating(address(new TokenOf(18)));
        address another = address(new TokenOf(18));
        vm.prank(alice);
        address facet = factory.prepare(another, TSLA, 0);
        assertEq(factory.prepare(another, TSLA, 0), facet);
        factory.prepare(another, TSLA, 1);
        factory.prepare(another, TSLA, 2);
        factory.prepare(another, TSLA, 3);
        factory.prepare(another, TSLA, 4);
        uint256 prepared = _gasOfCreating(another);
        assertLt(prepared, unprepared);
        emit log_named_uint("gas of creating a set", unprepared);
        emit log_named_uint("gas after preparation", prepared);
        assertLt(unprepared, 30_000_000, "more than a block");
        assertLt(prepared, 16_777_216, "more than a transaction may use (EIP-7825)");
    }

    function test_createSet_refusesUnsuitableTokens() public {
        vm.expectRevert(abi.encodeWithSelector(Factory.NotAToken.selector, alice));
        this.tryCreate(alice, TSLA, defaultParameters());
        vm.expectRevert(abi.encodeWithSelector(Factory.NotAToken.selector, address(listed)));
        this.tryCreate(address(listed), TSLA, defaultParameters());
        address fine = address(new TokenOf(19));
        vm.expectRevert(abi.encodeWithSelector(Factory.TooManyDecimals.selector, fine, 19));
        this.tryCreate(fine, TSLA, defaultParameters());
        this.tryCreate(address(new TokenOf(18)), TSLA, defaultParameters());
        this.tryCreate(address(new TokenOf(0)), TSLA, defaultParameters());
    }

    function test_createSet_refusesAssetsWithoutPriceOrVolatility() public {
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.UnknownAsset.selector, 3));
        this.tryCreate(address(stock), 3, defaultParameters());
        govern(address(oracle), abi.encodeCall(oracle.addFeed, ("SOL", "sol")));
        vm.expectRevert(abi.encodeWithSelector(IPriceOracle.PriceUnavailable.selector, 3));
        this.tryCreate(address(stock), 3, defaultParameters());
        setPrice(3, 200e8);
        vm.expectRevert(abi.encodeWithSelector(IVolatilityOracle.VolatilityUnknown.selector, 3));
        this.tryCreate(address(stock), 3, defaultParameters());
        SetParameters memory parameters = defaultParameters();
        parameters.markets[0] = marketConfig(3, 7 days);
        vm.expectRevert(abi.encodeWithSelector(IVolatilityOracle.VolatilityUnknown.selector, 3));
        this.tryCreate(address(stock), TSLA, parameters);
        parameters.markets[0] = marketConfig(TSLA, 7 days);
        vm.expectRevert(abi.encodeWithSelector(Factory.StrikesMissing.selector, TSLA));
        this.tryCreate(address(stock), TSLA, parameters);
    }

    /// @notice G2: bounds hold for the first parameters as for later ones.
    function test_createSet_keepsTheBounds() public {
        SetParameters memory parameters = defaultParameters();
        parameters.terms.baseFee = 101;
        vm.expectRevert(abi.encodeWithSelector(ParameterBounds.ParameterOutOfBounds.selector, "baseFee"));
        this.tryCreate(address(stock), TSLA, parameters);
        parameters = defaultParameters();
        parameters.markets = new MarketConfig[](17);
        for (uint32 i; i < 17; ++i) {
            parameters.markets[i] = marketConfig(BTC, (i + 1) * 1 days);
        }
        vm.expectRevert(abi.encodeWithSelector(IClearinghouseErrors.TooManyMarkets.selector, 16));
        this.tryCreate(address(stock), TSLA, parameters);
    }

    function test_codeHashes_areThoseOfTheCode() public view {
        bytes32[] memory hashes = factory.codeHashes();
        assertEq(hashes.length, 8);
        assertEq(hashes[0], keccak256(type(Clearinghouse).creationCode));
        assertEq(hashes[1], keccak256(type(MainPool).creationCode));
        assertEq(hashes[2], keccak256(type(InsurancePool).creationCode));
        assertEq(hashes[3], keccak256(type(ClearinghouseAccounts).creationCode));
        assertEq(hashes[4], keccak256(type(ClearinghouseMargin).creationCode));
        assertEq(hashes[5], keccak256(type(ClearinghouseLiquidation).creationCode));
        assertEq(hashes[6], keccak256(type(ClearinghouseRequests).creationCode));
        assertEq(hashes[7], keccak256(type(ClearinghouseExtension).creationCode));
    }

    /// @notice However the code is cut, the same contracts come out.
    function testFuzz_code_mayLieInAnyNumberOfPieces(uint256 size) public {
        bytes32[] memory whole = factory.codeHashes();
        factory = newFactory(setCodes(bound(size, 3000, CHUNK)));
        assertEq(abi.encode(factory.codeHashes()), abi.encode(whole));
        CollateralSet memory set = _create(address(stock), defaultParameters());
        assertEq(IClearinghouse(set.clearinghouse).marketCount(), 4);
    }

    function test_factory_isNotDeployedWithOtherCode() public {
        SetCodes memory codes = setCodes();
        bytes32 found = codes.mainPool.hash;
        codes.mainPool.hash = bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(CodeLib.CodeDiffers.selector, bytes32(uint256(1)), found));
        this.tryFactory(codes);
    }

    /// @notice G2: how long its sets' trades wait is fixed when it is deployed, within the bounds.
    function test_factory_isNotDeployedWithOtherWaits() public {
        assertEq(factory.executionDelay(), 3);
        assertEq(factory.executionWindow(), 60);
        SetCodes memory codes = setCodes();
        execution = ExecutionTerms(61, 60);
        vm.expectRevert(abi.encodeWithSelector(ParameterBounds.ParameterOutOfBounds.selector, "delay"));
        this.tryFactory(codes);
        execution = ExecutionTerms(3, 9);
        vm.expectRevert(abi.encodeWithSelector(ParameterBounds.ParameterOutOfBounds.selector, "window"));
        this.tryFactory(codes);
        execution = ExecutionTerms(0, 10);
        this.tryFactory(codes);
    }

    function test_factory_isNotDeployedWithAnothersRegistry() public {
        SharedContracts memory shared = SharedContracts(
            oracle,
            volatility,
            factory.bounds(),
            factory.valuer(),
            factory.registry(),
            factory.orders(),
            ExecutionTerms(3, 60)
        );
        SetCodes memory codes = setCodes();
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        vm.expectRevert(abi.encodeWithSelector(Registry.NotFactory.selector, next));
        new Factory(address(manager), shared, codes);
    }

    /// @dev External, so that `vm.expectRevert` sees one call.
    function tryCreate(address token_, uint256 asset, SetParameters calldata parameters) external {
        govern(address(factory), abi.encodeCall(Factory.createSet, (token_, asset, parameters)));
    }

    function tryFactory(SetCodes calldata codes) external {
        newFactory(codes);
    }

    function _create(address token_, SetParameters memory parameters) private returns (CollateralSet memory) {
        bytes memory result = govern(address(factory), abi.encodeCall(Factory.createSet, (token_, TSLA, parameters)));
        return abi.decode(result, (CollateralSet));
    }

    function _gasOfCreating(address token_) private returns (uint256) {
        bytes memory call_ = abi.encodeCall(Factory.createSet, (token_, TSLA, defaultParameters()));
        vm.prank(governor);
        manager.schedule(address(factory), call_, 0);
        pass(DELAY);
        execute(address(factory), call_);
        return vm.lastCallGas().gasTotalUsed;
    }

    function _tradeByRequest(SeriesId series, int256 quantity) private {
        uint128 cash = uint128(house.cashOf(account(alice)));
        vm.prank(alice);
        uint256 notBefore = house.request(account(alice), oneLeg(series, quantity), NO_LIMIT, vm.getBlockTimestamp());
        pass(3);
        TradeRequest memory asked = TradeRequest(oneLeg(series, quantity), NO_LIMIT, cash, uint64(notBefore), alice);
        assertTrue(house.executeRequest(account(alice), asked, new bytes[](0), bob));
    }

    function _depositAndTrade() private {
        deal(address(token), lp, 6000e18, true);
        vm.startPrank(lp);
        token.approve(address(pool), 6000e18);
        pool.deposit(6000e18, lp);
        vm.stopPrank();
        fund(alice, 10e18);
        _tradeByRequest(call(BTC_WEEK, 65_000e18), 0.1e18);
        _tradeByRequest(call(BTC_WEEK, 65_000e18), -0.1e18);
        uint256 left = house.cashOf(account(alice));
        vm.prank(alice);
        house.withdraw(account(alice), left, alice);
        assertEq(token.balanceOf(alice), left);
    }
}
