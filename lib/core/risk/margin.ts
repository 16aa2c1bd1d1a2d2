import {
  abs,
  divTrunc,
  divUp,
  lnWad,
  max,
  min,
  mulDiv,
  mulWad,
  mulWadUp,
  WAD,
  zeroFloorSub,
  type Wad,
} from '../fixed-point'
import { exponent, intrinsic, logMoneyness, timeValue } from '../pricing'

/**
 * Scenario margin: contracts/src/libraries/MarginLib.sol, operation by operation, equal to the wei. Per underlying the worst loss
 * of the whole account over price shocks {−s, −s/2, 0, +s/2, +s} with volatility up, but at least a minimum for each written
 * contract that no bought one covers; the collateral's own price is an underlying too, of which the account's cash is a holding.
 */

/** A market as a margin account sees it. `period` in years; prices in USD; all but `asset` WAD. */
export interface MarginMarket {
  readonly asset: number
  readonly spot: Wad
  readonly volatility: Wad
  readonly period: Wad
  readonly shock: Wad
  readonly volatilityShock: Wad
}

/** One position: bought (positive) or written (negative). `market` is its place in the list of markets. */
export interface MarginPosition {
  readonly market: number
  readonly strike: Wad
  readonly isPut: boolean
  readonly quantity: Wad
  /** The series' rate in force, USD per unit and year. */
  readonly fundingRate: Wad
}

/** Fractions, WAD. */
export interface MarginTerms {
  readonly haircut: Wad
  readonly collateralShock: Wad
  readonly writtenMinimum: Wad
  readonly maintenance: Wad
}

/** An account with everything that values it. */
export interface MarginInputs {
  /** USD at what conversion would bring. */
  readonly cash: Wad
  /** Funding owed, USD; negative: due to the account. */
  readonly funding: Wad
  readonly collateralAsset: number
  readonly terms: MarginTerms
  readonly markets: readonly MarginMarket[]
  readonly positions: readonly MarginPosition[]
}

/** What an account is worth and what it must be worth; USD. */
export interface Health {
  /** Counted cash + Σ q·V − funding, rounded down: what maintenance is judged by. */
  readonly equity: Wad
  /** The same with every position at the worse of V and its mark: what opening is judged by. */
  readonly openingEquity: Wad
  /** Worst loss over the scenarios, rounded up. */
  readonly initialMargin: Wad
  /** The governed part of it, rounded up. */
  readonly maintenanceMargin: Wad
  /** What of the initial margin the cash alone would need. */
  readonly cashMargin: Wad
  /** Σ q·V, rounded down. */
  readonly worth: Wad
  /** Σ |q|·S, rounded up. */
  readonly notional: Wad
  /** Σ |q|·V, rounded up. */
  readonly value: Wad
}

/** One underlying's sums. `value` now and `shocked` by scenario carry 36 decimals. */
interface Group {
  shock: Wad
  spotFactors: readonly Wad[]
  logShifts: readonly Wad[]
  value: bigint
  shocked: bigint[]
  netCalls: Wad
  netPuts: Wad
}

interface Totals {
  value: bigint
  worse: bigint
  notional: Wad
  size: Wad
}

/** The account's figures. */
export function assess(inputs: MarginInputs): Health {
  const { cash, funding, terms } = inputs
  const groups = groupsOf(inputs)
  const totals = addPositions(inputs, groups)
  const counted = mulWad(cash, WAD - terms.haircut)
  const worth = floorWad(totals.value)
  const cashMargin = mulWadUp(counted, terms.collateralShock)
  const initialMargin = marginOf(inputs, groups, counted, cashMargin)
  return {
    equity: counted + worth - funding,
    openingEquity: counted + floorWad(totals.worse) - funding,
    initialMargin,
    maintenanceMargin: mulWadUp(initialMargin, terms.maintenance),
    cashMargin,
    worth,
    notional: totals.notional,
    value: totals.size,
  }
}

/** Whether an account that has written options may be liquidated. One that has only bought never may. */
export function liquidatable(health: Health): boolean {
  return health.equity < health.maintenanceMargin
}

/**
 * Part of every position (WAD, rounded up, at most 1) whose closing restores the initial margin.
 * @param cost fees and penalty of closing everything (USD).
 */
export function closingFraction(health: Health, terms: MarginTerms, cost: Wad): Wad {
  // Equity that closing would eat up cannot be improved by closing a part.
  if (health.equity <= cost) return WAD
  const missing = health.initialMargin - health.equity
  const owed = 0n - health.worth
  const kept = mulDiv(WAD - terms.haircut, WAD - terms.collateralShock, WAD)
  const shed = positionMargin(health) + owed - mulDiv(owed + cost, kept, WAD)
  if (shed <= missing) return WAD
  return divUp(missing * WAD, shed)
}

/** The part of the initial margin that the positions, not the cash, are the reason of (USD). */
export function positionMargin({ initialMargin, cashMargin }: Health): Wad {
  return zeroFloorSub(initialMargin, cashMargin)
}

/** 36 decimals to USD (WAD), rounded towards negative infinity. */
export function floorWad(value: bigint): Wad {
  return 0n - divUp(0n - value, WAD)
}

