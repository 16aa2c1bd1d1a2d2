import { divTrunc, mulDiv, WAD, type Wad } from '../fixed-point'
import type { RiskAccount } from './account'
import { afterTrade, type Refusal, type RiskLeg } from './trade'

/** The largest trade of a shape, found by a search over `afterTrade`. */

export interface LargestSize {
  /** What the legs' quantities may be multiplied with (WAD); 0: not even the smallest position passes. */
  readonly multiple: Wad
  /** What ends it; empty when nothing does within a million times the legs. */
  readonly refusals: readonly Refusal[]
}

const MOST: Wad = 1_048_576n * WAD
const LEAST: Wad = 10n ** 9n
/** The multiple is found to one part in a million. */
const PRECISION = 1_000_000n

/**
 * The largest multiple of the given legs that passes margin, cash, capacity and skew now, to one part in a million. It assumes
 * that what passes in one size passes in any smaller one that is worth opening.
 */
export function largestSize(account: RiskAccount, legs: readonly RiskLeg[]): LargestSize {
  const judge = (multiple: Wad) => afterTrade(account, scaled(legs, multiple)).refusals
  const passes = (multiple: Wad) => judge(multiple).every((refusal) => refusal === 'BelowMinimumNotional')
  const start = bracket(passes)
  const { good, bad } = start.bad === 0n ? start : narrow(passes, start.good, start.bad)
  const refusals = bad === 0n ? [] : judge(bad)
  if (good === 0n || judge(good).length > 0) return { multiple: 0n, refusals }
  return { multiple: good, refusals }
}

/** The legs with their quantities multiplied, rounded towards zero; a leg that vanishes is left out. */
export function scaled(legs: readonly RiskLeg[], multiple: Wad): RiskLeg[] {
  return legs
    .map((leg) => ({ ...leg, quantity: mulDiv(leg.quantity, multiple, WAD) }))
    .filter(({ quantity }) => quantity !== 0n)
}

interface Bracket {
  /** Passes, or 0. */
  readonly good: Wad
  /** Fails; 0: nothing that was tried did. */
  readonly bad: Wad
}

function bracket(passes: (multiple: Wad) => boolean): Bracket {
  let multiple = WAD
  if (passes(multiple)) {
    while (multiple < MOST) {
      if (!passes(multiple * 2n)) return { good: multiple, bad: multiple * 2n }
      multiple *= 2n
    }
    return { good: multiple, bad: 0n }
  }
  while (multiple > LEAST) {
    const half = divTrunc(multiple, 2n)
    if (passes(half)) return { good: half, bad: multiple }
    multiple = half
  }
  return { good: 0n, bad: multiple }
}

function narrow(passes: (multiple: Wad) => boolean, from: Wad, to: Wad): Bracket {
  let [good, bad] = [from, to]
  while (good > 0n && (bad - good) * PRECISION > good) {
    const middle = divTrunc(good + bad, 2n)
    if (passes(middle)) good = middle
    else bad = middle
  }
  return { good, bad }
}
