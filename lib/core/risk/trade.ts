import { abs, divUp, max, mulDiv, mulWad, WAD, YEAR_SECONDS, zeroFloorSub, type Raw, type Wad } from '../fixed-point'
import {
  fillLegs,
  fundingRateOf,
  skewOf,
  stressLimit,
  stressLoss,
  toTokensSigned,
  toTokensUp,
  type Filled,
  type Leg,
} from '../pricing'
import {
  accountFunding,
  afterInsurance,
  hasWritten,
  healthOf,
  type Exposure,
  type RiskAccount,
  type RiskMarket,
  type RiskPosition,
} from './account'
import type { Health } from './margin'

/** A trade worked out in advance, as contracts/src/clearinghouse/Trading.sol and Clearinghouse.sol carry it out. */

/** One part of a trade; `market` is its place in the account's list of markets. */
export interface RiskLeg extends Leg {
  readonly market: number
}

/** The contract's errors that depend on the account, the size and the pool. */
export type Refusal =
  | 'InsufficientMargin'
  | 'BelowInitialMargin'
  | 'BookTooSkewed'
  | 'CapacityExceeded'
  | 'BelowMinimumNotional'
  | 'TooManyPositions'

export interface TradeOutcome {
  /** The account after the trade; its cash is negative when it cannot pay. */
  readonly account: RiskAccount
  readonly health: Health
  /** Whether some leg enlarges or turns a position. */
  readonly opening: boolean
  /** USD; negative: received. */
  readonly premium: Wad
  readonly fee: Wad
  /** Tokens for premium and fee, and for the funding settled; negative: received. */
  readonly cost: Raw
  readonly funding: Raw
  /** Tokens that must be left for the funding ahead. */
  readonly runway: Raw
  /** Why the contract would refuse; empty: it would not, as far as account, size and pool matter. */
  readonly refusals: readonly Refusal[]
}

const MAX_POSITIONS = 8

/** What is changed on the way through the markets. */
interface Draft {
  readonly before: RiskAccount
  readonly opening: boolean
  readonly markets: RiskMarket[]
  readonly positions: RiskPosition[]
  readonly refusals: Set<Refusal>
  total: Exposure | undefined
  premium: Wad
  fee: Wad
  funding: Wad
}

/** The account's figures after a trade of these legs at its present prices, as `trade` would leave them. */
export function afterTrade(before: RiskAccount, legs: readonly RiskLeg[]): TradeOutcome {
  const draft: Draft = {
    before,
    opening: isOpening(before.positions, legs),
    markets: [...before.markets],
    positions: [...before.positions],
    refusals: new Set(),
    total: before.pool?.recorded,
    premium: 0n,
    fee: 0n,
    funding: 0n,
  }
  for (const run of runsOf(legs)) executeRun(draft, run)

  const { price, spread, unit } = before.collateral
  const cost = toTokensSigned(draft.premium + draft.fee, price, spread, unit)
  const funding = toTokensSigned(afterInsurance(before, draft.funding), price, spread, unit)
  const { markets, positions } = draft
  const account = { ...before, cash: before.cash - cost - funding, markets, positions }
  const health = healthOf(account)
  const runway = runwayOf(account)
  checkMargin(draft, { account, health, runway, sells: legs.some(({ quantity }) => quantity < 0n) })
  const { opening, premium, fee } = draft
  return { account, health, opening, premium, fee, cost, funding, runway, refusals: [...draft.refusals] }
}

/** Whether some leg enlarges or turns a position, earlier legs counted. */
export function isOpening(positions: readonly RiskPosition[], legs: readonly RiskLeg[]): boolean {
  return legs.some((leg, i) => {
    const held = positions.find((position) => sameSeries(position, leg))?.quantity ?? 0n
    const earlier = legs.slice(0, i).reduce((sum, each) => (sameSeries(each, leg) ? sum + each.quantity : sum), 0n)
    const standing = held + earlier
    const opposite = standing > 0n ? leg.quantity < 0n : standing < 0n && leg.quantity > 0n
    return !(opposite && abs(leg.quantity) <= abs(standing))
  })
}

/** Tokens that must be left in cash for the funding owed and that of the runway ahead. */
function runwayOf(account: RiskAccount): Raw {
  const { owed, perYear } = accountFunding(account)
  const ahead = perYear > 0n ? mulDiv(perYear, account.trading.runway, YEAR_SECONDS) + 1n : 0n
  const { price, spread, unit } = account.collateral
  return toTokensUp(max(owed + ahead, 0n), price, spread, unit)
}

/** Legs of one market that stand together are one run. */
function runsOf(legs: readonly RiskLeg[]): RiskLeg[][] {
  const runs: RiskLeg[][] = []
  for (const leg of legs) {
    const last = runs.at(-1)
    if (last?.[0]?.market === leg.market) last.push(leg)
    else runs.push([leg])
  }
  return runs
}

