// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Health, MarginInputs, MarginLib} from "../../src/libraries/MarginLib.sol";

/// @notice Margin and liquidation figures of accounts in batches for the comparison with TypeScript (`scripts/parity.ts`).
contract MarginHarness {
    uint256 private constant FIGURES = 11;

    /// @param cost what closing everything would cost (USD, WAD).
    struct AccountInput {
        MarginInputs margin;
        uint256 cost;
    }

    /// @return figures per account: those of Health in order, whether it can be liquidated, and the part to be closed.
    function accounts(AccountInput[] calldata inputs) external pure returns (int256[FIGURES][] memory figures) {
        figures = new int256[FIGURES][](inputs.length);
        for (uint256 i; i < inputs.length; ++i) {
            Health memory health = MarginLib.assess(inputs[i].margin);
            figures[i][0] = health.equity;
            figures[i][1] = health.openingEquity;
            figures[i][2] = int256(health.initialMargin);
            figures[i][3] = int256(health.maintenanceMargin);
            figures[i][4] = int256(health.cashMargin);
            figures[i][5] = health.worth;
            figures[i][6] = int256(health.notional);
            figures[i][7] = int256(health.value);
            figures[i][8] = int256(MarginLib.positionMargin(health));
            figures[i][9] = MarginLib.liquidatable(health) ? int256(1) : int256(0);
            if (figures[i][9] == 0) continue;
            figures[i][10] = int256(MarginLib.closingFraction(health, inputs[i].margin.terms, inputs[i].cost));
        }
    }
}
