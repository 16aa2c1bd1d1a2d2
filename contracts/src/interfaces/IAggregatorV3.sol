// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Chainlink's AggregatorV3Interface, as far as it is used: price feeds and the uptime feed of a rollup's sequencer
interface IAggregatorV3 {
    function decimals() external view returns (uint8);

    /// @return roundId the vendor's number of the round.
    /// @return answer the price, or 0 (up) and 1 (down) of a sequencer.
    /// @return startedAt when the round, or the sequencer's state, began.
    /// @return updatedAt when it was answered; 0: not yet.
    /// @return answeredInRound the round that the answer is from.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
