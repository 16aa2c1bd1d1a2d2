import { z } from 'zod'
import { parseEnv, readKeeperEnv, type EnvSource, type KeeperEnv } from '@/lib/env/server'

/** When the keeper acts and how long it waits. */
export interface KeeperSettings {
  /** Seconds by which a crypto price on chain may lie behind the vendor's. */
  readonly maxPriceLag: number
  /** Basis points by which a price on chain may differ from the vendor's. */
  readonly maxPriceDeviation: number
  /** Seconds after which a market's funding rates are set anew. */
  readonly touchInterval: number
  /** Basis points of a move since the last touch after which they are set anew at once. */
  readonly touchDeviation: number
  /** Seconds between two sweeps of insurance income. */
  readonly sweepInterval: number
  /** Milliseconds between two rounds. */
  readonly roundMs: number
  /** The same while somebody waits for a request to be executed. */
  readonly urgentRoundMs: number
  /** Milliseconds to wait for a transaction before it is sent again at a higher fee. */
  readonly inclusionMs: number
  /** Most blocks in one request for logs. */
  readonly logRange: bigint
}

export const defaultSettings: KeeperSettings = {
  maxPriceLag: 20,
  maxPriceDeviation: 25,
  touchInterval: 600,
  touchDeviation: 100,
  sweepInterval: 3600,
  roundMs: 1000,
  urgentRoundMs: 250,
  inclusionMs: 15_000,
  logRange: 5000n,
}

export interface KeeperConfig extends KeeperEnv {
  readonly healthPort: number
  readonly settings: KeeperSettings
}

const schema = z.object({
  KEEPER_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).default(8700),
  KEEPER_MAX_PRICE_LAG: z.coerce.number().int().positive().default(defaultSettings.maxPriceLag),
  KEEPER_MAX_PRICE_DEVIATION: z.coerce.number().int().positive().default(defaultSettings.maxPriceDeviation),
})

/** Reads the keeper's configuration. Throws an EnvError, which never repeats a value. */
export function readConfig(source: EnvSource = process.env): KeeperConfig {
  const env = readKeeperEnv(source)
  const { KEEPER_HEALTH_PORT, KEEPER_MAX_PRICE_LAG, KEEPER_MAX_PRICE_DEVIATION } = parseEnv(schema, source)
  const limits = { maxPriceLag: KEEPER_MAX_PRICE_LAG, maxPriceDeviation: KEEPER_MAX_PRICE_DEVIATION }
  return { ...env, healthPort: KEEPER_HEALTH_PORT, settings: { ...defaultSettings, ...limits } }
}
