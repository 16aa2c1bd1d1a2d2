import { BPS, max, min, mulDiv, type Raw, type Wad } from '../fixed-point'
import { liabilityNow, stressLimit, stressLoss, type Valuation } from '../pricing'
import { hasWritten, healthOf, liquidatable, type RiskAccount } from '../risk'

/** What a change of parameters does to what is open now. Everything else stays as it is: prices, quantities, funding owed. */

/** A collateral set under one choice of parameters. Tokens are Raw, USD is WAD, fractions of governance are basis points. */
export interface GovernedSet {
  readonly cash: Raw
  readonly insuranceAssets: Raw
  readonly receivable: Wad
  readonly collateralPrice: Wad
  /** 10^decimals of the token. */
  readonly unit: bigint
  readonly stressLimitBps: bigint
  readonly shockBps: bigint
  readonly shareMinBps: bigint
  readonly shareMaxBps: bigint
  readonly targetCoverageBps: bigint
  /** Every market with its strikes, valued. */
  readonly books: readonly Valuation[]
  readonly accounts: readonly GovernedAccount[]
}

export interface GovernedAccount {
  readonly id: string
  readonly account: RiskAccount
}

/** USD and fractions, WAD. */
export interface PoolStanding {
  readonly liability: Wad
  readonly stressLoss: Wad
  readonly stressLimit: Wad
  /** What the stress loss may still grow by; 0: only trades that reduce risk. */
  readonly room: Wad
  /** Insurance assets over stress loss; undefined: nothing is at stake. */
  readonly coverage: Wad | undefined
  readonly targetCoverage: Wad
  /** The insurance pool's part of income, once somebody touches the market. */
  readonly insuranceShare: Wad
}

export interface AccountsStanding {
  readonly count: number
  /** Σ of the accounts that have written options, USD. */
  readonly initialMargin: Wad
  readonly maintenanceMargin: Wad
  /** Accounts that anyone may liquidate. */
  readonly liquidatable: readonly string[]
  /** Accounts that may open and withdraw nothing, since they are worth less than their initial margin. */
  readonly belowInitial: readonly string[]
}

export interface Standing {
  readonly pool: PoolStanding
  readonly accounts: AccountsStanding
}

export interface Effect {
  readonly before: Standing
  readonly after: Standing
  /** Accounts that the change makes liquidatable. */
  readonly newlyLiquidatable: readonly string[]
}

/** Compares what stands under the parameters in force with what would stand under others. */
export function effectOf(before: GovernedSet, after: GovernedSet): Effect {
  const [old, next] = [standingOf(before), standingOf(after)]
  const known = new Set(old.accounts.liquidatable)
  return { before: old, after: next, newlyLiquidatable: next.accounts.liquidatable.filter((id) => !known.has(id)) }
}

export function standingOf(set: GovernedSet): Standing {
  return { pool: poolStandingOf(set), accounts: accountsStandingOf(set.accounts) }
}

export function poolStandingOf(set: GovernedSet): PoolStanding {
  const liability = set.books.reduce((sum, book) => sum + liabilityNow(book), 0n)
  const loss = set.books.reduce((sum, book) => sum + stressLoss(book), 0n)
  const limit = stressLimit({
    price: set.collateralPrice,
    unit: set.unit,
    cash: set.cash,
    other: set.receivable - liability,
    limitBps: set.stressLimitBps,
    shockBps: set.shockBps,
  })
  const insurance = mulDiv(set.insuranceAssets, set.collateralPrice, set.unit)
  const coverageBps = loss === 0n ? undefined : mulDiv(insurance, 10_000n, loss)
  return {
    liability,
    stressLoss: loss,
    stressLimit: limit,
    room: max(limit - loss, 0n),
    coverage: coverageBps === undefined ? undefined : coverageBps * BPS,
    targetCoverage: set.targetCoverageBps * BPS,
    insuranceShare: shareOf(set, coverageBps) * BPS,
  }
}

/** The least at target coverage, rising evenly to the most at none: contracts/src/clearinghouse/Touching.sol. */
function shareOf(
  { shareMinBps, shareMaxBps, targetCoverageBps }: GovernedSet,
  coverageBps: bigint | undefined,
): bigint {
  const coverage = coverageBps === undefined ? targetCoverageBps : min(coverageBps, targetCoverageBps)
  return shareMaxBps - mulDiv(shareMaxBps - shareMinBps, coverage, targetCoverageBps)
}

/** Accounts that have only bought need no margin and are never liquidated by a price: they are counted, no more. */
function accountsStandingOf(accounts: readonly GovernedAccount[]): AccountsStanding {
  const liquidatableIds: string[] = []
  const belowInitial: string[] = []
  let initialMargin = 0n
  let maintenanceMargin = 0n
  for (const { id, account } of accounts) {
    if (!hasWritten(account)) continue
    const health = healthOf(account)
    initialMargin += health.initialMargin
    maintenanceMargin += health.maintenanceMargin
    if (liquidatable(health)) liquidatableIds.push(id)
    else if (health.openingEquity < health.initialMargin) belowInitial.push(id)
  }
  return { count: accounts.length, initialMargin, maintenanceMargin, liquidatable: liquidatableIds, belowInitial }
}
