// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccountId, Leg, MarketConfig, Position} from "../Types.sol";
import {IPriceOracle} from "./IPriceOracle.sol";

/// @notice When an order may be executed: `None` at any price, else at a price of the condition's asset at or beyond its own.
enum Trigger {
    None,
    AtOrBelow,
    AtOrAbove
}

/// @param asset the oracle's number of the asset that is watched; need not be the underlying of a leg.
/// @param price USD (WAD).
struct Condition {
    Trigger trigger;
    uint16 asset;
    uint256 price;
}

/// @notice What an owner signs (EIP-712 type `Order`).
/// @param subAccount with `owner` the margin account that trades.
/// @param legs as in `trade`; with `reduceOnly` at most what is held is closed.
/// @param maxCost most tokens that the trade may cost, negative: least it must bring; scaled down with the legs when reducing.
/// @param reward tokens from the account to whoever executes, worth at most `MAX_REWARD_USD`.
/// @param validFrom seconds; prices published up to then execute nothing.
/// @param expiry seconds; the last block time at which the order can be executed.
/// @param nonce orders of one owner with the same nonce are alternatives: at most one of them is executed (one cancels the other).
/// @param epoch must be the owner's epoch: raising it cancels everything signed before.
/// @param parent hash of an order that must have been executed before, or 0.
struct SignedOrder {
    address owner;
    uint96 subAccount;
    address clearinghouse;
    Leg[] legs;
    Condition condition;
    int256 maxCost;
    bool reduceOnly;
    uint256 reward;
    uint64 validFrom;
    uint64 expiry;
    uint256 nonce;
    uint64 epoch;
    bytes32 parent;
}

/// @notice What an owner signs to let a key trade one margin account (EIP-712 type `KeyGrant`).
/// @param dailyLimit most tokens that the key's trades may cost per UTC day; what its sales bring does not count against it.
/// @param issuedAt seconds; must be later than the key's last revocation.
/// @param expiry seconds; the last block time at which the key may trade.
/// @param nonce from the same set as those of orders.
struct KeyGrant {
    address owner;
    uint96 subAccount;
    address clearinghouse;
    address key;
    uint128 dailyLimit;
    uint64 issuedAt;
    uint64 expiry;
    uint256 nonce;
    uint64 epoch;
}

/// @notice A key as it stands. `spent` counts for `day` (days since the epoch) alone.
struct SessionKey {
    uint64 expiry;
    uint64 epoch;
    uint64 revokedAt;
    uint64 day;
    uint128 dailyLimit;
    uint128 spent;
}

/// @notice Where an order stands, as far as the chain knows; expiry is for the reader to compare.
enum OrderState {
    Open,
    WaitsForParent,
    Executed,
    Cancelled
}

/// @notice As much of an order as its state depends on.
struct OrderRef {
    bytes32 hash;
    address owner;
    uint256 nonce;
    uint64 epoch;
    bytes32 parent;
}

/// @notice What signed orders need of a clearinghouse.
interface ITradesForOrders {
    function trade(
        AccountId account,
        Leg[] calldata legs,
        int256 maxCost,
        uint256 deadline,
        bytes[] calldata priceUpdate
    ) external payable returns (int256 cost);
    function request(AccountId account, Leg[] calldata legs, int256 maxCost, uint256 deadline)
        external
        payable
        returns (uint256 notBefore);
    function tryTrade(AccountId account, Leg[] calldata legs) external;
    function executionDelay() external view returns (uint256);
    function payReward(AccountId account, uint256 amount, address to) external;
    function positionsOf(AccountId account) external view returns (Position[] memory);
    function marketConfig(uint256 market) external view returns (MarketConfig memory);
    function oracle() external view returns (IPriceOracle);
    function token() external view returns (address);
    function collateralAsset() external view returns (uint256);
}

/// @title Errors of signed orders and session keys
interface IOrdersErrors {
    error OrderNotYetValid(uint256 validFrom, uint256 blockTime);
    error OrderExpired(uint256 expiry, uint256 blockTime);
    /// @notice The owner has cancelled everything signed in this epoch.
    error EpochPassed(uint256 epoch, uint256 current);
    /// @notice Executed, cancelled, or an alternative with the same nonce was executed.
    error NonceUsed(address owner, uint256 nonce);
    error InvalidSignature(address owner);
    error ParentNotExecuted(bytes32 parent);
    /// @notice The account holds nothing that the order or key could close.
    error NothingToReduce();
    /// @notice The price (USD, WAD) has not reached that of the condition.
    error ConditionNotMet(uint256 asset, uint256 price, uint256 wanted);
    /// @notice The price was published before the order took effect.
    error PriceBeforeOrder(uint256 asset, uint256 publishTime, uint256 notBefore);
    error TriggerPriceTooOld(uint256 asset, uint256 publishTime, uint256 maxAge);
    /// @notice The reward is worth more (tokens) than any order may pay.
    error RewardTooHigh(uint256 reward, uint256 limit);
    /// @notice The order was refused a moment ago; it may be tried again from `retryAt` on.
    error OrderRefusedRecently(uint256 retryAt, uint256 blockTime);
    error NotClearinghouseContract(address clearinghouse);
    error UnexpectedEther();
    error KeyNotGranted(address key);
    error KeyExpired(uint256 expiry, uint256 blockTime);
    /// @notice The key's trades of this day would have cost more than the owner allowed (tokens).
    error KeyLimitExceeded(uint256 spent, uint256 limit);
    /// @notice A key buys or sells in one trade, never both: what a sale brings must not hide what a purchase costs.
    error MixedDirections();
    /// @notice The grant was signed before the key was revoked, or in the future.
    error GrantNotCurrent(uint256 issuedAt, uint256 revokedAt);
}

