// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouseEvents} from "../interfaces/IClearinghouse.sol";
import {IMainPool} from "../interfaces/IMainPool.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ParameterBounds} from "../ParameterBounds.sol";
import {IPriceOracle} from "../interfaces/IPriceOracle.sol";
import {IVolatilityOracle} from "../interfaces/IVolatilityOracle.sol";
import {
    AccountId,
    ExecutionTerms,
    FrozenAsset,
    Funding,
    MarketConfig,
    Position,
    RiskTerms,
    SeriesId,
    Settlement,
    Strike,
    StrikeGrid,
    Terms
} from "../Types.sol";

/// @notice What a clearinghouse is built with and can never change.
struct ClearinghouseSetup {
    address authority;
    address token;
    uint256 collateralAsset;
    IPriceOracle oracle;
    IVolatilityOracle volatility;
    ParameterBounds bounds;
    address orders;
    ExecutionTerms execution;
}

/// @notice A margin account's cash in the token's decimals, how many of its position slots are in use, and how many of those
/// positions are written. One slot.
struct Account {
    uint128 cash;
    uint8 positionCount;
    uint8 writtenCount;
}

/// @notice A market's Λ and stress loss (USD, WAD) as of its last trade or touch, and how many strikes are active. One slot.
struct MarketState {
    int112 liability;
    uint112 stressLoss;
    uint8 strikeCount;
}

/// @notice The sums of the markets' Λ and stress loss (USD, WAD), and the number of open positions. One slot.
struct Exposure {
    int112 liability;
    uint112 stressLoss;
    uint32 positions;
}

/// @notice Funding of the whole set, exact to the last digit: quantities and rates are both WAD, so figures carry 36 decimals.
/// @dev `receivable` = Σ quantity·(index − entryIndex)·YEAR up to `accruedAt`; `rate` = Σ rate·net quantity. Two slots.
struct FundingTotals {
    int256 receivable;
    int192 rate;
    uint64 accruedAt;
}

/// @title The clearinghouse's storage, in one place
abstract contract ClearinghouseState is IClearinghouseEvents, AccessManaged {
    int256 internal constant IWAD = 1e18;
    uint256 internal constant YEAR = 31_536_000;
    uint256 internal constant MAX_POSITIONS = 8;
    uint256 internal constant MAX_LEGS = 8;
    uint256 internal constant MAX_STRIKES = 32;

    address public immutable token;
    uint256 public immutable collateralAsset;
    IPriceOracle public immutable oracle;
    IVolatilityOracle public immutable volatilityOracle;
    ParameterBounds public immutable bounds;
    /// @notice The contract that may trade by signed orders for owners who have made it their operator.
    address public immutable orders;
    /// @dev Seconds from a request to the publish time of the price that executes it; 0: trades need no request.
    uint256 internal immutable _executionDelay;
    /// @dev Seconds in which a request can be executed; then it lapses.
    uint256 internal immutable _executionWindow;
    /// @dev 10^decimals of the token.
    uint256 internal immutable UNIT;

    // One slot with everything else that a trade needs to know of the set.
    IMainPool public pool;
    bool public openingsPaused;
    /// @dev Part of income that goes to the insurance pool, basis points.
    uint16 internal _insuranceShare;
    /// @dev Copies of two risk terms, so that a trade need not read the rest.
    uint16 internal _stressLimit;
    uint16 internal _collateralShock;
    /// @notice When settlement began; 0 while the set is open. Everything is valued as of then.
    uint40 public settledAt;

    uint8 internal _marketCount;
    Terms internal _terms;
    RiskTerms internal _riskTerms;
    Exposure internal _totalExposure;
    FundingTotals internal _fundingTotals;

    mapping(uint256 market => MarketConfig) internal _markets;
    mapping(uint256 market => MarketState) internal _states;
    mapping(uint256 market => Strike[MAX_STRIKES]) internal _strikes;
    mapping(uint256 market => uint256) internal _curveChangedAt;
    mapping(uint256 asset => StrikeGrid) internal _grids;
    mapping(SeriesId => Funding) internal _funding;
    mapping(AccountId => Account) internal _accounts;
    mapping(AccountId => Position[MAX_POSITIONS]) internal _positions;
    mapping(address owner => mapping(address operator => bool)) public isOperator;
    Settlement internal _settlement;
    mapping(uint256 asset => FrozenAsset) internal _frozen;
    mapping(AccountId => uint256) internal _claims;
    /// @dev Hash of the account's open request, or 0.
    mapping(AccountId => bytes32) internal _requests;

    constructor(ClearinghouseSetup memory setup) AccessManaged(setup.authority) {
        token = setup.token;
        collateralAsset = setup.collateralAsset;
        oracle = setup.oracle;
        volatilityOracle = setup.volatility;
        bounds = setup.bounds;
        orders = setup.orders;
        _executionDelay = setup.execution.delay;
        _executionWindow = setup.execution.window;
        UNIT = 10 ** IERC20Metadata(setup.token).decimals();
    }
}
