import type { z } from 'zod'
import { listQuerySchema, placementSchema, withdrawalSchema } from '@/lib/chain/orders/schema'
import type { ApiHandler } from '../http/endpoint'
import { jsonResponse } from '../http/json'
import { invalidRequest, noQuery, parseQuery } from '../schemas'
import type { OrderDesk } from './service'

/** The order interface, by method. */
export interface OrderHandlers {
  readonly list: ApiHandler
  readonly place: ApiHandler
  readonly withdraw: ApiHandler
}

export function createOrderHandlers(desk: () => OrderDesk): OrderHandlers {
  return {
    list: async ({ url }) => {
      const { account } = parseQuery(listQuerySchema, url.searchParams)
      return jsonResponse(await desk().list(account))
    },
    place: async ({ url, body }) => {
      parseQuery(noQuery, url.searchParams)
      const { order, signature } = parseBody(placementSchema, await body())
      const { record, isNew } = await desk().place(order, signature)
      return jsonResponse(record, { status: isNew ? 201 : 200 })
    },
    withdraw: async ({ url, body }) => {
      parseQuery(noQuery, url.searchParams)
      const { hash, signature } = parseBody(withdrawalSchema, await body())
      return jsonResponse(await desk().withdraw(hash, signature))
    },
  }
}

function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const faults = result.error.issues.slice(0, 10)
  throw invalidRequest(
    faults.map(({ path, message }) => ({ name: path.join('.') || 'body', reason: message.slice(0, 200) })),
  )
}
