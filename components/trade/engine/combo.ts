import { newestPrice } from '@/lib/chain/market-inputs'
import { riskAccountOf } from '@/lib/chain/risk-inputs'
import type { AccountView, Snapshot } from '@/lib/chain/snapshot/types'
import { divUp, max, min, mulDiv, mulDivUp, WAD, YEAR_SECONDS, type Raw, type Wad } from '@/lib/core/fixed-point'
import type { Leg, Quote } from '@/lib/core/pricing'
import {
  afterInsurance,
  afterTrade,
  hasWritten,
  healthOf,
  largestSize,
  liquidationPrices,
  type Health,
  type LargestSize,
  type LiquidationPrice,
  type Refusal,
  type RiskAccount,
} from '@/lib/core/risk'
import { executionRewardOf, quoteLegs, rewardToKeep, type Board } from './board'
import { closingProfit } from './closing'
import { boundsOf, breakEvensOf, type ProfitBounds } from './payoff'
import { runwayOf } from './ticket'

const BPS = 10_000n
const DAY_SECONDS = 86_400n

export interface ComboInput {
  readonly board: Board
  /** The margin account at the newest prices. */
  readonly account: RiskAccount
  readonly legs: readonly Leg[]
  /** Units of the underlying (WAD) that the legs were made for. */
  readonly size: Wad
  /** Token balance of the wallet; undefined without one. */
  readonly wallet: Raw | undefined
  readonly slippageBps: number
  /** How much more than the initial margin to have after opening, basis points. */
  readonly cushionBps: number
  readonly now: bigint
}

/** What keeps the contract from taking it. `funds`: wallet and account together cannot pay cost and margin. */
export type ComboBlocker = Refusal | 'funds'

/** Everything that the advanced ticket shows. Tokens in their smallest unit, USD in WAD. */
export interface ComboQuote {
  readonly legs: readonly Leg[]
  readonly quote: Quote
  readonly size: Wad
  readonly notionalUsd: Wad
  /** Positive: paid; negative: received. */
  readonly costTokens: Raw
  readonly costUsd: Wad
  /** Positive: the account pays funding; negative: it earns. */
  readonly perDayUsd: Wad
  readonly profitAt: (spot: number) => number
  /** USD, ascending. */
  readonly breakEvens: readonly number[]
  readonly bounds: ProfitBounds
  readonly deposit: Raw
  readonly cashAfter: Raw
  readonly written: boolean
  readonly before: Health
  readonly after: Health
  /** Prices at which the account can be liquidated after the trade. */
  readonly liquidations: readonly LiquidationPrice[]
  readonly runwaySeconds: number | undefined
  readonly blocker: ComboBlocker | undefined
}

/** The account of a set at the newest prices; one that holds nothing for somebody without a wallet. */
export function accountOf(
  snapshot: Snapshot,
  board: Board,
  account: Pick<AccountView, 'cash' | 'positions'> | undefined,
  now: bigint,
): RiskAccount | undefined {
  const { overview, set } = board
  return riskAccountOf({
    overview,
    set,
    account: account ?? { cash: 0n, positions: [] },
    priceOf: (asset) => newestPrice(overview, snapshot.prices, asset),
    now,
  })
}

export function quoteCombo(input: ComboInput): ComboQuote {
  const { board, account, legs, size, now, slippageBps } = input
  const quote = quoteLegs(board, legs, now)
  const market = Number(board.market.market)
  const outcome = afterTrade(
    afterReward(account, executionRewardOf(board)),
    legs.map((leg) => ({ ...leg, market })),
  )
  const slip = mulDivUp(max(outcome.cost, 0n), BigInt(slippageBps), BPS)
  const room = rewardToKeep(board) - executionRewardOf(board)
  const deposit = depositFor(input, outcome.account, outcome.runway + slip + room)
  const cashAfter = max(outcome.account.cash + deposit, 0n)
  const settled: RiskAccount = { ...outcome.account, cash: cashAfter }
  const costUsd = outcome.premium + outcome.fee
  const profitAt = closingProfit(board, legs, costUsd)
  return {
    legs,
    quote,
    size,
    notionalUsd: mulDiv(size, board.spot.value, WAD),
    costTokens: outcome.cost,
    costUsd,
    perDayUsd: perDayOf(account, quote),
    profitAt,
    breakEvens: breakEvensOf(profitAt, board),
    bounds: boundsOf(board, legs, costUsd),
    deposit,
    cashAfter,
    written: hasWritten(settled),
    before: healthOf(account),
    after: healthOf(settled),
    liquidations: liquidationPrices(settled),
    runwaySeconds: runwayAfter(settled),
    blocker: blockerOf(input, outcome.refusals, deposit),
  }
}

