import { formatAmount } from '@/lib/core/format'
import { mulDivUp, type Raw, type Wad } from '@/lib/core/fixed-point'
import type { ExecutionView, Overview } from './snapshot/types'

/** How a set carries out trades: at once, or by request at the next price. */

export const AT_ONCE: ExecutionView = { delay: 0n, window: 0n }

/** What whoever executes a request gets, USD: contracts/src/libraries/RequestTerms.sol. */
export const EXECUTION_REWARD_USD: Wad = 10n ** 17n

/** The same for people. */
export const EXECUTION_REWARD_TEXT = `$${formatAmount(EXECUTION_REWARD_USD, { digits: 2, fixed: true })}`

export function executionOf(overview: Overview, setIndex: number): ExecutionView {
  return overview.execution?.[setIndex] ?? AT_ONCE
}

/** That reward in tokens at the collateral's `price`, rounded up; nothing where trades are carried out at once. `unit` = 10^decimals. */
export function executionReward({ delay }: ExecutionView, price: Wad, unit: bigint): Raw {
  return delay === 0n ? 0n : mulDivUp(EXECUTION_REWARD_USD, unit, price)
}

/** Whether shares of the set's main pool are bought and sold by request now: LiquidityQueue._byRequest. */
export function isPoolByRequest(overview: Overview, setIndex: number): boolean {
  const set = overview.sets[setIndex]
  const settled = (overview.settlements?.[setIndex]?.settledAt ?? 0n) > 0n
  if (set === undefined || settled || executionOf(overview, setIndex).delay === 0n) return false
  return set.pool.receivable !== 0n || set.markets.some(({ strikes }) => strikes.length > 0)
}
