// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouse} from "../interfaces/IClearinghouse.sol";
import {IMainPool} from "../interfaces/IMainPool.sol";
import {IPriceOracle} from "../interfaces/IPriceOracle.sol";
import {IVolatilityOracle} from "../interfaces/IVolatilityOracle.sol";
import {
    AccountId, Funding, MarketConfig, Position, RiskTerms, SeriesId, Strike, StrikeGrid, Terms
} from "../Types.sol";

/// @notice What a clearinghouse is built with and can never change.
struct ClearinghouseSetup {
    address authority;
    address token;
    uint256 collateralAsset;
    IPriceOracle oracle;
    IVolatilityOracle volatility;
}

/// @notice A margin account's cash in the token's decimals and how many of its position slots are in use. One slot.
struct Account {
    uint128 cash;
    uint8 positionCount;
}

/// @notice Λ and stress loss (USD, WAD) as of the last trade or touch. One slot; kept per market and summed.
struct Exposure {
    int128 liability;
    uint128 stressLoss;
}

/// @notice Funding of the whole set, exact to the last digit: quantities and rates are both WAD, so figures carry 36 decimals.
/// @dev `receivable` = Σ quantity·(index − entryIndex)·YEAR up to `accruedAt`; `rate` = Σ rate·net quantity. Two slots.
struct FundingTotals {
    int256 receivable;
    int192 rate;
    uint64 accruedAt;
}

/// @title The clearinghouse's storage, in one place
abstract contract ClearinghouseState is IClearinghouse {
    uint256 internal constant WAD = 1e18;
    int256 internal constant IWAD = 1e18;
    uint256 internal constant YEAR = 31_536_000;
    uint256 internal constant BPS = 1e14; // WAD per basis point
    uint256 internal constant MAX_POSITIONS = 8;
    uint256 internal constant MAX_LEGS = 8;
    uint256 internal constant MAX_STRIKES = 32;
    uint256 internal constant MAX_CONFIDENCE = 100 * BPS;

    address public immutable token;
    uint256 public immutable collateralAsset;
    IPriceOracle public immutable oracle;
    IVolatilityOracle public immutable volatilityOracle;
    /// @dev 10^decimals of the token.
    uint256 internal immutable UNIT;

    IMainPool public pool;
    bool public openingsPaused;
    /// @dev Part of income that goes to the insurance pool, WAD.
    uint64 internal _insuranceShare;

    Terms internal _terms;
    RiskTerms internal _riskTerms;
    MarketConfig[] internal _markets;
    Exposure internal _totalExposure;
    FundingTotals internal _fundingTotals;

    mapping(uint256 market => Exposure) internal _exposure;
    mapping(uint256 market => Strike[]) internal _strikes;
    mapping(uint256 asset => StrikeGrid) internal _grids;
    mapping(SeriesId => Funding) internal _funding;
    mapping(AccountId => Account) internal _accounts;
    mapping(AccountId => Position[MAX_POSITIONS]) internal _positions;
    mapping(address owner => mapping(address operator => bool)) public isOperator;
}
