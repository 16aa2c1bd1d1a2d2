import { z } from 'zod'
import { parseEnv, readServerEnv, type EnvSource, type ServerEnv } from '@/lib/env/server'

export interface OrderServiceConfig extends ServerEnv {
  readonly port: number
  /** Directory of the embedded database. */
  readonly dataDirectory: string
  /** A PostgreSQL to use instead of the embedded database. Holds a password: never logged. */
  readonly databaseUrl: string | undefined
  readonly maxPerOwner: number
  readonly maxTotal: number
  readonly maxLifeDays: number
  readonly requestsPerMinute: number
  readonly writesPerMinute: number
  /** Milliseconds between two looks at the chain. */
  readonly roundMs: number
}

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)

const schema = z.object({
  ORDERS_PORT: z.coerce.number().int().min(0).max(65_535).default(8650),
  ORDERS_DATA_DIR: z.string().min(1).default('.undated/orders'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ORDERS_MAX_PER_OWNER: count(50),
  ORDERS_MAX_TOTAL: count(20_000),
  ORDERS_MAX_LIFE_DAYS: count(365),
  ORDERS_REQUESTS_PER_MINUTE: count(3000),
  ORDERS_WRITES_PER_MINUTE: count(60),
  ORDERS_ROUND_MS: count(1000),
})

/** Reads the order service's configuration. Throws an EnvError, which never repeats a value. */
export function readConfig(source: EnvSource = process.env): OrderServiceConfig {
  const env = readServerEnv(source)
  const values = parseEnv(schema, source)
  return {
    ...env,
    port: values.ORDERS_PORT,
    dataDirectory: values.ORDERS_DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    maxPerOwner: values.ORDERS_MAX_PER_OWNER,
    maxTotal: values.ORDERS_MAX_TOTAL,
    maxLifeDays: values.ORDERS_MAX_LIFE_DAYS,
    requestsPerMinute: values.ORDERS_REQUESTS_PER_MINUTE,
    writesPerMinute: values.ORDERS_WRITES_PER_MINUTE,
    roundMs: values.ORDERS_ROUND_MS,
  }
}
