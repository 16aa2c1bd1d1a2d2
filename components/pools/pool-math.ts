import { newestPrice, unitOf } from '@/lib/chain/market-inputs'
import type { SetView, Snapshot } from '@/lib/chain/snapshot/types'
import { mulDiv, WAD, type Raw, type Wad } from '@/lib/core/fixed-point'

/** Shares of both pools carry six more decimals than the token. */
export const SHARE_DECIMALS_MORE = 6
const SHARE_UNIT = 10n ** 6n

/** Tokens in dollars at the stock's newest price; undefined while there is none. */
export function tokensToUsd(snapshot: Snapshot, set: SetView, tokens: Raw): Wad | undefined {
  if (snapshot.overview === undefined) return undefined
  const price = newestPrice(snapshot.overview, snapshot.prices, Number(set.collateralAsset))
  return price === undefined ? undefined : mulDiv(tokens, price.value, unitOf(set))
}

/** Tokens per share (WAD), rounded down; 1 while nobody has deposited. */
export function sharePrice(assets: Raw, shares: bigint): Wad {
  return mulDiv((assets + 1n) * WAD, SHARE_UNIT, shares + SHARE_UNIT)
}

/** Shares for a deposit, as the contract previews it, rounded down. */
export function sharesFor(amount: Raw, entryAssets: Raw, totalShares: bigint): bigint {
  return mulDiv(amount, totalShares + SHARE_UNIT, entryAssets + 1n)
}

/** Tokens for shares, as the contract previews a withdrawal, rounded down. */
export function assetsFor(shares: bigint, exitAssets: Raw, totalShares: bigint): Raw {
  return mulDiv(shares, exitAssets + 1n, totalShares + SHARE_UNIT)
}

/** Shares to redeem for an amount of tokens, rounded down and at most `held`. */
export function sharesToRedeem(amount: Raw, exitAssets: Raw, totalShares: bigint, held: bigint): bigint {
  const shares = mulDiv(amount, totalShares + SHARE_UNIT, exitAssets + 1n)
  return shares > held ? held : shares
}

/** Shares of those held that can be redeemed while the pool lets `withdrawable` tokens go: MainPool.maxRedeem, rounded down. */
export function redeemableShares(
  held: bigint,
  pool: { readonly exitAssets: Raw; readonly totalShares: bigint; readonly withdrawable: Raw },
): bigint {
  const { exitAssets, totalShares, withdrawable } = pool
  if (assetsFor(held, exitAssets, totalShares) <= withdrawable) return held
  return sharesToRedeem(withdrawable, exitAssets, totalShares, held)
}

/** `part` of `whole` as a fraction (WAD); 0 of nothing. */
export function fractionOf(part: bigint, whole: bigint): Wad {
  return whole === 0n ? 0n : mulDiv(part, WAD, whole)
}

/** How much less than previewed may come out of a pool before nothing is sent: half a per cent. */
const SLIPPAGE_BPS = 50n

/** The least to accept for what was previewed, rounded down. */
export function leastFor(expected: bigint): bigint {
  return mulDiv(expected, 10_000n - SLIPPAGE_BPS, 10_000n)
}
