import type { z } from 'zod'
import {
  accountHistoryAnswer,
  assetsHistoryAnswer,
  auditHistoryAnswer,
  badDebtHistoryAnswer,
  conservationHistoryAnswer,
  keepersHistoryAnswer,
  liquidationsHistoryAnswer,
  openAccountsHistoryAnswer,
  poolsHistoryAnswer,
  providersHistoryAnswer,
  requestsHistoryAnswer,
} from './answers'
import { accountHistoryQuery, auditQuery, providerQuery, requestsQuery, seriesQuery } from './schemas'

/** The addresses of the history, for the OpenAPI document. Each may answer 404 for a name it does not know, and 503. */
export const historyOperations = [
  about('pools/{symbol}', 'What a set’s pools came to, by hour or day.', poolsHistoryAnswer, seriesQuery, 'symbol'),
  about(
    'assets/{symbol}',
    'An asset’s price and volatility on chain, by hour or day.',
    assetsHistoryAnswer,
    seriesQuery,
    'symbol',
  ),
  about(
    'accounts/{owner}',
    'What happened to a margin account in every set, oldest first.',
    accountHistoryAnswer,
    accountHistoryQuery,
    'owner',
  ),
  about(
    'providers/{owner}',
    'An owner’s deposits, withdrawals and transfers of pool shares, oldest first.',
    providersHistoryAnswer,
    providerQuery,
    'owner',
  ),
  about('audit', 'Operations, roles, parameters and pauses, newest first.', auditHistoryAnswer, auditQuery),
  about('bad-debt', 'What accounts could not pay, newest first.', badDebtHistoryAnswer),
  about('liquidations', 'Liquidations, newest first.', liquidationsHistoryAnswer),
  about(
    'requests',
    'Trades, entries and exits that were asked for, to be executed at the next price, newest first; at most 1,000.',
    requestsHistoryAnswer,
    requestsQuery,
  ),
  about('keepers', 'What addresses did of the work that anyone may do.', keepersHistoryAnswer),
  about('open-accounts', 'Accounts with positions.', openAccountsHistoryAnswer),
  about('conservation', 'Where every token is that entered a set.', conservationHistoryAnswer),
]

function about(path: string, summary: string, answer: z.ZodType, query?: z.ZodObject, inPath?: string) {
  return {
    path: `/api/v1/history/${path}`,
    id: `history-${path.split('/')[0] ?? path}`,
    summary,
    query,
    inPath: inPath === undefined ? [] : [inPath],
    answer,
    problems: [404, 503],
  }
}
