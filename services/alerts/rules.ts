import { isStock } from '@/lib/chain/feeds'
import type { AssetView, Overview, SetView } from '@/lib/chain/snapshot/types'
import type { Books } from './books'
import type { AlertLimits } from './config'
import type { OpenRequests } from './requests'

/** What is watched, from what chain, keeper and index say. Pure; times in seconds since the epoch, ages in seconds. */

export type Rule = 'chain' | 'coverage' | 'price-age' | 'keeper' | 'utilisation' | 'bad-debt' | 'books' | 'requests'

/** What a rule says of one subject. A subject that nothing is known of has no verdict: what was said of it stands. */
export interface Verdict {
  readonly rule: Rule
  readonly subject: string
  readonly isBad: boolean
  /** In words for people, of the state as it is. */
  readonly words: string
}

/** Bad debt of one account, as the chain recorded it. */
export interface BadDebt {
  /** The set's symbol. */
  readonly set: string
  readonly at: number
  /** Tokens. */
  readonly amount: number
  readonly covered: number
}

export interface Facts {
  readonly now: number
  /** Undefined while the node does not answer. */
  readonly overview: Overview | undefined
  /** Seconds since the time of the keeper's last block; undefined when it does not answer or has none. */
  readonly keeperBlockAge: number | undefined
  readonly badDebts: readonly BadDebt[]
  /** Undefined without an index, or before it has been asked. */
  readonly books?: Books | undefined
  /** Undefined without an index, or while it does not answer. */
  readonly requests?: OpenRequests | undefined
}

const WAD = 1e18
/** An exchange closes for so long at most, seconds: a weekend with holidays on both sides. */
const LONGEST_REST = 5 * 86_400

export function judge(facts: Facts, limits: AlertLimits): readonly Verdict[] {
  const { overview } = facts
  const always = [judgeChain(facts, limits), judgeKeeper(facts, limits), ...judgeBooks(facts)]
  if (overview === undefined) return always
  return [
    ...always,
    ...overview.assets.map((asset) => judgeAge(overview, asset, limits)),
    ...overview.sets.flatMap((set) => [
      ...judgeCoverage(overview, set, limits),
      ...judgeUtilisation(set, limits),
      judgeBadDebt(facts, set, limits),
      ...judgeRequests(facts, set),
    ]),
  ]
}

function judgeChain({ now, overview }: Facts, { maxSilence }: AlertLimits): Verdict {
  const subject = { rule: 'chain', subject: 'chain' } as const
  if (overview === undefined) return { ...subject, isBad: true, words: 'The node does not answer.' }
  const age = Math.max(now - Number(overview.blockTime), 0)
  return {
    ...subject,
    isBad: age > maxSilence,
    words: `The newest block is ${age} s old; the limit is ${maxSilence} s.`,
  }
}

function judgeKeeper({ keeperBlockAge }: Facts, { maxSilence }: AlertLimits): Verdict {
  const subject = { rule: 'keeper', subject: 'keeper' } as const
  if (keeperBlockAge === undefined) return { ...subject, isBad: true, words: 'The keeper does not answer.' }
  const words = `The keeper's last block is ${keeperBlockAge} s old; the limit is ${maxSilence} s.`
  return { ...subject, isBad: keeperBlockAge > maxSilence, words }
}

function judgeBooks({ books }: Facts): readonly Verdict[] {
  if (books === undefined) return []
  const { block, difference, residual } = books
  const words = `At block ${block} the index differs from the chain by ${difference}, and ${residual} of the tokens are not found again.`
  return [{ rule: 'books', subject: 'index', isBad: difference !== 0n || residual !== 0n, words }]
}

function judgeAge(overview: Overview, asset: AssetView, { maxPriceAge }: AlertLimits): Verdict {
  const subject = { rule: 'price-age', subject: asset.symbol } as const
  if (!asset.priceOk) return { ...subject, isBad: true, words: `There is no usable price of ${asset.symbol}.` }
  const age = Math.max(Number(overview.blockTime - asset.price.publishTime), 0)
  const limit = isStock(overview, Number(asset.asset)) ? LONGEST_REST : maxPriceAge
  return {
    ...subject,
    isBad: age > limit,
    words: `The price of ${asset.symbol} is ${age} s old; the limit is ${limit} s.`,
  }
}

function judgeCoverage({ assets }: Overview, set: SetView, { minCoverage }: AlertLimits): readonly Verdict[] {
  const { pool, symbol, decimals } = set
  const asset = assets[Number(set.collateralAsset)]
  if (!pool.exposureOk || asset?.priceOk !== true) return []
  const subject = { rule: 'coverage', subject: symbol } as const
  if (pool.stressLoss === 0n) return [{ ...subject, isBad: false, words: `The pool of ${symbol} has no stress loss.` }]
  const assetsUsd = (Number(pool.insuranceAssets) / 10 ** decimals) * (Number(asset.price.value) / WAD)
  const percent = (100 * assetsUsd) / (Number(pool.stressLoss) / WAD)
  const words = `Insurance of ${symbol} covers ${percent.toFixed(1)} % of the stress loss; the least is ${minCoverage} %.`
  return [{ ...subject, isBad: percent < minCoverage, words }]
}

function judgeUtilisation({ pool, symbol }: SetView, { maxUtilisation }: AlertLimits): readonly Verdict[] {
  if (!pool.exposureOk) return []
  const percent = pool.stressLoss === 0n ? 0 : (100 * Number(pool.stressLoss)) / Number(pool.stressLimit)
  const shown = Number.isFinite(percent) ? `${percent.toFixed(1)} %` : 'more than all'
  const words = `${shown} of the stress limit of ${symbol} is in use; the limit is ${maxUtilisation} %.`
  return [{ rule: 'utilisation', subject: symbol, isBad: percent > maxUtilisation, words }]
}

function judgeBadDebt({ now, badDebts }: Facts, { symbol }: SetView, { badDebtSeconds }: AlertLimits): Verdict {
  const recent = badDebts.filter(({ set, at }) => set === symbol && now - at <= badDebtSeconds)
  const sum = (pick: (debt: BadDebt) => number) => recent.reduce((total, debt) => total + pick(debt), 0).toFixed(6)
  const amounts = `${sum(({ amount }) => amount)} ${symbol}, of which insurance paid ${sum(({ covered }) => covered)}`
  const words =
    recent.length === 0
      ? `No bad debt of ${symbol} within ${badDebtSeconds} s.`
      : `${recent.length} accounts left a debt of ${amounts}.`
  return { rule: 'bad-debt', subject: symbol, isBad: recent.length > 0, words }
}

/** Whoever executes requests is paid for it, so one that outlives its window says that nobody does. */
function judgeRequests({ requests }: Facts, { clearinghouse, symbol }: SetView): readonly Verdict[] {
  if (requests === undefined) return []
  const { at, open } = requests
  const own = open.filter((each) => each.clearinghouse.toLowerCase() === clearinghouse.toLowerCase())
  const late = own.filter(({ expiresAt }) => expiresAt < at)
  const oldest = Math.max(...late.map(({ expiresAt }) => at - expiresAt))
  const words =
    late.length === 0
      ? `No request in the set of ${symbol} has outlived its window.`
      : `Nobody has executed ${late.length} requests in the set of ${symbol}; the oldest has outlived its window by ${oldest} s.`
  return [{ rule: 'requests', subject: symbol, isBad: late.length > 0, words }]
}
