import { mulDiv, WAD, YEAR_SECONDS, type Wad } from '../fixed-point'
import type { PoolPoint, Resolution } from './types'

/**
 * What a share has earned and from what. Share prices are tokens per whole share (WAD), so everything here is measured against
 * simply holding the token: a share price that stands still is worth as much as the token itself.
 */

/** What a step of a share price is made of. The last part is what is left when the others are known. */
export const MAIN_PARTS = ['premium', 'funding', 'fees', 'spread', 'insuranceCut', 'badDebt', 'traderResults'] as const
export const INSURANCE_PARTS = ['income', 'paidOut', 'rest'] as const
export type MainPart = (typeof MAIN_PARTS)[number]
export type InsurancePart = (typeof INSURANCE_PARTS)[number]
export type Parts<Part extends string> = Readonly<Record<Part, bigint>>

/** One period of a pool: tokens per whole share, WAD; the parts add up to the price's change exactly. Times in seconds. */
export interface ShareStep<Part extends string> {
  readonly from: number
  readonly to: number
  readonly startPrice: Wad
  readonly endPrice: Wad
  readonly parts: Parts<Part>
}

/** A share, of which a token's first deposit buys one whole, has six more decimals than the token. */
export const RAW_PER_SHARE = 10n ** 24n
const SECONDS: Readonly<Record<Resolution, number>> = { hour: 3600, day: 86_400 }

/** The main pool's steps, oldest first. `points` must begin with the pool's first, or what happened before counts as one step. */
export function mainSteps(
  points: readonly PoolPoint[],
  resolution: Resolution,
  throughTime: number,
): ShareStep<MainPart>[] {
  return stepsOf(points, { resolution, throughTime }, ({ sharePrice, totalShares, flows }) => ({
    price: sharePrice,
    shares: totalShares,
    known: {
      premium: flows.premium,
      funding: flows.funding,
      fees: flows.fees,
      spread: flows.spread,
      insuranceCut: flows.insuranceCut,
      badDebt: flows.badDebt,
    },
    rest: 'traderResults',
  }))
}

/** The insurance pool's steps, oldest first. */
export function insuranceSteps(
  points: readonly PoolPoint[],
  resolution: Resolution,
  throughTime: number,
): ShareStep<InsurancePart>[] {
  return stepsOf(points, { resolution, throughTime }, ({ insuranceSharePrice, insuranceShares, insurance }) => ({
    price: insuranceSharePrice,
    shares: insuranceShares,
    known: { income: insurance.income, paidOut: 0n - insurance.paidOut },
    rest: 'rest',
  }))
}

/** A pool at the end of a period, and what moved within it (tokens, Raw). */
interface PoolEnd<Part extends string, Rest extends Part> {
  readonly price: Wad
  readonly shares: bigint
  readonly known: Parts<Exclude<Part, Rest>>
  readonly rest: Rest
}

function stepsOf<Part extends string, Rest extends Part>(
  points: readonly PoolPoint[],
  { resolution, throughTime }: { readonly resolution: Resolution; readonly throughTime: number },
  read: (point: PoolPoint) => PoolEnd<Part, Rest>,
): ShareStep<Part>[] {
  const length = SECONDS[resolution]
  // An empty pool's share costs a token.
  let [price, shares, from] = [WAD, 0n, points[0]?.time ?? 0]
  return points.map((point) => {
    const end = read(point)
    const held = shares === 0n ? end.shares : (shares + end.shares) >> 1n
    const known = Object.entries<bigint>(end.known).map(([name, flow]) => [name, perShare(flow, held)] as const)
    const left = known.reduce((sum, [, part]) => sum - part, end.price - price)
    const to = Math.max(Math.min(point.time + length, throughTime), from)
    const parts = Object.fromEntries([...known, [end.rest, left]]) as Record<Part, bigint>
    const step = { from, to, startPrice: price, endPrice: end.price, parts }
    ;[price, shares, from] = [end.price, end.shares, to]
    return step
  })
}

