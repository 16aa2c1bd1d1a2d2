import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Rule, Verdict } from './rules'

const rules = [
  'chain',
  'coverage',
  'price-age',
  'keeper',
  'utilisation',
  'bad-debt',
  'books',
  'requests',
] as const satisfies readonly Rule[]

const messageSchema = z.object({
  /** The same however often it is sent: a receiver can tell repetitions. */
  id: z.string(),
  status: z.enum(['firing', 'cleared']),
  rule: z.enum(rules),
  subject: z.string(),
  words: z.string(),
  /** When the alert began, and when this was said; seconds since the epoch. */
  since: z.number(),
  at: z.number(),
  chainId: z.number(),
})
const alertSchema = z.object({
  rule: z.enum(rules),
  subject: z.string(),
  since: z.number(),
  words: z.string(),
  /** How many looks in a row have found nothing wrong. */
  good: z.number(),
})
const stateSchema = z.object({
  open: z.array(alertSchema),
  outbox: z.array(messageSchema),
  scannedTo: z.string().regex(/^\d+$/).nullable(),
  badDebts: z.array(z.object({ set: z.string(), at: z.number(), amount: z.number(), covered: z.number() })),
})

/** What is sent to the webhook. */
export type Message = z.output<typeof messageSchema>
export type Alert = z.output<typeof alertSchema>
type State = z.output<typeof stateSchema>

const nothing: State = { open: [], outbox: [], scannedTo: null, badDebts: [] }
/** An alert is over when so many looks in a row find nothing wrong: what wavers around a limit is told of once. */
const GOOD_LOOKS = 3
/** Messages kept for a receiver out of reach; the oldest go first. */
const MOST_WAITING = 500

/** Which alerts are open and what is still to be sent, on disk before anything is sent. */
export class Ledger {
  private state: State

  constructor(
    private readonly file: string,
    private readonly chainId: number,
  ) {
    this.state = load(file)
  }

  get open(): readonly Alert[] {
    return this.state.open
  }

  get waiting(): readonly Message[] {
    return this.state.outbox
  }

  get scan(): Pick<State, 'scannedTo' | 'badDebts'> {
    return this.state
  }

  setScan(scan: Pick<State, 'scannedTo' | 'badDebts'>): void {
    this.save({ ...this.state, ...scan })
  }

  /** Opens and closes alerts; each opening and each closing puts one message into the outbox. */
  take(verdicts: readonly Verdict[], now: number): void {
    let { open, outbox } = this.state
    for (const { rule, subject, isBad, words } of verdicts) {
      const alert = open.find((one) => one.rule === rule && one.subject === subject)
      const others = open.filter((one) => one !== alert)
      if (alert === undefined) {
        if (!isBad) continue
        const begun = { rule, subject, since: now, words, good: 0 }
        open = [...open, begun]
        outbox = [...outbox, this.message(begun, 'firing', now)]
        continue
      }
      const good = isBad ? 0 : alert.good + 1
      if (good < GOOD_LOOKS) open = [...others, { ...alert, words, good }]
      else {
        open = others
        outbox = [...outbox, this.message({ ...alert, words }, 'cleared', now)]
      }
    }
    this.save({ ...this.state, open, outbox: outbox.slice(-MOST_WAITING) })
  }

  /** A message has arrived. */
  sent(id: string): void {
    this.save({ ...this.state, outbox: this.state.outbox.filter((message) => message.id !== id) })
  }

  private message({ rule, subject, since, words }: Alert, status: Message['status'], at: number): Message {
    const identity = [this.chainId, rule, subject, since, status].join('/')
    const id = createHash('sha256').update(identity).digest('hex').slice(0, 32)
    return { id, status, rule, subject, words, since, at, chainId: this.chainId }
  }

  /** Written whole or not at all. */
  private save(state: State): void {
    if (JSON.stringify(state) === JSON.stringify(this.state)) return
    this.state = state
    mkdirSync(dirname(this.file), { recursive: true })
    writeFileSync(`${this.file}.new`, JSON.stringify(state))
    renameSync(`${this.file}.new`, this.file)
  }
}

/** A file that cannot be read is begun anew: alerts that are still true are told of once more. */
function load(file: string): State {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return nothing
  }
}
