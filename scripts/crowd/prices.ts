import { HermesClient } from '@pythnetwork/hermes-client'
import { feeds } from '@/lib/chain/feeds'
import { readOffers } from '@/services/keeper/prices'
import type { OfferedPrice } from '@/services/keeper/decisions'

const TIMEOUT_MS = 5000
const WAD = 1e18

/** The price service: signed prices of now and of the past. */
export class Prices {
  private readonly client: HermesClient
  private readonly ids = feeds.map(({ id }) => id)

  constructor(url: string) {
    this.client = new HermesClient(url, { timeout: TIMEOUT_MS, httpRetries: 2 })
  }

  async at(time: number): Promise<readonly OfferedPrice[]> {
    return readOffers(await this.client.getPriceUpdatesAtTimestamp(time, this.ids, { parsed: true, encoding: 'hex' }))
  }

  async latest(): Promise<readonly OfferedPrice[]> {
    return readOffers(await this.client.getLatestPriceUpdates(this.ids, { parsed: true, encoding: 'hex' }))
  }
}

/** USD by ticker. */
export function spotOf(offered: readonly OfferedPrice[]): ReadonlyMap<string, number> {
  return new Map(
    feeds.flatMap(({ symbol, id }) => {
      const price = offered.find(({ feedId }) => feedId === id)
      return price === undefined ? [] : [[symbol, Number(price.value) / WAD] as const]
    }),
  )
}
