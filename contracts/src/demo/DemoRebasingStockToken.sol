// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IRebasingStock} from "../interfaces/IRebasingStock.sol";

/// @title A stand-in for a tokenised stock whose balances change by a multiplier, for local and test networks. It has no value.
/// @notice The issuer schedules multipliers ahead of time, as issuers of real ones do for dividends and splits.
contract DemoRebasingStockToken is ERC20, ERC20Permit, Ownable, IRebasingStock {
    /// @notice A multiplier (WAD) and from when it is in force, seconds since the epoch.
    struct Step {
        uint48 from;
        uint208 multiplier;
    }

    /// @notice The faucet gives once per `FAUCET_COOLDOWN` and address.
    error FaucetCoolingDown(uint256 readyAt);
    /// @notice Multipliers take effect in the future and stay within a thousandth and a thousand.
    error MultiplierOutOfBounds(uint256 multiplier, uint256 activatesAt);

    event MultiplierScheduled(uint256 multiplier, uint256 activatesAt);

    uint256 public constant FAUCET_COOLDOWN = 1 days;
    uint256 private constant WAD = 1e18;
    /// @notice Tokens that one claim gives.
    uint256 public immutable faucetAmount;
    uint256 public totalShares;
    mapping(address claimer => uint256) public faucetReadyAt;
    mapping(address holder => uint256) public sharesOf;
    Step[] private _steps;

    constructor(string memory name_, string memory symbol_, uint256 faucetAmount_, address issuer, uint256 supply)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
        Ownable(issuer)
    {
        faucetAmount = faucetAmount_;
        _steps.push(Step(0, uint208(WAD)));
        _mint(issuer, supply);
    }

    function claim() external {
        uint256 readyAt = faucetReadyAt[msg.sender];
        require(block.timestamp >= readyAt, FaucetCoolingDown(readyAt));
        faucetReadyAt[msg.sender] = block.timestamp + FAUCET_COOLDOWN;
        _mint(msg.sender, faucetAmount);
    }

    /// @notice Announces the next multiplier, in place of one that is announced and not yet in force.
    function scheduleMultiplier(uint256 multiplier, uint256 activatesAt) external onlyOwner {
        bool sound = multiplier >= WAD / 1000 && multiplier <= WAD * 1000;
        sound = sound && activatesAt > block.timestamp && activatesAt <= type(uint48).max;
        require(sound, MultiplierOutOfBounds(multiplier, activatesAt));
        if (_steps[_steps.length - 1].from > block.timestamp) _steps.pop();
        _steps.push(Step(uint48(activatesAt), uint208(multiplier)));
        emit MultiplierScheduled(multiplier, activatesAt);
    }

    function multiplierActivatesAt() external view returns (uint256) {
        return _steps[_steps.length - 1].from;
    }

    function multiplierAt(uint256 time) public view returns (uint256) {
        uint256 place = _steps.length - 1;
        while (_steps[place].from > time) --place;
        return _steps[place].multiplier;
    }

    function balanceOf(address holder) public view override returns (uint256) {
        return Math.mulDiv(sharesOf[holder], multiplierAt(block.timestamp), WAD);
    }

    function totalSupply() public view override returns (uint256) {
        return Math.mulDiv(totalShares, multiplierAt(block.timestamp), WAD);
    }

    /// @dev The ledger is kept in shares; what moves is rounded down to whole shares.
    function _update(address from, address to, uint256 value) internal virtual override {
        uint256 shares = Math.mulDiv(value, WAD, multiplierAt(block.timestamp));
        if (from == address(0)) {
            totalShares += shares;
        } else {
            require(shares <= sharesOf[from], ERC20InsufficientBalance(from, balanceOf(from), value));
            sharesOf[from] -= shares;
        }
        if (to == address(0)) totalShares -= shares;
        else sharesOf[to] += shares;
        emit Transfer(from, to, value);
    }
}