function perShare(flow: bigint, shares: bigint): Wad {
  return shares === 0n ? 0n : mulDiv(flow, RAW_PER_SHARE, shares)
}

/** What a share returned over some days, fractions (WAD). */
export interface WindowReturn<Part extends string> {
  /** What was asked for; the history may be shorter. */
  readonly days: number
  readonly seconds: number
  readonly isPartial: boolean
  /** Annualised simply: the return over the window · 365 days / its length, nothing compounded. The parts add up to the total. */
  readonly parts: Parts<Part>
  readonly total: Wad
  /** Change of the share price over the window, not annualised. */
  readonly change: Wad
}

/** Shorter histories are not annualised: a good hour is not a good year. */
export const SHORTEST_WINDOW = 86_400

/**
 * The returns over the last so many days, the lowest first. Windows longer than the history say what there is, once. Empty: there
 * is less than a day of history.
 */
export function windowReturns<Part extends string>(
  steps: readonly ShareStep<Part>[],
  days: readonly number[],
): WindowReturn<Part>[] {
  const found = days.map((each) => windowReturn(steps, each)).filter((each) => each !== undefined)
  const firstPartial = found.find(({ isPartial }) => isPartial)
  return found
    .filter((each) => !each.isPartial || each === firstPartial)
    .sort((a, b) => (a.total < b.total ? -1 : a.total > b.total ? 1 : a.days - b.days))
}

function windowReturn<Part extends string>(
  steps: readonly ShareStep<Part>[],
  days: number,
): WindowReturn<Part> | undefined {
  const last = steps.at(-1)
  const begin = (last?.to ?? 0) - days * 86_400
  const before = steps.findLastIndex(({ to }) => to <= begin)
  const window = steps.slice(before + 1)
  const [first] = window
  if (last === undefined || first === undefined) return undefined
  const seconds = last.to - first.from
  if (seconds < SHORTEST_WINDOW || first.startPrice === 0n) return undefined
  const annual = (part: bigint) => mulDiv(part * YEAR_SECONDS, WAD, first.startPrice * BigInt(Math.floor(seconds)))
  const sums = Object.entries<bigint>(sumParts(window)).map(([name, part]) => [name, annual(part)] as const)
  return {
    days,
    seconds,
    isPartial: before < 0 && first.from > begin,
    parts: Object.fromEntries(sums) as Record<Part, bigint>,
    total: sums.reduce((sum, [, part]) => sum + part, 0n),
    change: mulDiv(last.endPrice, WAD, first.startPrice) - WAD,
  }
}

/** The parts of several steps, added up: tokens per whole share. */
export function sumParts<Part extends string>(steps: readonly ShareStep<Part>[]): Parts<Part> {
  const sums: Record<string, bigint> = {}
  for (const { parts } of steps) {
    for (const [name, part] of Object.entries<bigint>(parts)) sums[name] = (sums[name] ?? 0n) + part
  }
  return sums as Record<Part, bigint>
}

export interface Drawdown {
  readonly time: number
  readonly price: Wad
  /** How far the price is below its highest so far, a fraction (WAD), 0 or negative. */
  readonly drawdown: Wad
}

/** Every step's end with how far it lies below the best before it: what holding the token instead would have spared. */
export function drawdowns(steps: readonly Pick<ShareStep<string>, 'to' | 'startPrice' | 'endPrice'>[]): Drawdown[] {
  let highest = steps[0]?.startPrice ?? 0n
  return steps.map(({ to, endPrice }) => {
    if (endPrice > highest) highest = endPrice
    return { time: to, price: endPrice, drawdown: highest === 0n ? 0n : mulDiv(endPrice, WAD, highest) - WAD }
  })
}

/** The deepest of them; 0 when there is none. */
export function deepest(points: readonly Drawdown[]): Wad {
  return points.reduce((least, { drawdown }) => (drawdown < least ? drawdown : least), 0n)
}
