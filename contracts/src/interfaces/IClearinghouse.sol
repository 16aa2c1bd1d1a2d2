// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMainPool} from "./IMainPool.sol";
import {Health} from "../libraries/MarginLib.sol";
import {IPriceOracle} from "./IPriceOracle.sol";
import {IVolatilityOracle} from "./IVolatilityOracle.sol";
import {
    AccountId,
    FrozenAsset,
    Funding,
    Leg,
    MarketConfig,
    Position,
    RiskTerms,
    SeriesId,
    Settlement,
    Strike,
    StrikeGrid,
    Terms,
    TradeRequest
} from "../Types.sol";

/// @title Errors of the clearinghouse, each explained in words by the interface (`lib/chain/errors`)
interface IClearinghouseErrors {
    error DeadlinePassed(uint256 deadline, uint256 blockTime);
    error NotAuthorised(AccountId account, address caller);
    error NoLegs();
    error TooManyLegs(uint256 count, uint256 limit);
    error ZeroQuantity();
    error ZeroAmount();
    error QuantityOutOfRange();
    error UnknownMarket(uint256 market);
    /// @notice The market is being retired: positions can be closed, not opened.
    error MarketNotListed(uint256 market);
    /// @notice With written options the account must be worth its initial margin (USD, WAD).
    error BelowInitialMargin(int256 equity, uint256 margin);
    /// @notice The account has written nothing, or is worth its maintenance margin.
    error AccountHealthy(AccountId account);
    /// @notice The set has been settled since `since`: nothing is traded any more.
    error SetSettled(uint256 since);
    /// @notice What is owed (tokens) is covered by what the pools hold.
    error PoolsCanPay(uint256 owed, uint256 available);
    error NotSettling();
    error NothingToSettle(AccountId account);
    error PositionsOpen(uint256 count);
    error SettlementFinished();
    error SettlementUnfinished();
    error TooManyPositions(uint256 limit);
    error TooManyStrikes(uint256 market, uint256 limit);
    /// @notice The strike is off the grid or too far from the price to be opened.
    error StrikeNotListed(SeriesId series, uint256 spot);
    error BelowMinimumNotional(uint256 notional, uint256 minimum);
    /// @notice The cost in tokens exceeds the caller's limit.
    error CostAboveLimit(int256 cost, int256 maxCost);
    /// @notice The account cannot pay, or would be left with less than the required runway of funding.
    error InsufficientMargin(uint256 required, uint256 available);
    /// @notice The pool's stress loss would exceed its limit (USD, WAD).
    error CapacityExceeded(uint256 stressLoss, uint256 limit);
    /// @notice The book would lean so far to one side that a mark could fall below zero (WAD; must stay below 1).
    error BookTooSkewed(uint256 skew);
    error OpeningsPaused();
    error StalePrice(uint256 asset, uint256 publishTime, uint256 maxAge);
    error UncertainPrice(uint256 asset, uint256 confidence, uint256 limit);
    /// @notice Two different prices of one asset in one transaction.
    error SnapshotChanged(uint256 asset);
    error AccountNotExhausted(AccountId account);
    /// @notice A market's asset and period never change: open positions were priced by them.
    error MarketIdentityFixed(uint256 market);
    /// @notice The steepness of a curve with open positions may change by at most a tenth at a time.
    error CurveStepTooLarge(uint256 market);
    /// @notice The last change of this curve is too recent.
    error CurveChangedRecently(uint256 market, uint256 earliest);
    error TooManyMarkets(uint256 limit);
    error PoolAlreadySet();
    error PoolNotSet();
    error UnsupportedToken(uint256 sent, uint256 received);
    /// @notice Trades of this set are asked for with `request` and executed at the next price.
    error RequestFirst();
    /// @notice Trades of this set are carried out at once, with `trade`.
    error RequestsNotTaken();
    /// @notice The account has an open request: it must be executed, or lapse, first.
    error RequestPending(AccountId account);
    /// @notice The account has no open request like this.
    error RequestUnknown(AccountId account);
    /// @notice The price in force was published before the request may be executed.
    error PriceBeforeRequest(uint256 asset, uint256 publishTime, uint256 notBefore);
    /// @notice Nobody executed the request in time; it was taken off.
    error RequestLapsed();
    error ExecutionGasTooLow(uint256 gas, uint256 needed);
    /// @notice What a tried trade came to: tokens (positive: paid) and the account's figures afterwards. Everything was taken back.
    error TradeTried(int256 cost, int256 funding, Health health);
}

/// @title Events of the clearinghouse
interface IClearinghouseEvents is IClearinghouseErrors {
    event Deposited(AccountId indexed account, address indexed payer, uint256 amount);
    event Withdrawn(AccountId indexed account, address indexed to, uint256 amount);
    event OperatorSet(address indexed owner, address indexed operator, bool allowed);

