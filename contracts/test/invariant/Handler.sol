// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HandlerBase, System} from "./HandlerBase.sol";
import {Hostile} from "./Hostile.sol";
import {Keepers} from "./Keepers.sol";
import {Providers} from "./Providers.sol";
import {Signers} from "./Signers.sol";
import {Traders} from "./Traders.sol";
import {World} from "./World.sol";

/// @notice Random actions of traders, signers, providers, stakers, keepers, governors, attackers and of the world.
contract Handler is Traders, Signers, Providers, Keepers, World, Hostile {
    constructor(System memory system) HandlerBase(system) {}
}
