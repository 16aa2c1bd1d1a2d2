import { z } from 'zod'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import { brief, type Logger } from '../log'

/** What the index found when it was last held against the chain. */
export interface Books {
  /** The block that it speaks of. */
  readonly block: bigint
  /** Σ |difference| of cash, quantities and pools between index and chain; 0 when it has missed nothing. */
  readonly difference: bigint
  /** Σ |tokens that entered and are not found again|, Raw. */
  readonly residual: bigint
}

const HOUR_MS = 3_600_000
const TIMEOUT_MS = 120_000
/** After a question that got no answer. */
const RETRY_MS = 300_000

const head = z.object({ throughBlock: z.bigint() })
const reconciliation = z.object({ head, data: z.object({ difference: z.bigint() }) })
const conservation = z.object({ data: z.array(z.object({ residual: z.bigint() })) })

/** Asks the indexer once an hour; between two answers the last one stands. A look never waits for it. */
export class BooksReader {
  private last: Books | undefined
  private nextAt = 0
  private asking = false

  constructor(
    private readonly url: string | undefined,
    private readonly log: Logger,
  ) {}

  read(now = Date.now()): Books | undefined {
    if (this.url !== undefined && !this.asking && now >= this.nextAt) {
      this.nextAt = now + HOUR_MS
      void this.ask(this.url, now)
    }
    return this.last
  }

  private async ask(url: string, now: number): Promise<void> {
    this.asking = true
    try {
      const { head: at, data } = reconciliation.parse(await answerOf(`${url}/history/reconciliation`))
      const { data: sets } = conservation.parse(await answerOf(`${url}/history/conservation`))
      const residual = sets.reduce((sum, set) => sum + (set.residual < 0n ? 0n - set.residual : set.residual), 0n)
      this.last = { block: at.throughBlock, difference: data.difference, residual }
    } catch (error) {
      this.nextAt = now + RETRY_MS
      this.log.warn({ trouble: brief(error) }, 'the index could not be held against the chain')
    } finally {
      this.asking = false
    }
  }
}

async function answerOf(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`The indexer answers ${response.status}.`)
  return decodeWire(await response.text())
}
