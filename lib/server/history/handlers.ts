import type { z } from 'zod'
import type { ApiHandler } from '../http/endpoint'
import { textResponse } from '../http/json'
import { noQuery, parseQuery } from '../schemas'
import type { HistorySource, HistoryTopic } from './client'
import { accountHistoryQuery, auditQuery, providerQuery, requestsQuery, seriesQuery } from './schemas'

/** What the addresses below `/api/v1/history` answer. */
export interface HistoryHandlers {
  readonly pools: ApiHandler
  readonly assets: ApiHandler
  readonly accounts: ApiHandler
  readonly providers: ApiHandler
  readonly audit: ApiHandler
  readonly badDebt: ApiHandler
  readonly liquidations: ApiHandler
  readonly requests: ApiHandler
  readonly keepers: ApiHandler
  readonly openAccounts: ApiHandler
  readonly conservation: ApiHandler
}

type Checked = Readonly<Record<string, string | number | bigint | undefined>>

export function createHistoryHandlers(source: () => HistorySource): HistoryHandlers {
  const about = (topic: HistoryTopic, schema: z.ZodType<Checked>, inPath?: 'symbol' | 'owner'): ApiHandler => {
    return async ({ url, params }) => {
      const parameters = parseQuery(schema, url.searchParams, inPath ? { [inPath]: textOf(params[inPath]) } : {})
      return textResponse(await source()({ topic, parameters }))
    }
  }
  return {
    pools: about('pools', seriesQuery, 'symbol'),
    assets: about('assets', seriesQuery, 'symbol'),
    accounts: about('accounts', accountHistoryQuery, 'owner'),
    providers: about('providers', providerQuery, 'owner'),
    audit: about('audit', auditQuery),
    badDebt: about('bad-debt', noQuery),
    liquidations: about('liquidations', noQuery),
    requests: about('requests', requestsQuery),
    keepers: about('keepers', noQuery),
    openAccounts: about('open-accounts', noQuery),
    conservation: about('conservation', noQuery),
  }
}

function textOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : ''
}
