import { db } from 'ponder:api'
import { sql } from 'ponder'
import type { IndexHead, History } from '@/lib/core/history/types'

/** A checkpoint begins with the block's time in 10 digits, the chain in 16 and the block's number in 16. */
const NUMBER_AT = 26
const TRIES = 5

/** Nothing has been indexed yet. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError'
}

const table = sql.raw(`"${process.env.DATABASE_SCHEMA ?? 'public'}"."_ponder_checkpoint"`)

/** The newest block that the tables speak of. */
export async function readHead(): Promise<IndexHead> {
  const { rows } = (await db.execute(sql`select latest_checkpoint from ${table}`)) as unknown as {
    rows: { latest_checkpoint: string }[]
  }
  const checkpoint = rows[0]?.latest_checkpoint
  if (checkpoint === undefined) throw new NotReadyError()
  return {
    throughTime: Number(checkpoint.slice(0, 10)),
    throughBlock: BigInt(checkpoint.slice(NUMBER_AT, NUMBER_AT + 16)),
  }
}

/** Reads until nothing was indexed meanwhile, so that all of an answer speaks of one block. */
export async function atOneHead<Data>(read: (head: IndexHead) => Promise<Data>): Promise<History<Data>> {
  for (let tries = 1; ; tries++) {
    const head = await readHead()
    const data = await read(head)
    const after = await readHead()
    if (after.throughBlock === head.throughBlock || tries === TRIES) return { head, data }
  }
}
