// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IMultiplier, IRebasingStock} from "../interfaces/IRebasingStock.sol";

/// @title ERC-4626 wrapper of a rebasing stock token: its balances never change by themselves
/// @notice One share of the wrapper is one share of the stock token, for ever; what it is worth in tokens is the issuer's
/// multiplier and nothing else. So neither the first depositor nor a donation can move the rate: tokens sent here by hand belong
/// to nobody. Dividends and splits that the issuer pays through the multiplier stay with the holders of wrapper shares, also
/// while these lie in a clearinghouse or a pool.
contract StockWrapper is ERC4626, ERC20Permit, IMultiplier {
    using Math for uint256;

    /// @notice Fewer stock shares arrived than wrapper shares were to be minted.
    error UnderlyingFellShort(uint256 expected, uint256 received);

    uint256 private constant WAD = 1e18;

    constructor(IERC20 stock, string memory name_, string memory symbol_)
        ERC4626(stock)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
    {}

    function multiplierAt(uint256 time) external view returns (uint256) {
        return _stock().multiplierAt(time);
    }

    function multiplierActivatesAt() external view returns (uint256) {
        return _stock().multiplierActivatesAt();
    }

    function decimals() public view override(ERC4626, ERC20) returns (uint8) {
        return super.decimals();
    }

    /// @notice What the shares in circulation stand for; donations do not count.
    function totalAssets() public view override returns (uint256) {
        return _convertToAssets(totalSupply(), Math.Rounding.Floor);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        uint256 before = _stock().sharesOf(address(this));
        super._deposit(caller, receiver, assets, shares);
        uint256 received = _stock().sharesOf(address(this)) - before;
        require(received >= shares, UnderlyingFellShort(shares, received));
    }

    function _convertToShares(uint256 assets, Math.Rounding rounding) internal view override returns (uint256) {
        return assets.mulDiv(WAD, _stock().multiplierAt(block.timestamp), rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding) internal view override returns (uint256) {
        return shares.mulDiv(_stock().multiplierAt(block.timestamp), WAD, rounding);
    }

    function _stock() private view returns (IRebasingStock) {
        return IRebasingStock(asset());
    }
}
