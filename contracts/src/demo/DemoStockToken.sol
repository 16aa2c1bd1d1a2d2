// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A stand-in for a tokenised stock, for local and test networks. It has no value and says so in its name.
contract DemoStockToken is ERC20, ERC20Permit {
    /// @notice The faucet gives once per `FAUCET_COOLDOWN` and address.
    error FaucetCoolingDown(uint256 readyAt);

    uint256 public constant FAUCET_COOLDOWN = 1 days;
    /// @notice Tokens that one claim gives.
    uint256 public immutable faucetAmount;
    mapping(address claimer => uint256) public faucetReadyAt;

    constructor(string memory name_, string memory symbol_, uint256 faucetAmount_, address holder, uint256 supply)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
    {
        faucetAmount = faucetAmount_;
        _mint(holder, supply);
    }

    function claim() external {
        uint256 readyAt = faucetReadyAt[msg.sender];
        require(block.timestamp >= readyAt, FaucetCoolingDown(readyAt));
        faucetReadyAt[msg.sender] = block.timestamp + FAUCET_COOLDOWN;
        _mint(msg.sender, faucetAmount);
    }
}
