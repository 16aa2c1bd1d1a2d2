import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/** What the crowd remembers of itself between two programs. */

const holding = z.object({
  /** Quantities in WAD, signed. */
  legs: z.array(z.object({ series: z.string(), quantity: z.string() })),
  /** When it is to be closed, seconds since the epoch. */
  until: z.number(),
})
const entry = z.object({
  /** When the faucet gives again, seconds since the epoch. */
  faucetReadyAt: z.number(),
  claims: z.number(),
  /** Contracts that may take the person's tokens. */
  approved: z.array(z.string()),
  holdings: z.array(holding),
  /** When an insurance withdrawal was asked for; 0: not. */
  requestedAt: z.number(),
})
const diary = z.object({ seed: z.number(), since: z.number(), entries: z.array(entry) })

export type Holding = z.output<typeof holding>
export type Entry = z.output<typeof entry>
export type Diary = z.output<typeof diary>

/** @param since when the crowd has come, seconds since the epoch. */
export function newDiary(seed: number, since: number, people: number): Diary {
  const blank = () => ({ faucetReadyAt: 0, claims: 0, approved: [], holdings: [], requestedAt: 0 })
  return { seed, since, entries: Array.from({ length: people }, blank) }
}

export function readDiary(file: string): Diary {
  return diary.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** Written whole or not at all. */
export function saveDiary(file: string, value: Diary): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(value))
  renameSync(`${file}.tmp`, file)
}
