import { floatValue } from '../pricing/float'

/**
 * Scenario margin in double precision, for simulation only: money is margined by ./margin. USD, fractions, years as plain
 * numbers. The collateral itself is not an underlying here.
 */

export interface FloatMarginPosition {
  readonly asset: number
  readonly spot: number
  readonly volatility: number
  readonly period: number
  readonly shock: number
  readonly volatilityShock: number
  readonly strike: number
  readonly isPut: boolean
  /** Positive: bought. */
  readonly quantity: number
  /** USD per unit, as the funding rate in force tells. */
  readonly mark: number
}

export interface FloatMarginTerms {
  readonly haircut: number
  readonly collateralShock: number
  readonly writtenMinimum: number
  readonly maintenance: number
}

/** USD; names as in contracts/src/libraries/MarginLib.sol. */
export interface FloatHealth {
  readonly equity: number
  readonly openingEquity: number
  readonly initialMargin: number
  readonly maintenanceMargin: number
  readonly cashMargin: number
  readonly worth: number
}

const MOVES = [-1, -0.5, 0, 0.5, 1]

/** The account's figures. `cash` is USD at what conversion would bring, `funding` USD owed. */
export function floatHealth(
  cash: number,
  funding: number,
  terms: FloatMarginTerms,
  positions: readonly FloatMarginPosition[],
): FloatHealth {
  let worth = 0
  let worse = 0
  for (const position of positions) {
    const { value } = floatValue(position)
    const mark = Math.max(position.mark, 0)
    worth += position.quantity * value
    worse += position.quantity * (position.quantity > 0 ? Math.min(value, mark) : Math.max(value, mark))
  }
  const counted = cash * (1 - terms.haircut)
  const cashMargin = counted * terms.collateralShock
  const assets = new Set(positions.map(({ asset }) => asset))
  let initialMargin = cashMargin
  for (const asset of assets) {
    initialMargin += assetMargin(
      positions.filter((position) => position.asset === asset),
      terms.writtenMinimum,
    )
  }
  return {
    equity: counted + worth - funding,
    openingEquity: counted + worse - funding,
    initialMargin,
    maintenanceMargin: initialMargin * terms.maintenance,
    cashMargin,
    worth,
  }
}

/** Part of every position whose closing restores the initial margin; `cost`: fees and penalty of closing everything, USD. */
export function floatClosingFraction(health: FloatHealth, terms: FloatMarginTerms, cost: number): number {
  if (health.equity <= cost) return 1
  const missing = health.initialMargin - health.equity
  const owed = -health.worth
  const kept = (1 - terms.haircut) * (1 - terms.collateralShock)
  const shed = health.initialMargin - health.cashMargin + owed - (owed + cost) * kept
  return shed <= missing ? 1 : missing / shed
}

function assetMargin(positions: readonly FloatMarginPosition[], minimum: number): number {
  let worst = 0
  const shock = Math.max(...positions.map((position) => position.shock))
  for (const move of MOVES) {
    let loss = 0
    for (const position of positions) {
      const spot = position.spot * (1 + move * shock)
      const volatility = position.volatility * (1 + position.volatilityShock)
      loss += position.quantity * (floatValue(position).value - floatValue({ ...position, spot, volatility }).value)
    }
    worst = Math.max(worst, loss)
  }
  const net = (isPut: boolean) =>
    positions.reduce((sum, position) => sum + (position.isPut === isPut ? position.quantity : 0), 0)
  const uncovered = Math.max(-net(false), 0) + Math.max(-net(true), 0)
  return Math.max(worst, uncovered * (positions[0]?.spot ?? 0) * minimum)
}
