import { z } from 'zod'
import { decodeWire } from '@/lib/chain/snapshot/wire'

/** Requests that nobody has ended, as the index knows them. */
export interface OpenRequests {
  /** The time of the block that it speaks of; seconds since the epoch. */
  readonly at: number
  readonly open: readonly OpenRequest[]
}

export interface OpenRequest {
  readonly clearinghouse: string
  /** Until then it can be executed; seconds since the epoch. */
  readonly expiresAt: number
}

const TIMEOUT_MS = 3000

const answer = z.object({
  head: z.object({ throughTime: z.number() }),
  data: z.array(z.object({ clearinghouse: z.string(), expiresAt: z.number() })),
})

/** Asks the indexer; undefined without one, or while it does not answer. */
export async function readOpenRequests(indexerUrl: string | undefined): Promise<OpenRequests | undefined> {
  if (indexerUrl === undefined) return undefined
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(`${indexerUrl}/history/requests?status=open`, { signal })
    if (!response.ok) return undefined
    const { head, data } = answer.parse(decodeWire(await response.text()))
    return { at: head.throughTime, open: data }
  } catch {
    return undefined
  }
}
