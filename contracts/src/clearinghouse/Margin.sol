// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Health, MarginInputs, MarginLib, MarginMarket, MarginPosition} from "../libraries/MarginLib.sol";
import {SpreadLib} from "../libraries/SpreadLib.sol";
import {TermsLib} from "../libraries/TermsLib.sol";
import {AccountId, Funding, MarketConfig, Position, Terms} from "../Types.sol";
import {FundingLedger} from "./FundingLedger.sol";
import {Collateral} from "./PriceReader.sol";

/// @title Scenario margin of accounts that have written options
/// @notice Accounts that have only bought never come here: what they can lose is paid.
abstract contract Margin is FundingLedger {
    /// @notice The account's figures if it had `cash` (tokens).
    /// @param strict whether prices must be as fresh and certain as for opening, or for closing.
    function _health(AccountId account, uint256 cash, bool strict) internal returns (Health memory) {
        Terms memory terms_ = _terms;
        Collateral memory collateral = _collateral(terms_, strict);
        MarginInputs memory inputs;
        inputs.cash = SpreadLib.toUsdDown(cash, collateral.price, collateral.spread, UNIT);
        inputs.collateralAsset = collateralAsset;
        inputs.terms = TermsLib.margin(_riskTerms);
        uint256 count = _accounts[account].positionCount;
        uint256[] memory numbers = new uint256[](count);
        inputs.markets = new MarginMarket[](count);
        inputs.positions = new MarginPosition[](count);
        uint256 markets;
        for (uint256 i; i < count; ++i) {
            Position memory position = _positions[account][i];
            uint256 number = position.series.marketOf();
            uint256 place;
            while (place < markets && numbers[place] != number) ++place;
            if (place == markets) {
                numbers[place] = number;
                inputs.markets[place] = _marginMarket(number, terms_, strict);
                ++markets;
            }
            Funding memory funding = _funding[position.series];
            inputs.funding += _positionFunding(position, funding, block.timestamp);
            inputs.positions[i] = MarginPosition({
                market: place,
                strike: position.series.strikeOf(),
                isPut: position.series.isPut(),
                quantity: position.quantity,
                fundingRate: funding.rate
            });
        }
        inputs.funding = _afterInsurance(inputs.funding);
        MarginMarket[] memory list = inputs.markets;
        assembly ("memory-safe") {
            mstore(list, markets)
        }
        return MarginLib.assess(inputs);
    }

    function _marginMarket(uint256 number, Terms memory terms_, bool strict) private returns (MarginMarket memory) {
        MarketConfig memory config = _markets[number];
        (uint256 spot,) = _tradePrice(config.asset, strict ? terms_.maxAgeOpen : terms_.maxAgeReduce, strict);
        return TermsLib.marginMarket(config, spot, volatilityOracle.volatility(config.asset));
    }
}