function executeRun(draft: Draft, legs: readonly RiskLeg[]): void {
  const place = legs[0]?.market ?? -1
  const market = draft.markets[place]
  if (market === undefined) throw new RangeError(`There is no market ${place}`)
  const { spot, spotAge, volatility } = market
  const terms = draft.before.trading.staleness
  const filled = fillLegs(market.book, { legs, spot, spotAge, volatility, terms })
  for (const leg of legs) changePosition(draft, leg, spot)
  draft.premium += filled.liabilityAfter - filled.liabilityBefore
  draft.fee += filled.fills.reduce((sum, fill) => sum + fill.fee, 0n)
  for (const { leg, unit } of filled.fills) {
    setRate(draft, { ...leg, market: place }, fundingRateOf(filled.after, unit, leg.isPut))
  }
  checkRoom(draft, place, market, filled)
}

/** Settles the position's funding and changes its quantity. */
function changePosition(draft: Draft, leg: RiskLeg, spot: Wad): void {
  const { positions, refusals, before } = draft
  const place = positions.findIndex((position) => sameSeries(position, leg))
  const held = positions[place]
  if (held) draft.funding += divUp(held.quantity * held.due, WAD)
  const quantity = (held?.quantity ?? 0n) + leg.quantity
  if (quantity === 0n) {
    if (held) positions.splice(place, 1)
    return
  }
  if (mulWad(abs(quantity), spot) < before.trading.minimumNotional * WAD) refusals.add('BelowMinimumNotional')
  const { market, strike, isPut } = leg
  const position = { market, strike, isPut, quantity, fundingRate: held?.fundingRate ?? 0n, due: 0n }
  if (held) positions[place] = position
  else positions.push(position)
  if (positions.length > MAX_POSITIONS) refusals.add('TooManyPositions')
}

function setRate({ positions }: Draft, series: Series, fundingRate: Wad): void {
  const place = positions.findIndex((position) => sameSeries(position, series))
  const position = positions[place]
  if (position) positions[place] = { ...position, fundingRate }
}

/** Mirrors Trading._requireRoom; a run that lessens what is too much may pass. */
function checkRoom(draft: Draft, place: number, market: RiskMarket, filled: Filled): void {
  const { before, total, refusals } = draft
  const stressBefore = stressLoss(market.book)
  const stressAfter = stressLoss(filled.after)
  const recorded = market.recorded ?? { liability: filled.liabilityBefore, stressLoss: stressBefore }
  draft.markets[place] = {
    ...market,
    book: filled.after,
    recorded: { liability: filled.liabilityAfter, stressLoss: stressAfter },
  }
  if (!before.pool || !total) return
  const sum = {
    liability: total.liability - recorded.liability + filled.liabilityAfter,
    stressLoss: total.stressLoss - recorded.stressLoss + stressAfter,
  }
  draft.total = sum
  if (!draft.opening) return
  const skew = skewOf(filled.after)
  if (skew >= WAD && skew > skewOf(market.book)) refusals.add('BookTooSkewed')
  if (sum.stressLoss > limitAfter(draft, sum) && stressAfter > stressBefore) refusals.add('CapacityExceeded')
}

/** The limit of stress loss counts the pool's cash before the premium arrives or after it has left. */
function limitAfter({ before, premium, funding }: Draft, total: Exposure): Wad {
  const { collateral, pool, trading } = before
  if (!pool) return 0n
  const leaving = mulDiv(max(0n - premium, 0n), collateral.unit, collateral.price)
  const settled = mulDiv(funding, 10_000n - trading.insuranceShare, 10_000n)
  return stressLimit({
    price: collateral.price,
    unit: collateral.unit,
    cash: zeroFloorSub(pool.cash, leaving),
    other: pool.receivable - settled - total.liability,
    limitBps: pool.stressLimitBps,
    shockBps: pool.shockBps,
  })
}

interface Result {
  readonly account: RiskAccount
  readonly health: Health
  readonly runway: Raw
  readonly sells: boolean
}

/** Mirrors Clearinghouse._settle, _requireOpeningMargin and _requireNoWorse. */
function checkMargin({ before, opening, refusals }: Draft, { account, health, runway, sells }: Result): void {
  if (account.cash < 0n) refusals.add('InsufficientMargin')
  if (opening && runway > account.cash) refusals.add('InsufficientMargin')
  if (!hasWritten(account) || health.openingEquity >= health.initialMargin) return
  if (opening) refusals.add('BelowInitialMargin')
  else if (sells && hasWritten(before)) {
    const earlier = healthOf(before)
    const better = health.equity * earlier.maintenanceMargin >= earlier.equity * health.maintenanceMargin
    if (!better) refusals.add('BelowInitialMargin')
  }
}

type Series = Pick<RiskPosition, 'market' | 'strike' | 'isPut'>

function sameSeries(a: Series, b: Series): boolean {
  return a.market === b.market && a.strike === b.strike && a.isPut === b.isPut
}