    /// @notice One leg was traded. `premium` = change of Λ caused by it (positive: paid to the pool), `fee` and `funding` in USD (WAD).
    event Traded(
        AccountId indexed account,
        SeriesId indexed series,
        int256 quantity,
        int256 premium,
        uint256 fee,
        int256 funding,
        uint256 spot,
        uint256 collateralPrice
    );
    /// @notice The whole trade in tokens: `cost` for premium, fee and conversion (positive: the account paid), `funding` settled with it.
    event Settled(AccountId indexed account, address trader, int256 cost, int256 funding, uint256 insuranceIncome);
    event ExhaustedClosed(AccountId indexed account, address indexed closer, uint256 reward, uint256 forgiven);
    event OrderRewarded(AccountId indexed account, address indexed to, uint256 reward);
    /// @notice `fraction` (WAD) of every position was closed. `penalty` (tokens) was taken: `reward` went to the liquidator, the
    /// rest to the insurance pool. `badDebt` is what the account could not pay.
    event Liquidated(
        AccountId indexed account,
        address indexed liquidator,
        uint256 fraction,
        uint256 reward,
        uint256 penalty,
        uint256 badDebt
    );
    /// @notice What an account could not pay (tokens), and what the insurance pool paid of it; the rest is the main pool's loss.
    event BadDebt(AccountId indexed account, uint256 amount, uint256 covered);
    event SettlementStarted(address indexed by, uint256 owed, uint256 available, uint256 collateralPrice);
    /// @notice The account's positions became a claim (`worth` > 0, tokens) or a payment of which `paid` could be collected.
    event AccountSettled(AccountId indexed account, int256 worth, uint256 paid);
    event SettlementCompleted(uint256 claims, uint256 funds);
    event ClaimPaid(AccountId indexed account, uint256 claim, uint256 paid);
    /// @notice A trade was asked for; all that is needed to execute it.
    event Requested(AccountId indexed account, address indexed requester, TradeRequest request);
    event RequestExecuted(AccountId indexed account, address indexed executor, int256 cost);
    /// @notice The request ended without a trade; `reason` is the error that the trade ended with.
    event RequestRefused(AccountId indexed account, address indexed executor, bytes reason);
    event Touched(uint256 indexed market, int256 liability, uint256 stressLoss, uint256 spot, uint256 volatility);

    event MarketAdded(uint256 indexed market, MarketConfig config);
    event MarketChanged(uint256 indexed market, MarketConfig config);
    event StrikeGridSet(uint256 indexed asset, StrikeGrid grid);
    event TermsSet(Terms terms);
    event RiskTermsSet(RiskTerms terms);
    event OpeningsPausedSet(bool paused, address indexed by);
    event InsuranceShareSet(uint256 share);
}

/// @title Margin accounts, series, trading and funding of one set (one collateral token)
/// @notice USD figures, strikes, quantities and rates are WAD; token amounts are in the token's decimals; times in seconds.
/// Rounding is always against the caller: what an account pays is rounded up, what it receives down.
/// The contract holds exactly the traders' cash: `token.balanceOf(clearinghouse) = Σ cash`.
interface IClearinghouse is IClearinghouseEvents {
    /// @dev The functions of a multicall are payable only so that a trade in it can pay the price vendor; ether left over is returned.
    /// @notice Pays `amount` of the token into an account; anyone may pay for anyone.
    function deposit(AccountId account, uint256 amount) external payable;

