import { divTrunc } from '@/lib/core/fixed-point'

/** SeriesId and AccountId as in contracts/src/Types.sol. Pure; prices are USD in WAD. */

const STRIKE_TICK = 10n ** 12n
const STRIKE_BITS = 49n
const STRIKE_MASK = (1n << 48n) - 1n

export interface Series {
  readonly market: number
  readonly strike: bigint
  readonly isPut: boolean
}

export function encodeSeries({ market, strike, isPut }: Series): bigint {
  if (strike <= 0n || strike % STRIKE_TICK !== 0n) throw new RangeError('a strike is a multiple of 0.000001 USD')
  return (BigInt(market) << STRIKE_BITS) | (divTrunc(strike, STRIKE_TICK) << 1n) | (isPut ? 1n : 0n)
}

export function decodeSeries(id: bigint): Series {
  return {
    market: Number(id >> STRIKE_BITS),
    strike: ((id >> 1n) & STRIKE_MASK) * STRIKE_TICK,
    isPut: (id & 1n) === 1n,
  }
}

/** Account 0 of an owner is what the pages use. */
export function encodeAccount(owner: `0x${string}`, subAccount = 0n): `0x${string}` {
  return `0x${((BigInt(owner) << 96n) | subAccount).toString(16).padStart(64, '0')}`
}

export function ownerOf(account: `0x${string}`): `0x${string}` {
  return `0x${account.slice(2, 42)}`
}

/** A strike in USD (WAD) from the ticks in which a book's slot stores it. */
export function strikeFromTicks(ticks: bigint): bigint {
  return ticks * STRIKE_TICK
}
