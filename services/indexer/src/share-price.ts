import { WAD, mulDiv } from '@/lib/core/fixed-point'

/** Shares carry six more decimals than the token. */
const OFFSET = 10n ** 6n

/** Tokens per whole share, WAD, as the pools' own conversion has it. */
export function sharePriceOf(assets: bigint, shares: bigint): bigint {
  return mulDiv((assets + 1n) * OFFSET, WAD, shares + OFFSET)
}
