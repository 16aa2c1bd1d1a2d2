import { z } from 'zod'
import {
  listQuerySchema,
  orderListSchema,
  orderRecordSchema,
  placementSchema,
  withdrawalSchema,
} from '@/lib/chain/orders/schema'
import { accountAnswer } from './account-answer'
import { historyOperations } from './history/operations'
import { pricesQuery, quoteQuery, tradesQuery } from './schemas'
import { healthAnswer, marketsAnswer, pricesAnswer, problemAnswer, quoteAnswer, tradesAnswer } from './answers'

interface Operation {
  readonly path: string
  /** GET when not given. */
  readonly method?: 'post' | 'delete'
  readonly body?: z.ZodType
  /** Orders are told in the form in which they are taken. */
  readonly io?: 'input' | 'output'
  readonly id: string
  readonly summary: string
  readonly query: z.ZodObject | undefined
  readonly inPath?: readonly string[]
  readonly answer: z.ZodType
  /** Statuses with problem documents besides 400 and 429. */
  readonly problems: readonly number[]
}

const operations: readonly Operation[] = [
  {
    path: '/api/v1/quote',
    id: 'quote',
    summary: 'What a trade costs now, to the last digit as the contract computes it.',
    query: quoteQuery,
    answer: quoteAnswer,
    problems: [503],
  },
  {
    path: '/api/v1/markets',
    id: 'markets',
    summary: 'Prices, markets with their active series, and pools.',
    query: undefined,
    answer: marketsAnswer,
    problems: [503],
  },
  {
    path: '/api/v1/prices',
    id: 'prices',
    summary: 'The newest off-chain prices and the signed updates that bring them on chain.',
    query: pricesQuery,
    answer: pricesAnswer,
    problems: [503],
  },
  {
    path: '/api/v1/accounts/{owner}/trades',
    id: 'trades',
    summary: 'Trades of a margin account, oldest first, as the chain logged them.',
    query: tradesQuery,
    inPath: ['owner'],
    answer: tradesAnswer,
    problems: [503],
  },
  {
    path: '/api/v1/accounts/{owner}',
    id: 'account',
    summary: 'What an owner holds in every set now: margin account, pool shares, stake.',
    query: tradesQuery,
    inPath: ['owner'],
    answer: accountAnswer,
    problems: [503],
  },
  {
    path: '/api/v1/orders',
    id: 'orders',
    summary: 'Signed orders of a margin account, newest first, and the contract that they are signed for.',
    query: listQuerySchema,
    answer: orderListSchema,
    io: 'input',
    problems: [503],
  },
  {
    path: '/api/v1/orders',
    method: 'post',
    id: 'placeOrder',
    summary: 'Hands in a signed order (EIP-712, see docs/orders.md). Handing the same one in again changes nothing.',
    query: undefined,
    body: placementSchema,
    answer: orderRecordSchema,
    io: 'input',
    problems: [403, 409, 413, 415, 503],
  },
  {
    path: '/api/v1/orders',
    method: 'delete',
    id: 'withdrawOrder',
    summary: 'Takes an order out of the service, by signature. Only the contract can make it void for good.',
    query: undefined,
    body: withdrawalSchema,
    answer: orderRecordSchema,
    io: 'input',
    problems: [403, 404, 413, 415, 503],
  },
  {
    path: '/api/v1/health',
    id: 'health',
    summary: 'Whether chain and prices are fresh; 503 with the same body when not.',
    query: undefined,
    answer: healthAnswer,
    problems: [],
  },
  ...historyOperations,
]

let written: string | undefined

/** The OpenAPI 3.1 document of the interface, made from the schemas that check requests. */
export function openApiDocument(): string {
  written ??= JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: 'Undated',
      version: '1',
      description:
        'Figures about perpetual options margined by tokenised stocks, and signed orders. Numbers are exact decimal strings: USD, ' +
        'units of the underlying, or tokens. Times are seconds since the epoch. Errors are problem documents (RFC 9457). ' +
        '/api/v1/stream serves the pages (server-sent events `snapshot` and `prices`); its form may change.',
    },
    paths: describePaths(),
    components: { schemas: { Problem: toSchema(problemAnswer, 'output') } },
  })
  return written
}

function describePaths(): Readonly<Record<string, Readonly<Record<string, object>>>> {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method ?? 'get']: describe(operation) }
  }
  return paths
}

function describe({ id, summary, query, inPath = [], body, answer, io = 'output', problems }: Operation) {
  const refusals = [400, 429, ...problems].map((status) => [String(status), problemContent] as const)
  return {
    operationId: id,
    summary,
    parameters: query ? parametersOf(query, inPath) : [],
    ...(body ? { requestBody: { required: true, content: jsonOf(body, 'input') } } : {}),
    responses: {
      200: { description: 'Done', content: jsonOf(answer, io) },
      ...Object.fromEntries(refusals),
    },
  }
}

const problemContent = {
  description: 'A problem document',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function parametersOf(query: z.ZodObject, inPath: readonly string[]) {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: inPath.includes(name) ? 'path' : 'query',
    required: required.includes(name),
    schema,
  }))
}

function jsonOf(schema: z.ZodType, io: 'input' | 'output') {
  return { 'application/json': { schema: toSchema(schema, io) } }
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' })
}
