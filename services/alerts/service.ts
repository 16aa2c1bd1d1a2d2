import { brief, type Logger } from '../log'
import { pause } from '../pause'
import type { AlertLimits } from './config'
import type { Ledger } from './ledger'
import { judge, type Facts } from './rules'
import type { Webhook } from './webhook'

export interface AlertParts {
  readonly read: (ledger: Ledger) => Promise<Facts>
  readonly ledger: Ledger
  readonly webhook: Webhook
  readonly limits: AlertLimits
  readonly intervalMs: number
  readonly log: Logger
}

export interface AlertHealth {
  readonly healthy: boolean
  /** Seconds since the last look. */
  readonly lookedSecondsAgo: number | null
  readonly open: number
  readonly waiting: number
  /** Why messages are not taken by the receiver, or why the last look failed. */
  readonly trouble: string | null
}

/** Looks, judges, writes down and sends, again and again. Ended at any moment, it goes on from what it had written down. */
export class AlertService {
  private lookedAt: number | undefined
  private trouble: string | undefined

  constructor(private readonly parts: AlertParts) {}

  async run(signal: AbortSignal): Promise<void> {
    const { intervalMs, log } = this.parts
    while (!signal.aborted) {
      await this.look().catch((error: unknown) => {
        this.trouble = brief(error)
        log.error({ trouble: this.trouble }, 'a look failed')
      })
      await pause(intervalMs, signal)
    }
  }

  /** One look at everything. */
  async look(): Promise<void> {
    const { read, ledger, webhook, limits, log } = this.parts
    const facts = await read(ledger)
    const before = ledger.waiting.length
    ledger.take(judge(facts, limits), facts.now)
    for (const { status, rule, subject, words } of ledger.waiting.slice(before)) {
      log.warn({ rule, subject, words }, status === 'firing' ? 'alert' : 'alert cleared')
    }
    this.lookedAt = Date.now()
    this.trouble = undefined
    await webhook.deliver(ledger)
  }

  health(): AlertHealth {
    const { ledger, webhook, intervalMs } = this.parts
    const ago = this.lookedAt === undefined ? null : Math.round((Date.now() - this.lookedAt) / 1000)
    return {
      healthy: ago !== null && ago * 1000 <= 4 * intervalMs + 30_000,
      lookedSecondsAgo: ago,
      open: ledger.open.length,
      waiting: ledger.waiting.length,
      trouble: this.trouble ?? webhook.trouble ?? null,
    }
  }
}
