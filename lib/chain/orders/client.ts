import type { Hex, SignedOrder } from '@/lib/core/orders'
import type { OrdersContract } from './typed-data'
import { toWire, type OrderRecord } from './wire'

/** The service refused or did not answer; `title` is a sentence for people, `error` the contract's error when it was one. */
export class OrderServiceError extends Error {
  override readonly name = 'OrderServiceError'
  constructor(
    readonly status: number,
    readonly title: string,
    readonly error: string | undefined,
  ) {
    super(title)
  }
}

/** What the interface tells of an account. */
export interface OrderList {
  readonly contract: OrdersContract
  readonly orders: readonly OrderRecord[]
}

interface Signed {
  readonly order: SignedOrder
  readonly signature: Hex
}

/** The web server's order interface. `base` is where it answers, e.g. '' on the pages themselves. */
export function orderClient(base = '', fetchIt: typeof fetch = fetch) {
  const root = `${base}/api/v1/orders`
  const ask = (path: string, init: RequestInit = {}) => request(fetchIt, `${root}${path}`, init)
  const send = (method: string, path: string, body: unknown) =>
    ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  return {
    /** Hands a signed order in. Handing the same order in again changes nothing. */
    place: async ({ order, signature }: Signed) =>
      (await send('POST', '', { order: toWire(order), signature })) as OrderRecord,
    /** Orders of a margin account (32 bytes), newest first, and the contract that orders are signed for. */
    list: async (account: Hex, signal?: AbortSignal) =>
      (await ask(`?account=${account}`, signal === undefined ? {} : { signal })) as OrderList,
    /** Takes an order out of the service (see {@link withdrawalTypedData}); only the contract can make it void for good. */
    withdraw: async (hash: Hex, signature: Hex) => (await send('DELETE', '', { hash, signature })) as OrderRecord,
  }
}

async function request(fetchIt: typeof fetch, url: string, init: RequestInit): Promise<unknown> {
  const response = await fetchIt(url, init)
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body
  const { detail, error } = asProblem(body)
  throw new OrderServiceError(response.status, detail ?? 'The order service does not answer.', error)
}

function asProblem(body: unknown): { readonly detail?: string; readonly error?: string } {
  if (typeof body !== 'object' || body === null) return {}
  const { detail, error } = body as Record<string, unknown>
  return {
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  }
}
