import type { GovernedAccount, GovernedSet } from '@/lib/core/governance'
import { valueMarket } from '@/lib/core/pricing'
import { marketTermsOf, strikeStatesOf, unitOf, volatilityOf, type AssetPrice } from '../market-inputs'
import { riskAccountOf } from '../risk-inputs'
import type { AccountView, Overview, SetView } from '../snapshot/types'

/** An account with positions as the chain holds it. */
export interface HeldAccount extends Pick<AccountView, 'cash' | 'positions'> {
  readonly account: `0x${string}`
}

interface GovernedSetInput {
  readonly overview: Overview
  readonly set: SetView
  readonly accounts: readonly HeldAccount[]
  readonly priceOf: (asset: number) => AssetPrice | undefined
  /** Seconds since the epoch, as the chain counts them. */
  readonly now: bigint
}

/** A set as `lib/core/governance` judges changes; undefined while a price or a volatility is missing. */
export function governedSetOf({ overview, set, accounts, priceOf, now }: GovernedSetInput): GovernedSet | undefined {
  const collateral = priceOf(Number(set.collateralAsset))
  const books = set.markets.map((market) => {
    const price = priceOf(market.config.asset)
    const volatility = volatilityOf(overview, market.config.asset)
    if (price === undefined || volatility === 0n) return undefined
    return valueMarket(marketTermsOf(market), price.value, volatility, strikeStatesOf(market))
  })
  if (collateral === undefined || !books.every((book) => book !== undefined)) return undefined
  const { pool, riskTerms } = set
  return {
    cash: pool.cash,
    insuranceAssets: pool.insuranceAssets,
    receivable: pool.receivable,
    collateralPrice: collateral.value,
    unit: unitOf(set),
    stressLimitBps: BigInt(riskTerms.stressLimit),
    shockBps: BigInt(riskTerms.collateralShock),
    shareMinBps: BigInt(riskTerms.insuranceShareMin),
    shareMaxBps: BigInt(riskTerms.insuranceShareMax),
    targetCoverageBps: BigInt(riskTerms.targetCoverage),
    books,
    accounts: accounts.flatMap(({ account, cash, positions }): GovernedAccount[] => {
      const view = riskAccountOf({ overview, set, account: { cash, positions }, priceOf, now })
      return view === undefined ? [] : [{ id: account, account: view }]
    }),
  }
}
