// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DemoStockToken} from "../../src/demo/DemoStockToken.sol";
import {IClearinghouse} from "../../src/interfaces/IClearinghouse.sol";
import {IInsurancePool} from "../../src/interfaces/IInsurancePool.sol";
import {IMainPool} from "../../src/interfaces/IMainPool.sol";
import {AccountId, Leg, toAccountId} from "../../src/Types.sol";

/// @notice Put in the place of the token: on every transfer it tries every function that moves something.
contract CallbackToken is DemoStockToken {
    address private _house;
    address private _pool;
    address private _insurance;
    AccountId private _victim;
    bool private _armed;
    uint256 public tried;
    uint256 public succeeded;

    constructor() DemoStockToken("", "", 0, msg.sender, 0) {}

    function aim(address house, address pool, address insurance, AccountId victim) external {
        (_house, _pool, _insurance, _victim) = (house, pool, insurance, victim);
    }

    function arm(bool armed) external {
        _armed = armed;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (!_armed) return;
        _armed = false;
        AccountId own = toAccountId(address(this), 0);
        _try(_house, abi.encodeCall(IClearinghouse.deposit, (own, 0)));
        _try(_house, abi.encodeCall(IClearinghouse.withdraw, (_victim, 1, address(this))));
        _try(_house, abi.encodeCall(IClearinghouse.withdraw, (own, 0, address(this))));
        _try(
            _house,
            abi.encodeCall(
                IClearinghouse.trade, (own, new Leg[](0), type(int256).max, type(uint256).max, new bytes[](0))
            )
        );
        _try(_house, abi.encodeCall(IClearinghouse.liquidate, (_victim, address(this), new bytes[](0))));
        _try(_house, abi.encodeCall(IClearinghouse.closeExhausted, (_victim, address(this), new bytes[](0))));
        _try(_house, abi.encodeCall(IClearinghouse.payReward, (_victim, 1, address(this))));
        _try(_pool, abi.encodeCall(IMainPool.coverLoss, (1)));
        _try(_pool, abi.encodeCall(IMainPool.payOut, (1, 0)));
        _try(_insurance, abi.encodeCall(IInsurancePool.cover, (1)));
        _armed = true;
    }

    function _try(address target, bytes memory data) private {
        ++tried;
        (bool ok,) = target.call(data);
        if (ok) ++succeeded;
    }
}
