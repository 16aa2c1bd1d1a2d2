// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IClearinghouse} from "./IClearinghouse.sol";
import {IPoolValuer} from "./IPoolValuer.sol";
import {LiquidityRequest} from "../Types.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title LP capital and the counterparty of every position of one set
/// @notice ERC-4626 over the stock token. `totalAssets` = cash + (receivable − Λ) / price. Entering is valued at the higher,
/// leaving at the lower end of what stale prices leave open, so no LP gains at another's cost.
interface IMainPool is IERC4626 {
    error NotClearinghouse(address caller);
    error NotCreator(address caller);
    /// @notice The pool owes more than it holds; shares cannot be bought.
    error PoolInsolvent();
    /// @notice Main and insurance pool together cannot pay.
    error PoolCannotPay(uint256 needed, uint256 available);
    /// @notice The set has been settled: shares can only be redeemed.
    error PoolClosed();
    error ZeroShares();
    error InsurancePoolAlreadySet();
    error UnsupportedToken(uint256 sent, uint256 received);
    /// @notice While positions are open, shares of this pool are bought and sold by request, at the next price.
    error RequestFirst();
    /// @notice Shares of this pool are bought and sold at once.
    error RequestsNotTaken();
    /// @notice There is no open request like this under this number.
    error RequestUnknown(uint256 id);
    error AmountOutOfRange(uint256 amount);

    /// @notice Somebody asked to enter or leave; all that is needed to execute it.
    event LiquidityRequested(uint256 indexed id, address indexed owner, LiquidityRequest request);
    /// @notice The request has ended. Not `done`: refused or lapsed, and given back. `Deposit` or `Withdraw` tells the figures.
    event LiquidityRequestClosed(uint256 indexed id, address indexed executor, bool done);

    /// @notice The insurance pool paid what the main pool lacked. All other flows are in the clearinghouse's `Settled`.
    event InsuranceUsed(uint256 amount);
    event Swept(uint256 amount);
    /// @notice The set was settled: `paid` tokens went to the claims, `fromInsurance` of them from the insurance pool.
    event PoolSettled(uint256 paid, uint256 fromInsurance);

    /// @notice Books `amount` tokens that the clearinghouse has sent; `insuranceIncome` of it belongs to the insurance pool.
    function collect(uint256 amount, uint256 insuranceIncome) external returns (uint256 cashAfter);

    /// @notice Sends `amount` to the clearinghouse, drawing on the insurance pool when cash does not suffice;
    /// `insuranceIncome` of what stays belongs to the insurance pool.
    function payOut(uint256 amount, uint256 insuranceIncome) external returns (uint256 cashAfter);

    /// @notice Asks the insurance pool for `amount` lost with an account that could not pay; returns what it paid. The rest is
    /// the LPs' loss.
    function coverLoss(uint256 amount) external returns (uint256 covered);

    /// @notice Sends the clearinghouse what can be paid of `claims`, the insurance pool's tokens included; from then on the pool is
    /// worth the cash that is left and LPs may leave at any time.
    function settle(uint256 claims) external returns (uint256 paid);

    /// @notice Whether the set has been settled.
    function settled() external view returns (bool);

    /// @notice Sends what belongs to the insurance pool (its share of income, and donations) to it. Anyone.
    function sweep() external returns (uint256 amount);

    /// @notice Asks to buy shares for `assets` tokens, which wait in the pool; anyone executes it at prices published at least
    /// the clearinghouse's `executionDelay` from now. A reward comes off the tokens.
    function requestDeposit(uint256 assets, uint256 leastShares) external returns (uint256 id);

    /// @notice Asks to sell `shares`, which wait in the pool, for at least `leastAssets` tokens after the reward.
    function requestRedeem(uint256 shares, uint256 leastAssets) external returns (uint256 id);

    /// @notice Executes an open request at prices published since `notBefore`, which must be on chain. Anyone; `rewardTo` gets the
    /// reward, also when the request is refused (limit, stress limit, insolvency), in shares where no tokens come of it. After
    /// the window, or a settlement, it gives everything back.
    /// @param asked as in the event `LiquidityRequested`.
    function executeRequest(uint256 id, LiquidityRequest calldata asked, address rewardTo) external returns (bool done);

    /// @notice keccak256 of an open request, ABI-encoded; 0 when there is none.
    function requestOf(uint256 id) external view returns (bytes32);
    /// @notice Number of requests made; they are numbered from 1.
    function requestCount() external view returns (uint256);
    /// @notice Tokens that wait for shares; they are the requesters'.
    function escrowedAssets() external view returns (uint256);

    /// @notice Tokens that belong to the LPs and back the positions.
    function cash() external view returns (uint256);
    /// @notice Value for buyers of shares: not below `totalAssets`.
    function entryAssets() external view returns (uint256);
    /// @notice Value for sellers of shares: not above `totalAssets`.
    function exitAssets() external view returns (uint256);
    /// @notice Tokens that may leave while stress loss stays within the limit.
    function withdrawableAssets() external view returns (uint256);
    function clearinghouse() external view returns (IClearinghouse);
    function valuer() external view returns (IPoolValuer);
    function insurancePool() external view returns (address);
}
