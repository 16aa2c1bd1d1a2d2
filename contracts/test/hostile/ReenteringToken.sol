// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";

/// @notice A collateral token that, when armed, makes one call of somebody's choice in the middle of its next transfer.
contract ReenteringToken is DemoStockToken {
    address private _target;
    bytes private _data;
    uint256 public tried;
    uint256 public succeeded;

    constructor() DemoStockToken("Re-entering", "RE", 0, msg.sender, 0) {}

    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function disarm() external {
        _target = address(0);
    }

    /// @notice Lets `spender` take the token's own tokens.
    function allow(address spender) external {
        _approve(address(this), spender, type(uint256).max);
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        address target = _target;
        if (target == address(0)) return;
        _target = address(0);
        ++tried;
        (bool ok,) = target.call(_data);
        if (ok) ++succeeded;
    }
}
