import { divUp, max, mulDiv, WAD, type Raw, type Wad } from '../fixed-point'
import { toUsdDown, type StalenessTerms, type Valuation } from '../pricing'
import { assess, liquidatable, type Health, type MarginInputs, type MarginMarket, type MarginTerms } from './margin'

/** Everything public that an account's risk depends on; prices may be those on chain or newer ones. */
export interface RiskAccount {
  /** Tokens. */
  readonly cash: Raw
  readonly collateral: RiskCollateral
  readonly terms: MarginTerms
  readonly trading: TradingTerms
  /** Every market in which the account holds or trades something, each once. */
  readonly markets: readonly RiskMarket[]
  readonly positions: readonly RiskPosition[]
  /** Left out, a trade is not checked against what the pool may risk. */
  readonly pool?: RiskPool
}

export interface RiskCollateral {
  readonly asset: number
  /** USD, WAD. */
  readonly price: Wad
  /** What the price's age costs in a conversion (`uncertainty`), a fraction (WAD). */
  readonly spread: Wad
  /** 10^decimals of the token. */
  readonly unit: bigint
}

export interface TradingTerms {
  readonly staleness: StalenessTerms
  /** Seconds of funding that must be left in cash. */
  readonly runway: bigint
  /** USD (whole) that a position must be worth of its underlying. */
  readonly minimumNotional: bigint
  /** The insurance pool's share of income, basis points. */
  readonly insuranceShare: bigint
}

export interface RiskMarket extends MarginMarket {
  /** Seconds since `spot` was published. */
  readonly spotAge: bigint
  /** The market's book valued at `spot`: `valueMarket`. */
  readonly book: Valuation
  /** Λ and stress loss as the chain last recorded them (USD); absent: those of the book. */
  readonly recorded?: Exposure
}

/** USD, WAD. */
export interface Exposure {
  readonly liability: Wad
  readonly stressLoss: Wad
}

export interface RiskPosition {
  /** Place in the list of markets. */
  readonly market: number
  readonly strike: Wad
  readonly isPut: boolean
  /** Units of the underlying: bought (positive) or written (negative). */
  readonly quantity: Wad
  /** Rate in force, USD per unit and year. */
  readonly fundingRate: Wad
  /** Funding not yet settled, USD per unit: the series' index now less the position's. */
  readonly due: Wad
}

/** The pool that the account trades with. */
export interface RiskPool {
  /** Tokens. */
  readonly cash: Raw
  /** USD. */
  readonly receivable: Wad
  /** Sums over all of the set's markets, as recorded. */
  readonly recorded: Exposure
  readonly stressLimitBps: bigint
  readonly shockBps: bigint
}

/** Funding owed now and per year at the rates in force (USD, rounded up), after the insurance pool's share. */
export function accountFunding(account: RiskAccount): { readonly owed: Wad; readonly perYear: Wad } {
  const owed = account.positions.reduce((sum, { quantity, due }) => sum + divUp(quantity * due, WAD), 0n)
  const rate = account.positions.reduce(
    (sum, { quantity, fundingRate }) => sum + divUp(quantity * fundingRate, WAD),
    0n,
  )
  return { owed: afterInsurance(account, owed), perYear: afterInsurance(account, rate) }
}

/** What of a funding amount (USD) an account pays or, less the insurance pool's share, receives. */
export function afterInsurance({ trading }: RiskAccount, owed: Wad): Wad {
  return owed >= 0n ? owed : mulDiv(owed, 10_000n - trading.insuranceShare, 10_000n)
}

/** The account as the margin formulas take it. */
export function marginInputsOf(account: RiskAccount): MarginInputs {
  const { collateral, terms, markets, positions } = account
  return {
    cash: toUsdDown(max(account.cash, 0n), collateral.price, collateral.spread, collateral.unit),
    funding: accountFunding(account).owed,
    collateralAsset: collateral.asset,
    terms,
    markets,
    positions,
  }
}

/** The account's margin figures now. */
export function healthOf(account: RiskAccount): Health {
  return assess(marginInputsOf(account))
}

/** Whether the account may be liquidated now: it has written options and is worth less than its maintenance margin. */
export function isLiquidatable(account: RiskAccount): boolean {
  return hasWritten(account) && liquidatable(healthOf(account))
}

export function hasWritten({ positions }: Pick<RiskAccount, 'positions'>): boolean {
  return positions.some(({ quantity }) => quantity < 0n)
}
