import type { Hex } from 'viem'
import type { DeployedSet } from '@/lib/chain/deployment'
import { periods, underlyings } from '@/scripts/deploy/parameters'
import type { Random } from '@/scripts/study/random'
import type { Entry } from './diary'
import type { Person } from './people'

/** What a person sees when they decide. Plain numbers (USD, years, tokens): nobody's money depends on them, the contracts check all. */

export interface Market {
  readonly number: number
  readonly asset: string
  /** Years. */
  readonly period: number
  /** Distance of strikes, USD. */
  readonly step: number
}

const YEAR = 31_536_000
const MICRO_USD = 1e6

/** In the order in which the deployment creates them. */
export const markets: readonly Market[] = underlyings
  .flatMap(({ symbol, step }) => periods.map((period) => ({ asset: symbol, period: period / YEAR, step })))
  .map(({ step, ...market }, number) => ({ ...market, number, step: Number(step) / MICRO_USD }))

export interface Quotes {
  /** Seconds since the epoch, of the block in which things will happen. */
  readonly time: number
  /** USD by ticker. */
  readonly spot: ReadonlyMap<string, number>
  /** Annualised, by ticker. */
  readonly volatility: ReadonlyMap<string, number>
  /** Signed updates that a trade may bring along; none when they are on chain already. */
  readonly updates: readonly Hex[]
}

/** What the chain knows of a person. */
export interface Standing {
  /** Margin, smallest units. */
  readonly cash: bigint
  readonly positions: ReadonlyMap<bigint, bigint>
  readonly poolShares: bigint
  readonly stakeShares: bigint
}

/** What a set says once and for all. */
export interface SetTerms {
  /** Smallest units that one claim of the faucet gives. */
  readonly faucetAmount: bigint
  /** Seconds from asking for a trade to the publish time of the price that executes it; 0: trades are carried out at once. */
  readonly delay: number
  /** Seconds from then in which it can be executed. */
  readonly window: number
}

export interface Scene extends Quotes, SetTerms {
  readonly person: Person
  readonly set: DeployedSet
  readonly standing: Standing
  readonly entry: Entry
  readonly dice: Random
  /** Seconds since the crowd has come. */
  readonly elapsed: number
}

export const TOKEN = 1e18

export function priceOf({ spot }: Quotes, symbol: string): number {
  const price = spot.get(symbol)
  if (price === undefined) throw new RangeError(`There is no price of ${symbol}.`)
  return price
}

export function volatilityOf({ volatility }: Quotes, symbol: string): number {
  const value = volatility.get(symbol)
  if (value === undefined) throw new RangeError(`There is no volatility of ${symbol}.`)
  return value
}

/** What the person's margin is worth, USD. */
export function cashUsd(scene: Scene): number {
  return (Number(scene.standing.cash) / TOKEN) * priceOf(scene, scene.set.symbol)
}
