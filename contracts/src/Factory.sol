// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ClearinghouseGovernance} from "./clearinghouse/ClearinghouseGovernance.sol";
import {ClearinghouseSetup} from "./clearinghouse/ClearinghouseState.sol";
import {IMainPool} from "./interfaces/IMainPool.sol";
import {IPoolValuer} from "./interfaces/IPoolValuer.sol";
import {IPriceOracle} from "./interfaces/IPriceOracle.sol";
import {IVolatilityOracle} from "./interfaces/IVolatilityOracle.sol";
import {Code, CodeLib} from "./libraries/CodeLib.sol";
import {MainPool} from "./MainPool.sol";
import {ParameterBounds} from "./ParameterBounds.sol";
import {CollateralSet, Registry} from "./Registry.sol";
import {ExecutionTerms, SetParameters} from "./Types.sol";

/// @notice The contracts that every set shares.
struct SharedContracts {
    IPriceOracle oracle;
    IVolatilityOracle volatility;
    ParameterBounds bounds;
    IPoolValuer valuer;
    Registry registry;
    address orders;
    ExecutionTerms execution;
}

/// @notice Creation code of a set's contracts; `facets` in the order in which the clearinghouse's constructor takes them.
struct SetCodes {
    Code clearinghouse;
    Code mainPool;
    Code insurancePool;
    Code[] facets;
}

/// @title Creates the whole set of a new stock token in one governed call and lists it
/// @notice What it creates is fixed for good: the code lies in data contracts whose hashes are checked when the factory is
/// deployed. It configures a set in the transaction that creates it and has no power over it afterwards: a set can be initialised
/// once. Every address follows from token and code (CREATE2).
contract Factory is AccessManaged {
    using CodeLib for Code;

    /// @notice There is no token at this address.
    error NotAToken(address token);
    /// @notice Token amounts are converted in 18 decimals; more would be lost.
    error TooManyDecimals(address token, uint256 decimals);
    /// @notice Markets on this asset need a rule for their strikes.
    error StrikesMissing(uint256 asset);

    IPriceOracle public immutable oracle;
    IVolatilityOracle public immutable volatilityOracle;
    ParameterBounds public immutable bounds;
    IPoolValuer public immutable valuer;
    Registry public immutable registry;
    /// @notice Executes signed orders for the owners who let it.
    address public immutable orders;
    /// @notice Seconds; see ExecutionTerms.
    uint32 public immutable executionDelay;
    uint32 public immutable executionWindow;

    Code private _clearinghouse;
    Code private _mainPool;
    Code private _insurancePool;
    Code[] private _facets;

    constructor(address authority_, SharedContracts memory shared, SetCodes memory code) AccessManaged(authority_) {
        require(shared.registry.factory() == address(this), Registry.NotFactory(address(this)));
        oracle = shared.oracle;
        volatilityOracle = shared.volatility;
        bounds = shared.bounds;
        valuer = shared.valuer;
        registry = shared.registry;
        orders = shared.orders;
        bounds.checkExecution(shared.execution);
        executionDelay = shared.execution.delay;
        executionWindow = shared.execution.window;
        _clearinghouse.store(code.clearinghouse);
        _mainPool.store(code.mainPool);
        _insurancePool.store(code.insurancePool);
        for (uint256 i; i < code.facets.length; ++i) {
            _facets.push().store(code.facets[i]);
        }
    }

    /// @notice Deploys one facet of a token's clearinghouse ahead of `createSet`, which then needs less gas. Anyone: a facet is code
    /// without state or power, and its address follows from that code.
    /// @param asset the token's number in the oracle.
    /// @param index the facet's place in the list.
    function prepare(address token, uint256 asset, uint256 index) external returns (address facet) {
        return _facet(index, abi.encode(_setup(token, asset)));
    }

    /// @notice Creates, wires, configures and lists the set of `token`. Governor only, after the delay.
    /// @dev Balances of the token must not change by themselves; that cannot be checked here (rebasing tokens come in wrapped).
    /// @param asset the token's number in the oracle; its ticker names the pools' shares.
    function createSet(address token, uint256 asset, SetParameters calldata parameters)
        external
        restricted
        returns (CollateralSet memory set)
    {
        _checkToken(token, asset);
        _checkMarkets(parameters);
        (string memory ticker,) = oracle.assetInfo(asset);
        bytes memory setup = abi.encode(_setup(token, asset));
        set.token = token;
        set.clearinghouse = _create(_clearinghouse, bytes.concat(setup, _facetsOf(setup)));
        set.mainPool = _create(
            _mainPool,
            abi.encode(set.clearinghouse, valuer, string.concat("Undated pool ", ticker), string.concat("u", ticker))
        );
        set.insurancePool = _create(
            _insurancePool,
            abi.encode(set.mainPool, string.concat("Undated insurance ", ticker), string.concat("i", ticker))
        );
        MainPool(set.mainPool).setInsurancePool(set.insurancePool);
        ClearinghouseGovernance(set.clearinghouse).initialise(IMainPool(set.mainPool), parameters);
        registry.add(set);
    }

    /// @notice Hashes of the creation code of clearinghouse, main pool, insurance pool, and of the facets in order.
    function codeHashes() external view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](3 + _facets.length);
        hashes[0] = _clearinghouse.hash;
        hashes[1] = _mainPool.hash;
        hashes[2] = _insurancePool.hash;
        for (uint256 i; i < _facets.length; ++i) {
            hashes[3 + i] = _facets[i].hash;
        }
    }

    /// @notice The facets' addresses, encoded as the end of the clearinghouse's arguments.
    function _facetsOf(bytes memory setup) private returns (bytes memory addresses) {
        for (uint256 i; i < _facets.length; ++i) {
            addresses = bytes.concat(addresses, abi.encode(_facet(i, setup)));
        }
    }

    /// @notice Where a facet is; deploys it if it is not there yet.
    function _facet(uint256 index, bytes memory setup) private returns (address facet) {
        bytes memory code = _facets[index].initCode(setup);
        facet = CodeLib.addressOf(code);
        if (facet.code.length == 0) CodeLib.create(code);
    }

    function _create(Code storage code, bytes memory args) private returns (address) {
        return CodeLib.create(code.initCode(args));
    }

    function _setup(address token, uint256 asset) private view returns (ClearinghouseSetup memory) {
        ExecutionTerms memory execution = ExecutionTerms(executionDelay, executionWindow);
        return ClearinghouseSetup(authority(), token, asset, oracle, volatilityOracle, bounds, orders, execution);
    }

    function _checkToken(address token, uint256 asset) private view {
        require(!registry.isListed(token), Registry.SetExists(token));
        require(token.code.length > 0, NotAToken(token));
        try IERC20Metadata(token).decimals() returns (uint8 decimals) {
            require(decimals <= 18, TooManyDecimals(token, decimals));
        } catch {
            revert NotAToken(token);
        }
        _checkAsset(asset);
    }

    /// @dev An asset without price or volatility would make every valuation of the pool fail.
    function _checkMarkets(SetParameters calldata parameters) private view {
        for (uint256 i; i < parameters.markets.length; ++i) {
            uint256 asset = parameters.markets[i].asset;
            _checkAsset(asset);
            bool found;
            for (uint256 j; j < parameters.grids.length; ++j) {
                if (parameters.grids[j].asset == asset) found = true;
            }
            require(found, StrikesMissing(asset));
        }
    }

    /// @dev Reverts with the oracles' own words when the asset, its price or its volatility is not known.
    function _checkAsset(uint256 asset) private view {
        oracle.latest(asset);
        volatilityOracle.volatility(asset);
    }
}
