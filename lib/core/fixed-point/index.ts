/**
 * WAD fixed-point arithmetic, equal to the wei to what the contracts compute.
 *
 * Every division says how it rounds. `lnWad`, `expWad` and `sqrt` repeat Solady 0.1.26's FixedPointMathLib operation by
 * operation; within their domains no intermediate value reaches 256 bits, so no wrap-around has to be imitated.
 */

/** A bigint that says what it counts. A plain bigint fits, another unit does not, so mixing the two does not compile. */
type InUnit<Unit extends string> = bigint & { readonly unit?: Unit }

/** A number with 18 decimals: 1.0 is 10n ** 18n. */
export type Wad = InUnit<'wad'>
/** A token amount in the token's own decimals. */
export type Raw = InUnit<'raw'>

export const WAD: Wad = 10n ** 18n
export const YEAR_SECONDS = 31_536_000n
/** WAD per basis point. */
export const BPS: Wad = 10n ** 14n

export class FixedPointError extends RangeError {}

/** Quotient truncated towards zero, as Solidity's `/` does. */
export function divTrunc(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new FixedPointError('division by zero')
  return a / b
}

/** Quotient rounded towards positive infinity; `b` must be positive. */
export function divUp(a: bigint, b: bigint): bigint {
  const quotient = divTrunc(a, b)
  return a > 0n && quotient * b !== a ? quotient + 1n : quotient
}

/** a·b / d truncated. For non-negative operands this is rounding down. */
export function mulDiv(a: bigint, b: bigint, d: bigint): bigint {
  return divTrunc(a * b, d)
}

/** a·b / d rounded up, for non-negative operands. */
export function mulDivUp(a: bigint, b: bigint, d: bigint): bigint {
  return divUp(a * b, d)
}

/** a·b / 1e18 truncated. For non-negative operands this is rounding down. */
export function mulWad(a: bigint, b: bigint): bigint {
  return divTrunc(a * b, WAD)
}

/** a·b / 1e18 rounded up, for non-negative operands. */
export function mulWadUp(a: bigint, b: bigint): bigint {
  return divUp(a * b, WAD)
}

export function abs(a: bigint): bigint {
  return a < 0n ? -a : a
}

export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** max(a − b, 0). */
export function zeroFloorSub(a: bigint, b: bigint): bigint {
  return a > b ? a - b : 0n
}

/** Integer square root, rounded down. */
export function sqrt(value: bigint): bigint {
  if (value < 0n) throw new FixedPointError('square root of a negative number')
  if (value < 2n) return value
  // A first guess from the float root, correct to some 15 digits; two Newton steps make it exact, the loop proves it.
  let root = guessRoot(value)
  for (let i = 0; i < 4; i++) root = (root + value / root) >> 1n
  while (root * root > value) root -= 1n
  while ((root + 1n) * (root + 1n) <= value) root += 1n
  return root
}

function guessRoot(value: bigint): bigint {
  const shift = BigInt(Math.max(0, Math.ceil((floorLog2(value) - 99) / 2)))
  return max(BigInt(Math.floor(Math.sqrt(Number(value >> (2n * shift))))) << shift, 1n)
}

/** Place of the highest set bit of a positive number below 2^1023. */
function floorLog2(value: bigint): number {
  // The float logarithm may be one off beside a power of two.
  const guess = Math.floor(Math.log2(Number(value)))
  if (value >> BigInt(guess) === 0n) return guess - 1
  return value >> BigInt(guess + 1) === 0n ? guess : guess + 1
}

const LN2_96 = 54916777467707473351141471128n

/** e^x for x in WAD; 0 below −41.4, an error above 135.3. */
export function expWad(x: bigint): bigint {
  if (x <= -41446531673892822313n) return 0n
  if (x >= 135305999368893231589n) throw new FixedPointError('exponent out of range')
  let r = (x << 78n) / 3814697265625n
  const k = ((r << 96n) / LN2_96 + (1n << 95n)) >> 96n
  r -= k * LN2_96
  let y = r + 1346386616545796478920950773328n
  y = ((y * r) >> 96n) + 57155421227552351082224309758442n
  let p = y + r - 94201549194550492254356042504812n
  p = ((p * y) >> 96n) + 28719021644029726153956944680412240n
  p = p * r + (4385272521454847904659076985693276n << 96n)
  let q = r - 2855989394907223263936484059900n
  q = ((q * r) >> 96n) + 50020603652535783019961831881945n
  q = ((q * r) >> 96n) - 533845033583426703283633433725380n
  q = ((q * r) >> 96n) + 3604857256930695427073651918091429n
  q = ((q * r) >> 96n) - 14423608567350463180887372962807573n
  q = ((q * r) >> 96n) + 26449188498355588339934803723976023n
  return ((p / q) * 3822833074963236453042738258902158003155416615667n) >> (195n - k)
}

const LN2_SCALED = 16597577552685614221487285958193947469193820559219878177908093499208371n
const LN_BASE_SCALED = 600920179829731861736702779321621459595472258049074101567377883020018308n

/** ln(x) for x > 0 in WAD. */
export function lnWad(x: bigint): bigint {
  if (x <= 0n) throw new FixedPointError('logarithm of a number that is not positive')
  const log2 = BigInt(floorLog2(x))
  const m = log2 >= 96n ? x >> (log2 - 96n) : x << (96n - log2)
  let p = ((3273285459638523848632254066296n + m) * m) >> 96n
  p = ((24828157081833163892658089445524n + p) * m) >> 96n
  p = ((43456485725739037958740375743393n + p) * m) >> 96n
  p -= 11111509109440967052023855526967n
  p = ((p * m) >> 96n) - 45023709667254063763336534515857n
  p = ((p * m) >> 96n) - 14706773417378608786704636184526n
  p = p * m - (795164235651350426258249787498n << 96n)
  let q = 5573035233440673466300451813936n + m
  q = 71694874799317883764090561454958n + ((m * q) >> 96n)
  q = 283447036172924575727196451306956n + ((m * q) >> 96n)
  q = 401686690394027663651624208769553n + ((m * q) >> 96n)
  q = 204048457590392012362485061816622n + ((m * q) >> 96n)
  q = 31853899698501571402653359427138n + ((m * q) >> 96n)
  q = 909429971244387300277376558375n + ((m * q) >> 96n)
  const scaled = 1677202110996718588342820967067443963516166n * (p / q)
  return (LN2_SCALED * (log2 - 96n) + scaled + LN_BASE_SCALED) >> 174n
}
