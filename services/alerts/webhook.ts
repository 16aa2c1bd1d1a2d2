import { createHmac } from 'node:crypto'
import { brief, type Logger } from '../log'
import type { Ledger, Message } from './ledger'

interface WebhookSettings {
  readonly url: string
  readonly secret: string | undefined
  readonly log: Logger
  /** First pause after a failure, milliseconds; doubled each time up to `mostPauseMs`. */
  readonly pauseMs: number
  readonly mostPauseMs: number
}

const TIMEOUT_MS = 10_000

/** Hands the outbox over, oldest first, one at a time; what is not taken is tried again, ever more slowly. */
export class Webhook {
  private failures = 0
  private retryAt = 0
  private busy = false
  trouble: string | undefined
  delivered = 0
  failed = 0

  constructor(private readonly settings: WebhookSettings) {}

  async deliver(ledger: Ledger): Promise<void> {
    if (this.busy || Date.now() < this.retryAt) return
    this.busy = true
    try {
      for (const message of [...ledger.waiting]) {
        await this.post(message)
        ledger.sent(message.id)
        this.delivered++
      }
      this.failures = 0
      this.trouble = undefined
    } catch (error) {
      this.failures++
      this.failed++
      this.trouble = brief(error)
      const { pauseMs, mostPauseMs, log } = this.settings
      this.retryAt = Date.now() + Math.min(pauseMs * 2 ** Math.min(this.failures - 1, 20), mostPauseMs)
      // The address may hold a key: it is not logged.
      log.warn({ trouble: this.trouble, failures: this.failures }, 'the webhook did not take a message')
    } finally {
      this.busy = false
    }
  }

  private async post(message: Message): Promise<void> {
    const { url, secret } = this.settings
    const body = JSON.stringify(message)
    const signature = secret === undefined ? undefined : createHmac('sha256', secret).update(body).digest('hex')
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': message.id,
        ...(signature === undefined ? {} : { 'x-undated-signature': `sha256=${signature}` }),
      },
      body,
      // Where it was told to go, and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`the receiver answered ${response.status}`)
  }
}
