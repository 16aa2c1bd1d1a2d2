import { z } from 'zod'
import { pricesQuery, quoteQuery, tradesQuery } from './schemas'
import { healthAnswer, marketsAnswer, pricesAnswer, problemAnswer, quoteAnswer, tradesAnswer } from './answers'

interface Operation {
  readonly path: string
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
    path: '/api/v1/health',
    id: 'health',
    summary: 'Whether chain and prices are fresh; 503 with the same body when not.',
    query: undefined,
    answer: healthAnswer,
    problems: [],
  },
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
        'Read-only figures about perpetual options margined by tokenised stocks. Numbers are exact decimal strings: USD, ' +
        'units of the underlying, or tokens. Times are seconds since the epoch. Errors are problem documents (RFC 9457). ' +
        '/api/v1/stream serves the pages (server-sent events `snapshot` and `prices`); its form may change.',
    },
    paths: Object.fromEntries(operations.map((operation) => [operation.path, { get: describe(operation) }])),
    components: { schemas: { Problem: toSchema(problemAnswer, 'output') } },
  })
  return written
}

function describe({ id, summary, query, inPath = [], answer, problems }: Operation) {
  const refusals = [400, 429, ...problems].map((status) => [String(status), problemContent] as const)
  return {
    operationId: id,
    summary,
    parameters: query ? parametersOf(query, inPath) : [],
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: toSchema(answer, 'output') } } },
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

function toSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' })
}
