// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouse} from "../interfaces/IClearinghouse.sol";
import {IClearinghouseErrors} from "../interfaces/IClearinghouse.sol";
import {IRiskAnswers} from "../interfaces/IRiskAnswers.sol";
import {Health, MarginInputs, MarginMarket, MarginPosition} from "../libraries/MarginLib.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {TermsLib} from "../libraries/TermsLib.sol";
import {AccountId, Funding, Leg, MarketConfig, Position} from "../Types.sol";
import {LiquidationSearch} from "./LiquidationSearch.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title The lens that answers questions of risk; see IRiskAnswers
/// @notice A contract of its own beside Lens, for a contract's code is bounded. Trades are tried on the clearinghouse itself, which takes them back: the answer is what the trade does, not a copy of it.
contract RiskLens is IRiskAnswers {
    uint256 private constant WAD = 1e18;
    uint256 private constant MOST = 1_048_576e18;
    uint256 private constant LEAST = 1e9;
    /// @dev The multiple is found to one part in a million.
    uint256 private constant PRECISION = 1_000_000;

    function marginAfter(IClearinghouse house, AccountId account, Leg[] calldata legs)
        external
        returns (TradePreview memory preview)
    {
        bytes memory answer = _try(house, account, legs);
        if (!_passed(answer)) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        (preview.cost, preview.funding, preview.margin) = abi.decode(_tail(answer), (int256, int256, Health));
    }

    function largestSize(IClearinghouse house, AccountId account, Leg[] calldata legs)
        external
        returns (uint256 multiple, bytes memory reason)
    {
        (uint256 good, uint256 bad) = _bracket(house, account, legs);
        while (good > 0 && bad > 0 && (bad - good) * PRECISION > good) {
            uint256 middle = (good + bad) / 2;
            if (_passes(house, account, legs, middle)) good = middle;
            else bad = middle;
        }
        if (bad > 0) reason = _try(house, account, _scaled(legs, bad));
        // What is too small to open passes on the way down, but not as an answer.
        if (good == 0) return (0, reason);
        Leg[] memory largest = _scaled(legs, good);
        if (largest.length == 0 || !_passed(_try(house, account, largest))) good = 0;
        return (good, reason);
    }

    function liquidationPrices(IClearinghouse house, AccountId account)
        external
        view
        returns (LiquidationPrice[] memory prices)
    {
        (MarginInputs memory inputs, uint256 collateralPrice) = _inputs(house, account);
        bool written;
        for (uint256 i; i < inputs.positions.length; ++i) {
            written = written || inputs.positions[i].quantity < 0;
        }
        if (!written) return prices;
        prices = new LiquidationPrice[](inputs.markets.length + 1);
        uint256 count;
        for (uint256 i; i < inputs.markets.length; ++i) {
            count = _addPrice(prices, count, inputs, inputs.markets[i].asset, inputs.markets[i].spot);
        }
        count = _addPrice(prices, count, inputs, inputs.collateralAsset, collateralPrice);
        assembly ("memory-safe") {
            mstore(prices, count)
        }
    }

    /// @dev Doubles or halves until one multiple passes and one does not; `bad` 0: all that were tried pass, `good` 0: none does.
    function _bracket(IClearinghouse house, AccountId account, Leg[] calldata legs)
        private
        returns (uint256 good, uint256 bad)
    {
        uint256 multiple = WAD;
        if (_passes(house, account, legs, multiple)) {
            while (multiple < MOST) {
                if (!_passes(house, account, legs, multiple * 2)) return (multiple, multiple * 2);
                multiple *= 2;
            }
            return (multiple, 0);
        }
        while (multiple > LEAST) {
            if (_passes(house, account, legs, multiple / 2)) return (multiple / 2, multiple);
            multiple /= 2;
        }
        return (0, multiple);
    }

    function _passes(IClearinghouse house, AccountId account, Leg[] calldata legs, uint256 multiple)
        private
        returns (bool)
    {
        Leg[] memory scaled = _scaled(legs, multiple);
        if (scaled.length == 0) return true;
        bytes memory answer = _try(house, account, scaled);
        return _passed(answer) || bytes4(answer) == IClearinghouseErrors.BelowMinimumNotional.selector;
    }

    function _passed(bytes memory answer) private pure returns (bool) {
        return bytes4(answer) == IClearinghouseErrors.TradeTried.selector;
    }

    function _try(IClearinghouse house, AccountId account, Leg[] memory legs) private returns (bytes memory answer) {
        try house.tryTrade(account, legs) {}
        catch (bytes memory reason) {
            return reason;
        }
    }

    /// @dev The legs with their quantities multiplied, cut towards zero; a leg that vanishes is left out.
    function _scaled(Leg[] calldata legs, uint256 multiple) private pure returns (Leg[] memory scaled) {
        scaled = new Leg[](legs.length);
        uint256 count;
        for (uint256 i; i < legs.length; ++i) {
            int256 quantity = int256(legs[i].quantity) * int256(multiple) / int256(WAD);
            if (quantity > type(int96).max) quantity = type(int96).max;
            if (quantity < type(int96).min) quantity = type(int96).min;
            // The place before is the one that is filled.
            // solhint-disable-next-line gas-increment-by-one
            if (quantity != 0) scaled[count++] = Leg(legs[i].series, int96(quantity));
        }
        assembly ("memory-safe") {
            mstore(scaled, count)
        }
    }

    /// @dev An error's arguments.
    function _tail(bytes memory answer) private pure returns (bytes memory tail) {
        tail = new bytes(answer.length - 4);
        for (uint256 i; i < tail.length; ++i) {
            tail[i] = answer[i + 4];
        }
    }

    /// @dev Adds an asset that is not in the list yet.
    function _addPrice(
        LiquidationPrice[] memory prices,
        uint256 count,
        MarginInputs memory inputs,
        uint256 asset,
        uint256 price
    ) private pure returns (uint256) {
        for (uint256 i; i < count; ++i) {
            if (prices[i].asset == asset) return count;
        }
        prices[count] = LiquidationPrice({
            asset: asset,
            price: price,
            below: price * LiquidationSearch.factor(inputs, asset, false) / WAD,
            above: price * LiquidationSearch.factor(inputs, asset, true) / WAD
        });
        return count + 1;
    }

    /// @dev The account as the margin formulas take it, at the prices on chain, however old.
    function _inputs(IClearinghouse house, AccountId account)
        private
        view
        returns (MarginInputs memory inputs, uint256 collateralPrice)
    {
        uint256 spread;
        (collateralPrice, spread) = house.pool().valuer().collateralValue(house);
        uint256 unit = 10 ** IERC20Metadata(house.token()).decimals();
        inputs.cash = SpreadLib.toUsdDown(house.cashOf(account), collateralPrice, spread, unit);
        (inputs.funding,) = house.accountFunding(account);
        inputs.collateralAsset = house.collateralAsset();
        inputs.terms = TermsLib.margin(house.riskTerms());
        Position[] memory held = house.positionsOf(account);
        inputs.positions = new MarginPosition[](held.length);
        inputs.markets = new MarginMarket[](held.length);
        uint256[] memory numbers = new uint256[](held.length);
        uint256 markets;
        for (uint256 i; i < held.length; ++i) {
            uint256 number = held[i].series.marketOf();
            uint256 place;
            while (place < markets && numbers[place] != number) ++place;
            if (place == markets) {
                // The place before is the one that is filled.
                // solhint-disable-next-line gas-increment-by-one
                numbers[markets++] = number;
                inputs.markets[place] = _marginMarket(house, number);
            }
            Funding memory funding = house.fundingOf(held[i].series);
            inputs.positions[i] = MarginPosition(
                place, held[i].series.strikeOf(), held[i].series.isPut(), held[i].quantity, funding.rate
            );
        }
        MarginMarket[] memory list = inputs.markets;
        assembly ("memory-safe") {
            mstore(list, markets)
        }
    }

    function _marginMarket(IClearinghouse house, uint256 number) private view returns (MarginMarket memory) {
        MarketConfig memory config = house.marketConfig(number);
        uint256 spot = house.oracle().latest(config.asset).value;
        return TermsLib.marginMarket(config, spot, house.volatilityOracle().volatility(config.asset));
    }
}
