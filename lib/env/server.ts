import { z } from 'zod'

/** Where the local system listens and writes when nothing else is configured (see scripts/stack). */
export const localDefaults = {
  rpcUrl: 'http://127.0.0.1:8545',
  chainId: 31_337,
  deploymentFile: '.undated/deployment.json',
  hermesUrl: 'http://127.0.0.1:8600',
  hermesToken: undefined,
  rateLimitPerMinute: 600,
  instances: 1,
  trustedProxies: 1,
  publicRpcUrl: undefined,
  orderServiceUrl: undefined,
  metricsPort: undefined,
  indexerUrl: undefined,
  logLevel: 'info',
} as const

const httpUrl = z.url({ protocol: /^https?$/ })
const privateKey = z.custom<`0x${string}`>(
  (value) => typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value),
  'must be 0x followed by 64 hexadecimal digits',
)

const serverShape = {
  UNDATED_RPC_URL: httpUrl.default(localDefaults.rpcUrl),
  UNDATED_CHAIN_ID: z.coerce.number().int().positive().default(localDefaults.chainId),
  UNDATED_DEPLOYMENT_FILE: z.string().min(1).default(localDefaults.deploymentFile),
  UNDATED_HERMES_URL: httpUrl.default(localDefaults.hermesUrl),
  UNDATED_HERMES_TOKEN: z.string().min(1).optional(),
  UNDATED_RATE_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(localDefaults.rateLimitPerMinute),
  UNDATED_INSTANCES: z.coerce.number().int().positive().default(localDefaults.instances),
  UNDATED_TRUSTED_PROXIES: z.coerce.number().int().nonnegative().default(localDefaults.trustedProxies),
  UNDATED_PUBLIC_RPC_URL: httpUrl.optional(),
  UNDATED_ORDER_SERVICE_URL: httpUrl.optional(),
  UNDATED_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  UNDATED_INDEXER_URL: httpUrl.optional(),
  UNDATED_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

const serverSchema = z.object(serverShape)
const keeperSchema = z.object({ ...serverShape, KEEPER_PRIVATE_KEY: privateKey })

/** What the web server and the services need to know about their surroundings. */
export interface ServerEnv {
  /** HTTP endpoint of the node; stays on the server. */
  readonly rpcUrl: string
  readonly chainId: number
  /** Path of the JSON file with the addresses of this deployment. */
  readonly deploymentFile: string
  /** Base of the price service's Hermes interface. */
  readonly hermesUrl: string
  /** The price service's access key, which Pyth's own demands; stays on the server. */
  readonly hermesToken: string | undefined
  /** Requests per minute that one client address may send to the API. */
  readonly rateLimitPerMinute: number
  /** Servers that share that limit. */
  readonly instances: number
  /** Proxies in front that append the address they saw to X-Forwarded-For. */
  readonly trustedProxies: number
  /** The endpoint that wallets are told to use; without it they use what they know of the chain. */
  readonly publicRpcUrl: string | undefined
  /** Base of the order service; without it there are no signed orders. */
  readonly orderServiceUrl: string | undefined
  /** Loopback port on which the web server shows its metrics; without it nowhere. */
  readonly metricsPort: number | undefined
  /** Base of the indexer; without it there is no history. */
  readonly indexerUrl: string | undefined
  readonly logLevel: z.output<typeof serverSchema>['UNDATED_LOG_LEVEL']
}

/** What the keeper needs besides: the key that signs its transactions. */
export interface KeeperEnv extends ServerEnv {
  readonly privateKey: `0x${string}`
}

export type EnvSource = Readonly<Record<string, string | undefined>>

/** A variable is missing or malformed; the message names it and never repeats its value. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

/** Reads and checks the server's configuration. Throws {@link EnvError} with every fault in one message. */
export function readServerEnv(source: EnvSource = process.env): ServerEnv {
  return toServerEnv(parseEnv(serverSchema, source))
}

/** Reads and checks the keeper's configuration; its key has no default. */
export function readKeeperEnv(source: EnvSource = process.env): KeeperEnv {
  const values = parseEnv(keeperSchema, source)
  return { ...toServerEnv(values), privateKey: values.KEEPER_PRIVATE_KEY }
}

/** Reads and checks what a schema asks for. Throws {@link EnvError} with every fault in one message. */
export function parseEnv<Schema extends z.ZodType>(schema: Schema, source: EnvSource): z.output<Schema> {
  // An empty variable, as in `NAME= command`, counts as not set.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new EnvError(`Configuration is not valid. ${faults.join('; ')}`)
}

function toServerEnv(values: z.output<typeof serverSchema>): ServerEnv {
  return {
    rpcUrl: values.UNDATED_RPC_URL,
    chainId: values.UNDATED_CHAIN_ID,
    deploymentFile: values.UNDATED_DEPLOYMENT_FILE,
    hermesUrl: values.UNDATED_HERMES_URL,
    hermesToken: values.UNDATED_HERMES_TOKEN,
    rateLimitPerMinute: values.UNDATED_RATE_LIMIT_PER_MINUTE,
    instances: values.UNDATED_INSTANCES,
    trustedProxies: values.UNDATED_TRUSTED_PROXIES,
    publicRpcUrl: values.UNDATED_PUBLIC_RPC_URL,
    orderServiceUrl: values.UNDATED_ORDER_SERVICE_URL?.replace(/\/$/, ''),
    indexerUrl: values.UNDATED_INDEXER_URL?.replace(/\/$/, ''),
    metricsPort: values.UNDATED_METRICS_PORT,
    logLevel: values.UNDATED_LOG_LEVEL,
  }
}
