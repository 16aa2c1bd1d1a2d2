// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SpreadLib} from "./libraries/SpreadLib.sol";
import {DemoStockToken} from "./demo/DemoStockToken.sol";
import {IClearinghouse} from "./interfaces/IClearinghouse.sol";
import {IInsurancePool} from "./interfaces/IInsurancePool.sol";
import {ILens} from "./interfaces/ILens.sol";
import {IMainPool} from "./interfaces/IMainPool.sol";
import {IPoolValuer} from "./interfaces/IPoolValuer.sol";
import {IPriceOracle} from "./interfaces/IPriceOracle.sol";
import {IVolatilityOracle} from "./interfaces/IVolatilityOracle.sol";
import {CollateralSet, Registry} from "./Registry.sol";
import {AccountId, Funding, StrikeGrid, STRIKE_TICK, toAccountId, toSeriesId} from "./Types.sol";

/// @title One call per page; see ILens
/// @notice Reads only, holds nothing, and reports a missing price as such instead of failing.
contract Lens is ILens {
    Registry public immutable registry;
    IPriceOracle public immutable oracle;
    IVolatilityOracle public immutable volatilityOracle;

    constructor(Registry registry_, IPriceOracle oracle_, IVolatilityOracle volatility_) {
        registry = registry_;
        oracle = oracle_;
        volatilityOracle = volatility_;
    }

    function page(address owner, uint96 subAccount) external view returns (Overview memory, UserView memory) {
        return (overview(), user(owner, subAccount));
    }

    function exhausted(address clearinghouse, AccountId[] calldata accounts)
        external
        view
        returns (bool[] memory result)
    {
        result = new bool[](accounts.length);
        for (uint256 i; i < accounts.length; ++i) {
            result[i] = _account(IClearinghouse(clearinghouse), accounts[i]).exhausted;
        }
    }

    function overview() public view returns (Overview memory result) {
        result.blockNumber = block.number;
        result.blockTime = block.timestamp;
        uint256 count = oracle.assetCount();
        result.assets = new AssetView[](count);
        for (uint256 i; i < count; ++i) {
            result.assets[i] = _asset(i);
        }
        CollateralSet[] memory sets = registry.sets();
        result.sets = new SetView[](sets.length);
        for (uint256 i; i < sets.length; ++i) {
            result.sets[i] = _set(sets[i], count);
        }
    }

    function user(address owner, uint96 subAccount) public view returns (UserView memory result) {
        result.blockNumber = block.number;
        result.blockTime = block.timestamp;
        result.nativeBalance = owner.balance;
        CollateralSet[] memory sets = registry.sets();
        result.sets = new UserSetView[](sets.length);
        for (uint256 i; i < sets.length; ++i) {
            result.sets[i] = _userSet(sets[i], owner, subAccount);
        }
    }

    // ------------------------------------------------------------------ assets, sets, markets

    function _asset(uint256 asset) private view returns (AssetView memory result) {
        result.asset = asset;
        (result.symbol, result.feedId) = oracle.assetInfo(asset);
        (result.priceOk, result.price) = oracle.peek(asset);
        result.nextSampleAt = volatilityOracle.nextSampleAt(asset);
        try volatilityOracle.volatility(asset) returns (uint256 sigma) {
            result.volatility = sigma;
        } catch {}
    }

    function _set(CollateralSet memory set, uint256 assetCount) private view returns (SetView memory result) {
        IClearinghouse house = IClearinghouse(set.clearinghouse);
        result.token = set.token;
        result.clearinghouse = set.clearinghouse;
        result.mainPool = set.mainPool;
        result.insurancePool = set.insurancePool;
        result.symbol = IERC20Metadata(set.token).symbol();
        result.decimals = IERC20Metadata(set.token).decimals();
        result.collateralAsset = house.collateralAsset();
        result.openingsPaused = house.openingsPaused();
        result.terms = house.terms();
        result.riskTerms = house.riskTerms();
        result.pool = _pool(set, house);
        uint256 count = house.marketCount();
        result.markets = new MarketView[](count);
        for (uint256 i; i < count; ++i) {
            result.markets[i] = _market(house, i);
        }
        result.grids = new StrikeGrid[](assetCount);
        for (uint256 i; i < assetCount; ++i) {
            result.grids[i] = house.strikeGrid(i);
        }
    }

    function _market(IClearinghouse house, uint256 market) private view returns (MarketView memory result) {
        result.market = market;
        result.config = house.marketConfig(market);
        result.strikes = house.strikesOf(market);
        uint256 count = result.strikes.length;
        result.callFunding = new Funding[](count);
        result.putFunding = new Funding[](count);
        for (uint256 i; i < count; ++i) {
            uint256 strike = uint256(result.strikes[i].strike) * STRIKE_TICK;
            result.callFunding[i] = house.fundingOf(toSeriesId(market, strike, false));
            result.putFunding[i] = house.fundingOf(toSeriesId(market, strike, true));
        }
    }

    function _pool(CollateralSet memory set, IClearinghouse house) private view returns (PoolView memory result) {
        IMainPool pool = IMainPool(set.mainPool);
        result.cash = pool.cash();
        result.totalShares = pool.totalSupply();
        result.insuranceAssets = IERC4626(set.insurancePool).totalAssets();
        result.insuranceShares = IERC4626(set.insurancePool).totalSupply();
        result.insurancePending = IERC20(set.token).balanceOf(set.mainPool) - result.cash;
        result.insuranceShareOfIncome = house.insuranceShare();
        try this.poolFigures(house, pool) returns (PoolFigures memory figures) {
            result.exposureOk = true;
            result.totalAssets = figures.totalAssets;
            result.entryAssets = figures.entryAssets;
            result.exitAssets = figures.exitAssets;
            result.withdrawable = figures.withdrawable;
            result.liability = figures.liability;
            result.receivable = figures.receivable;
            result.margin = figures.margin;
            result.stressLoss = figures.stressLoss;
            result.stressLimit = figures.stressLimit;
        } catch {}
    }

    /// @notice The figures that need every price; reverts when one is missing. For `overview`'s own use.
    function poolFigures(IClearinghouse house, IMainPool pool) external view returns (PoolFigures memory figures) {
        IPoolValuer valuer = pool.valuer();
        IPoolValuer.PoolExposure memory exposure = valuer.poolExposure(house);
        figures.liability = exposure.liability;
        figures.receivable = exposure.receivable;
        figures.margin = exposure.margin;
        (figures.stressLimit, figures.stressLoss) = valuer.stressLimit(house, pool.cash());
        figures.totalAssets = pool.totalAssets();
        figures.entryAssets = pool.entryAssets();
        figures.exitAssets = pool.exitAssets();
        figures.withdrawable = pool.withdrawableAssets();
    }

    // ------------------------------------------------------------------ users

    function _userSet(CollateralSet memory set, address owner, uint96 subAccount)
        private
        view
        returns (UserSetView memory result)
    {
        IERC20 token = IERC20(set.token);
        result.tokenBalance = token.balanceOf(owner);
        result.clearinghouseAllowance = token.allowance(owner, set.clearinghouse);
        result.mainPoolAllowance = token.allowance(owner, set.mainPool);
        result.insurancePoolAllowance = token.allowance(owner, set.insurancePool);
        result.poolShares = IERC20(set.mainPool).balanceOf(owner);
        result.maxRedeem = IERC4626(set.mainPool).maxRedeem(owner);
        try IERC4626(set.mainPool).previewRedeem(result.poolShares) returns (uint256 value) {
            result.poolSharesValue = value;
        } catch {}
        IInsurancePool insurance = IInsurancePool(set.insurancePool);
        result.insuranceShares = insurance.balanceOf(owner);
        result.insuranceSharesValue = insurance.previewRedeem(result.insuranceShares);
        (result.requestedShares, result.requestOpensAt, result.requestClosesAt) = insurance.withdrawalRequest(owner);
        try DemoStockToken(set.token).faucetAmount() returns (uint256 amount) {
            result.faucetAmount = amount;
            result.faucetReadyAt = DemoStockToken(set.token).faucetReadyAt(owner);
        } catch {}
        result.account = _account(IClearinghouse(set.clearinghouse), toAccountId(owner, subAccount));
    }

    function _account(IClearinghouse house, AccountId account) private view returns (AccountView memory result) {
        result.account = account;
        result.cash = house.cashOf(account);
        result.positions = house.positionsOf(account);
        if (result.positions.length == 0) return result;
        (result.fundingOwed, result.fundingPerYear) = house.accountFunding(account);
        if (result.fundingOwed <= 0) return result;
        try house.pool().valuer().collateralValue(house) returns (uint256 price, uint256 spread) {
            uint256 unit = 10 ** IERC20Metadata(house.token()).decimals();
            result.exhausted = SpreadLib.toTokensUp(uint256(result.fundingOwed), price, spread, unit) > result.cash;
        } catch {}
    }
}
