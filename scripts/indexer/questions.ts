import { decodeWire } from '@/lib/chain/snapshot/wire'
import type { ConservationRecord, History } from '@/lib/core/history/types'
import { delay } from '@/scripts/lib/processes'

/** Asks a running indexer, past the web server. */
export async function askIndexer<Data>(url: string, question: string): Promise<History<Data>> {
  const response = await fetch(`${url}/history/${question}`, { signal: AbortSignal.timeout(60_000) })
  if (!response.ok) throw new Error(`The indexer answers ${String(response.status)} to ${question}.`)
  return decodeWire(await response.text()) as History<Data>
}

/** How far an indexer's books are from the chain at the block it speaks of. */
export interface Reconciliation {
  readonly accounts: number
  readonly cash: bigint
  readonly positions: bigint
  readonly pools: bigint
  readonly requests: bigint
  readonly difference: bigint
}

/** The sum of all sets' residuals, and the block of which it is true. */
export async function readResidual(url: string): Promise<{ residual: bigint; block: bigint; sets: number }> {
  const { head, data } = await askIndexer<readonly ConservationRecord[]>(url, 'conservation')
  const residual = data.reduce((sum, record) => sum + record.residual, 0n)
  return { residual, block: head.throughBlock, sets: data.length }
}

/** Waits until the index has come to a block. */
export async function waitForBlock(url: string, block: bigint, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs
  for (;;) {
    const reached = await headOf(url).catch(() => -1n)
    if (reached >= block) return
    if (Date.now() > until) throw new Error(`The indexer is at block ${reached}, not at ${block}.`)
    await delay(200)
  }
}

/** The newest block of the index. */
export async function headOf(url: string): Promise<bigint> {
  const response = await fetch(`${url}/status`, { signal: AbortSignal.timeout(10_000) })
  const status = (await response.json()) as { main?: { block: { number: number } } }
  return BigInt(status.main?.block.number ?? -1)
}
