// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Leg} from "../../src/Types.sol";
import {HandlerBase, System} from "./HandlerBase.sol";
import {Keepers} from "./Keepers.sol";
import {Providers} from "./Providers.sol";
import {Requesters} from "./Requesters.sol";
import {Signers} from "./Signers.sol";
import {Traders} from "./Traders.sol";

/// @notice Random actions where trades, entries and exits are asked for first.
contract RequestHandler is Traders, Signers, Providers, Keepers, Requesters {
    constructor(System memory system) HandlerBase(system) {}

    /// @notice Closing an exhausted account is asked for as well.
    function closeExhausted(uint256 seed, uint256 closer) external override {
        address owner = _exhaustedOr(_actor(seed));
        bytes memory data = abi.encodeCall(s.house.closeExhausted, (_account(owner), _actor(closer), new bytes[](0)));
        if (!_act(_actor(closer), address(s.house), data, "closeExhausted")) return;
        if (closer % 3 != 0) _executeClosing(owner, closer);
    }

    function _act(address actor, address target, bytes memory data, string memory name)
        internal
        override(HandlerBase, Requesters)
        returns (bool)
    {
        return Requesters._act(actor, target, data, name);
    }

    function _tradeLegs(address owner, address trader, Leg[] memory legs, string memory name)
        internal
        override(HandlerBase, Requesters)
        returns (bool)
    {
        return Requesters._tradeLegs(owner, trader, legs, name);
    }
}
