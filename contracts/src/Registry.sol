// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice The contracts of one collateral token.
struct CollateralSet {
    address token;
    address clearinghouse;
    address mainPool;
    address insurancePool;
}

/// @title The list of collateral sets of a deployment
/// @notice Only what the factory has created is listed; no role can add or remove anything.
contract Registry {
    /// @notice The token already has a set.
    error SetExists(address token);
    /// @notice Only the factory lists sets.
    error NotFactory(address caller);

    event SetAdded(address indexed token, address clearinghouse, address mainPool, address insurancePool);

    /// @notice Who creates and lists sets.
    address public immutable factory;
    CollateralSet[] private _sets;
    /// @notice Whether the token has a set.
    mapping(address token => bool) public isListed;

    constructor(address factory_) {
        factory = factory_;
    }

    /// @notice Lists a set. Factory only, which has just created it.
    function add(CollateralSet calldata set) external {
        require(msg.sender == factory, NotFactory(msg.sender));
        require(!isListed[set.token], SetExists(set.token));
        isListed[set.token] = true;
        _sets.push(set);
        emit SetAdded(set.token, set.clearinghouse, set.mainPool, set.insurancePool);
    }

    /// @notice Every set, in the order of listing.
    function sets() external view returns (CollateralSet[] memory) {
        return _sets;
    }
}
