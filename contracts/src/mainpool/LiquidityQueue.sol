// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IClearinghouse} from "../interfaces/IClearinghouse.sol";
import {IMainPool} from "../interfaces/IMainPool.sol";
import {IPoolValuer} from "../interfaces/IPoolValuer.sol";
import {LiquidityRequest} from "../Types.sol";

/// @title Entering and leaving a pool in two steps: asked for first, executed at prices that nobody knew when asking
/// @notice Whoever deposits before a jump that favours the pool, and withdraws after it, takes from the LPs who bore the risk. So
/// while positions are open a request names the amount, and anybody executes it for a reward at prices published
/// `executionDelay` later. It cannot be cancelled; the first attempt ends it, and what does not come to pass is given back.
abstract contract LiquidityQueue is IMainPool, ERC4626, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    IClearinghouse public immutable clearinghouse;
    IPoolValuer public immutable valuer;
    uint256 internal immutable _delay;
    uint256 private immutable _window;

    bool public settled;
    /// @notice How many requests have been made; they are numbered from 1.
    uint256 public requestCount;
    /// @notice Tokens of requests to enter: the requesters', not yet the pool's.
    uint256 public escrowedAssets;
    mapping(uint256 id => bytes32) public requestOf;

    constructor(IClearinghouse clearinghouse_, IPoolValuer valuer_) {
        clearinghouse = clearinghouse_;
        valuer = valuer_;
        _delay = clearinghouse_.executionDelay();
        _window = clearinghouse_.executionWindow();
    }

    function requestDeposit(uint256 assets, uint256 leastShares) external nonReentrant returns (uint256 id) {
        require(assets > 0 && assets <= type(uint128).max, AmountOutOfRange(assets));
        uint256 before = IERC20(asset()).balanceOf(address(this));
        IERC20(asset()).safeTransferFrom(msg.sender, address(this), assets);
        uint256 received = FixedPointMathLib.zeroFloorSub(IERC20(asset()).balanceOf(address(this)), before);
        require(received == assets, UnsupportedToken(assets, received));
        escrowedAssets += assets;
        return _register(true, assets, leastShares);
    }

    function requestRedeem(uint256 shares, uint256 leastAssets) external nonReentrant returns (uint256 id) {
        require(shares > 0 && shares <= type(uint128).max, AmountOutOfRange(shares));
        _transfer(msg.sender, address(this), shares);
        return _register(false, shares, leastAssets);
    }

    function executeRequest(uint256 id, LiquidityRequest calldata asked, address rewardTo)
        external
        nonReentrant
        returns (bool done)
    {
        require(requestOf[id] == keccak256(abi.encode(asked)), RequestUnknown(id));
        bool over = settled || block.timestamp > uint256(asked.notBefore) + _window;
        if (!over) valuer.requirePricesSince(clearinghouse, asked.notBefore);
        delete requestOf[id];
        // Without an attempt nothing is owed to anybody, and no price is needed to give everything back.
        uint256 reward = over ? 0 : valuer.executionReward(clearinghouse);
        done = asked.entering ? _enter(asked, reward, rewardTo, over) : _leave(asked, reward, rewardTo, over);
        emit LiquidityRequestClosed(id, msg.sender, done);
    }

    /// @notice Reverts when shares are bought and sold by request only.
    function _requireDirect() internal view {
        require(!_byRequest(), RequestFirst());
    }

    /// @notice Whether shares are bought and sold by request only: where trades are, and while their price depends on others.
    function _byRequest() internal view returns (bool) {
        return _delay > 0 && !settled && valuer.exposed(clearinghouse);
    }

    /// @notice Books tokens that are here already as the pool's, for shares.
    function _admit(address receiver, uint256 assets, uint256 shares) internal virtual;

    /// @notice Burns shares that the pool holds; the tokens are no longer the pool's.
    function _dismiss(uint256 assets, uint256 shares) internal virtual;

    /// @notice Whether shares may be bought: not of a pool that owes more than it has.
    function _solvent() internal view virtual returns (bool);

    function _register(bool entering, uint256 amount, uint256 least) private returns (uint256 id) {
        require(_delay > 0, RequestsNotTaken());
        uint256 notBefore = valuer.newestPublishTime(clearinghouse) + _delay;
        LiquidityRequest memory asked =
            LiquidityRequest(msg.sender, entering, uint128(amount), least, uint64(notBefore));
        id = ++requestCount;
        requestOf[id] = keccak256(abi.encode(asked));
        emit LiquidityRequested(id, msg.sender, asked);
    }

    function _enter(LiquidityRequest calldata asked, uint256 reward, address rewardTo, bool over)
        private
        returns (bool done)
    {
        reward = FixedPointMathLib.min(reward, asked.amount);
        uint256 assets = asked.amount - reward;
        uint256 shares = over || !_solvent() ? 0 : previewDeposit(assets);
        done = shares > 0 && shares >= asked.least;
        escrowedAssets -= asked.amount;
        if (done) {
            _admit(asked.owner, assets, shares);
            emit Deposit(msg.sender, asked.owner, assets, shares);
        } else {
            IERC20(asset()).safeTransfer(asked.owner, assets);
        }
        if (reward > 0) IERC20(asset()).safeTransfer(rewardTo, reward);
    }

    /// @dev A refusal is paid for in shares: nothing has been sold. Those worth no more than the reward, as all are while the pool
    /// owes more than it has, are left alone.
    function _leave(LiquidityRequest calldata asked, uint256 reward, address rewardTo, bool over)
        private
        returns (bool done)
    {
        uint256 assets = over ? 0 : previewRedeem(asked.amount);
        done = assets > reward && assets - reward >= asked.least && assets <= withdrawableAssets();
        if (!done) {
            uint256 rewardShares = assets > reward ? previewWithdraw(reward) : 0;
            if (rewardShares > 0) _transfer(address(this), rewardTo, rewardShares);
            _transfer(address(this), asked.owner, asked.amount - rewardShares);
            return false;
        }
        _dismiss(assets, asked.amount);
        emit Withdraw(msg.sender, asked.owner, asked.owner, assets, asked.amount);
        IERC20(asset()).safeTransfer(asked.owner, assets - reward);
        if (reward > 0) IERC20(asset()).safeTransfer(rewardTo, reward);
    }

    function withdrawableAssets() public view virtual returns (uint256);
}
