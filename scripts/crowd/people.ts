import { keccak256, stringToHex, type Hex } from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'

/**
 * The demo's simulated crowd. Its people are made up, their keys follow from the seed and are worth nothing; what they do, they
 * do in real transactions of the local chain.
 */

export type Habit = 'buyer' | 'writer' | 'combiner' | 'gambler' | 'forgetful' | 'provider' | 'staker'

export interface Person {
  /** Number in the crowd. */
  readonly number: number
  readonly habit: Habit
  /** Ticker of the stock token that they hold. */
  readonly stock: string
  readonly account: PrivateKeyAccount
}

/** How many of each there are. */
const cast: readonly (readonly [stock: string, habit: Habit, count: number])[] = [
  ['TSLA', 'buyer', 5],
  ['TSLA', 'writer', 3],
  ['TSLA', 'combiner', 3],
  ['TSLA', 'gambler', 2],
  ['TSLA', 'forgetful', 1],
  ['TSLA', 'provider', 4],
  ['TSLA', 'staker', 2],
  ['NVDA', 'buyer', 3],
  ['NVDA', 'writer', 1],
  ['NVDA', 'combiner', 1],
  ['NVDA', 'gambler', 1],
  ['NVDA', 'provider', 2],
  ['NVDA', 'staker', 1],
  ['SPY', 'buyer', 2],
  ['SPY', 'writer', 1],
  ['SPY', 'provider', 1],
  ['SPY', 'staker', 1],
]

/** The same people for the same seed. */
export function gatherCrowd(seed: number): readonly Person[] {
  const roles = cast.flatMap(([stock, habit, count]) => Array.from({ length: count }, () => ({ stock, habit })))
  return roles.map(({ stock, habit }, number) => ({ number, habit, stock, account: accountOf(seed, number) }))
}

function accountOf(seed: number, number: number): PrivateKeyAccount {
  const key: Hex = keccak256(stringToHex(`undated demo crowd ${seed}/${number}`))
  return privateKeyToAccount(key)
}
