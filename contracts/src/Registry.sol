// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @notice The contracts of one collateral token.
struct CollateralSet {
    address token;
    address clearinghouse;
    address mainPool;
    address insurancePool;
}

/// @title The list of collateral sets of a deployment
contract Registry is AccessManaged {
    /// @notice The token already has a set.
    error SetExists(address token);

    event SetAdded(address indexed token, address clearinghouse, address mainPool, address insurancePool);

    CollateralSet[] private _sets;
    mapping(address token => bool) private _known;

    constructor(address authority_) AccessManaged(authority_) {}

    /// @notice Lists a set. Governor only.
    function add(CollateralSet calldata set) external restricted {
        require(!_known[set.token], SetExists(set.token));
        _known[set.token] = true;
        _sets.push(set);
        emit SetAdded(set.token, set.clearinghouse, set.mainPool, set.insurancePool);
    }

    /// @notice Every set, in the order of listing.
    function sets() external view returns (CollateralSet[] memory) {
        return _sets;
    }
}
