import { HermesClient } from '@pythnetwork/hermes-client'
import { z } from 'zod'
import { toFeedPrice, type FeedPrice, type VendorListener, type VendorStream } from './price-feed'

/** Signed updates that bring prices on chain, with the prices that they carry. */
export interface SignedUpdate {
  readonly prices: readonly FeedPrice[]
  /** Arguments of the on-chain `update`, in order. */
  readonly updateData: readonly `0x${string}`[]
}

const requestTimeoutMs = 3000
const maxUpdateHex = 200_000

const vendorPrice = z.object({
  id: z.string().regex(/^(0x)?[0-9a-fA-F]{64}$/),
  price: z.object({
    price: z.string().regex(/^-?\d{1,20}$/),
    conf: z.string().regex(/^\d{1,20}$/),
    expo: z.number().int(),
    publish_time: z.number().int().nonnegative(),
  }),
})
const vendorUpdate = z.object({ parsed: z.array(vendorPrice).nullish() })
const signedUpdate = z.object({
  parsed: z.array(vendorPrice),
  binary: z.object({
    data: z
      .array(
        z
          .string()
          .max(maxUpdateHex)
          .regex(/^(0x)?[0-9a-fA-F]+$/),
      )
      .min(1),
    encoding: z.literal('hex'),
  }),
})

export function createHermesClient(url: string, token: string | undefined): HermesClient {
  const access = token === undefined ? {} : { accessToken: token }
  return new HermesClient(url, { timeout: requestTimeoutMs, httpRetries: 1, ...access })
}

/** Opens the price service's stream; what does not look like an update is reported as an error. */
export async function openHermesStream(
  client: HermesClient,
  feedIds: readonly `0x${string}`[],
  { onUpdate, onError }: VendorListener,
): Promise<VendorStream> {
  const source = await client.getPriceUpdatesStream([...feedIds], { parsed: true, encoding: 'hex' })
  source.onmessage = ({ data }: { data: unknown }) => {
    try {
      onUpdate(vendorUpdate.parse(JSON.parse(String(data))))
    } catch (error) {
      onError(error)
    }
  }
  source.onerror = () => onError(new Error('The price stream was interrupted.'))
  return { close: () => source.close() }
}

/** Fetches signed updates for these feeds. */
export async function fetchSignedUpdate(
  client: HermesClient,
  feedIds: readonly `0x${string}`[],
): Promise<SignedUpdate> {
  const answer = await client.getLatestPriceUpdates([...feedIds], { parsed: true, encoding: 'hex' })
  const { parsed, binary } = signedUpdate.parse(answer)
  return {
    prices: parsed.map(toFeedPrice).filter((price) => price !== undefined),
    updateData: binary.data.map((hex) => `0x${hex.replace(/^0x/, '')}` as const),
  }
}
