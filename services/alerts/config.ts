import { z } from 'zod'
import { parseEnv, readServerEnv, type EnvSource, type ServerEnv } from '@/lib/env/server'

/** Where each rule draws the line. */
export interface AlertLimits {
  /** Least part of the stress loss that insurance must cover, percent. */
  readonly minCoverage: number
  /** Most of a pool's stress limit that may be in use, percent. */
  readonly maxUtilisation: number
  /** Oldest price of what trades around the clock, seconds; for stocks it is the set's own limit for opening. */
  readonly maxPriceAge: number
  /** Seconds after which a keeper without a block, and a chain without a new one, count as silent. */
  readonly maxSilence: number
  /** Seconds for which a set counts as having bad debt after the last one. */
  readonly badDebtSeconds: number
}

export interface AlertConfig extends ServerEnv {
  readonly webhookUrl: string
  /** Signs what is sent (HMAC-SHA256), so that the receiver knows who it is from. Never logged. */
  readonly webhookSecret: string | undefined
  readonly keeperUrl: string
  readonly stateFile: string
  readonly port: number
  readonly intervalMs: number
  readonly limits: AlertLimits
}

const url = z.url({ protocol: /^https?$/ })
const percent = (fallback: number) => z.coerce.number().min(0).max(100_000).default(fallback)
const seconds = (fallback: number) => z.coerce.number().int().positive().default(fallback)

const schema = z.object({
  UNDATED_ALERT_WEBHOOK_URL: url,
  ALERTS_WEBHOOK_SECRET: z.string().min(16).optional(),
  ALERTS_KEEPER_URL: url.default('http://127.0.0.1:8700'),
  ALERTS_STATE_FILE: z.string().min(1).default('.undated/alerts.json'),
  ALERTS_PORT: z.coerce.number().int().min(0).max(65_535).default(8720),
  ALERTS_INTERVAL_SECONDS: z.coerce.number().min(0.1).max(3600).default(15),
  ALERTS_MIN_COVERAGE_PERCENT: percent(25),
  ALERTS_MAX_UTILISATION_PERCENT: percent(90),
  ALERTS_MAX_PRICE_AGE_SECONDS: seconds(120),
  ALERTS_MAX_SILENCE_SECONDS: seconds(60),
  ALERTS_BAD_DEBT_SECONDS: seconds(86_400),
})

/** Reads the alert service's configuration. Throws an EnvError, which never repeats a value. */
export function readConfig(source: EnvSource = process.env): AlertConfig {
  const env = readServerEnv(source)
  const values = parseEnv(schema, source)
  return {
    ...env,
    webhookUrl: values.UNDATED_ALERT_WEBHOOK_URL,
    webhookSecret: values.ALERTS_WEBHOOK_SECRET,
    keeperUrl: values.ALERTS_KEEPER_URL.replace(/\/$/, ''),
    stateFile: values.ALERTS_STATE_FILE,
    port: values.ALERTS_PORT,
    intervalMs: values.ALERTS_INTERVAL_SECONDS * 1000,
    limits: {
      minCoverage: values.ALERTS_MIN_COVERAGE_PERCENT,
      maxUtilisation: values.ALERTS_MAX_UTILISATION_PERCENT,
      maxPriceAge: values.ALERTS_MAX_PRICE_AGE_SECONDS,
      maxSilence: values.ALERTS_MAX_SILENCE_SECONDS,
      badDebtSeconds: values.ALERTS_BAD_DEBT_SECONDS,
    },
  }
}
