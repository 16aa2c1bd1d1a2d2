// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccountId, Funding, MarketConfig, Position, Price, RiskTerms, Strike, StrikeGrid, Terms} from "../Types.sol";

/// @title Read-only answers, one call per page; every answer names the block it speaks of
interface ILens {
    struct AssetView {
        uint256 asset;
        string symbol;
        bytes32 feedId;
        bool priceOk;
        Price price;
        uint256 volatility; // 0 when unknown
        uint256 nextSampleAt;
    }

    struct MarketView {
        uint256 market;
        MarketConfig config;
        Strike[] strikes;
        Funding[] callFunding; // per strike
        Funding[] putFunding;
    }

    struct PoolView {
        uint256 cash;
        uint256 totalAssets;
        uint256 entryAssets;
        uint256 exitAssets;
        uint256 totalShares;
        uint256 withdrawable;
        bool exposureOk; // false: some price is missing; value, limit and exposure are 0
        int256 liability;
        int256 receivable;
        uint256 margin;
        uint256 stressLoss;
        uint256 stressLimit;
        uint256 insuranceAssets;
        uint256 insuranceShares;
        uint256 insurancePending; // income collected and not yet swept
        uint256 insuranceShareOfIncome; // basis points
    }

    struct PoolFigures {
        int256 liability;
        int256 receivable;
        uint256 margin;
        uint256 stressLoss;
        uint256 stressLimit;
        uint256 totalAssets;
        uint256 entryAssets;
        uint256 exitAssets;
        uint256 withdrawable;
    }

    struct SetView {
        address token;
        address clearinghouse;
        address mainPool;
        address insurancePool;
        string symbol;
        uint8 decimals;
        uint256 collateralAsset;
        bool openingsPaused;
        Terms terms;
        RiskTerms riskTerms;
        MarketView[] markets;
        StrikeGrid[] grids; // per asset number
        PoolView pool;
    }

    struct Overview {
        uint256 blockNumber;
        uint256 blockTime;
        AssetView[] assets;
        SetView[] sets;
    }

    struct UserSetView {
        uint256 tokenBalance;
        uint256 clearinghouseAllowance;
        uint256 mainPoolAllowance;
        uint256 insurancePoolAllowance;
        uint256 poolShares;
        uint256 poolSharesValue; // tokens, previewRedeem; 0 when it cannot be told
        uint256 maxRedeem;
        uint256 insuranceShares;
        uint256 insuranceSharesValue;
        uint256 requestedShares;
        uint256 requestOpensAt;
        uint256 requestClosesAt;
        uint256 faucetAmount; // 0: the token has no faucet
        uint256 faucetReadyAt;
        AccountView account;
    }

    struct AccountView {
        AccountId account;
        uint256 cash;
        Position[] positions;
        int256 fundingOwed; // USD, WAD
        int256 fundingPerYear; // USD, WAD
        bool exhausted;
    }

    struct UserView {
        uint256 blockNumber;
        uint256 blockTime;
        uint256 nativeBalance;
        UserSetView[] sets;
    }

    /// @notice Everything that does not depend on the visitor.
    function overview() external view returns (Overview memory);

    /// @notice Everything about one user's sub-account in every set.
    function user(address owner, uint96 subAccount) external view returns (UserView memory);

    /// @notice Both of the above in one call.
    function page(address owner, uint96 subAccount) external view returns (Overview memory, UserView memory);

    /// @notice Which of `accounts` of one clearinghouse can be closed as exhausted now.
    function exhausted(address clearinghouse, AccountId[] calldata accounts) external view returns (bool[] memory);
}