/** Markets of one underlying share a group, kept at the place of the first of them; it takes the largest of their shocks. */
function groupsOf({ markets, collateralAsset, terms }: MarginInputs): readonly (Group | undefined)[] {
  return markets.map(({ asset }, place) => {
    if (leaderOf(markets, asset) !== place) return undefined
    const own = markets.reduce((most, market) => (market.asset === asset ? max(most, market.shock) : most), 0n)
    return newGroup(asset === collateralAsset ? max(own, terms.collateralShock) : own)
  })
}

function newGroup(shock: Wad): Group {
  const half = divTrunc(shock, 2n)
  const spotFactors = [0n - shock, 0n - half, 0n, half, shock].map((move) => WAD + move)
  return {
    shock,
    spotFactors,
    logShifts: spotFactors.map((factor) => (factor === WAD ? 0n : lnWad(factor))),
    value: 0n,
    shocked: spotFactors.map(() => 0n),
    netCalls: 0n,
    netPuts: 0n,
  }
}

function addPositions(inputs: MarginInputs, groups: readonly (Group | undefined)[]): Totals {
  const { markets, positions } = inputs
  const exponents = markets.map(({ volatility, period, volatilityShock }) => ({
    now: exponent(volatility, period),
    stressed: exponent(mulDiv(volatility, WAD + volatilityShock, WAD), period),
  }))
  const totals: Totals = { value: 0n, worse: 0n, notional: 0n, size: 0n }
  for (const position of positions) {
    const market = markets[position.market]
    const u = exponents[position.market]
    const group = market && groups[leaderOf(markets, market.asset)]
    if (!market || !u || !group) throw new RangeError(`There is no market ${position.market}`)
    const { strike, isPut, quantity } = position
    const log = logMoneyness(market.spot, strike)
    const unit = valueAt(market.spot, strike, isPut, log, u.now)
    totals.value += quantity * unit
    totals.worse += quantity * worseOf(position, market, unit)
    scan(group, position, { spot: market.spot, unit, log, stressed: u.stressed })
    totals.notional += mulWadUp(abs(quantity), market.spot)
    totals.size += mulWadUp(abs(quantity), unit)
  }
  return totals
}

interface Scanned {
  readonly spot: Wad
  readonly unit: Wad
  readonly log: Wad
  readonly stressed: Wad
}

/** Adds a position to its underlying's sums. */
function scan(group: Group, { strike, isPut, quantity }: MarginPosition, { spot, unit, log, stressed }: Scanned): void {
  group.value += quantity * unit
  group.shocked = group.shocked.map((sum, k) => {
    const shockedSpot = mulDiv(spot, group.spotFactors[k] ?? WAD, WAD)
    return sum + quantity * valueAt(shockedSpot, strike, isPut, log + (group.logShifts[k] ?? 0n), stressed)
  })
  if (isPut) group.netPuts += quantity
  else group.netCalls += quantity
}

/** Σ over underlyings of max(worst scenario, written minimum), and the collateral's shock (USD, rounded up). */
function marginOf(
  { markets, collateralAsset, terms }: MarginInputs,
  groups: readonly (Group | undefined)[],
  counted: Wad,
  cashMargin: Wad,
): Wad {
  let margin = 0n
  let cashIncluded = false
  for (const [place, { asset, spot }] of markets.entries()) {
    const group = groups[place]
    if (!group || group.shock === 0n) continue
    const collateral = asset === collateralAsset
    cashIncluded ||= collateral
    margin += groupMargin(group, spot, terms.writtenMinimum, collateral ? counted : 0n)
  }
  return cashIncluded ? margin : margin + cashMargin
}

/** @param held USD held of the underlying itself, which moves with its price and covers written calls. */
function groupMargin(group: Group, spot: Wad, minimum: Wad, held: Wad): Wad {
  const losses = group.shocked.map((shocked, k) => group.value - shocked - held * ((group.spotFactors[k] ?? WAD) - WAD))
  const worst = losses.reduce((most, loss) => max(most, loss), 0n)
  const calls = group.netCalls + mulDiv(held, WAD, spot)
  const uncovered = max(0n - calls, 0n) + max(0n - group.netPuts, 0n)
  return max(divUp(worst, WAD), mulWadUp(mulWadUp(uncovered, spot), minimum))
}

/** The worse of V and the mark for whoever holds the position; the mark is what its funding rate in force tells. */
function worseOf(
  { strike, isPut, quantity, fundingRate }: MarginPosition,
  { spot, period }: MarginMarket,
  unit: Wad,
): Wad {
  const mark = max(intrinsic(spot, strike, isPut) + mulDiv(fundingRate, period, WAD), 0n)
  return quantity > 0n ? min(unit, mark) : max(unit, mark)
}

function valueAt(spot: Wad, strike: Wad, isPut: boolean, log: Wad, u: Wad): Wad {
  return timeValue(spot, strike, log, u) + intrinsic(spot, strike, isPut)
}

/** Place of the first market with this underlying. */
function leaderOf(markets: readonly MarginMarket[], asset: number): number {
  return markets.findIndex((market) => market.asset === asset)
}
