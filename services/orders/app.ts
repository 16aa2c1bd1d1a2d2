import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Registry } from 'prom-client'
import { z } from 'zod'
import { listQuerySchema, placementSchema, withdrawalSchema } from '@/lib/chain/orders/schema'
import type { OpenOrder, OrdersContract } from '@/lib/chain/orders'
import { brief, type Logger } from '../log'
import { metricsResponse } from '../metrics/registry'
import type { Intake } from './intake'
import { countRequests } from './metrics'
import { Refusal } from './problem'
import { toRecord, type OrderStore, type StoredOrder } from './store'

/** What the service works with once it has found its contract. */
export interface Desk {
  readonly intake: Intake
  readonly store: OrderStore
  readonly contract: OrdersContract
}

export interface Health {
  readonly healthy: boolean
  readonly blockNumber: string | null
  /** Seconds since the time of the newest block followed. */
  readonly blockAge: number | null
  readonly database: boolean
  readonly trouble: string | null
}

interface AppParts {
  /** Undefined while the contract has not been found. */
  readonly desk: () => Desk | undefined
  readonly health: () => Promise<Health>
  readonly requests: RateLimiterMemory
  /** The address that a request is counted under. */
  readonly clientOf: (c: Context) => string
  readonly log: Logger
  readonly registry: Registry
}

const MAX_BODY = 32 * 1024
const MAX_LIST = 200
const MAX_PAGE = 500

const openQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'must be a whole number')
    .default('0'),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(MAX_PAGE),
})

/** The HTTP interface. Problems are documents as of RFC 9457, with the contract's error when it was one. */
export function createApp({ desk, health, requests, clientOf, log, registry }: AppParts): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof Refusal) return problem(error)
    log.error({ trouble: brief(error), path: c.req.path }, 'a request failed')
    return problem(new Refusal(503, 'The order service cannot answer now. Try again in a moment.'))
  })
  app.notFound(() => problem(new Refusal(404, 'There is nothing here.')))

  // Asked by whoever watches over the service, however busy it is.
  app.get('/health', async (c) => {
    const answer = await health()
    return c.json(answer, answer.healthy ? 200 : 503)
  })
  app.get('/metrics', () => metricsResponse(registry))
  app.use('/orders/*', countRequests(registry))

  app.use('/orders/*', async (c: Context, next) => {
    await requests.consume(clientOf(c)).catch(() => {
      throw new Refusal(429, 'Too many requests. Wait a minute.')
    })
    await next()
  })
  const onError = () => problem(new Refusal(413, 'The request is too large.'))
  app.use('/orders/*', bodyLimit({ maxSize: MAX_BODY, onError }))

  const open = (): Desk => {
    const found = desk()
    if (found === undefined) throw new Refusal(503, 'The order service has not found its contract yet.')
    return found
  }

  app.post('/orders', async (c) => {
    const { order, signature } = await readBody(c, placementSchema)
    const { stored, isNew } = await open().intake.place(order, signature)
    if (isNew) log.info({ order: stored.hash, owner: order.owner }, 'order taken in')
    return c.json(toRecord(stored), isNew ? 201 : 200)
  })
  app.delete('/orders', async (c) => {
    const { hash, signature } = await readBody(c, withdrawalSchema)
    return c.json(toRecord(await open().intake.withdraw(hash, signature)))
  })
  app.get('/orders', async (c) => {
    const { account } = readQuery(c, listQuerySchema)
    const { store, contract } = open()
    const orders = await store.ofAccount(account, MAX_LIST)
    return c.json({ contract, orders: orders.map(toRecord) })
  })
  app.get('/orders/open', async (c) => {
    const { after, limit } = readQuery(c, openQuery)
    const orders = await open().store.open(BigInt(after), limit)
    const next = orders.length < limit ? null : String(orders.at(-1)?.seq)
    return c.json({ orders: orders.map(toOpen), next })
  })
  return app
}

function toOpen({ hash, order, signature }: StoredOrder): OpenOrder {
  return { hash, order, signature }
}

function problem({ status, message, error }: Refusal): Response {
  const body = { type: 'about:blank', title: 'Not done', status, detail: message, ...(error ? { error } : {}) }
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  return new Response(JSON.stringify(body), { status, headers })
}

/** JSON by name only: a page of another site cannot send that without asking first, and is not answered. */
async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  if (c.req.header('content-type')?.startsWith('application/json') !== true) {
    throw new Refusal(415, 'Send application/json.')
  }
  const body: unknown = await c.req.json().catch(() => undefined)
  return checked(schema, body)
}

function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  const given = Object.entries(c.req.queries()).map(([name, values]) => [name, values.length > 1 ? values : values[0]])
  return checked(schema, Object.fromEntries(given))
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults = result.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`)
  throw new Refusal(400, faults.join('; ').slice(0, 500))
}
