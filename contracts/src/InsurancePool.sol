// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IInsurancePool} from "./interfaces/IInsurancePool.sol";
import {IMainPool} from "./interfaces/IMainPool.sol";

/// @title Insurance pool of one collateral token; see IInsurancePool
/// @notice Nobody's decision moves its tokens: they leave by a staker's own redemption or by covering the main pool.
contract InsurancePool is IInsurancePool, ERC4626, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice A staker's request. One slot.
    struct Request {
        uint192 shares;
        uint64 opensAt;
    }

    uint256 public constant COOLDOWN = 7 days;
    /// @notice How long a withdrawal may be made after the cooldown.
    uint256 public constant WINDOW = 3 days;

    address public immutable mainPool;
    uint256 private _cash;
    mapping(address owner => Request) private _requests;

    modifier onlyMainPool() {
        require(msg.sender == mainPool, NotMainPool(msg.sender));
        _;
    }

    constructor(address mainPool_, string memory name_, string memory symbol_)
        ERC20(name_, symbol_)
        ERC4626(IERC20(IERC4626(mainPool_).asset()))
    {
        mainPool = mainPool_;
    }

    function requestWithdrawal(uint256 shares) external {
        uint256 balance = balanceOf(msg.sender);
        require(shares <= balance, ExceedsBalance(shares, balance));
        if (shares == 0) {
            delete _requests[msg.sender];
            emit WithdrawalCancelled(msg.sender);
            return;
        }
        uint256 opensAt = block.timestamp + COOLDOWN;
        _requests[msg.sender] = Request(uint192(shares), uint64(opensAt));
        emit WithdrawalRequested(msg.sender, shares, opensAt, opensAt + WINDOW);
    }

    function cover(uint256 amount) external onlyMainPool returns (uint256 paid) {
        paid = FixedPointMathLib.min(amount, _cash);
        _cash -= paid;
        emit Covered(paid);
        IERC20(asset()).safeTransfer(mainPool, paid);
    }

    function recordIncome(uint256 amount) external onlyMainPool {
        _cash += amount;
        emit IncomeReceived(amount);
    }

    function withdrawalRequest(address owner)
        external
        view
        returns (uint256 shares, uint256 opensAt, uint256 closesAt)
    {
        Request memory request = _requests[owner];
        if (request.shares == 0) return (0, 0, 0);
        return (request.shares, request.opensAt, request.opensAt + WINDOW);
    }

    function totalAssets() public view override(ERC4626, IERC4626) returns (uint256) {
        return _cash;
    }

    function maxWithdraw(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        return previewRedeem(maxRedeem(owner));
    }

    function maxRedeem(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_settling()) return 0;
        Request memory request = _requests[owner];
        bool open = block.timestamp >= request.opensAt && block.timestamp <= request.opensAt + WINDOW;
        return open ? request.shares : 0;
    }

    /// @dev Between the beginning of settlement and its end nobody runs away from the claims.
    function _settling() private view returns (bool) {
        IMainPool pool = IMainPool(mainPool);
        return pool.clearinghouse().settledAt() != 0 && !pool.settled();
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override nonReentrant {
        require(shares > 0, ZeroShares());
        uint256 before = IERC20(asset()).balanceOf(address(this));
        super._deposit(caller, receiver, assets, shares);
        // Less is there than before when the token makes this pool pay somebody in the middle of the transfer.
        uint256 received = FixedPointMathLib.zeroFloorSub(IERC20(asset()).balanceOf(address(this)), before);
        require(received == assets, UnsupportedToken(assets, received));
        _cash += assets;
    }

    function _withdraw(address caller, address receiver, address owner, uint256 assets, uint256 shares)
        internal
        override
        nonReentrant
    {
        Request storage request = _requests[owner];
        uint192 left = request.shares - uint192(shares);
        if (left == 0) delete _requests[owner];
        else request.shares = left;
        _cash -= assets;
        super._withdraw(caller, receiver, owner, assets, shares);
    }

    /// @dev Shares that wait in a request stay with their owner until redeemed, so a slashing cannot be dodged by moving them.
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from == address(0)) return;
        uint256 locked = _requests[from].shares;
        require(balanceOf(from) >= locked, SharesLocked(locked));
    }
}
