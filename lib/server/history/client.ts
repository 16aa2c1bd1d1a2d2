import { z } from 'zod'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import { ProblemError } from '../http/problem'

/** What the indexer can be asked, and nothing else (A3). */
export type HistoryTopic =
  | 'pools'
  | 'assets'
  | 'accounts'
  | 'providers'
  | 'audit'
  | 'bad-debt'
  | 'liquidations'
  | 'requests'
  | 'keepers'
  | 'open-accounts'
  | 'conservation'

/** A checked question to the indexer. */
export interface HistoryQuestion {
  readonly topic: HistoryTopic
  readonly parameters: Readonly<Record<string, string | number | bigint | undefined>>
}

/** Answers as text in the wire form, a `History` with its head. */
export type HistorySource = (question: HistoryQuestion) => Promise<string>

const timeoutMs = 8000
const mostBytes = 32 * 1024 * 1024
const answer = z.strictObject({
  head: z.strictObject({ throughBlock: z.bigint(), throughTime: z.number() }),
  data: z.unknown(),
})

/** Asks the indexer at `url`. Throws a prepared problem where it has nothing to tell; whatever else it says is not passed on (A4). */
export function historySource(url: string | undefined, fetchIt: typeof fetch = fetch): HistorySource {
  return async (question) => {
    if (url === undefined) throw new ProblemError('unavailable', 'This server keeps no history.')
    const response = await fetchIt(addressOf(url, question), {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
    if (response.status === 404) throw new ProblemError('not-found', 'The history knows nothing of that name.')
    if (!response.ok) throw new Error(`The indexer answered ${response.status}.`)
    if (Number(response.headers.get('content-length') ?? 0) > mostBytes) throw new Error('The answer is too large.')
    const text = await response.text()
    answer.parse(decodeWire(text))
    return text
  }
}

export function addressOf(url: string, { topic, parameters }: HistoryQuestion): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return `${url}/history/${topic}?${search.toString()}`
}
