// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A margin account: owner address (160 bits, high) and sub-account number (96 bits, low).
type AccountId is bytes32;

/// @notice A series (market, strike, call or put) in 64 bits: market (15 bits, high) | strike in 1e-6 USD (48 bits) | isPut (1 bit).
type SeriesId is uint64;

using {accountOwner} for AccountId global;
using {marketOf, strikeOf, isPut} for SeriesId global;

/// @dev Strikes are whole multiples of a millionth of a dollar, so that 48 bits hold up to 281 million USD.
uint256 constant STRIKE_TICK = 1e12;

function toAccountId(address owner_, uint96 subAccount) pure returns (AccountId) {
    return AccountId.wrap(bytes32(uint256(uint160(owner_)) << 96 | subAccount));
}

function accountOwner(AccountId id) pure returns (address) {
    return address(uint160(uint256(AccountId.unwrap(id)) >> 96));
}

/// @param strikeWad USD (WAD), a multiple of STRIKE_TICK.
function toSeriesId(uint256 market_, uint256 strikeWad, bool isPut_) pure returns (SeriesId) {
    return SeriesId.wrap(uint64(market_ << 49 | (strikeWad / STRIKE_TICK) << 1 | (isPut_ ? 1 : 0)));
}

function marketOf(SeriesId id) pure returns (uint256) {
    return SeriesId.unwrap(id) >> 49;
}

/// @return USD (WAD).
function strikeOf(SeriesId id) pure returns (uint256) {
    return uint256((SeriesId.unwrap(id) >> 1) & type(uint48).max) * STRIKE_TICK;
}

function isPut(SeriesId id) pure returns (bool) {
    return SeriesId.unwrap(id) & 1 == 1;
}

/// @notice One part of a trade. `quantity` in units of the underlying (WAD): positive buys, negative sells what was bought or writes.
struct Leg {
    SeriesId series;
    int96 quantity;
}

/// @notice A position in one storage slot: bought (positive) or written (negative). `entryIndex` is the series' funding index up to which funding was settled.
struct Position {
    SeriesId series;
    int96 quantity;
    int96 entryIndex;
}

/// @notice A market (underlying, funding period) as governed. One storage slot.
/// @dev `period` in seconds; `depth` in whole USD; `kappaGamma`, `kappaDelta`, `shock` and `volatilityShock` in basis points.
struct MarketConfig {
    uint16 asset;
    uint32 period;
    uint64 depth;
    uint32 kappaGamma;
    uint32 kappaDelta;
    uint16 shock;
    uint16 volatilityShock;
    bool listed;
}

/// @notice The listing rule of an underlying: strikes are multiples of `step`, opened within `range` of the price.
/// @dev `step` in 1e-6 USD; `range` in basis points of the price.
struct StrikeGrid {
    uint64 step;
    uint16 range;
}

/// @notice Terms common to a set's markets. Fractions in basis points, times in seconds. One storage slot.
/// @dev `minimumNotional` in whole USD per leg that opens; `runway`: cost of this much time must be in the account after opening or withdrawing.
struct Terms {
    uint16 baseFee;
    uint16 feeCapOfPremium;
    uint16 uncertaintyMultiple; // c, in basis points of 1: 20000 = 2
    uint16 grace;
    uint32 maxAgeOpen; // underlying, to add risk
    uint32 maxAgeReduce; // underlying, to close
    uint32 maxAgeCollateralOpen;
    uint32 maxAgeCollateralReduce;
    uint32 runway;
    uint16 closeReward;
    uint16 minimumNotional;
}

/// @notice How far the pool may be exposed, what share of its income insures it, and what margin written options need.
/// Fractions in basis points. One storage slot.
/// @dev `haircut` off the cash, `writtenMinimum` of the notional of an uncovered written option, `maintenance` of the initial
/// margin, `liquidationPenalty` of the margin that a liquidation frees: half to the liquidator, half to the insurance pool.
struct RiskTerms {
    uint16 stressLimit;
    uint16 collateralShock;
    uint16 insuranceShareMin;
    uint16 insuranceShareMax;
    uint16 targetCoverage;
    uint16 haircut;
    uint16 writtenMinimum;
    uint16 maintenance;
    uint16 liquidationPenalty;
}

/// @notice When trades and the pool's LPs are executed: at the first price published at least `delay` seconds after they asked,
/// within `window` seconds of it. A delay of 0: at once, at the newest price. Fixed for good when a set is created.
struct ExecutionTerms {
    uint32 delay;
    uint32 window;
}

/// @notice A trade asked for and not yet executed.
/// @param maxCost as in `trade`.
/// @param cash the account's cash when it was asked for: what was paid in later does not count for it.
/// @param notBefore seconds; the price that executes it was published then or later.
/// @param requester who asked: the owner, an operator, or the clearinghouse itself for an account that has run out of cash.
struct TradeRequest {
    Leg[] legs;
    int256 maxCost;
    uint128 cash;
    uint64 notBefore;
    address requester;
}

/// @notice An LP's entry or exit asked for and not yet executed.
/// @param owner whose tokens or shares are held for it, and who gets what comes of it.
/// @param entering whether `amount` is tokens for shares, or shares for tokens.
/// @param least fewest shares or tokens that must come of it.
/// @param notBefore seconds; the prices that execute it were published then or later.
struct LiquidityRequest {
    address owner;
    bool entering;
    uint128 amount;
    uint256 least;
    uint64 notBefore;
}

/// @notice A price as an oracle adapter reports it: USD (WAD), one standard deviation (WAD), seconds since the epoch.
struct Price {
    uint256 value;
    uint256 confidence;
    uint256 publishTime;
}

/// @notice One strike of a market's book in one storage slot; quantities in units of the underlying (WAD), net of all traders.
/// A strike stays in the book as long as somebody holds a position there, also when bought and written ones cancel out.
struct Strike {
    int88 netCalls;
    int88 netPuts;
    uint56 strike; // in STRIKE_TICK
    uint24 positions;
}

/// @notice A series' cumulative funding. `index` and `rate` in USD per unit (and year), WAD. One storage slot.
struct Funding {
    int96 index;
    int96 rate;
    uint64 touchedAt;
}

/// @notice The listing rule of one asset.
struct AssetGrid {
    uint256 asset;
    StrikeGrid grid;
}

/// @notice What a set is configured with when it is created.
struct SetParameters {
    Terms terms;
    RiskTerms riskTerms;
    AssetGrid[] grids;
    MarketConfig[] markets;
}

/// @notice The orderly end of a set that cannot pay everybody. `claims` and `funds` in tokens: what is still to be paid of the
/// accounts' claims, and what there is for it. `claimed` is the sum of all claims registered.
struct Settlement {
    uint128 claims;
    uint128 funds;
    uint128 claimed;
    uint64 finishedAt;
}

/// @notice An asset as of the beginning of settlement: USD and annualised, WAD. One slot.
struct FrozenAsset {
    uint128 price;
    uint128 volatility;
}
