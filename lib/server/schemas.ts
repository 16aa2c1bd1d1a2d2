import { z } from 'zod'
import { ProblemError, type InvalidParam } from './http/problem'

/** The ticker of an asset or a token. */
export const symbolParam = z
  .string()
  .regex(/^[A-Za-z0-9.]{1,12}$/, 'must be a ticker of up to 12 letters and digits')
  .transform((text) => text.toUpperCase())

const legForm = /^([A-Za-z0-9.]{1,12})-(\d{1,4})([DHdh])-(\d{1,9}(?:\.\d{1,6})?)-([CPcp]):(-?\d{1,9}(?:\.\d{1,18})?)$/
const legHint = 'must look like BTC-7D-70000-C:0.05 (asset, period, strike, C or P, then the quantity; negative sells)'

/** One leg as asked for; strike and quantity are still decimal text. */
export interface LegRequest {
  readonly asset: string
  /** Funding period in seconds. */
  readonly period: number
  readonly strike: string
  readonly isPut: boolean
  readonly quantity: string
}

const leg = z.string().regex(legForm, legHint).transform(toLeg)

/** Parameters of `/api/v1/quote`. */
export const quoteQuery = z.strictObject({
  collateral: symbolParam,
  leg: z.array(leg).min(1, 'must be given').max(8, 'at most 8 legs fit in one trade'),
  prices: z.enum(['live', 'chain'], 'must be live or chain').default('live'),
})

/** Parameters of `/api/v1/prices`. */
export const pricesQuery = z.strictObject({
  assets: z
    .string()
    .max(200, 'is too long')
    .transform((text) => text.split(','))
    .pipe(z.array(symbolParam).min(1).max(16, 'at most 16 assets at once')),
})

/** Parameters of `/api/v1/open-accounts/{symbol}`. */
export const openAccountsQuery = z.strictObject({ symbol: symbolParam })

export const noQuery = z.strictObject({})

/** An account's owner. */
export const addressParam = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address: 0x and 40 hexadecimal digits')
  .transform((text) => text.toLowerCase() as `0x${string}`)

const maxSubAccount = 2n ** 96n - 1n

/** Which of an owner's margin accounts. */
export const subAccountParam = z
  .string()
  .regex(/^\d{1,29}$/, 'must be a whole number')
  .transform(BigInt)
  .refine((value) => value <= maxSubAccount, 'must be less than 2^96')
  .default(0n)

/** Parameters of `/api/v1/accounts/{owner}/trades`. */
export const tradesQuery = z.strictObject({
  owner: addressParam,
  subAccount: subAccountParam,
})

const repeatable: ReadonlySet<string> = new Set(['leg'])

/**
 * Checks a query (and parameters of the path) against a schema. Throws the 400 problem that names every fault.
 * A parameter given twice is a fault unless it may be repeated.
 */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  search: URLSearchParams,
  pathParams: Readonly<Record<string, string>> = {},
): z.output<Schema> {
  // Without a prototype, so that no name in a query means anything of its own.
  const given = Object.create(null) as Record<string, string | string[]>
  Object.assign(given, pathParams)
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name)
    given[name] = repeatable.has(name) || values.length > 1 ? values : (values[0] ?? '')
  }
  const result = schema.safeParse({ ...given })
  if (result.success) return result.data
  throw invalidRequest(result.error.issues.map(toInvalidParam))
}

export function invalidRequest(invalidParams: readonly InvalidParam[]): ProblemError {
  const names = [...new Set(invalidParams.map(({ name }) => name))].join(', ')
  return new ProblemError('invalid-request', `Not valid: ${names}.`, { invalidParams })
}

function toInvalidParam(issue: z.core.$ZodIssue): InvalidParam {
  if (issue.code === 'unrecognized_keys') return { name: shorten(issue.keys.join(', ')), reason: 'is not known here' }
  const name = String(issue.path[0] ?? 'query')
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  return { name, reason: missing ? 'must be given' : shorten(issue.message) }
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}

function toLeg(text: string): LegRequest {
  const [, asset = '', count = '', unit = '', strike = '', kind = '', quantity = ''] = legForm.exec(text) ?? []
  const secondsPerUnit = unit.toUpperCase() === 'D' ? 86_400 : 3600
  return {
    asset: asset.toUpperCase(),
    period: Number(count) * secondsPerUnit,
    strike,
    isPut: kind.toUpperCase() === 'P',
    quantity,
  }
}
