import { abs, max, mulDiv, WAD, type Wad } from '../fixed-point'
import { accountFunding, hasWritten, type RiskAccount } from './account'
import { assess, type MarginInputs } from './margin'
import type { StressScenario } from './pool-stress'

/**
 * What accounts could not pay if prices jumped before anybody could liquidate them: the insurance pool bears that first. Cash
 * counts in full at the jumped price, positions at their value, both without impact.
 */

export interface AccountDebts {
  /** Accounts that would owe more than they have. */
  readonly accounts: number
  /** What is missing in all of them, USD. */
  readonly total: Wad
}

export const NO_DEBTS: AccountDebts = { accounts: 0, total: 0n }

export function debtsIn(accounts: readonly RiskAccount[], scenario: StressScenario): AccountDebts {
  return accounts.reduce((sum, account) => {
    const equity = equityIn(account, scenario)
    return equity >= 0n ? sum : { accounts: sum.accounts + 1, total: sum.total - equity }
  }, NO_DEBTS)
}

/** Cash + Σ q·V − funding owed after the jump, USD; 0 at least for an account that has only bought. */
export function equityIn(account: RiskAccount, scenario: StressScenario): Wad {
  if (!hasWritten(account)) return 0n
  const { collateral, markets, positions } = account
  const price = moved(collateral.price, collateral.asset, account, scenario)
  const inputs: MarginInputs = {
    cash: mulDiv(max(account.cash, 0n), price, collateral.unit),
    funding: accountFunding(account).owed,
    collateralAsset: collateral.asset,
    terms: NO_MARGIN,
    markets: markets.map((market) => ({
      ...market,
      spot: moved(market.spot, market.asset, account, scenario),
      volatility: mulDiv(market.volatility, scenario.volatilityFactor, WAD),
    })),
    positions,
  }
  return assess(inputs).equity
}

/** Nothing is taken off: what counts is what is there. */
const NO_MARGIN = { haircut: 0n, collateralShock: 0n, writtenMinimum: 0n, maintenance: WAD } as const

function moved(price: Wad, asset: number, { collateral }: RiskAccount, scenario: StressScenario): Wad {
  const { moves, stockMove, assetMove } = scenario
  const move = moves?.get(asset) ?? (asset === collateral.asset ? stockMove : assetMove)
  return mulDiv(price, WAD + move, WAD)
}

/** Σ |q|·S of an account, USD: how large it is. */
export function notionalOf({ markets, positions }: RiskAccount): Wad {
  return positions.reduce(
    (sum, { market, quantity }) => sum + mulDiv(abs(quantity), markets[market]?.spot ?? 0n, WAD),
    0n,
  )
}
