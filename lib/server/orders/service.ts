import { z } from 'zod'
import { orderListSchema, orderRecordSchema } from '@/lib/chain/orders/schema'
import type { OrderRecord, WireOrder } from '@/lib/chain/orders'
import { ProblemError, type ProblemKind } from '../http/problem'

type Hex = `0x${string}`
export type OrderList = z.output<typeof orderListSchema>

/** The order service behind the web server. Each throws a prepared problem when it cannot. */
export interface OrderDesk {
  list(account: Hex): Promise<OrderList>
  place(order: WireOrder, signature: Hex): Promise<{ readonly record: OrderRecord; readonly isNew: boolean }>
  withdraw(hash: Hex, signature: Hex): Promise<OrderRecord>
}

const timeoutMs = 8000
const refusal = z.object({ detail: z.string().max(500), error: z.string().max(100).optional() })

/** What the service refuses, by its status: these words are meant for the client; whatever else fails is not told (A4). */
const refusals: Readonly<Record<number, ProblemKind>> = {
  400: 'invalid-request',
  403: 'forbidden',
  404: 'not-found',
  409: 'order-refused',
  429: 'too-many-requests',
}

/** Talks to the service at `url` and only ever to the addresses named here (A3). */
export function orderDesk(url: string | undefined, fetchIt: typeof fetch = fetch): OrderDesk {
  const ask = async (path: string, init: RequestInit = {}) => {
    if (url === undefined) throw new ProblemError('unavailable', 'This server takes no signed orders.')
    const response = await fetchIt(`${url}${path}`, {
      ...init,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
    const body: unknown = await response.json()
    if (!response.ok) throw toProblem(response.status, body)
    return { status: response.status, body }
  }
  const send = (method: string, body: unknown) =>
    ask('/orders', { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  return {
    list: async (account) => orderListSchema.parse((await ask(`/orders?account=${account}`)).body),
    place: async (order, signature) => {
      const { status, body } = await send('POST', { order, signature })
      return { record: orderRecordSchema.parse(body), isNew: status === 201 }
    },
    withdraw: async (hash, signature) => orderRecordSchema.parse((await send('DELETE', { hash, signature })).body),
  }
}

function toProblem(status: number, body: unknown): Error {
  const kind = refusals[status]
  const told = refusal.safeParse(body)
  if (kind === undefined || !told.success) return new Error(`The order service answered ${status}.`)
  const { detail, error } = told.data
  const headers = kind === 'too-many-requests' ? { 'retry-after': '60' } : {}
  return new ProblemError(kind, detail, { error, headers })
}
