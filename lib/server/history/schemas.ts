import { z } from 'zod'
import { addressParam, subAccountParam, symbolParam } from '../schemas'

/** Most points in one answer: a year of hours, and a little. */
export const mostPoints = 9000

const seconds = z
  .string()
  .regex(/^\d{1,10}$/, 'must be seconds since the epoch')
  .transform(Number)

/** Where the last page ended: a block and the place of an event in it. */
const cursor = z.string().regex(/^\d{1,15}-\d{1,9}$/, 'must be the `next` of an earlier answer')

const range = {
  resolution: z.enum(['hour', 'day'], 'must be hour or day').default('hour'),
  from: seconds.optional(),
  to: seconds.optional(),
}

/** Parameters of `/api/v1/history/pools/{symbol}` and `/api/v1/history/assets/{symbol}`. */
export const seriesQuery = z.strictObject({ symbol: symbolParam, ...range })

/** Parameters of `/api/v1/history/accounts/{owner}`. */
export const accountHistoryQuery = z.strictObject({
  owner: addressParam,
  subAccount: subAccountParam,
  cursor: cursor.optional(),
})

/** Parameters of `/api/v1/history/providers/{owner}`. */
export const providerQuery = z.strictObject({ owner: addressParam })

/** Parameters of `/api/v1/history/audit`. */
export const auditQuery = z.strictObject({ cursor: cursor.optional() })

/** Parameters of `/api/v1/history/requests`. */
export const requestsQuery = z.strictObject({
  owner: addressParam.optional(),
  status: z.enum(['open', 'executed', 'refused'], 'must be open, executed or refused').optional(),
})
