import { Hono, type Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { Feed } from '@/lib/chain/feeds'
import { toHermesUpdate } from './hermes'
import type { Market, PublishedPrice } from './market'

/** A request that cannot be answered; the text says why, as Hermes does. */
class RequestError extends Error {
  constructor(
    readonly status: 400 | 404 | 415,
    message: string,
  ) {
    super(message)
  }
}

const ID = /^(0x)?[0-9a-fA-F]{64}$/
const shockSchema = z.strictObject({ symbol: z.string(), factor: z.number().min(0.01).max(100) })
const freezeSchema = z.strictObject({ symbols: z.array(z.string()).optional(), frozen: z.boolean() })

/** The HTTP interface: Hermes under /v2, the demonstration's levers under /demo. */
export function createApp(market: Market, feeds: readonly Feed[], onTick: (listener: () => void) => () => void): Hono {
  const app = new Hono()
  app.onError((error, c) =>
    error instanceof RequestError ? c.text(error.message, error.status) : c.text('internal error', 500),
  )

  app.get('/v2/price_feeds', (c) => {
    const query = (c.req.query('query') ?? '').toLowerCase()
    const type = c.req.query('asset_type')?.toLowerCase()
    const found = feeds.map(describeFeed).filter(({ attributes }) => {
      const ofType = type === undefined || attributes.asset_type.toLowerCase() === type
      return ofType && attributes.symbol.toLowerCase().includes(query)
    })
    return c.json(found)
  })

  app.get('/v2/updates/price/latest', (c) => {
    const { ids, encoding, parsed } = readQuery(c, feeds)
    return c.json(toHermesUpdate(select(market.prices(), ids), encoding, parsed))
  })

  app.get('/v2/updates/price/stream', (c) => {
    const { ids, encoding, parsed } = readQuery(c, feeds)
    return streamSSE(c, async (stream) => {
      const send = () => {
        const update = toHermesUpdate(select(market.prices(), ids), encoding, parsed)
        void stream.writeSSE({ data: JSON.stringify(update) })
      }
      send()
      const stop = onTick(send)
      await new Promise<void>((resolve) => stream.onAbort(resolve))
      stop()
    })
  })

  app.get('/v2/updates/price/:time{[0-9]{1,12}}', (c) => {
    const { ids, encoding, parsed } = readQuery(c, feeds)
    const prices = market.pricesAt(Number(c.req.param('time')))
    if (prices === undefined) throw new RequestError(404, `Price ids not found: ${ids.join(', ')}`)
    return c.json(toHermesUpdate(select(prices, ids), encoding, parsed))
  })

  app.get('/demo/state', (c) => c.json(market.describe()))

  app.post('/demo/shock', async (c) => {
    const { symbol, factor } = await readBody(c, shockSchema)
    market.shock(requireSymbols([symbol], feeds)[0] ?? symbol, factor)
    return c.json(market.describe())
  })

  app.post('/demo/freeze', async (c) => {
    const { symbols, frozen } = await readBody(c, freezeSchema)
    market.freeze(requireSymbols(symbols ?? feeds.map(({ symbol }) => symbol), feeds), frozen)
    return c.json(market.describe())
  })

  return app
}

function describeFeed({ id, symbol, kind }: Feed) {
  const assetType = kind === 'crypto' ? 'Crypto' : 'Equity'
  const name = kind === 'crypto' ? `Crypto.${symbol}/USD` : `Equity.US.${symbol}/USD`
  return { id: id.slice(2), attributes: { symbol: name, asset_type: assetType, base: symbol, quote_currency: 'USD' } }
}

function readQuery(c: Context, feeds: readonly Feed[]) {
  const asked = (c.req.queries('ids[]') ?? []).map(normalise)
  if (asked.length === 0) throw new RequestError(400, 'Failed to deserialize query string: missing field `ids`')
  const unknown = asked.filter((id) => !feeds.some((feed) => feed.id === id))
  const ignored = c.req.query('ignore_invalid_price_ids') === 'true'
  if (unknown.length > 0 && !ignored) throw new RequestError(404, `Price ids not found: ${unknown.join(', ')}`)
  const ids = asked.filter((id) => !unknown.includes(id))
  const encoding = c.req.query('encoding') ?? 'hex'
  if (encoding !== 'hex' && encoding !== 'base64') throw new RequestError(400, 'encoding must be hex or base64')
  return { ids, encoding, parsed: c.req.query('parsed') !== 'false' } as const
}

function normalise(id: string): string {
  if (!ID.test(id))
    throw new RequestError(400, `Failed to deserialize query string: invalid price id ${id.slice(0, 80)}`)
  return `0x${id.replace(/^0x/, '').toLowerCase()}`
}

function select(prices: readonly PublishedPrice[], ids: readonly string[]): PublishedPrice[] {
  return prices.filter(({ id }) => ids.includes(id))
}

/** JSON by name only: a page of another site cannot send that without asking first, and is not answered. */
async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  if (c.req.header('content-type')?.startsWith('application/json') !== true) {
    throw new RequestError(415, 'Send application/json')
  }
  const body: unknown = await c.req.json().catch(() => undefined)
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw new RequestError(
    400,
    result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  )
}

function requireSymbols(symbols: readonly string[], feeds: readonly Feed[]): readonly string[] {
  const unknown = symbols.filter((symbol) => !feeds.some((feed) => feed.symbol === symbol))
  if (unknown.length > 0) throw new RequestError(404, `There is no feed for ${unknown.join(', ')}`)
  return symbols
}
