// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Health} from "../libraries/MarginLib.sol";
import {AccountId, Leg} from "../Types.sol";
import {IClearinghouse} from "./IClearinghouse.sol";

/// @title What a trade would leave, how large it may be, and which price would liquidate
/// @notice `lib/core/risk` answers the same questions off chain, from the same figures, equal to the wei. None of these is a view:
/// prices are fixed for the transaction, and trades are carried out and taken back. Ask by `eth_call`; nothing remains.
interface IRiskAnswers {
    /// @notice A trade as it would be carried out now. Tokens; positive: the account pays.
    struct TradePreview {
        int256 cost;
        int256 funding;
        Health margin; // the account's figures afterwards (USD, WAD)
    }

    /// @notice Nearest prices (USD, WAD) at which an account could be liquidated; 0: none from a fifth to five times the price.
    struct LiquidationPrice {
        uint256 asset;
        uint256 price; // now
        uint256 below;
        uint256 above;
    }

    /// @notice Cost and margin after a trade of these legs at the prices on chain. Reverts with the error that the trade would end with.
    function marginAfter(IClearinghouse house, AccountId account, Leg[] calldata legs)
        external
        returns (TradePreview memory);

    /// @notice What the legs' quantities may be multiplied with (WAD) for the trade to pass now, to one part in a million, at most
    /// 2^20; it is assumed that what passes in one size passes in any smaller one that is worth opening.
    /// @return multiple 0: not even the smallest position passes.
    /// @return reason the error that ends it; empty when nothing does.
    function largestSize(IClearinghouse house, AccountId account, Leg[] calldata legs)
        external
        returns (uint256 multiple, bytes memory reason);

    /// @notice For every underlying held, and the collateral, everything else staying as it is. Empty for an account that has
    /// written nothing: no price liquidates it.
    function liquidationPrices(IClearinghouse house, AccountId account)
        external
        view
        returns (LiquidationPrice[] memory);
}
