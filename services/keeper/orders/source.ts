import { openOrdersSchema } from '@/lib/chain/orders/schema'
import type { OpenOrder } from '@/lib/chain/orders'

const TIMEOUT_MS = 3000
const PAGE = 500
/** Enough for every order that a service keeps; a service that says more is not believed. */
const MAX_PAGES = 80

/** All orders that may be executed now, oldest first. */
export type OrderSource = () => Promise<readonly OpenOrder[]>

/** The orders of an order service at `url`. */
export function serviceSource(url: string, fetchIt: typeof fetch = fetch): OrderSource {
  return async () => {
    const orders: OpenOrder[] = []
    let after: string | null = '0'
    for (let page = 0; page < MAX_PAGES && after !== null; page++) {
      const address = `${url}/orders/open?after=${after}&limit=${PAGE}`
      const response = await fetchIt(address, { signal: AbortSignal.timeout(TIMEOUT_MS) })
      if (!response.ok) throw new Error(`The order service answered ${response.status}.`)
      const answer = openOrdersSchema.parse(await response.json())
      orders.push(...answer.orders)
      after = answer.next
    }
    return orders
  }
}
