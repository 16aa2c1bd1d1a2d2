import { encodeAccount } from '@/lib/chain/series'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { judgeHealth } from '../health'
import { jsonResponse, textResponse, toJson } from '../http/json'
import type { ApiHandler } from '../http/endpoint'
import { ProblemError } from '../http/problem'
import { describeMarkets } from '../markets'
import { makeQuote } from '../quote'
import { noQuery, openAccountsQuery, parseQuery, pricesQuery, quoteQuery, tradesQuery } from '../schemas'
import { describeUpdate, findFeeds } from '../signed-prices'
import { describeTradePage } from '../trade-page'
import type { HandlerSources } from './sources'

/** What the addresses of the interface answer. Pure but for the sources given. */
export interface Handlers {
  readonly quote: ApiHandler
  readonly markets: ApiHandler
  readonly prices: ApiHandler
  readonly trades: ApiHandler
  readonly openAccounts: ApiHandler
  readonly account: ApiHandler
  readonly governance: ApiHandler
  readonly stream: ApiHandler
  readonly health: ApiHandler
}

export function createHandlers(sources: HandlerSources): Handlers {
  return {
    quote: ({ url }) => {
      const request = parseQuery(quoteQuery, url.searchParams)
      return jsonResponse(makeQuote(sources.desk(), request, sources.chainNow()))
    },
    markets: ({ url }) => {
      parseQuery(noQuery, url.searchParams)
      const desk = sources.desk()
      return textResponse(desk.once('markets', () => toJson(describeMarkets(desk))))
    },
    prices: async ({ url }) => {
      const { assets } = parseQuery(pricesQuery, url.searchParams)
      const feeds = findFeeds(sources.desk().overview, assets)
      return jsonResponse(describeUpdate(feeds, await sources.signedUpdate(feeds.map(({ feedId }) => feedId))))
    },
    trades: async ({ url, params }) => {
      const owner = typeof params.owner === 'string' ? params.owner : ''
      const request = parseQuery(tradesQuery, url.searchParams, { owner })
      const desk = sources.desk()
      const account = encodeAccount(request.owner, request.subAccount)
      return jsonResponse(describeTradePage(desk, account, await sources.trades(account, desk.overview.blockNumber)))
    },
    openAccounts: async ({ url, params }) => {
      const symbol = typeof params.symbol === 'string' ? params.symbol : ''
      const request = parseQuery(openAccountsQuery, url.searchParams, { symbol })
      const set = sources.desk().findSet(request.symbol)
      if (set === undefined) throw new ProblemError('not-found', 'There is no set of that name.')
      return textResponse(encodeWire(await sources.openAccounts(set.clearinghouse)))
    },
    governance: async ({ url }) => {
      parseQuery(noQuery, url.searchParams)
      const { blockNumber } = sources.desk().overview
      return textResponse(encodeWire(await sources.governance(blockNumber)))
    },
    account: async ({ url, params }) => {
      const owner = typeof params.owner === 'string' ? params.owner : ''
      const request = parseQuery(tradesQuery, url.searchParams, { owner })
      return textResponse(encodeWire(await sources.account(request.owner, request.subAccount)))
    },
    stream: ({ url, client, signal }) => {
      parseQuery(noQuery, url.searchParams)
      return streamResponse(sources.openStream(client, signal))
    },
    health: ({ url }) => {
      parseQuery(noQuery, url.searchParams)
      const health = judgeHealth(sources.snapshot(), sources.now(), sources.chainNow())
      return jsonResponse(health, { status: health.ok ? 200 : 503 })
    },
  }
}

function streamResponse(body: ReadableStream<Uint8Array> | undefined): Response {
  if (!body) {
    throw new ProblemError('too-many-requests', 'Too many streams are open. Close one, or try again later.', {
      headers: { 'retry-after': '10' },
    })
  }
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // Proxies that buffer would hold events back.
      'x-accel-buffering': 'no',
    },
  })
}
