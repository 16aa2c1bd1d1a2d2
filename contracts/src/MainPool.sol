// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IClearinghouse} from "./interfaces/IClearinghouse.sol";
import {IInsurancePool} from "./interfaces/IInsurancePool.sol";
import {IPoolValuer} from "./interfaces/IPoolValuer.sol";
import {LiquidityQueue} from "./mainpool/LiquidityQueue.sol";

/// @title Main pool of one collateral token; see IMainPool
/// @notice Cash is booked, not read from the balance: a donation does not move the share price, `sweep` gives it to the
/// insurance pool. Shares carry six more decimals than the token, so a first depositor cannot inflate the price of one.
contract MainPool is LiquidityQueue {
    using SafeERC20 for IERC20;
    using Math for uint256;

    /// @notice Which end of what stale prices leave open a valuation takes.
    enum Side {
        Enter,
        Mid,
        Leave
    }

    /// @dev Who created this pool and names its insurance pool: the factory.
    address private immutable CREATOR = msg.sender;
    address public insurancePool;
    uint256 public cash;

    modifier onlyClearinghouse() {
        require(msg.sender == address(clearinghouse), NotClearinghouse(msg.sender));
        _;
    }

    constructor(IClearinghouse clearinghouse_, IPoolValuer valuer_, string memory name_, string memory symbol_)
        ERC20(name_, symbol_)
        ERC4626(IERC20(clearinghouse_.token()))
        LiquidityQueue(clearinghouse_, valuer_)
    {}

    /// @notice Names the insurance pool, once, by whoever created this pool.
    function setInsurancePool(address pool) external {
        require(msg.sender == CREATOR, NotCreator(msg.sender));
        require(insurancePool == address(0), InsurancePoolAlreadySet());
        insurancePool = pool;
    }

    // ------------------------------------------------------------------ flows with the clearinghouse

    function collect(uint256 amount, uint256 insuranceIncome) external onlyClearinghouse returns (uint256 cashAfter) {
        cashAfter = cash + amount - insuranceIncome;
        cash = cashAfter;
    }

    function payOut(uint256 amount, uint256 insuranceIncome) external onlyClearinghouse returns (uint256 cashAfter) {
        uint256 available = cash;
        // Traders come first: income that the pool lacks the cash for stays with it.
        uint256 income = FixedPointMathLib.min(insuranceIncome, FixedPointMathLib.zeroFloorSub(available, amount));
        uint256 missing = FixedPointMathLib.zeroFloorSub(amount, available);
        uint256 fromInsurance = missing > 0 ? IInsurancePool(insurancePool).cover(missing) : 0;
        require(fromInsurance >= missing, PoolCannotPay(amount, available + fromInsurance));
        cashAfter = available + fromInsurance - amount - income;
        cash = cashAfter;
        if (missing > 0) emit InsuranceUsed(missing);
        if (amount > 0) IERC20(asset()).safeTransfer(address(clearinghouse), amount);
    }

    function coverLoss(uint256 amount) external onlyClearinghouse returns (uint256 covered) {
        covered = IInsurancePool(insurancePool).cover(amount);
        cash += covered;
        emit InsuranceUsed(covered);
    }

    function settle(uint256 claims) external onlyClearinghouse returns (uint256 paid) {
        _sweep();
        uint256 own = FixedPointMathLib.min(claims, cash);
        uint256 fromInsurance = claims > own ? IInsurancePool(insurancePool).cover(claims - own) : 0;
        cash -= own;
        settled = true;
        paid = own + fromInsurance;
        emit PoolSettled(paid, fromInsurance);
        IERC20(asset()).safeTransfer(address(clearinghouse), paid);
    }

    function sweep() external nonReentrant returns (uint256 amount) {
        // Reverts in the middle of a trade: what has arrived is not booked yet.
        clearinghouse.receivable();
        return _sweep();
    }

    function _sweep() private returns (uint256 amount) {
        amount = IERC20(asset()).balanceOf(address(this)) - cash - escrowedAssets;
        if (amount == 0) return 0;
        emit Swept(amount);
        IERC20(asset()).safeTransfer(insurancePool, amount);
        IInsurancePool(insurancePool).recordIncome(amount);
    }

    // ------------------------------------------------------------------ LPs

    function deposit(uint256 assets, address receiver) public override(ERC4626, IERC4626) returns (uint256) {
        _requireOpen();
        return super.deposit(assets, receiver);
    }

    function mint(uint256 shares, address receiver) public override(ERC4626, IERC4626) returns (uint256) {
        _requireOpen();
        return super.mint(shares, receiver);
    }

    function withdraw(uint256 assets, address receiver, address owner)
        public
        override(ERC4626, IERC4626)
        returns (uint256)
    {
        _requireDirect();
        if (!settled) valuer.requireFreshPrices(clearinghouse);
        return super.withdraw(assets, receiver, owner);
    }

    function redeem(uint256 shares, address receiver, address owner)
        public
        override(ERC4626, IERC4626)
        returns (uint256)
    {
        _requireDirect();
        if (!settled) valuer.requireFreshPrices(clearinghouse);
        return super.redeem(shares, receiver, owner);
    }

    // ------------------------------------------------------------------ value

    /// @notice Value at the newest prices, whatever their age.
    function totalAssets() public view override(ERC4626, IERC4626) returns (uint256) {
        return _assets(Side.Mid);
    }

    function entryAssets() public view returns (uint256) {
        return _assets(Side.Enter);
    }

    function exitAssets() public view returns (uint256) {
        return _assets(Side.Leave);
    }

    function withdrawableAssets() public view override returns (uint256) {
        return settled ? cash : valuer.freeCash(clearinghouse, cash);
    }

    function previewDeposit(uint256 assets) public view override(ERC4626, IERC4626) returns (uint256) {
        return assets.mulDiv(_virtualShares(), entryAssets() + 1, Math.Rounding.Floor);
    }

    function previewMint(uint256 shares) public view override(ERC4626, IERC4626) returns (uint256) {
        return shares.mulDiv(entryAssets() + 1, _virtualShares(), Math.Rounding.Ceil);
    }

    function previewWithdraw(uint256 assets) public view override(ERC4626, IERC4626) returns (uint256) {
        return assets.mulDiv(_virtualShares(), exitAssets() + 1, Math.Rounding.Ceil);
    }

    function previewRedeem(uint256 shares) public view override(ERC4626, IERC4626) returns (uint256) {
        return shares.mulDiv(exitAssets() + 1, _virtualShares(), Math.Rounding.Floor);
    }

    /// @dev Zero when a price is missing or too old, as ERC-4626 asks: the limits never revert.
    function maxDeposit(address) public view override(ERC4626, IERC4626) returns (uint256) {
        return !settled && _pricesFresh() && !_byRequest() && !_insolvent() ? type(uint128).max : 0;
    }

    function maxMint(address receiver) public view override(ERC4626, IERC4626) returns (uint256) {
        return maxDeposit(receiver) == 0 ? 0 : type(uint128).max;
    }

    function maxWithdraw(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        if (!_pricesFresh() || _byRequest()) return 0;
        return FixedPointMathLib.min(previewRedeem(balanceOf(owner)), withdrawableAssets());
    }

    function maxRedeem(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        if (!_pricesFresh() || _byRequest()) return 0;
        uint256 shares = balanceOf(owner);
        uint256 limit = withdrawableAssets();
        if (previewRedeem(shares) <= limit) return shares;
        return limit.mulDiv(_virtualShares(), exitAssets() + 1, Math.Rounding.Floor);
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
        cash += assets;
    }

    function _withdraw(address caller, address receiver, address owner, uint256 assets, uint256 shares)
        internal
        override
        nonReentrant
    {
        cash -= assets;
        super._withdraw(caller, receiver, owner, assets, shares);
    }

    function _requireOpen() private view {
        require(!settled, PoolClosed());
        _requireDirect();
        valuer.requireFreshPrices(clearinghouse);
        require(!_insolvent(), PoolInsolvent());
    }

    function _admit(address receiver, uint256 assets, uint256 shares) internal override {
        cash += assets;
        _mint(receiver, shares);
    }

    function _dismiss(uint256 assets, uint256 shares) internal override {
        cash -= assets;
        _burn(address(this), shares);
    }

    function _solvent() internal view override returns (bool) {
        return !_insolvent();
    }

    function _insolvent() private view returns (bool) {
        return totalSupply() > 0 && totalAssets() == 0;
    }

    function _pricesFresh() private view returns (bool) {
        if (settled) return true;
        try valuer.requireFreshPrices(clearinghouse) {
            return true;
        } catch {
            return false;
        }
    }

    function _virtualShares() private view returns (uint256) {
        return totalSupply() + 10 ** _decimalsOffset();
    }

    function _assets(Side side) private view returns (uint256) {
        if (settled) return cash;
        int256 owed = valuer.poolValue(clearinghouse, side != Side.Mid, side == Side.Enter);
        int256 assets = int256(cash) + owed;
        return assets > 0 ? uint256(assets) : 0;
    }
}
