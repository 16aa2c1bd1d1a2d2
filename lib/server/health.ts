import type { Snapshot } from '@/lib/chain/snapshot/types'

/** A part of the system that others depend on. Ages in seconds; null: never heard of. */
export interface PartHealth {
  readonly ok: boolean
  readonly detail: string
  readonly heardSecondsAgo: number | null
  /** Age of the newest block, or of the newest price. */
  readonly newestSecondsAgo: number | null
}

export interface Health {
  readonly ok: boolean
  readonly chain: PartHealth & { readonly block: string | null }
  readonly prices: PartHealth
}

/** Silence after which a part counts as stale, in seconds. */
const silenceLimit = 30
/** Age of the newest block, or of the newest of all prices, from which a part counts as stale, in seconds. */
const newestLimit = 90

/** Judges the age of what is known. `now`: milliseconds since the epoch; `chainNow`: the chain's clock in seconds. */
export function judgeHealth(snapshot: Snapshot, now: number, chainNow: bigint): Health {
  const { overview, prices: livePrices, refusal } = snapshot
  const blockTime = overview?.blockTime
  const published = livePrices.map(({ publishTime }) => publishTime)
  const newest = published.reduce<bigint | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined)
  const chain = judgePart('The node', 'block', agesOf(snapshot.chainHeardAt, blockTime, now, chainNow))
  const prices = judgePart('The price service', 'price', agesOf(snapshot.pricesHeardAt, newest, now, chainNow))
  const refused = refusal === undefined ? chain : { ...chain, ok: false, detail: refusal }
  const block = overview?.blockNumber.toString() ?? null
  return { ok: refused.ok && prices.ok, chain: { ...refused, block }, prices }
}

interface Ages {
  readonly heard: number | null
  readonly newest: number | null
}

function agesOf(heardAt: number, newestAt: bigint | undefined, now: number, chainNow: bigint): Ages {
  return {
    heard: heardAt === 0 ? null : Math.max(Math.round((now - heardAt) / 1000), 0),
    newest: newestAt === undefined ? null : Math.max(Number(chainNow - newestAt), 0),
  }
}

function judgePart(who: string, what: string, { heard, newest }: Ages): PartHealth {
  const ages = { heardSecondsAgo: heard, newestSecondsAgo: newest }
  if (heard === null || newest === null) return { ok: false, detail: `${who} has not answered yet.`, ...ages }
  if (heard > silenceLimit) return { ok: false, detail: `${who} has been silent for ${heard} s.`, ...ages }
  if (newest > newestLimit) return { ok: false, detail: `The newest ${what} is ${newest} s old.`, ...ages }
  return { ok: true, detail: `${who} answers.`, ...ages }
}
