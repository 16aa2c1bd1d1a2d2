import {
  abs,
  divUp,
  max,
  min,
  mulDiv,
  mulDivUp,
  mulWadUp,
  sqrt,
  WAD,
  YEAR_SECONDS,
  type Raw,
  type Wad,
} from '../fixed-point'

/**
 * Staleness-priced fee and conversion: contracts/src/libraries/SpreadLib.sol, operation by operation. WAD; ages in seconds.
 */

export interface StalenessTerms {
  readonly baseFee: Wad
  readonly feeCapOfPremium: Wad
  readonly uncertaintyMultiple: Wad
  readonly grace: bigint
}

export const MAX_SPREAD: Wad = 5n * 10n ** 17n

/** c·σ·sqrt(max(age − grace, 0)) as a fraction, rounded up, at most one half. */
export function uncertainty(terms: StalenessTerms, volatility: Wad, age: bigint): Wad {
  if (age <= terms.grace) return 0n
  const rootYears = sqrt(mulDiv(age - terms.grace, WAD * WAD, YEAR_SECONDS)) + 1n
  return min(mulWadUp(mulWadUp(terms.uncertaintyMultiple, volatility), rootYears), MAX_SPREAD)
}

/** max(base, uncertainty) as a fraction of notional. */
export function feeRate(terms: StalenessTerms, volatility: Wad, age: bigint): Wad {
  return max(terms.baseFee, uncertainty(terms, volatility, age))
}

/** min(rate·notional, cap·premium) in USD, rounded up. */
export function fee(terms: StalenessTerms, rate: Wad, notional: Wad, premium: Wad): Wad {
  return min(mulWadUp(rate, notional), mulWadUp(terms.feeCapOfPremium, premium))
}

/** Tokens that someone who owes `usd` must pay: rounded up at price·(1 − spread). `unit` = 10^decimals. */
export function toTokensUp(usd: Wad, price: Wad, spread: Wad, unit: bigint): Raw {
  return mulDivUp(usd, unit, mulDiv(price, WAD - spread, WAD))
}

/** Tokens that someone who is owed `usd` receives: rounded down at price·(1 + spread). */
export function toTokensDown(usd: Wad, price: Wad, spread: Wad, unit: bigint): Raw {
  return mulDiv(usd, unit, divUp(price * (WAD + spread), WAD))
}

/** Owed (positive, up) or due (negative, down). */
export function toTokensSigned(usd: Wad, price: Wad, spread: Wad, unit: bigint): Raw {
  return usd >= 0n ? toTokensUp(usd, price, spread, unit) : 0n - toTokensDown(abs(usd), price, spread, unit)
}

/** Dollars that `tokens` surely cover: rounded down at price·(1 − spread). */
export function toUsdDown(tokens: Raw, price: Wad, spread: Wad, unit: bigint): Wad {
  return mulDiv(tokens, mulDiv(price, WAD - spread, WAD), unit)
}

/**
 * Largest stress loss that a pool may bear: limit · max(cash·price·(1 − shock) + min(other, 0), 0) in USD. What writers owe backs
 * nothing until they have paid it.
 */
export function stressLimit(input: {
  readonly price: Wad
  readonly unit: bigint
  readonly cash: Raw
  /** Receivable − Λ (USD). */
  readonly other: Wad
  readonly limitBps: bigint
  readonly shockBps: bigint
}): Wad {
  const shocked = toUsdDown(input.cash, input.price, input.shockBps * 10n ** 14n, input.unit)
  const equity = shocked + min(input.other, 0n)
  return equity > 0n ? mulDiv(equity, input.limitBps, 10_000n) : 0n
}