/** The largest size of the same legs, units of the underlying (WAD), if everything in the wallet were paid in. */
export function largestCombo({ account, legs, size, wallet, board }: ComboInput): LargestSize & { readonly size: Wad } {
  const market = Number(board.market.market)
  const shape = legs.map((leg) => ({ ...leg, market }))
  const paying = afterReward({ ...account, cash: account.cash + (wallet ?? 0n) }, rewardToKeep(board))
  const found = largestSize(paying, shape)
  return { ...found, size: mulDiv(size, found.multiple, WAD) }
}

/** The account once whoever executes the trade has been paid. */
function afterReward(account: RiskAccount, reward: Raw): RiskAccount {
  return { ...account, cash: account.cash - reward }
}

function blockerOf({ wallet }: ComboInput, refusals: readonly Refusal[], deposit: Raw): ComboBlocker | undefined {
  const own = refusals.find((refusal) => refusal !== 'InsufficientMargin' && refusal !== 'BelowInitialMargin')
  if (own !== undefined) return own
  return wallet !== undefined && deposit > wallet ? 'funds' : undefined
}

/** What must be paid in so that `least` is left in cash and, with written options, the initial margin and the cushion. */
function depositFor({ cushionBps, wallet }: ComboInput, after: RiskAccount, least: Raw): Raw {
  const forCash = max(least - after.cash, 0n)
  if (!hasWritten(after)) return forCash
  const covered = (deposit: Raw, bps: bigint) => {
    if (after.cash + deposit < 0n) return false
    const { openingEquity, initialMargin } = healthOf({ ...after, cash: after.cash + deposit })
    return openingEquity * BPS >= initialMargin * (BPS + bps)
  }
  const wanted = smallest(forCash, after.collateral.unit, (deposit) => covered(deposit, BigInt(cushionBps)))
  if (wallet === undefined || wanted <= wallet) return wanted
  // Less cushion than wanted, but never less than a hundredth: prices move until the block.
  const needed = smallest(forCash, after.collateral.unit, (deposit) => covered(deposit, 100n))
  return max(needed, min(wanted, wallet))
}

/** The smallest amount from `from` on that passes, to a thousandth of itself; what passes passes in any larger amount. */
function smallest(from: Raw, step: Raw, passes: (amount: Raw) => boolean): Raw {
  if (passes(from)) return from
  let bad = from
  let distance = step
  while (!passes(from + distance)) {
    bad = from + distance
    if (distance > step << 40n) return bad
    distance <<= 1n
  }
  let good = from + distance
  while (good - bad > (good >> 10n) + 1n) {
    const middle = (good + bad) >> 1n
    if (passes(middle)) good = middle
    else bad = middle
  }
  return good
}

function perDayOf(account: RiskAccount, { legs }: Quote): Wad {
  const perYear = legs.reduce((sum, { quantity, fundingRate }) => sum + divUp(quantity * fundingRate, WAD), 0n)
  return divUp(afterInsurance(account, perYear) * DAY_SECONDS, YEAR_SECONDS)
}

function runwayAfter(account: RiskAccount): number | undefined {
  const perYear = account.positions.reduce(
    (sum, { quantity, fundingRate }) => sum + divUp(quantity * fundingRate, WAD),
    0n,
  )
  return runwayOf(mulDiv(account.cash, account.collateral.price, account.collateral.unit), perYear)
}