/// @title Signed orders and session keys, one contract for all sets of a deployment
/// @notice Immutable and without an owner. It acts only on accounts whose owner has made it an operator of the clearinghouse,
/// and there only as the owner signed. Trading is all it can do; it never holds tokens, and no ether between transactions.
interface IOrders is IOrdersErrors {
    /// @notice The order's trade was asked for; it is executed at the next price. Until then the order stays open.
    event OrderPlaced(bytes32 indexed hash, AccountId indexed account, address indexed clearinghouse, address executor);
    /// @notice The trade was refused at the next price; the order stays open.
    event OrderRefused(bytes32 indexed hash, AccountId indexed account, address indexed clearinghouse);
    event OrderExecuted(
        bytes32 indexed hash,
        AccountId indexed account,
        address indexed clearinghouse,
        address executor,
        int256 cost,
        uint256 reward
    );
    event NonceCancelled(address indexed owner, uint256 nonce);
    event EpochRaised(address indexed owner, uint256 epoch);
    event KeyGranted(
        AccountId indexed account, address indexed clearinghouse, address indexed key, uint128 dailyLimit, uint64 expiry
    );
    event KeyRevoked(AccountId indexed account, address indexed clearinghouse, address indexed key);
    event KeyTraded(AccountId indexed account, address indexed clearinghouse, address indexed key, int256 cost);

    /// @notice Executes a signed order at the price of this transaction, or, in sets with an `executionDelay`, judges it at that price
    /// and asks for its trade. Anyone; `rewardTo` gets the order's reward once it has traded.
    /// @param priceUpdate signed vendor updates; `msg.value` pays the vendor, what is left is returned.
    /// @return cost tokens paid (negative: received), without funding and reward; 0 when the trade was asked for.
    function execute(
        SignedOrder calldata order,
        bytes calldata signature,
        bytes[] calldata priceUpdate,
        address rewardTo
    ) external payable returns (int256 cost);

    /// @notice Cancels the caller's orders and grants with these nonces, signed or not yet signed.
    function cancel(uint256[] calldata nonces) external;

    /// @notice Cancels everything the caller has signed, and revokes all its keys.
    function cancelAll() external;

    /// @notice Lets `key` trade an account of the caller.
    function grantKey(uint96 subAccount, address clearinghouse, address key, uint128 dailyLimit, uint64 expiry) external;

    /// @notice Like `grantKey`, by the owner's signature. Anyone may bring it.
    function grantKeyBySignature(KeyGrant calldata grant, bytes calldata signature) external;

    /// @notice Revokes a key of the caller's account at once; grants signed up to now are void.
    function revokeKey(uint96 subAccount, address clearinghouse, address key) external;

    /// @notice Trades an account as one of its keys. All legs buy, or all sell what is held (at most that); a key never writes.
    /// In sets with an `executionDelay` the trade is asked for, and its limit counts as its cost.
    function tradeAs(
        address clearinghouse,
        AccountId account,
        Leg[] calldata legs,
        int256 maxCost,
        bytes[] calldata priceUpdate
    ) external payable returns (int256 cost);

    /// @notice The EIP-712 digest to sign; names the order everywhere.
    function hashOrder(SignedOrder calldata order) external view returns (bytes32);

    /// @notice The EIP-712 digest of a grant.
    function hashGrant(KeyGrant calldata grant) external view returns (bytes32);

    /// @notice Where orders stand.
    function statesOf(OrderRef[] calldata orders) external view returns (OrderState[] memory);

    /// @notice When the order was executed, seconds; 0: never.
    function executedAt(bytes32 hash) external view returns (uint256);

    function epochOf(address owner) external view returns (uint64);

    function isNonceUsed(address owner, uint256 nonce) external view returns (bool);

    function keyOf(AccountId account, address clearinghouse, address key) external view returns (SessionKey memory);
}
