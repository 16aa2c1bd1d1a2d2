import { mulDiv, WAD, zeroFloorSub, type Raw, type Wad } from '../fixed-point'
import { stressTest, type PoolState, type StressOutcome } from './pool-stress'

/** What a deposit would become in the worst cases, cell by cell, in the depositor's own tokens and dollars. */

const PER_CENT = WAD / 100n
const moves = (...percents: readonly number[]): readonly Wad[] => percents.map((percent) => BigInt(percent) * PER_CENT)

export const ASSET_MOVES = moves(40, 20, 10, -10, -20, -40)
export const STOCK_MOVES = moves(0, -10, -20, -40)
export const VOLATILITY_FACTORS = moves(150, 200)

/** Changes of one deposit; negative: lost. */
export interface StressCell {
  readonly assetMove: Wad
  readonly stockMove: Wad
  readonly volatilityFactor: Wad
  readonly tokens: Raw
  /** At the moved price, against what the deposit is worth in dollars now. */
  readonly usd: Wad
  /** What holding the same tokens outside of the pool would have changed, USD. */
  readonly usdHeld: Wad
  readonly outcome: StressOutcome
}

export interface Deposit {
  /** Tokens that the shares are worth. */
  readonly amount: Raw
  /** How many of them are not in the pool yet. */
  readonly added: Raw
}

/** Every combination, volatility by volatility, asset by asset (rows), stock by stock (columns). */
export function stressTable(pool: PoolState, { amount, added }: Deposit): StressCell[] {
  const grown = { ...pool, cash: pool.cash + added }
  const test = stressTest(grown)
  const { price, unit } = pool.collateral
  const assets = test({ assetMove: 0n, stockMove: 0n, volatilityFactor: WAD }).assets
  const scenarios = VOLATILITY_FACTORS.flatMap((volatilityFactor) =>
    ASSET_MOVES.flatMap((assetMove) => STOCK_MOVES.map((stockMove) => ({ assetMove, stockMove, volatilityFactor }))),
  )
  return scenarios.map((scenario) => {
    const outcome = test(scenario)
    const left = assets === 0n ? 0n : mulDiv(amount, outcome.assets, assets)
    const usdNow = mulDiv(amount, price, unit)
    return {
      ...scenario,
      tokens: left - amount,
      usd: mulDiv(left, outcome.collateralPrice, unit) - usdNow,
      usdHeld: mulDiv(amount, outcome.collateralPrice, unit) - usdNow,
      outcome,
    }
  })
}

/** The cell in which most dollars are lost. */
export function worstCell(cells: readonly StressCell[]): StressCell | undefined {
  return cells.reduce<StressCell | undefined>(
    (worst, cell) => (worst === undefined || cell.usd < worst.usd ? cell : worst),
    undefined,
  )
}

/** A deposit of `amount` by somebody whose shares are worth `own` already. */
export function depositOf(amount: Raw, own: Raw): Deposit {
  return { amount, added: zeroFloorSub(amount, own) }
}