    /// @notice Deposits with an EIP-2612 permit instead of an approval. A permit already used by someone else does no harm.
    function depositWithPermit(AccountId account, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        payable;

    /// @notice Takes `amount` out. Owner only. An account without positions needs no price and cannot be paused.
    function withdraw(AccountId account, uint256 amount, address to) external payable;

    /// @notice Allows `operator` to trade for every account of the caller, never to withdraw.
    function setOperator(address operator, bool allowed) external payable;

    /// @notice Trades all legs or none at one price snapshot. Only in sets whose `executionDelay` is 0.
    /// @param maxCost most tokens that the trade (premium, fee, conversion; funding apart) may cost; negative: least it must bring.
    /// @param deadline last block time at which the trade may happen.
    /// @param priceUpdate signed vendor updates brought along; `msg.value` pays the vendor, what is left is returned.
    /// @return cost tokens paid (negative: received), without funding.
    function trade(
        AccountId account,
        Leg[] calldata legs,
        int256 maxCost,
        uint256 deadline,
        bytes[] calldata priceUpdate
    ) external payable returns (int256 cost);

    /// @notice Asks for a trade, which anyone executes at prices published at least `executionDelay` from now. One at a time for
    /// each account; it cannot be cancelled, and until it has ended the account's cash cannot be withdrawn.
    /// The cash must pay the funding owed and the reward of whoever executes it (0.10 USD).
    /// @param maxCost as in `trade`. @param deadline last block time at which the request may be made.
    /// @return notBefore publish time from which on a price executes it, seconds.
    function request(AccountId account, Leg[] calldata legs, int256 maxCost, uint256 deadline)
        external
        payable
        returns (uint256 notBefore);

    /// @notice Executes an open request at prices published since `notBefore`. Anyone; `rewardTo` gets the reward out of the
    /// account's cash, also when the trade is refused (limit, margin, capacity), which ends it too. After the window it only ends.
    /// Needs much gas (`ExecutionGasTooLow`), most of which comes back.
    /// @param asked as in the event `Requested`.
    /// @return done whether the trade was carried out.
    function executeRequest(
        AccountId account,
        TradeRequest calldata asked,
        bytes[] calldata priceUpdate,
        address rewardTo
    ) external payable returns (bool done);

    /// @notice Carries out a trade for nobody and takes it back: always reverts, with `TradeTried` or with the error that the trade
    /// would end with at the prices on chain. Anyone, for any account: nothing remains. For questions by `eth_call`; see IRiskAnswers.
    function tryTrade(AccountId account, Leg[] calldata legs) external;

    /// @notice Pays whoever executed an owner's signed order out of the account's cash. Only by the set's `orders` contract, for
    /// owners who have made it an operator. The account must stay above its maintenance margin and able to pay its funding.
    function payReward(AccountId account, uint256 amount, address to) external;

    /// @notice Closes as much of an account below its maintenance margin as restores the initial margin, the same part of every
    /// position; all of it when a part would not make it healthier. Anyone; `rewardTo` gets half the penalty. Accounts that
    /// have only bought are never liquidated.
    function liquidate(AccountId account, address rewardTo, bytes[] calldata priceUpdate) external payable;

    /// @notice Ends the set when its pools together cannot pay what they owe, or not what they owe `account` alone. Anyone.
    function startSettlement(AccountId account, bytes[] calldata priceUpdate) external payable;

    /// @notice Turns the account's positions into a claim, or collects what they owe, at the frozen prices. Anyone.
    function settleAccount(AccountId account) external;

    /// @notice Sets aside what the pools hold for the claims once no position is left. Anyone.
    function finishSettlement() external;

    /// @notice Credits the account its part of the funds. Anyone.
    function claim(AccountId account) external;

    /// @notice Closes an account whose funding owed exceeds its cash. Anyone; `rewardTo` gets a share of what is left. In sets with an
    /// `executionDelay` it asks for that: the request is executed like any other, its executor's `rewardTo` gets the share, and
    /// what is paid in meanwhile does not prevent it.
    function closeExhausted(AccountId account, address rewardTo, bytes[] calldata priceUpdate) external payable;

    /// @notice Brings a market's funding up to date and sets the rates in force from now on. Anyone.
    function touch(uint256 market) external;

    /// @notice Several calls in one transaction, e.g. deposit and trade.
    function multicall(bytes[] calldata calls) external payable returns (bytes[] memory results);

    function token() external view returns (address);
    function collateralAsset() external view returns (uint256);
    function cashOf(AccountId account) external view returns (uint256);
    function positionsOf(AccountId account) external view returns (Position[] memory);
    function isOperator(address owner, address operator) external view returns (bool);
    function marketCount() external view returns (uint256);
    function marketConfig(uint256 market) external view returns (MarketConfig memory);
    function strikesOf(uint256 market) external view returns (Strike[] memory);
    function fundingOf(SeriesId series) external view returns (Funding memory);
    function strikeGrid(uint256 asset) external view returns (StrikeGrid memory);
    function terms() external view returns (Terms memory);
    function riskTerms() external view returns (RiskTerms memory);
    function openingsPaused() external view returns (bool);
    /// @notice The contract that may call `payReward`.
    function orders() external view returns (address);
    /// @notice keccak256 of the account's open request, ABI-encoded; 0 without one.
    function requestOf(AccountId account) external view returns (bytes32);
    /// @notice Seconds from a request to the publish time of the price that executes it; 0: trades are carried out at once.
    function executionDelay() external view returns (uint256);
    /// @notice Seconds from then in which it can be executed.
    function executionWindow() external view returns (uint256);
    /// @notice When settlement began; 0 while the set is open.
    function settledAt() external view returns (uint40);
    function settlement() external view returns (Settlement memory);
    /// @notice Price and volatility (WAD) at which everything is settled.
    function frozenAsset(uint256 asset) external view returns (FrozenAsset memory);
    /// @notice The account's claim in tokens, not yet paid.
    function claimOf(AccountId account) external view returns (uint256);
    /// @notice Number of open positions of all accounts.
    function openPositions() external view returns (uint256);
    /// @notice The account's figures if it had `cash` tokens (USD, WAD). Not a view only because it fixes the transaction's prices.
    /// @param strict whether prices must be as fresh and certain as for opening, or for closing.
    function accountHealth(AccountId account, uint256 cash, bool strict) external returns (Health memory);
    /// @notice Part of income (fee, spread, funding) that goes to the insurance pool now, basis points.
    function insuranceShare() external view returns (uint256);

    /// @notice Funding that the account owes now, not yet settled, and that its positions cost per year at the rates in force.
    /// USD (WAD), rounded up; negative: owed to it.
    function accountFunding(AccountId account) external view returns (int256 owed, int256 perYear);

    /// @notice Funding accrued and not yet paid, less the insurance pool's share (USD, WAD), rounded down.
    function receivable() external view returns (int256);

    function oracle() external view returns (IPriceOracle);
    function volatilityOracle() external view returns (IVolatilityOracle);
    function pool() external view returns (IMainPool);
}
