import { newestPrice, unitOf } from '@/lib/chain/market-inputs'
import { riskAccountOf } from '@/lib/chain/risk-inputs'
import type { AccountView, SetView, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import { divUp, mulDiv, WAD, type Raw, type Wad } from '@/lib/core/fixed-point'
import type { AccountLedger } from '@/lib/core/history/ledger'
import { unitAt, valueOf } from '@/lib/core/pricing'
import { accountFunding, afterInsurance, type RiskAccount, type RiskPosition } from '@/lib/core/risk'

/** What an owner has in one set now: from the chain, at the newest prices. USD in WAD. */
export interface LiveSet {
  readonly cash: Raw
  /** Of a whole token. */
  readonly price: Wad
  readonly unit: bigint
  readonly positions: readonly LivePosition[]
  /** Σ q·V. */
  readonly optionValue: Wad
  readonly fundingOwed: Wad
  /** Cash, options and funding; the cash at its full price. */
  readonly equity: Wad
  readonly pool: Holding
  readonly stake: Holding
}

export interface LivePosition {
  readonly series: bigint
  readonly quantity: Wad
  /** q·V: without what closing would move the price, and without its fee. */
  readonly value: Wad
  readonly fundingOwed: Wad
}

/** A share in one of the pools. */
export interface Holding {
  readonly tokens: Raw
  readonly usd: Wad
}

/** Undefined while a price is missing. */
export function liveSetOf(snapshot: Snapshot, set: SetView, mine: UserSetView, now: bigint): LiveSet | undefined {
  const { overview, prices } = snapshot
  if (overview === undefined) return undefined
  const priceOf = (asset: number) => newestPrice(overview, prices, asset)
  const account = riskAccountOf({ overview, set, account: mine.account, priceOf, now })
  const price = priceOf(Number(set.collateralAsset))?.value
  if (account === undefined || price === undefined) return undefined
  const unit = unitOf(set)
  const positions = account.positions.map((position, i) => livePosition(account, position, mine.account, i))
  const optionValue = positions.reduce((sum, { value }) => sum + value, 0n)
  // Of the sum, not the sum of each: the insurance pool takes its share of what is received net.
  const fundingOwed = accountFunding(account).owed
  const holding = (tokens: Raw): Holding => ({ tokens, usd: mulDiv(tokens, price, unit) })
  return {
    cash: mine.account.cash,
    price,
    unit,
    positions,
    optionValue,
    fundingOwed,
    equity: mulDiv(mine.account.cash, price, unit) + optionValue - fundingOwed,
    pool: holding(mine.poolSharesValue),
    stake: holding(mine.insuranceSharesValue),
  }
}

function livePosition(account: RiskAccount, position: RiskPosition, view: AccountView, place: number): LivePosition {
  const { market, strike, isPut, quantity, due } = position
  const book = account.markets[market]?.book
  const unit = book === undefined ? undefined : unitAt(book, strike)
  const worth = unit === undefined ? 0n : valueOf(unit, isPut)
  return {
    series: view.positions[place]?.series ?? 0n,
    quantity,
    value: mulDiv(quantity, worth, WAD),
    fundingOwed: afterInsurance(account, divUp(quantity * due, WAD)),
  }
}

/** Whether the index knows all that the chain does; a block or two apart, the two must not be put together. */
export function agrees({ cash, open }: AccountLedger, live: LiveSet): boolean {
  if (cash !== live.cash || open.length !== live.positions.length) return false
  return live.positions.every(({ series, quantity }) =>
    open.some((record) => record.series === series && record.quantity === quantity),
  )
}
